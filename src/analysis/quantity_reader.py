"""From the text of a cell to its parts: one number or two, words and signs, brackets, footnotes.

The reader walks through the text once, from left to right. Everything must be understood: a word that no
printed form explains is an error with its position, never dropped.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

from analysis.amounts import Amount, read_amount
from analysis.errors import QuantityError
from analysis.numerals import cannot_read, clipped
from analysis.printed_forms import (
    AFTER,
    BEFORE,
    BEFORE_CHANGE,
    CUMULATIVE,
    CUMULATIVE_ENGLISH,
    CURRENCY,
    FALLING,
    FLIPPED,
    FOOTNOTE,
    FOOTNOTE_AFTER_UNIT,
    IN_BRACKETS,
    LETTERS_FOR_DIGITS,
    LIMITING,
    LOOSE_MINUS,
    MORE_AFTER,
    NEARLY,
    NEUTRAL_AFTER,
    NOT_NUMBERS,
    OPENING,
    OVER_HALF,
    PER_BEFORE,
    PLUS_AT_END,
    RANGE_CLOSERS,
    RANGE_MARK,
    SENTENCE_END,
    comparator_after,
    comparator_before,
    currency_of,
)
from analysis.units import Unit, known_unit, match_unit, unit

_BARE_NUMBER = re.compile(r"[ 0-9.,+%-]*[0-9][ 0-9.,%]*")
_SAME_DIRECTION = {frozenset((">", ">=")): ">=", frozenset(("<", "<=")): "<="}


@dataclass(slots=True)
class Reading:
    """What was read so far; `text` is folded, `original` is as printed, offsets are the same in both."""

    original: str
    text: str
    position: int
    comparator: str = "="
    nearly: bool = False
    limited: bool = False
    change: bool = False
    falling: bool = False
    more: bool = False
    cumulative: bool = False
    low: Amount | None = None
    high: Amount | None = None
    unit: Unit | None = None
    heading: Unit | None = None
    currency: Unit | None = None
    per: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    closers: list[str] = field(default_factory=list)

    def refuse(self, reason: str, remedy: str, end: int | None = None) -> QuantityError:
        """Make the error for the text from the present position to `end`, or to the end of the text."""
        return cannot_read(
            self.original, self.position, len(self.text) if end is None else end, reason, remedy
        )

    def refuse_all(self, reason: str, remedy: str) -> QuantityError:
        """Make the error for the text as a whole."""
        start = len(self.text) - len(self.text.lstrip())
        return cannot_read(self.original, start, len(self.text), reason, remedy)

    def compare(self, comparator: str, word: str) -> None:
        """Take in a comparator; two that do not contradict each other give the weaker statement."""
        pair = frozenset((self.comparator, comparator))
        if word in NEARLY:
            self.nearly = True
        if len(pair) == 1 or comparator == "=":
            return
        if self.comparator == "=":
            self.comparator = comparator
        elif pair in _SAME_DIRECTION:
            self.comparator = _SAME_DIRECTION[pair]
        elif "~" in pair and not self.nearly:
            self.comparator = next(iter(pair - {"~"}))
        else:
            raise self.refuse(f'"{word}" contradicts what stands beside it', "keep the one that is meant")


def read_text(original: str, folded: str, start: int, *, change: bool = False) -> Reading:
    """Read a cell from `start` to the end of `folded`; a `change` may be printed as a fall.

    Raises
    ------
    QuantityError
        If anything in the text is not understood; its source is the span in the text.
    """
    reading = Reading(original, folded, start, change=change)
    if found := NOT_NUMBERS.match(folded, start):
        raise reading.refuse(f'"{found.group()}" is not a number', "write the number, or — if it is missing")
    while reading.low is None:
        _step_before(reading)
    _read_second(reading)
    while reading.position < len(folded):
        _step_after(reading)
    if reading.closers:
        raise reading.refuse_all(f'a bracket is not closed with "{reading.closers[-1]}"', "add it")
    reading.unit = reading.unit or reading.currency
    _settle(reading)
    return reading


def _settle(reading: Reading) -> None:
    """Combine what was said before and after the number."""
    if reading.limited and reading.comparator == "=" and reading.high is None:
        reading.comparator = "<="
    if reading.more:
        if reading.nearly or reading.comparator in ("<", "<="):
            reason = "余 or 多 contradicts the word before the number"
            raise reading.refuse_all(reason, "keep the one that is meant")
        if reading.low is not None and (reading.low.value < 0 or reading.low.decimals is None):
            reason = "余 or 多 behind a negative number or a fraction has no clear meaning"
            raise reading.refuse_all(reason, "write the number in digits")
        reading.comparator = ">="
    if reading.falling:
        _turn(reading)


def _turn(reading: Reading) -> None:
    """Make a fall a negative change: the ends of a range and the bound change places."""
    low, high = reading.low, reading.high
    ends = [end for end in (low, high) if end is not None]
    unlike = len({end.multiplier for end in ends}) > 1
    if reading.more or unlike or any(end.value < 0 or end.high is not None for end in ends):
        reason = "a word of falling does not go with this number"
        raise reading.refuse_all(reason, "write the change as a negative number")
    turned = [replace(end, value=-end.value if end.value else end.value) for end in ends]
    reading.low, reading.high = turned[-1], turned[0] if high is not None else None
    reading.comparator = FLIPPED[reading.comparator]


def _skip_blanks(reading: Reading) -> None:
    while reading.text.startswith(" ", reading.position):
        reading.position += 1


def _step_before(reading: Reading) -> None:
    """Take one word, bracket or number; called until the first number is found."""
    _skip_blanks(reading)
    text, position = reading.text, reading.position
    if over := OVER_HALF.match(text, position):
        reading.compare(">", over.group())
        reading.position = over.end()
    elif word := (BEFORE_CHANGE if reading.change else BEFORE).match(text, position):
        _word_before(reading, word.group().lower())
        reading.position = word.end()
    elif (amount := _loose_minus(reading) or read_amount(text, position)) is not None:
        reading.low, reading.position = amount, amount.end
        reading.unit, reading.more = amount.unit, amount.more
    elif per := PER_BEFORE.match(text, position):
        reading.per += re.findall("[人户月年天日周]", per.group().replace("均", ""))
        reading.position = per.end()
    elif sign := CURRENCY.match(text, position):
        reading.currency = unit(currency_of(sign.group()))
        reading.position = sign.end()
    elif text[position : position + 1] in OPENING and position < len(text):
        _bracket_before(reading)
    else:
        raise _not_understood(reading)


def _loose_minus(reading: Reading) -> Amount | None:
    """Read a change whose minus sign stands apart (– 1.8) or was set as a long dash (—2.1)."""
    sign = LOOSE_MINUS.match(reading.text, reading.position) if reading.change else None
    amount = read_amount(reading.text, sign.end()) if sign else None
    return replace(amount, value=-amount.value) if amount is not None and amount.value > 0 else amount


def _word_before(reading: Reading, word: str) -> None:
    if word in FALLING and reading.change and not reading.falling:
        reading.falling = True
    elif word in FALLING:
        reason = f'"{word}" can mean a negative change or a positive reduction'
        raise reading.refuse(
            reason, "write −3.2 for a change, or 3.2 if the indicator's name says that it falls"
        )
    if word in LIMITING:
        reading.limited = True
    if word.startswith((*CUMULATIVE, *CUMULATIVE_ENGLISH)):
        reading.cumulative = True
    comparator = comparator_before(word)
    if comparator is not None:
        reading.compare(comparator, word)


def _read_second(reading: Reading) -> None:
    """Read the other end of a range: 35~40, 35%至40%, 3-5个."""
    mark = RANGE_MARK.match(reading.text, reading.position)
    low = reading.low
    if mark is None or low is None:
        return
    high = read_amount(reading.text, mark.end())
    if high is None:
        return
    dash = mark["mark"] not in ("~", "~~", "至", "到", "to")
    if dash and (low.value < 0 or reading.text[mark.end()] in "+-–负"):
        raise reading.refuse("a dash stands beside a minus sign", "write the range with 至 or ~")
    if low.more or high.more or low.high is not None or high.high is not None:
        raise reading.refuse("an end of a range is itself not one number", "write both ends in digits")
    reading.high, reading.position, reading.unit = high, high.end, high.unit or low.unit


def _step_after(reading: Reading) -> None:
    """Take one unit, word, bracket or mark behind the number."""
    _skip_blanks(reading)
    text, position = reading.text, reading.position
    if reading.closers and text.startswith(reading.closers[-1], position):
        reading.closers.pop()
        reading.position += 1
    elif reading.high is not None and (closer := RANGE_CLOSERS.match(text, position)):
        reading.position = closer.end()
    elif word := AFTER.match(text, position):
        _word_after(reading, word.group().lower())
        reading.position = word.end()
    elif reading.unit is None and (found := match_unit(text, position)) is not None:
        reading.unit, reading.position = found
    elif text[position] in OPENING:
        _bracket_after(reading)
    elif PLUS_AT_END.match(text, position):
        reading.compare(">=", "+")
        reading.position += 1
    elif neutral := NEUTRAL_AFTER.match(text, position) or SENTENCE_END.match(text, position):
        reading.position = neutral.end()
    elif mark := FOOTNOTE.match(text, position) or (
        FOOTNOTE_AFTER_UNIT.match(text, position) if _ends_a_figure(reading) else None
    ):
        reading.asides.append(reading.original[position : mark.end()])
        reading.position = mark.end()
    elif MORE_AFTER.match(text, position) and reading.high is None:
        reading.more, reading.position = True, position + 1
    else:
        raise _not_understood(reading)


def _ends_a_figure(reading: Reading) -> bool:
    """Tell whether a raised digit here is a footnote: behind a unit or decimals, where no power stands."""
    last = reading.high or reading.low
    return reading.unit is not None or (last is not None and (last.decimals or 0) > 0)


def _word_after(reading: Reading, word: str) -> None:
    if word in CUMULATIVE or word in CUMULATIVE_ENGLISH:
        reading.cumulative = True
    comparator = comparator_after(word)
    if comparator is not None:
        reading.compare(comparator, word)


def _closing(reading: Reading) -> int:
    """Find the bracket that closes the one at the present position."""
    opening = reading.text[reading.position]
    closing, depth = OPENING[opening], 0
    for i in range(reading.position, len(reading.text)):
        depth += (reading.text[i] == opening) - (reading.text[i] == closing)
        if depth == 0:
            return i
    raise reading.refuse(f'the bracket "{opening}" is not closed', f'add "{closing}"')


def _bracket_before(reading: Reading) -> None:
    end = _closing(reading)
    inner = reading.text[reading.position + 1 : end].strip()
    square = reading.text[reading.position] != "("
    if _bracket_word(reading, inner):
        reading.position = end + 1
    elif square and re.search("[0-9零〇一二三四五六七八九十两半]", inner):
        reading.cumulative = True
        reading.closers.append(reading.text[end])
        reading.position += 1
    elif _BARE_NUMBER.fullmatch(inner):
        reason = "a figure in round brackets can be negative, a total over the period, or a remark"
        raise reading.refuse(reason, "write −5.5, [5.5] or 5.5")
    elif not reading.text[end + 1 :].strip() or not inner:
        raise _not_understood(reading)
    else:
        reading.asides.append(reading.original[reading.position + 1 : end].strip())
        reading.position = end + 1


def _bracket_after(reading: Reading) -> None:
    end = _closing(reading)
    inner = reading.text[reading.position + 1 : end].strip()
    if not _bracket_word(reading, inner):
        if not inner or _BARE_NUMBER.fullmatch(inner):
            bracket = clipped(reading.text[reading.position : end + 1])
            reason = f'"{bracket}" can be a footnote, a total or another value'
            raise reading.refuse(reason, "keep one number in the cell", end + 1)
        heading = None if reading.unit else known_unit(inner)
        if heading is not None:
            reading.unit = reading.heading = heading
        else:
            reading.asides.append(reading.original[reading.position + 1 : end].strip())
    reading.position = end + 1


def _bracket_word(reading: Reading, inner: str) -> bool:
    """Take a bracket that holds a comparator or 累计; False when it holds something else."""
    if inner in IN_BRACKETS:
        reading.compare(IN_BRACKETS[inner], inner)
    elif inner in CUMULATIVE:
        reading.cumulative = True
    elif inner == "不含" and reading.comparator in (">=", "<="):
        reading.comparator = reading.comparator[0]
    elif inner != "含":
        return False
    return True


def _not_understood(reading: Reading) -> QuantityError:
    """Choose the sentence that helps most for the rest of the text."""
    text, position = reading.text, reading.position
    rest = text[position:]
    if letters := LETTERS_FOR_DIGITS.search(text):
        return reading.refuse(
            f'letters stand among the digits of "{clipped(letters.group())}"', "is it O for 0, or l for 1?"
        )
    if not rest:
        return reading.refuse("there is no number", "write the number, or — if it is missing")
    odd = next((sign for sign in rest if unicodedata.category(sign) in ("So", "Sk", "No")), None)
    if odd is not None:
        return reading.refuse(f'the character "{odd}" has no meaning in a number', "remove it")
    if re.match(r"[0-9.]*[eE][+-]?[0-9]", rest) and reading.low is not None:
        return reading.refuse("scientific notation is not a printed form", "write all digits out")
    where = "after the number" if reading.low is not None else "before any number"
    return reading.refuse(
        f'"{clipped(rest, 20)}" {where} is no known form', "write the number and its unit alone"
    )

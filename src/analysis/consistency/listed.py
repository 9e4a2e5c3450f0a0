"""A stated number of things against the things listed: “九大行动” and nine, 十个工程 and a table of five."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from analysis.chinese_numerals import chinese_word
from analysis.consistency.evidence import Evidence, records
from analysis.consistency.finding import AGREE, CONFLICT, HIGH, MEDIUM, NONE, Finding, Statement
from analysis.consistency.sentences import Sentence
from analysis.errors import Source

_NUMBER: Final = r"(?P<number>[二三四五六七八九]|十[一二三四五六七八九]?|[2-9]|1\d)"
_CLASSIFIER: Final = "(?:个方面|大类|个|大|项|种|类|条|位|社|张)"
_OPEN: Final = '[“"「『]'
_CLOSE: Final = '[”"」』]'
# A list and straight behind it its name: A、B、C“三项制度”, A、B、C“五位一体”, A、B和C三张图, “A、B”两个理念
_NAME_BEHIND: Final = re.compile(
    rf"(?:{_OPEN}{_NUMBER}{_CLASSIFIER}[^“”\"、,，。;；]{{1,8}}{_CLOSE})"
    rf"|(?:(?<![第每各数几上下前后首\d.])(?P<bare>[二三四五六七八九十]){_CLASSIFIER}"
    r"[^\d、,，。;；:：“”\"]{1,8}(?=[,，。;；:：]))"
)
# The name and behind it the list: 实施“三大工程”:A、B、C; 五大任务,分别是A、B
_NAME_BEFORE: Final = re.compile(
    rf"{_NUMBER}{_CLASSIFIER}[^“”\"、,，。;；:：\d]{{1,8}}{_CLOSE}?\s*(?:[:：]|[,，]?(?:包括|分别是|分别为|即)[:：]?)"
    r"(?P<list>[^。;；]{3,400})"
)
_TITLE: Final = re.compile(rf"{_NUMBER}(?:大|项|个)(?P<noun>[^“”\"、,，\d]{{2,6}}){_CLOSE}?$")
_VERBS: Final = re.compile(
    "^(?:开展|实施|推进|落实|完善|健全|坚持|推行|打造|构建|建立|加强|深化|做到|坚定|增强|实现|深入|全面|积极|大力|提升|推动|加快|"
    "创新|强化|优化|发挥|形成|探索|制定|弘扬|践行|统筹|协调|围绕|牢记|贯彻|学习|支持|鼓励|引导|培育|发展|开|抓|做|和|以|为|由|按|在|的)"
)
_ONLY_VERBS: Final = re.compile(
    "(?:深入|全面|积极|大力|切实|扎实|持续|着力|不断|加快|共同|认真|有效|统筹|协同|坚决|努力|始终|开展|实施|推进|推动|落实|完善|健全|"
    "坚持|推行|打造|构建|建立|加强|深化|做到|坚定|增强|实现|提升|创新|强化|优化|发挥|形成|探索|制定|组织|弘扬|践行|贯彻|执行|抓好|做好)+"
)
_QUOTED: Final = re.compile(r"[“\"「『][^“”\"「」『』]{0,40}[”\"」』]|[(（][^()（）]{0,40}[)）]")
_ORDINAL: Final = re.compile(
    r"(?:^|[,，。;；:：])\s*(?P<ordinal>二?十[一二三四五六七八九]?|[一二三四五六七八九])是"
)
_THINGS: Final = re.compile(
    rf"(?<![每第各首]){_NUMBER}(?:个|项|大|类)(?P<noun>[^“”\"、,，。;；:：\d()（）]{{3,16}})"
)
_FEW: Final = 2
_SHORTEST: Final = 3


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_word(text).digits)


def lists_with_a_name(evidence: Evidence) -> Iterator[Finding]:
    """Compare the number in a list's name with the things listed in the same sentence.

    Three printed forms count: A、B、C“三项制度” (the name straight behind the list), “三大工程”:A、B、C
    (the name before it), and a quoted list “A、B”两个理念. One thing more or less than three and more is
    a conflict; more than that is taken for another list. 和, 及, 与, 或 may join things or stand inside
    one, so either count is allowed. After 等 the list may go on: too few things are no finding. Silent
    when the last thing is but a verb, or a later one alone begins with a verb (the name is then not the
    list's), and when the list holds the name of another list.
    """
    for sentence in evidence.sentences:
        for match in _NAME_BEHIND.finditer(sentence.text):
            yield from _list_before(sentence, match)
        for match in _NAME_BEFORE.finditer(sentence.text):
            yield from _list_behind(sentence, match)


def _list_before(sentence: Sentence, match: re.Match[str]) -> Iterator[Finding]:
    text, end = sentence.text, match.start()
    quoted = re.search(r"[“\"「『]([^“”\"「」『』]{2,120})[”\"」』]$", text[max(0, end - 130) : end])
    if quoted is not None and "、" in quoted[1] and not re.search("[,，]", quoted[1]):
        start = end - len(quoted[0])
        listed = quoted[1]
    else:
        start = _clause_start(text, end)
        listed = text[start:end]
    items = _items(listed)
    if len(items) < _FEW or (re.search("等$", items[-1]) is None and not _is_list(items, quoted is not None)):
        return
    number = _number(match["number"] or match["bare"])
    yield from _judge(sentence, number, listed, (start, end), (match.start(), match.end()))


def _list_behind(sentence: Sentence, match: re.Match[str]) -> Iterator[Finding]:
    listed = match["list"]
    items = _items(listed)
    if len(items) < _FEW or "、" not in listed or re.search("[一二]是", listed) or not _plain_list(listed):
        return
    name = (match.start(), match.start("list"))
    yield from _judge(sentence, _number(match["number"]), listed, match.span("list"), name)


def _plain_list(listed: str) -> bool:
    """Say whether commas, if any, do not part a list in two: A、B、C without a comma outside quotation."""
    return not re.search("[,，]", _QUOTED.sub("", listed))


def _clause_start(text: str, end: int) -> int:
    """Return where the clause begins that ends at `end`: behind the last comma outside quotes, brackets."""
    depth = 0
    for position in range(end - 1, max(-1, end - 200), -1):
        if text[position] in "”」』)）":
            depth += 1
        elif text[position] in "“「『(（":
            if depth == 0:
                return position + 1
            depth -= 1
        elif text[position] in ",，。;；:：" and depth == 0:
            return position + 1
    return max(0, end - 200)


def _items(listed: str) -> list[str]:
    """Cut a list at the 、 outside quotes and brackets."""
    masked = _QUOTED.sub(lambda found: "□" * len(found[0]), listed)
    cuts = [-1, *(match.start() for match in re.finditer("、", masked)), len(listed)]
    return [listed[left + 1 : right].strip() for left, right in pairwise(cuts)]


def _is_list(items: list[str], quoted: bool) -> bool:
    if re.search("[以和与及为的成在向于到被把将]$|“", items[-1]):
        return False
    if any(len(item) < _FEW for item in items) or any(
        re.search(rf"{_OPEN}{_NUMBER}", item) for item in items
    ):
        return False
    starts = [bool(_VERBS.match(item)) for item in items]
    return quoted or ((all(starts) or not any(starts[1:])) and not _ONLY_VERBS.fullmatch(items[-1]))


def _judge(
    sentence: Sentence, number: int, listed: str, span: tuple[int, int], name: tuple[int, int]
) -> Iterator[Finding]:
    items = _items(listed)
    low, high = len(items), len(items) + sum(len(re.findall("[和及与或]", item)) for item in items)
    open_end = bool(re.search("等[^、]{0,10}$", items[-1]))
    equal = low <= number <= high
    if not equal and len(items) <= _FEW:
        return
    if not equal and ((abs(number - low) > 1 and abs(number - high) > 1) or (open_end and number > high)):
        return
    a, b = sentence.statement(*name), sentence.statement(*span)
    yield _finding(a, b, number, low, equal)


def _finding(
    a: Statement, b: Statement, number: int, count: int, equal: bool, severity: str = MEDIUM
) -> Finding:
    counted = number if equal else count
    zh = f"{a.zh}说有{number}项，{b.zh}列出{counted}项，{'两者一致' if equal else '两者不符'}。"
    en = (
        f"{a.en_first} says {number}; {b.en} lists {counted}: "
        f"{'they agree' if equal else 'they do not agree'}."
    )
    detail = f"称{number}项，列出{counted}项"
    return Finding(AGREE if equal else CONFLICT, NONE if equal else severity, a.text, a, b, detail, zh, en)


def programmes_with_a_number(evidence: Evidence) -> Iterator[Finding]:
    """Compare the number in a programme's title with what its content lists: “九大行动”, “五大机制”.

    The content counts when it is one list A、B、C等行动 that ends with the title's noun, or when its
    sentences each name one thing with that noun in their first clause (健全…机制,…。健全…机制,…。).
    Silent otherwise.
    """
    for table in evidence.document.tables:
        for row in table.rows:
            for title, content in zip(row.cells, row.cells[1:], strict=False):
                match = _TITLE.search(title.text)
                if match is None or len(content.text) < 2 * len(title.text):
                    continue
                count = _things(content.text, match["noun"])
                number = _number(match["number"])
                if count is None or (count < number and "等" in content.text[-12:]):
                    continue
                a = Statement(evidence.document.text_at(title.source), title.source, table.label)
                shown = min(40, content.source.end - content.source.start)
                place = Source(
                    content.source.file,
                    content.source.line,
                    content.source.start,
                    content.source.start + shown,
                )
                b = Statement(evidence.document.text_at(place), place, table.label)
                yield _finding(a, b, number, count, number == count)


def _things(content: str, noun: str) -> int | None:
    sentences = [part for part in re.split("[。;；]", content) if part.strip()]
    if len(sentences) == 1:
        return _things_in_a_list(sentences[0], noun)
    named = [re.split("[,，:：]", part)[0].strip() for part in sentences]
    return len(named) if len(named) >= _FEW and all(part.endswith(noun) for part in named) else None


def _things_in_a_list(listed: str, noun: str) -> int | None:
    """Count A、B、C等行动; None when the text is not one list that ends with the noun."""
    match = re.search(rf"(?:等[^、,，]{{0,6}})?{re.escape(noun)}$", listed)
    items = _items(listed[: match.start()]) if match else []
    return len(items) if len(items) >= _FEW and _plain_list(listed) else None


def headings_with_a_number(evidence: Evidence) -> Iterator[Finding]:
    """Compare the number in a heading, 实施“五大工程”, with the list in the first sentence under it.

    The list is a clause A、B、C工程 that ends with the heading's noun. After 等 a shorter list is no
    finding. Silent when the first sentence has no such clause.
    """
    for heading in evidence.document.headings:
        match = _TITLE.search(heading.title)
        if match is None:
            continue
        first = next((s for s in evidence.sentences if s.paragraph.line > heading.source.line), None)
        if first is None or first.table or first.paragraph.line > heading.source.line + 2:
            continue
        number = _number(match["number"])
        for clause in re.finditer(r"[^,，。;；:：]+", first.text):
            count = _things_in_a_list(clause[0].rstrip(), match["noun"])
            if count is None or ("等" in clause[0] and count < number):
                continue
            text = evidence.document.text_at(heading.source)
            a = Statement(text, heading.source)
            yield _finding(a, first.statement(*clause.span()), number, count, number == count)
            break


def captions_with_a_number(evidence: Evidence) -> Iterator[Finding]:
    """Compare the number in a table's own title, “十大项目”, with its rows.

    Only lists of projects and programmes count, whose rows are known; a row of totals is none of them.
    """
    lines = set() if evidence.projects.empty else {int(line) for line in evidence.projects["source_line"]}
    lines |= (
        set() if evidence.programmes.empty else {int(line) for line in evidence.programmes["source_line"]}
    )
    for table in evidence.document.tables:
        match = _TITLE.search(table.title)
        rows = [row for row in table.rows if row.line in lines]
        if match is None or table.caption_source is None or not rows:
            continue
        number = _number(match["number"])
        a = Statement(evidence.document.text_at(table.caption_source), table.caption_source, table.label)
        cell = max(rows[0].cells[:2], key=lambda cell: len(cell.text))
        b = Statement(evidence.document.text_at(cell.source), cell.source, table.label)
        yield _finding(a, b, number, len(rows), number == len(rows), HIGH)


def numbered_points(evidence: Evidence) -> Iterator[Finding]:
    """Compare a stated number of points with 一是…;二是… that follow in the same paragraph.

    The number must stand in the clause before 一是 (重点抓好三个方面:一是…). Silent when the points do
    not count up from one without a gap.
    """
    seen: set[tuple[int, int]] = set()
    for sentence in evidence.sentences:
        paragraph = sentence.paragraph
        place = (paragraph.line, paragraph.spans[0].start)
        if place in seen:
            continue
        seen.add(place)
        ordinals = list(_ORDINAL.finditer(paragraph.text))
        numbers = [_number(match["ordinal"]) for match in ordinals]
        if len(numbers) < _FEW or numbers != list(range(1, len(numbers) + 1)):
            continue
        head = paragraph.text[max(0, ordinals[0].start() - 30) : ordinals[0].start()]
        match = re.search(rf"{_NUMBER}(?:个方面|大|项|个|条|点)[^、,，。;；\d]{{0,10}}$", head)
        if match is None:
            continue
        offset = ordinals[0].start() - len(head)
        here = Sentence(paragraph.text, (), paragraph, 0, sentence.table)
        a = here.statement(offset + match.start(), ordinals[0].start())
        b = here.statement(ordinals[-1].start("ordinal"), min(len(paragraph.text), ordinals[-1].end() + 20))
        number = _number(match["number"])
        yield _finding(a, b, number, len(numbers), number == len(numbers))


def tables_with_a_number(evidence: Evidence) -> Iterator[Finding]:
    """Compare a number of things in the prose with the table that lists them.

    十个重大建设工程 belongs to the project list whose title ends with these words; “四个标杆区” to the
    pillars of an indicator table that all end with the word. A number that differs is a conflict. Silent
    on words of fewer than four characters for titles, three for pillars, and when no table, or more than
    one, fits.
    """
    lists = (*_project_lists(evidence), *_pillar_tables(evidence))
    for sentence in evidence.sentences:
        for match in _THINGS.finditer(sentence.text) if lists and not sentence.table else ():
            found = _counted_in(lists, match["noun"])
            if found is None:
                continue
            noun, counted = found
            a = sentence.statement(match.start(), match.start("noun") + len(noun))
            number = _number(match["number"])
            yield _finding(a, counted.place, number, counted.count, number == counted.count, HIGH)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Things that a table lists: the names (or its title) that end with their word, and where they stand."""

    names: tuple[str, ...]
    shortest: int
    count: int
    place: Statement


def _counted_in(lists: Sequence[_Listed], words: str) -> tuple[str, _Listed] | None:
    """Find the longest beginning of the words that ends the names of exactly one list."""
    for length in range(len(words), _SHORTEST - 1, -1):
        noun = words[:length]
        fitting = [
            one for one in lists if length >= one.shortest and all(name.endswith(noun) for name in one.names)
        ]
        if fitting:
            return (noun, fitting[0]) if len(fitting) == 1 else None
    return None


def _project_lists(evidence: Evidence) -> Iterator[_Listed]:
    lines = set() if evidence.projects.empty else {int(line) for line in evidence.projects["source_line"]}
    for table in evidence.document.tables:
        count = sum(row.line in lines for row in table.rows)
        if count and table.title and table.caption_source is not None:
            source = table.caption_source
            place = Statement(evidence.document.text_at(source), source, table.label)
            yield _Listed((table.title,), _SHORTEST + 1, count, place)


def _pillar_tables(evidence: Evidence) -> Iterator[_Listed]:
    """Yield the pillars (categories) of each indicator table that has several."""
    pillars: dict[str, dict[str, None]] = {}
    for row in records(evidence.indicators) if not evidence.indicators.empty else ():
        if row["category"]:
            pillars.setdefault(str(row["table"]), {})[str(row["category"])] = None
    for label, names in pillars.items():
        cells = (
            cell
            for table in evidence.document.tables
            if table.label == label
            for row in table.rows
            for cell in row.cells
        )
        first = next((cell for cell in cells if cell.text in names), None)
        if len(names) > 1 and first is not None:
            place = Statement(evidence.document.text_at(first.source), first.source, label)
            yield _Listed(tuple(names), _SHORTEST, len(names), place)

"""What a number measures: the noun phrase before it, or the counted noun behind it.

社会组织数量 | 突破610家, 覆盖率 | 100%: before. 7名 | 困境儿童, 1500人次 | 护理员: behind. The verb, the
words of reaching and the place are cut off; attributes stay, because they tell one count from another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from analysis.commitments.clauses import Numbered
from analysis.commitments.words import (
    ADVERBS,
    AT_LEAST_EARLIER,
    CHANGE_BEFORE,
    COMPARED_WITH,
    CONNECTIVES,
    GIVING,
    MIDDLE_VERB,
    NOT_ALONE,
    PART_OF_NOUN,
    PER_HEAD,
    PREPOSITION,
    REACHES,
    RESPECTIVELY,
    SCOPE,
    SHARE_WORDS,
    SHORT_VERB,
    STOP_AFTER_GIVING,
    STOP_BEHIND,
    TOPIC,
    TRAILING,
    VERBS,
    VERBS_OR_NOUNS,
    one_of,
    words,
)
from analysis.extract.vocabulary import is_part_word
from analysis.printed_forms import comparator_before
from analysis.units import known_unit

COUNTED: Final = frozenset(
    words(
        "thing person household visit bed couple case occasion grave vehicle vessel aircraft machine plant "
        "animal copy article container"
    )
)
_OPENING: Final = re.compile(
    rf"(?:{one_of(ADVERBS)}){{0,4}}(?:(?P<verb>{one_of(VERBS)}|{SHORT_VERB})|(?P<either>{one_of(VERBS_OR_NOUNS)}))(?:了|好)?"
)
_LOOSE: Final = re.compile(
    rf"(?:每年|确保|力争|争取|(?:预计|计划|规划)(?=总|到|至|20[0-9]{{2}}年)|年均|累计|共计|共(?!享|建|治|同|富)|合计|总计|{PREPOSITION})"
)
_OUTER_TIME: Final = re.compile(
    r"^(?:到|至|截至|截止|在)?(?:[0-9]{4}年?(?:底|末|前|初)*|[“\"]?[一二三四五六七八九十]{1,2}五[”\"]?(?:规划)?(?:时?期间|时期|期末|末|以来)"
    r"|五年(?:来|间|内)?|全年|(?:未来|今后|过去|近)(?:五|5)年|目前|当前|年末|年底|年内|届时|期间)(?:的)?"
)
_DONE: Final = frozenset(("money", "visit", "person", "share"))  # 投资, 培训, 服务 are measured in these
_POINT: Final = r"(?:[0-9]{4}年?|[“\"]?[一二三四五六七八九十]{1,2}五[”\"]?(?:时?期末?|期间|末)?)(?:底|末)?"
_STARTED: Final = re.compile(
    rf"(?:(?P<from>从|由|自|与|(?:比|较)(?=.*的)){_POINT}|(?P<only>从|由|自)|(?<![比较]){_POINT})的?{PER_HEAD}(?:约|不足|不到)?$"
)
_NOUN_RUN: Final = re.compile(r"[^,。;:!?、\s|]*")
_LEADING_MARKS: Final = re.compile(r"[ ”’\"」』]*(?:的|左右的|以?内)?[ ]*")
_HAN: Final = re.compile(r"[一-鿿A-Za-z]")
_MEASURE_END: Final = re.compile("(?:[数量率额]|规模|面积|收入|标准|比例|比重|水平)$")
_EDGES: Final = " ,.、:;\"”’'·-—|"


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject as printed, its scope, what the number is relative to, and a comparator printed before that.

    ``change`` says that a verb of change stands between subject and number; ``behind`` that the noun behind
    the number was taken; ``started`` that the number is where a change starts (由31.4%提高到). ``verb`` is
    the last verb that was cut off before the subject.
    """

    text: str = ""
    scope: str = ""
    relative_to: str = ""
    comparator: str = ""
    change: bool = False
    behind: bool = False
    started: bool = False
    verb: str = ""


def subject_of(one: Numbered, *, last: Subject | None) -> Subject:
    """Find what a number measures.

    Parameters
    ----------
    one : Numbered
        The number with the text around it.
    last : Subject or None
        The subject of the number before in the same sentence.

    Examples
    --------
    >>> from analysis.commitments.clauses import numbered_of
    >>> found = numbered_of("全县建成照料中心10家,为7名困境儿童改造住房。")
    >>> [subject_of(one, last=None).text for one in found]
    ['照料中心', '困境儿童']
    """
    before = subject_before(one.before)
    if last is not None and not before.verb and (one.listed or one.before.startswith("其中")):
        before = replace(before, verb=last.verb)
    known = known_unit(one.quantity.unit) if one.quantity.unit else None
    dimension = known.dimension if known is not None else ""
    if last is not None and before.text in VERBS_OR_NOUNS and dimension not in _DONE:
        before = replace(before, text="", verb=before.text)  # 新建农田9万亩,改造6万亩
    behind = noun_behind(one.behind, giving=bool(GIVING.search(one.before)))
    if dimension in COUNTED and behind and not _is_measure(before.text, one.before):
        change = before.change and not before.text
        verb = before.text if before.text in VERBS_OR_NOUNS else before.verb
        return replace(before, text=behind, change=change, behind=True, relative_to="", verb=verb)
    if before.text:
        return _part_of_topic(one, before, last) if is_part_word(before.text) else before
    return replace(before, text=behind, behind=True) if behind else _carried_on(one, before, last)


def _part_of_topic(one: Numbered, part: Subject, last: Subject | None) -> Subject:
    """Read 覆盖率,城市达到100%: the clause before says what is measured, the part is a scope."""
    topic = last.text if last is not None else topic_of(one)
    return replace(part, text=topic, scope=part.text) if topic else part


def _carried_on(one: Numbered, bare: Subject, last: Subject | None) -> Subject:
    """Give a number that has no subject of its own the one of the number or the clause before it."""
    if last is None:
        return replace(bare, text=topic_of(one))
    return replace(
        last,
        comparator=bare.comparator,
        change=bare.change,
        relative_to=bare.relative_to,
        started=bare.started,
        verb=bare.verb or last.verb,
    )


def topic_of(one: Numbered) -> str:
    """Return what the clause before a number's own is about, "" when it has a number itself.

    Examples
    --------
    >>> from analysis.commitments.clauses import numbered_of
    >>> [topic_of(one) for one in numbered_of("地区生产总值突破千亿大关,达到1025亿元")]
    ['地区生产总值']
    """
    clauses = re.split("[,;:]", one.earlier)
    found = TOPIC.match(clauses[-2]) if len(clauses) > 1 and not re.search("[0-9]", clauses[-2]) else None
    return subject_before(found["topic"]).text if found is not None else ""


def respective_subjects(one: Numbered, subject: Subject) -> tuple[Subject, ...]:
    """Return the subjects that the numbers of a clause measure one by one, () when there is only one.

    Where parts share their head (化肥、农药使用量) the subject stays whole and the part becomes the scope.

    Examples
    --------
    >>> from analysis.commitments.clauses import numbered_of
    >>> first, _ = numbered_of("参保率、参合率分别达到95%和98%")
    >>> [one.text for one in respective_subjects(first, Subject("参保率、参合率"))]
    ['参保率', '参合率']
    >>> [(one.text, one.scope) for one in respective_subjects(first, Subject("城市、农村覆盖率"))]
    [('城市、农村覆盖率', '城市'), ('城市、农村覆盖率', '农村覆盖率')]
    """
    if not one.followed or RESPECTIVELY not in one.before:
        return ()
    parts = [part for part in re.split("、|以及|和|及|与", subject.text) if part]
    if len(parts) < 2:
        return ()
    if all(_MEASURE_END.search(part) for part in parts):
        return tuple(replace(subject, text=part) for part in parts)
    return tuple(replace(subject, scope=part) for part in parts)


def _is_measure(subject: str, before: str) -> bool:
    """Say whether what stands before a number is itself a measure: 人数, 总量, or anything that 达到 it."""
    if not subject:
        return False
    return bool(_MEASURE_END.search(subject)) or bool(
        re.search(r"(?:达到?|突破|超过|增至|降至|[高加升少低到]到|至)$", before.rstrip())
    )


def noun_behind(behind: str, *, giving: bool = False) -> str:
    """Return the counted noun at the begin of a folded text, "" when it begins with something else.

    Examples
    --------
    >>> noun_behind("村开展试点工作"), noun_behind("实行意外伤害保险"), noun_behind("”慈善组织")
    ('村', '', '慈善组织')
    """
    start = _LEADING_MARKS.match(behind)
    run = _NOUN_RUN.match(behind, start.end() if start else 0)
    text = run.group() if run else ""
    stops = [STOP_BEHIND.search(text)] + ([STOP_AFTER_GIVING.search(text, 1)] if giving else [])
    ends = [stop.start() for stop in stops if stop is not None]
    text = _balanced(text[: min(ends, default=len(text))])
    return text.strip(_EDGES) if _HAN.match(text) else ""


def _balanced(text: str) -> str:
    """Cut a text before a bracket that opens and does not close, or closes and was not open."""
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return text[:index]
    return text if depth == 0 else text[: text.rindex("(")]


def subject_before(before: str) -> Subject:
    """Return the subject in the text between a clause's begin and its number.

    Examples
    --------
    >>> subject_before("实现社会组织数量").text, subject_before("其中社会团体数量达到").text
    ('社会组织数量', '社会团体数量')
    >>> share = subject_before("水库移民人均可支配收入达到当地农村居民平均水平的")
    >>> share.text, share.relative_to
    ('水库移民人均可支配收入', '当地农村居民平均水平')
    """
    start = _STARTED.search(before.rstrip())
    text, comparator, relative_to = _cut_denominator(before if start is None else before[: start.start()])
    least = AT_LEAST_EARLIER.search(before.rstrip())
    comparator = comparator or (comparator_before(least["word"]) or "" if least is not None else "")
    change = bool(CHANGE_BEFORE.search(text.rstrip()))
    text = _cut_trailing(text)
    compared = COMPARED_WITH.search(text)
    if compared is not None:
        relative_to = relative_to or (compared["base"] or "")
        text = _cut_trailing(text[: compared.start()])
    text, scope, verb = _cut_opening(text)
    return Subject(
        _unquoted(text.strip(_EDGES).removesuffix("的")),
        scope,
        relative_to,
        comparator,
        change,
        started=start is not None and (start["from"] or start["only"]) is not None,
        verb=verb,
    )


def _cut_trailing(text: str) -> str:
    found = TRAILING.search(text)
    return text[: found.start()] if found is not None else text


def _cut_denominator(before: str) -> tuple[str, str, str]:
    """Split X不低于Y的 into X, the comparator, and Y."""
    stripped = before.rstrip(" ")
    share = SHARE_WORDS.search(stripped)
    reaches = list(REACHES.finditer(stripped, 0, share.start())) if share is not None else []
    if share is None or not reaches or not 2 <= share.start() - reaches[-1].end() <= 24:
        return before, "", ""
    reach = reaches[-1]
    if reach.group() == "占" and share.group() != "的":
        return before, "", ""  # 占…比重 is the name of the measure itself
    relative_to = stripped[reach.end() : share.start()]
    return stripped[: reach.start()], comparator_before(reach.group()) or "", relative_to


def _cut_opening(text: str) -> tuple[str, str, str]:
    """Cut connectives, times, places, adverbs and verbs off the begin; return the rest, place and verb."""
    scope = verb = ""
    while True:
        if found := CONNECTIVES.match(text) or _OUTER_TIME.match(text):
            cut = found.end()
        elif (found := _OPENING.match(text)) and _opens(found, text[found.end() :]):
            cut, verb = found.end(), found["verb"] or found["either"]
        elif (found := _LOOSE.match(text)) and len(text) - found.end() != 1:
            cut = found.end()
        elif not scope and (found := SCOPE.match(text)):
            scope, cut = found["scope"], found.end()
        else:
            return text, scope, verb
        text = text[cut:]


def _opens(found: re.Match[str], rest: str) -> bool:
    """Say whether a verb opens the clause, or is the first part of a noun (建设面积, 服务中心)."""
    noun = rest.strip(_EDGES)
    if not noun:
        return found["verb"] is not None
    joined = MIDDLE_VERB.match(rest)
    if joined is not None:
        return _OPENING.match(rest, joined.end()) is not None
    if PART_OF_NOUN.match(rest) or rest.startswith("的"):
        return False
    return found["verb"] is not None or NOT_ALONE.match(rest) is None


def _unquoted(text: str) -> str:
    """Drop quotation marks and outer brackets that do not come in pairs."""
    text = text if text.count("“") == text.count("”") else text.replace("“", "").replace("”", "")
    return text.strip("()") if text.count("(") != text.count(")") else text

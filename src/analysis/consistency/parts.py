"""Parts and totals in a sentence: the numbers behind 其中, and the ones before 合计."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from analysis.consistency.compare import Ends, base_ends, dimension_of, factor_of, is_bound, meet, show
from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import AGREE, CONFLICT, HIGH, LOW, MEDIUM, NONE, NOTABLE, Finding
from analysis.consistency.sentences import Item, Sentence

# Words that name parts which cannot overlap; a set marked complete leaves nothing out.
_KINDS: Final[tuple[tuple[tuple[str, ...], bool], ...]] = (
    (("城市|城镇", "农村|乡村"), True),
    (("男", "女"), True),
    (("公办|公建|公立", "民办|民营|民建|社会办|私立"), True),
    (("社会团体|社团", "民非|民办非企业|社会服务机构", "基金会"), True),
    (("一期|首期", "二期"), False),
    (("一期|首期", "二期", "三期"), False),
    (("国家级", "省级", "市级", "县级|区级", "乡镇级|镇级", "村级"), False),
    (("中央", "省级|省", "市级|市", "县级|县", "自筹"), False),
    (("集中", "分散"), True),
    (("绿色食品", "有机", "无公害", "地理标志"), True),
    (("幼儿园", "小学", "初中", "高中"), False),
    (("一级", "二级", "三级"), False),
    (("新建", "改建|改造", "扩建"), False),
)
COUNTED: Final = frozenset(
    {
        "thing",
        "person",
        "household",
        "bed",
        "money",
        "area",
        "case",
        "grave",
        "visit",
        "occasion",
        "vehicle",
        "machine",
    }
)
_OTHER_SUBJECT: Final = re.compile(
    "全县|全市|全区|全省|全国|建成|开展|实现|培训|达到|另有|另外|同时|累计|完成|覆盖"
)
_NEW_CLAUSE: Final = re.compile(
    "修复|治理|新建|新增|改造|建设|实施|整治|发放|投入|安置|引进|创建|打造|争取|推进|改善|惠及|带动|吸引|组织|举办|新开|增加|减少"
)
# A number behind these words is compared with one before, or is an average; behind the last, it is another
# measure of the same things (426个、1286万平方米,惠及居民14.2万户).
_COMPARED: Final = re.compile("比(?!例|重|率)|较|占")
_AVERAGE: Final = re.compile("人均|户均|平均|均值|每[十百千万一]|标准|价格|浓度")
_SAME_THING: Final = re.compile(
    r"(?:、|[,，](?:惠及|涉及|覆盖|受益|总?建筑面积|总?面积|总?投资|约|共)[^,，、;；。\d]{0,12})$"
)
_NEARLY: Final = Fraction(9, 10)
_TOTAL_WORD: Final = re.compile(r"(?:合计|共计|总计)(?:为|达|达到|:|：)?\s*")


def parts_in_a_sentence(evidence: Evidence) -> Iterator[Finding]:
    """Compare the numbers after 其中 with the number before it, when they count the same kind of thing.

    A part larger than the whole is a conflict; so are several whose names say that they cannot overlap
    (城市/农村, 公办/民办, sources of money) and that exceed the whole together, or, when they leave nothing
    out, fall short of it. Parts that add up agree. Other parts may overlap or be only some: together above
    the whole, or (three and more) just below it, they are notable, otherwise the rule is silent. Silent on
    shares, on ages and years, and where a bound leaves room.
    """
    for sentence in evidence.sentences:
        for match in re.finditer("其中", sentence.text):
            whole = _whole_before(sentence, match.start())
            if whole is None:
                continue
            parts = _parts_behind(sentence, match.end(), sentence.items[whole])
            if parts:
                yield from _judge(sentence, whole, parts)


def _whole_before(sentence: Sentence, position: int) -> int | None:
    """Find the number that 其中 refers to: the last before it.

    Of 680个、1950万平方米 it is the one that counts what the parts count; behind a comparison (3.12万张,
    比2015年增加7800张,其中…) the number compared. An average (人均收入) has no parts that add up.
    """
    before = [index for index, item in enumerate(sentence.items) if item.end <= position]
    if not before:
        return None
    last = sentence.items[before[-1]]
    between = sentence.text[last.end : position]
    if len(between) > 12 or re.search(r"[,，;；。].+[,，;；。]", between):
        return None
    part = next((item for item in sentence.items if item.start >= position and _counts(item)), None)
    for index in reversed(before):
        item = sentence.items[index]
        clause = re.split("[,，;；。:：]", sentence.text[: item.start])[-1]
        if not _COMPARED.search(clause) and (part is None or kind_of(item) == kind_of(part)):
            whole = dimension_of(item.quantity.unit) in COUNTED and not _AVERAGE.search(clause)
            return index if whole else None
        if not (_COMPARED.search(clause) or _SAME_THING.search(sentence.text[: item.start])):
            return None
    return None


def _counts(item: Item) -> bool:
    return dimension_of(item.quantity.unit) not in ("age", "calendar", "duration", "share")


def _parts_behind(sentence: Sentence, position: int, whole: Item) -> list[int]:
    """List the numbers behind 其中 that count what the whole counts, up to where something else begins."""
    parts: list[int] = []
    first_has_verb = False
    stop = sentence.text.find("其中", position)
    for index, item in enumerate(sentence.items):
        if item.start < position:
            continue
        if 0 <= stop <= item.start:
            break
        dimension = dimension_of(item.quantity.unit)
        if dimension in ("age", "calendar", "duration", "share"):
            if dimension == "share" and not parts:
                break
            continue
        label = sentence.text[max(position, sentence.items[index - 1].end if index else 0) : item.start]
        if parts and re.match("[,，](?:比|较|同比|占)", label):
            break
        if parts and re.match("[,，]", label) and _NEW_CLAUSE.search(label) and not first_has_verb:
            break
        first_has_verb = first_has_verb or bool(not parts and _NEW_CLAUSE.search(label))
        if kind_of(item) != kind_of(whole) or _OTHER_SUBJECT.search(label) or len(label) > 40:
            break
        parts.append(index)
    return parts


def kind_of(item: Item) -> str:
    """Return what a number counts: its dimension, and the classifier of things (24家 and 24支 differ)."""
    dimension = dimension_of(item.quantity.unit)
    return f"{dimension}:{item.quantity.unit.lstrip('十百千万亿')}" if dimension == "thing" else dimension


def _judge(sentence: Sentence, whole_index: int, parts: Sequence[int]) -> Iterator[Finding]:
    whole = sentence.items[whole_index]
    total = base_ends(whole.quantity)
    intervals = [base_ends(sentence.items[index].quantity) for index in parts]
    known = [interval for interval in intervals if interval is not None]
    if total is None or len(known) < len(intervals):
        return
    for index, interval in zip(parts, known, strict=True):
        bounded = is_bound(whole.quantity) and whole.quantity.comparator in (">", ">=")
        if interval[0] > total[1] and not (bounded and not is_bound(sentence.items[index].quantity)):
            severity = MEDIUM if bounded else HIGH
            yield _part_finding(sentence, whole, [sentence.items[index]], CONFLICT, severity, "部分大于整体")
            return
    if len(parts) > 1:
        yield from _judge_sum(sentence, whole_index, parts, known)
    elif known[0][1] <= total[0] and not is_bound(whole.quantity):
        yield _part_finding(sentence, whole, [sentence.items[parts[0]]], AGREE, NONE, "部分不大于整体")


def _judge_sum(
    sentence: Sentence, whole_index: int, parts: Sequence[int], known: Sequence[Ends]
) -> Iterator[Finding]:
    whole, items = sentence.items[whole_index], [sentence.items[index] for index in parts]
    total = base_ends(whole.quantity)
    if total is None:
        return
    added = (sum((low for low, _ in known), Fraction(0)), sum((high for _, high in known), Fraction(0)))
    comparators = {item.quantity.comparator for item in (whole, *items)}
    if meet(added, total) and _exactly(items) == _exactly([whole]):
        yield _part_finding(sentence, whole, items, AGREE, NONE, "各部分之和等于整体")
        return
    if len(comparators) > 1 or comparators - {"=", "~", ">="} or meet(added, total):
        return
    money = dimension_of(whole.quantity.unit) == "money"
    apart, complete = _partition([sentence.label(index) for index in parts])
    if added[0] > total[1]:
        if apart or money:
            yield _part_finding(
                sentence, whole, items, CONFLICT, HIGH if apart else MEDIUM, "各部分之和大于整体"
            )
        else:
            yield _part_finding(sentence, whole, items, NOTABLE, LOW, "各部分之和大于整体，除非各部分有重叠")
    elif complete and ">=" not in comparators:
        yield _part_finding(sentence, whole, items, CONFLICT, MEDIUM, "各部分之和小于整体")
    elif len(items) > 2 and added[1] > total[0] * _NEARLY and ">=" not in comparators:
        yield _part_finding(sentence, whole, items, NOTABLE, LOW, "各部分之和略小于整体")


def _exactly(items: Sequence[Item]) -> Fraction:
    """Return the sum of the printed values in the base unit."""
    return sum((Fraction(item.quantity.value or 0) * _factor(item) for item in items), Fraction(0))


def _factor(item: Item) -> Fraction:
    return factor_of(item.quantity.unit) or Fraction(1)


def _partition(labels: Sequence[str]) -> tuple[bool, bool]:
    """Say whether the parts' names exclude each other, and whether they are all parts there are."""
    years = [re.findall(r"20\d\d(?=年)", label) for label in labels]
    if all(len(found) == 1 for found in years) and len({found[0] for found in years}) == len(labels):
        return True, False
    for kinds, complete in _KINDS:
        matched = [[index for index, kind in enumerate(kinds) if re.search(kind, label)] for label in labels]
        if all(len(found) == 1 for found in matched):
            used = {found[0] for found in matched}
            if len(used) == len(labels):
                return True, complete and len(used) == len(kinds)
    return False, False


def _part_finding(
    sentence: Sentence, whole: Item, parts: Sequence[Item], verdict: str, severity: str, why: str
) -> Finding:
    first, second = (
        sentence.clause(whole.start, whole.end),
        sentence.statement(_label_start(sentence, parts[0]), parts[-1].end),
    )
    listed = "+".join(part.quantity.printed for part in parts)
    total = _exactly(parts)
    added = f"={show(total / _factor(whole), 12)}{_printed_unit(whole)}" if total and len(parts) > 1 else ""
    detail = f"{listed}{added}，整体为{whole.quantity.printed}"
    if verdict == AGREE:
        held = "相加一致" if len(parts) > 1 else "相容"
        zh = f"{first.zh}与其后所列部分“{second.text}”{held}（{detail}）。"
        verb = "add up to" if len(parts) > 1 else "fit into"
        en = f"The parts “{second.text}” {verb} the whole in {first.en}."
    else:
        zh = f"{first.zh}与其后所列部分“{second.text}”：{why}（{detail}）。"
        english = {
            "部分大于整体": "a part is larger than the whole",
            "各部分之和大于整体": "the parts together exceed the whole",
            "各部分之和小于整体": "the parts, which leave nothing out, fall short of the whole",
            "各部分之和略小于整体": "the parts fall a little short of the whole",
        }.get(why, "the parts together exceed the whole, unless they overlap")
        en = (
            f"In {first.en}, of which “{second.text}”, {english} ({listed} against {whole.quantity.printed})."
        )
    return Finding(verdict, severity, first.text, first, second, f"{why}：{detail}", zh, en)


def _printed_unit(item: Item) -> str:
    """Return the unit as printed: 万套, which the table of units knows as 万台."""
    found = re.search(r"\d([^\d.]+)$", item.quantity.printed)
    return found[1] if found and item.quantity.comparator == "=" else item.quantity.unit


def _label_start(sentence: Sentence, item: Item) -> int:
    position = sentence.text.rfind("其中", 0, item.start)
    near = max((other.end for other in sentence.items if other.end <= item.start), default=0)
    return next((start for start in (position, near) if 0 <= item.start - start <= 40), item.start)


def stated_sums(evidence: Evidence) -> Iterator[Finding]:
    """Compare a number after 合计, 共计 or 总计 with the numbers listed before it in the same sentence.

    Only a list counts: at least two numbers of one kind joined by 、 or commas, nothing else in between, and
    the total straight behind it. Silent otherwise, and where any of them is a bound.
    """
    for sentence in evidence.sentences:
        for match in _TOTAL_WORD.finditer(sentence.text):
            after = [item for item in sentence.items if item.start <= match.end() <= item.end]
            before = [item for item in sentence.items if item.end <= match.start() and item not in after]
            if len(after) != 1 or len(before) < 2 or match.start() - before[-1].end > 2:
                continue
            total, listed = after[0], before
            numbers = [item.quantity for item in (*listed, total)]
            if len({kind_of(item) for item in (*listed, total)}) > 1 or any(
                q.comparator != "=" for q in numbers
            ):
                continue
            known, whole = [base_ends(item.quantity) for item in listed], base_ends(total.quantity)
            if whole is None or any(interval is None for interval in known):
                continue
            added = (
                sum((interval[0] for interval in known if interval), Fraction(0)),
                sum((interval[1] for interval in known if interval), Fraction(0)),
            )
            equal = meet(added, whole)
            why = "各项之和等于合计数" if equal else "各项之和不等于合计数"
            first = sentence.statement(_label_start(sentence, listed[0]), listed[-1].end)
            second = sentence.clause(total.start, total.end)
            sum_printed = show(_exactly(listed) / _factor(total), 12)
            detail = f"{why}：各项相加为{sum_printed}{total.quantity.unit}，合计写作{total.quantity.printed}"
            zh = f"{first.zh}，而{second.zh}：{detail}。"
            verb = "equals" if equal else "does not equal"
            en = f"The sum of {first.en} is {sum_printed}, which {verb} {second.en}."
            yield Finding(
                AGREE if equal else CONFLICT,
                NONE if equal else HIGH,
                first.text,
                first,
                second,
                detail,
                zh,
                en,
            )

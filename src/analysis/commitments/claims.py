"""When a number holds and whether it is reached or promised; and why a number claims nothing at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.commitments.clauses import Numbered
from analysis.commitments.passages import PAST, PLAN
from analysis.commitments.subjects import COUNTED, Subject, noun_behind
from analysis.commitments.times import CONTEXT, STARTS, Time, governs
from analysis.commitments.words import (
    AGE_MEASURED,
    AS_A_BASE,
    BUILDING,
    CHANGE_SUBJECT,
    CONDITION_BEFORE,
    CONDITION_BEHIND,
    CONDITION_CLAUSE,
    CREATING,
    DOING,
    ERRAND,
    NAME_BEFORE,
    OF_A_NOUN,
    PAST_IN_CLAUSE,
    PER_STEP,
    PLAIN_PROMISE,
    PROMISE_IN_CLAUSE,
    RANK,
    RESPECTIVELY,
    RETURN_PERIOD,
    STATE_IN_CLAUSE,
    STRUCTURE,
    TIME_DONE_WITHIN,
    TIME_MEASURED,
    TOTAL_BEFORE,
    WITHIN_RADIUS,
    YEARLY_EARLIER,
    YEARLY_HERE,
)
from analysis.mentions import ACTUAL, CHANGE, LEVEL, TARGET, TOTAL
from analysis.mentions import YEARLY as IN_EVERY_YEAR
from analysis.units import known_unit

_BOUND_BEHIND = re.compile(r"(?:以上|以下|以内|之内|之上)$")
_LEADS_TO = re.compile("[到至为]$")
_TIMES_JOINED = re.compile("[、,和及与]|以及")
_MAX_STRUCTURE = 20
_MEASURES = frozenset(("area", "length", "power", "mass", "volume", "money", "person", "bed", "score"))


@dataclass(frozen=True, slots=True)
class When:
    """Year, how it is known, and whether the number is reached or promised."""

    year: int | None
    basis: str
    status: str


def when(
    one: Numbered,
    governing: Time | None,
    outlook: str,
    period: tuple[int, int] | None,
    *,
    last_status: str,
    started: bool = False,
    own_year: int | None = None,
) -> When:
    """Decide the year of a number and whether it is reached.

    A time in the sentence decides first: a year before the plan's first is past, a later one is promised
    unless the clause says that it is reached. Without one the chapter decides, then the words of the clause,
    then the sentence before. A promise without a year is for the plan's last year, a fact for the year before
    its first; both then have the basis `CONTEXT`. A number from which a change starts (`started`: 由60%到)
    is never promised: what leads to a promise is where the plan begins, and where a change of the past began
    is not printed. `own_year` is the one that the passage as a whole is for; it must agree with being past or
    promised.
    """
    past, promise = bool(PAST_IN_CLAUSE.search(one.clause)), bool(PROMISE_IN_CLAUSE.search(one.clause))
    if governing is not None:
        early = governing.year < period[0] if period is not None else past and not promise
        status = ACTUAL if early or (past and not promise) else TARGET
        if started and governing.base != STARTS and one.followed and _LEADS_TO.search(one.behind):
            if status == ACTUAL or period is None:
                return When(None, "", ACTUAL)
            return When(period[0] - 1, CONTEXT, ACTUAL)
        return When(governing.year, governing.basis, status)
    if outlook == PAST:
        status = TARGET if promise and not past else ACTUAL
    elif outlook == PLAN:
        status = ACTUAL if past and not promise else TARGET
    else:
        status = _status_by_words(one.clause, last_status, past=past, promise=promise)
    if started and status == ACTUAL:
        return When(None, "", ACTUAL)  # where a change of the past began is not printed
    status = ACTUAL if started else status
    year = None if period is None else period[1] if status == TARGET else period[0] - 1
    if own_year is not None and (period is None or (status == TARGET) == (own_year >= period[0])):
        year = own_year
    return When(year, CONTEXT if year is not None else "", status)


def _status_by_words(clause: str, last_status: str, *, past: bool, promise: bool) -> str:
    if past != promise:
        return ACTUAL if past else TARGET
    if PLAIN_PROMISE.search(clause):
        return TARGET
    if STATE_IN_CLAUSE.search(clause):
        return last_status or ACTUAL
    return last_status or TARGET


def governing_time(
    one: Numbered, times: Sequence[Time], index: int, folded: str, brackets: Sequence[int]
) -> Time | None:
    """Return the time that a number stands for: the last one before it in its sentence that governs.

    `index` is how many of `times` begin before the number.
    """
    bracket = brackets[one.start]
    for time in reversed(times[max(0, index - 6) : index]):
        if time.start < one.sentence.start:
            return None
        if governs(time, folded, one.start, bracket):
            return _respective(one, times[:index], time, folded)
    return None


def _respective(one: Numbered, times: Sequence[Time], last: Time, folded: str) -> Time:
    """Return the time of a number among several: 2021年、2022年分别完成20%、50%."""
    if RESPECTIVELY not in one.clause:
        return last
    run = [last]
    for time in reversed(times[max(0, len(times) - 6) : times.index(last)]):
        if _TIMES_JOINED.fullmatch(folded, time.end, run[0].start) is None:
            break
        run.insert(0, time)
    return run[one.order] if one.order < len(run) else last


def role_of(one: Numbered, subject: Subject, dimension: str, *, project: bool = False) -> str:
    """Say whether a number is a level, a change, a total over time, or holds in every year.

    What a `project` builds is its size, a level.

    Examples
    --------
    >>> from analysis.commitments.clauses import numbered_of
    >>> found = numbered_of("每年培训10人。新增5人。累计8人。有3人")
    >>> [role_of(one, Subject("员工", verb=one.before[:2]), "person") for one in found]
    ['yearly', 'change', 'total', 'level']
    """
    before = one.before.rstrip(' “"')
    each = one.quantity.printed.startswith("每年") and not dimension.startswith("money")
    summed = one.quantity.cumulative or TOTAL_BEFORE.search(before) is not None
    repeated = YEARLY_EARLIER.search(one.earlier) and subject.verb and not summed
    if YEARLY_HERE.search(before) or each or repeated:
        return IN_EVERY_YEAR
    changed = subject.change or CHANGE_SUBJECT.search(subject.text) or dimension in ("difference", "doubling")
    if changed and dimension not in COUNTED:
        return CHANGE
    adds_up = subject.verb in DOING and not (project and subject.verb in BUILDING)
    if summed or adds_up:
        return TOTAL
    return CHANGE if changed or subject.verb == "新增" else LEVEL


def why_no_claim(one: Numbered, subject: Subject, status: str) -> str:
    """Return the reason why a quantity claims nothing, "" when it does.

    Examples
    --------
    >>> from analysis.commitments.clauses import numbered_of
    >>> found = numbered_of("对80周岁以上老年人,100张以上床位的养老机构普遍建立康复室")
    >>> [why_no_claim(one, Subject(), "target") for one in found]
    ['age', 'condition']
    """
    found = known_unit(one.quantity.unit) if one.quantity.unit else None
    dimension = found.dimension if found is not None else ""
    before, behind = one.before.rstrip(' “"‘'), one.behind.lstrip(' ”"’')
    timed = dimension in ("calendar", "duration")
    measured = TIME_MEASURED.search(before) or TIME_DONE_WITHIN.match(behind)
    if dimension == "age" and not AGE_MEASURED.search(one.earlier):
        return "age"
    if timed and (RETURN_PERIOD.match(behind) or not (measured or one.quantity.comparator != "=")):
        return "time"
    if dimension in _MEASURES and _is_condition(one, behind, subject, dimension):
        return "condition"
    if RANK.search(before) and one.quantity.unit in ("位", "名"):
        return "ordinal"
    if PER_STEP.search(before) or (before.endswith(("以", "按", "按照")) and AS_A_BASE.match(behind)):
        return "base of a ratio"
    return _why_no_count(one, before, behind, subject, status) if dimension in {*COUNTED, ""} else ""


def _is_condition(one: Numbered, behind: str, subject: Subject, dimension: str) -> bool:
    """Say whether a measure only says which things are meant.

    20万千瓦以上煤电机组, 1公里范围内, 对年收入低于2万元的家庭, 1万平方米以上的中心2个, 超50亿元企业10家.
    """
    bounded = one.quantity.comparator != "="
    bound_behind = _BOUND_BEHIND.search(one.quantity.printed) is not None
    of_a_noun = behind.startswith("的")
    return (
        (bound_behind and (subject.behind or (of_a_noun and one.followed)))
        or (bounded and one.followed and noun_behind(one.behind) != "")
        or (bounded and CONDITION_BEHIND.match(behind) is not None)
        or (of_a_noun and CONDITION_CLAUSE.match(one.clause) is not None)
        or (dimension == "length" and WITHIN_RADIUS.match(behind) is not None)
    )


def _why_no_count(one: Numbered, before: str, behind: str, subject: Subject, status: str) -> str:
    value = one.quantity.value
    if ERRAND.search(before) and one.quantity.unit == "次":
        return "slogan"
    if value is not None and value <= _MAX_STRUCTURE and STRUCTURE.match(behind):
        return "structure"
    if NAME_BEFORE.search(before) and not behind and one.quantity.unit in ("条", "项"):
        return "name"
    if OF_A_NOUN.match(behind) is None:
        return ""
    opens = (not subject.text or subject.behind) and (not before or CONDITION_BEFORE.search(before))
    if opens and _BOUND_BEHIND.search(one.quantity.printed):
        return "condition"
    return "attribute" if status == TARGET and not CREATING.search(before) and not one.listed else ""

"""State → view: everything that the page shows, computed from a study and a handful of choices. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from analysis.explore.answers import Answer, Question, answer, fan_of, grown
from analysis.explore.places import Passage, PrintedNumber, passage_of, printed_numbers
from analysis.explore.what_if import NONE, Assumed, Change, assumed
from analysis.figures import Panel
from analysis.models import DEFAULT_MODEL, MODELS
from analysis.narrative import part_label, short_name
from analysis.pace import Pace
from analysis.progress import find_profile, load_profiles
from analysis.series import TargetSeries
from analysis.study import Study
from analysis.tables.progress import METHOD_IN_USE, class_word
from analysis.tables.view import Column, TableView
from analysis.wording import estimate, goal_text, number, percent, say, shortened

Key = tuple[str, str, str]
_WIDEST_NAME = 60
_LONGEST_NOTE = 600


@dataclass(frozen=True, slots=True)
class State:
    """What a reader has chosen.

    Parameters
    ----------
    series : (indicator_id, breakdown, lineage)
        The series looked at.
    target_year : int
        Which of its targets.
    model, method : str
        Names of a forecast model and of a progress method.
    change : Change
        What is assumed.
    number : int
        Which printed number is shown in its sentence.
    """

    series: Key = ("", "", "")
    target_year: int = 0
    model: str = DEFAULT_MODEL
    method: str = METHOD_IN_USE
    change: Change = field(default_factory=Change)
    number: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows of a state.

    ``answers`` is a table of two or, under an assumption, three columns; ``notices`` what must be read with
    it; ``goal`` the number that the chosen target asks for as stated (None: the plan has none). ``panel`` is
    None without a series.
    """

    caption: str
    answers: TableView
    notices: tuple[str, ...]
    panel: Panel | None
    figure_caption: str
    numbers: tuple[PrintedNumber, ...]
    passage: Passage | None
    goal: float | None


def series_choices(study: Study) -> dict[Key, str]:
    """Return key → name of every series of a study, in its order; names are told apart."""
    names: dict[Key, str] = {}
    seen: Counter[str] = Counter()
    for one in study.all_series:
        part = one.breakdown or one.lineage
        name = part_label(short_name(one.indicator_id, study.naming, study.lang), part, study.lang)
        name = shortened(" ".join(name.split()), _WIDEST_NAME) or one.indicator_id
        seen[name] += 1
        names[_key(one)] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return names


def start(study: Study) -> State:
    """Return the state that a study opens with: its first series, its last target, no assumption."""
    return settled(study, State())


def settled(study: Study, state: State) -> State:
    """Return a state whose choices all exist in the study; what does not exist gives way to the first.

    An assumption belongs to one series and does not outlive the move to another.
    """
    if not study.all_series:
        return replace(state, series=("", "", ""), target_year=0, change=Change(), number=0)
    series = find_series(study, state.series)
    if series is None:
        series = study.all_series[0]
        state = replace(state, series=_key(series), change=Change(), number=0)
    years = [target.year for target in series.targets]
    if state.target_year not in years:
        state = replace(state, target_year=years[-1], change=replace(state.change, goal=None))
    return replace(
        state,
        model=state.model if state.model in MODELS else DEFAULT_MODEL,
        method=state.method if state.method in load_profiles() else METHOD_IN_USE,
    )


def find_series(study: Study, key: Key) -> TargetSeries | None:
    """Return the series of that key, None when the study has none."""
    return next((one for one in study.all_series if _key(one) == key), None)


def view_of(study: Study, state: State) -> View:
    """Return what the page shows of a settled state."""
    series = find_series(study, state.series)
    if series is None:
        none = TableView((Column(say("explore.item", study.lang)),), ())
        return View(study.plan.title, none, (say("explore.no_series", study.lang),), None, "", (), None, None)
    lang = study.lang
    question = Question(
        state.target_year, state.model, state.method, study.as_of_year, study.plan.period, lang
    )
    under = assumed(
        series, state.change, target_year=state.target_year, as_of_year=study.as_of_year, lang=lang
    )
    stated = answer(series, study.definitions, question)
    supposed = _supposed(study, under, question)
    numbers = printed_numbers(study, series)
    chosen = numbers[min(state.number, len(numbers) - 1)] if numbers else None
    name = series_choices(study)[state.series]
    key = "explore.caption" if series.unit else "explore.caption_no_unit"
    return View(
        caption=say(key, lang, name=name, unit=series.unit, year=study.as_of_year),
        answers=_answers_table(stated, supposed, state.change, question),
        notices=tuple(_notices(series, stated, supposed, under, question)),
        panel=_panel(series, under, question),
        figure_caption=say(
            "explore.figure", lang, model=say(f"model.{state.model}", lang), n=len(series.years)
        ),
        numbers=numbers,
        passage=passage_of(study, chosen) if chosen else None,
        goal=stated.target.goal,
    )


def _key(series: TargetSeries) -> Key:
    return series.indicator_id, series.breakdown, series.lineage


def _supposed(study: Study, under: Assumed, question: Question) -> Answer | None:
    """Return the answer under an assumption, None when nothing is assumed."""
    if not under.changed:
        return None
    found = answer(under.series, study.definitions, question)
    return grown(found, under) if under.growth_path else found


def _answers_table(stated: Answer, supposed: Answer | None, change: Change, question: Question) -> TableView:
    lang, year = question.lang, question.target_year
    columns = [Column(say("explore.item", lang)), Column(say("explore.as_stated", lang), "right")]
    heads = [
        say("explore.latest", lang),
        say("explore.goal_in", lang, year=year),
        say("explore.required", lang),
        say("explore.point", lang, year=year),
        say("explore.band80", lang),
        say("explore.band95", lang),
        say("explore.chance", lang),
        say("explore.assessment", lang),
        say("explore.class", lang),
    ]
    cells = [_cells(stated, lang)]
    if supposed is not None:
        columns.append(Column(say("explore.under", lang), "right"))
        assumed_cells = _cells(supposed, lang)
        if change.kind != NONE and supposed.last != stated.last:
            assumed_cells[0] = say("explore.latest_assumed", lang, value=assumed_cells[0])
        cells.append(assumed_cells)
    return TableView(tuple(columns), tuple(zip(heads, *cells, strict=True)))


def _cells(found: Answer, lang: str) -> list[str]:
    """Return one column of the table of answers."""
    target = found.target
    goal = goal_text(target.goal, target.asks, target.printed_range)
    return [
        "—" if found.last is None else f"{number(found.last[1], 4)} ({found.last[0]})",
        goal if goal == "—" else f"{goal} {found.unit}".strip(),
        _required(found.pace, lang),
        estimate(found.point),
        *(
            "—" if band is None else say("explore.band", lang, low=estimate(band[0]), high=estimate(band[1]))
            for band in (found.band80, found.band95)
        ),
        "—" if found.p_attain is None else percent(100 * found.p_attain, 0),
        say(f"outlook.{_assessment(found)}", lang),
        class_word(found.class_name, lang) if found.class_name else say("explore.not_assessable", lang),
    ]


def _required(pace: Pace, lang: str) -> str:
    if pace.amount is not None:
        return say("outlook.amount", lang, value=number(pace.amount, 4))
    if pace.growth_pct is not None:
        further = pace.growth_pct if pace.further_growth_pct is None else pace.further_growth_pct
        low, high = percent(pace.growth_pct), percent(further)
        return low if low == high else say("outlook.trend_range", lang, low=low, high=high)
    return "—" if pace.points is None else say("explore.points", lang, value=f"{pace.points:+.4g}")


def _assessment(found: Answer) -> str:
    if found.target.goal is None:
        return "no_target"
    if found.reached is None:
        return "no_trend"
    if found.point is not None:
        return "reaches" if found.reached else "falls_short"
    return "attained" if found.reached else "not_attained"


def _notices(
    series: TargetSeries, stated: Answer, supposed: Answer | None, under: Assumed, question: Question
) -> list[str]:
    """Return what must be read with the answers: too few data first, then assumptions, then the remarks."""
    lang = question.lang
    notices = []
    if not series.years:
        notices.append(say("explore.no_data", lang, year=question.as_of_year))
    elif len(series.years) == 1:
        notices.append(say("explore.one_value", lang, year=series.years[0]))
    if supposed is not None:
        notices.append(say("explore.note_assumption", lang, name=say("explore.under", lang)))
    if under.growth_path:
        notices.append(say("explore.note_growth", lang))
    notices += [text for text in under.refused if text]
    told = supposed or stated
    if told.forecast_note:
        as_if = under.path and not under.growth_path
        key = "explore.outlook_note_assumed" if as_if else "explore.outlook_note"
        notices.append(say(key, lang, text=told.forecast_note[:_LONGEST_NOTE]))
    if told.progress_note:
        method = find_profile(question.method).title(lang)
        text = told.progress_note[:_LONGEST_NOTE]
        notices.append(say("explore.progress_note", lang, method=method, text=text))
    return notices


def _panel(series: TargetSeries, under: Assumed, question: Question) -> Panel:
    """Put together what is drawn: under an assumption the forecast without it stays as a thin line."""
    # a sum over the period has no place on the axis of a year's amount
    drawn = [one for one in under.series.targets if not one.cumulative]
    target = next((one for one in drawn if one.year == question.target_year), None)
    last = under.series.last
    way: tuple[tuple[int, float], ...] = ()
    if (
        last
        and target
        and (goal := target.goal_from(last[1])) is not None
        and _is_open(target.attained(last[1]), last[0], target.year)
    ):
        way = (last, (target.year, goal))
    fan = fan_of(under.series, question)
    moved = under.changed and not under.growth_path and bool(under.path)
    before = fan_of(series, question) if moved else fan.iloc[:0]
    return Panel(
        unit=series.unit,
        known=tuple(zip(series.years, series.values, strict=True)),
        targets=tuple((t.year, t.goal) for t in drawn if t.goal is not None),
        ranges=tuple((t.year, *t.printed_range) for t in drawn if t.printed_range is not None),
        way=way,
        fan=fan,
        assumed=under.path,
        before=tuple(
            (int(year), float(point)) for year, point in zip(before["year"], before["point"], strict=True)
        ),
    )


def _is_open(attained: bool | None, last_year: int, target_year: int) -> bool:
    """Tell whether a way is left to a target: not reached yet, and its year ahead."""
    return attained is False and last_year < target_year

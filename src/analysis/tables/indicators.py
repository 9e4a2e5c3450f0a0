"""Tables of indicators: as printed, with the growth check, with required growth and outlook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.tables.view import Column, TableView, grouped, place, placed, records, without_unprinted
from analysis.wording import chance, estimate, goal_text, growth_figure, number, percent, property_word, say


def indicator_label(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of indicators.csv
    """Return an indicator's name with its unit, in English where the definition has an English name."""
    name = row.name_en if lang == "en" and row.name_en else row.name
    if lang == "en" and row.name_en and row.breakdown:
        name = f"{name}, {row.breakdown}"
    if not row.unit:
        return str(name)
    return f"{name} ({row.unit})" if lang == "en" else f"{name}({row.unit})"


def labels_of(indicators: pd.DataFrame, table: str, lang: str) -> dict[int, str]:
    """Return row number → label for the rows of one printed table."""
    rows = indicators[indicators["table"] == table].sort_values("row")
    return {int(row.row): indicator_label(row, lang) for row in records(rows)}


def printed_values(values: pd.DataFrame, table: str) -> dict[tuple[int, int, str], str]:
    """Return (row, year, status) → the cell as printed, for one printed table."""
    cells = values[values["table"] == table]
    return {(int(c.row), int(c.year), str(c.status)): str(c.printed) for c in records(cells)}


def value_places(values: pd.DataFrame, table: str) -> dict[tuple[int, int, str], str]:
    """Return (row, year, status) → where the cell stands, for one printed table."""
    cells = values[values["table"] == table]
    return {(int(c.row), int(c.year), str(c.status)): place(c) for c in records(cells)}


def year_columns(values: pd.DataFrame, table: str) -> list[tuple[int, str]]:
    """Return the (year, status) columns of a printed table: by year, a year's target before its actual."""
    pairs = values.loc[values["table"] == table, ["year", "status"]].drop_duplicates()
    return sorted(
        ((int(year), str(status)) for year, status in pairs.itertuples(index=False)),
        key=lambda pair: (pair[0], pair[1] == "actual"),
    )


def plan_table(indicators: pd.DataFrame, values: pd.DataFrame, table: str, lang: str) -> TableView:
    """Return a printed indicator table as it was read: names with units, year cells, property, line."""
    rows = indicators[indicators["table"] == table].sort_values("row")
    columns = year_columns(values, table)
    printed = printed_values(values, table)
    heads = [Column(say(f"heading.{status}", lang, year=year), "right") for year, status in columns]
    cells = [
        (
            indicator_label(row, lang),
            *(printed.get((int(row.row), *column), "—") for column in columns),
            property_word(row.property, lang),
            str(row.source_line),
        )
        for row in records(rows)
    ]
    places = value_places(values, table)
    return TableView(
        (
            Column(say("heading.indicator", lang), width=3),
            *heads,
            Column(say("heading.property", lang), "center"),
            Column(say("heading.line", lang), "right"),
        ),
        tuple(cells),
        groups=grouped(rows["category"]),
        sources=placed(_year_places(places, row, columns, 1) for row in records(rows)),
    )


def past_table(
    indicators: pd.DataFrame,
    values: pd.DataFrame,
    checks: pd.DataFrame,
    record: pd.DataFrame,
    table: str,
    lang: str,
) -> TableView:
    """Return the last plan's table with the growth check and whether each target was reached.

    Parameters
    ----------
    indicators, values, checks : DataFrame
        Rows of indicators.csv, values.csv and growth_check.csv.
    record : DataFrame
        Columns table, row and outcome ("reached", "missed", "not_comparable").
    table : str
        Printed number of the table.
    lang : str
        "zh" or "en".
    """
    rows = indicators[indicators["table"] == table].sort_values("row")
    columns = year_columns(values, table)
    printed = printed_values(values, table)
    check_of = {int(check.row): check for check in records(checks[checks["table"] == table])}
    outcome = {int(r.row): str(r.outcome) for r in records(record[record["table"] == table])}
    places = value_places(values, table)
    cells, sources = [], []
    for row in records(rows):
        check = check_of.get(int(row.row))
        stated: dict[int, str | None] = {1 + len(columns): place(check)} if check else {}
        sources.append(_year_places(places, row, columns, 1) | stated)
        known = say(f"record.{outcome[int(row.row)]}", lang) if int(row.row) in outcome else "—"
        cells.append(
            (
                indicator_label(row, lang),
                *(printed.get((int(row.row), *column), "—") for column in columns),
                str(check.stated_printed) if check else "—",
                _interval(check, lang),
                say(f"verdict.{check.verdict}", lang) if check else "—",
                known,
            )
        )
    heads = [Column(say(f"heading.{status}", lang, year=year), "right") for year, status in columns]
    return TableView(
        (
            Column(say("heading.indicator", lang), width=3.2),
            *heads,
            Column(say("heading.stated_growth", lang), "right"),
            Column(say("heading.interval", lang), "right", 1.4),
            Column(say("heading.verdict", lang), "center", 1.2),
            Column(say("heading.reached", lang), "center"),
        ),
        tuple(cells),
        note=say("note.growth", lang),
        groups=grouped(rows["category"]),
        sources=placed(sources),
    )


def _year_places(
    places: Mapping[tuple[int, int, str], str],
    row: Any,  # noqa: ANN401 - a named tuple of indicators.csv
    columns: Sequence[tuple[int, str]],
    first: int,
) -> dict[int, str | None]:
    """Return column → place of a row's year cells, the first of which stands in column `first`."""
    return {index: places.get((int(row.row), *column)) for index, column in enumerate(columns, first)}


def _interval(check: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of growth_check.csv, or None
    if check is None or pd.isna(check.recomputed_lower):
        return "—"
    both = f"{number(check.recomputed_lower)}~{number(check.recomputed_upper)}"
    return growth_figure(both, str(getattr(check, "reason", "")), lang)


def targets_table(
    indicators: pd.DataFrame,
    values: pd.DataFrame,
    pace: pd.DataFrame,
    judged: pd.DataFrame,
    table: str,
    lang: str,
) -> TableView:
    """Return a current table with the growth that each target requires and what the trends say.

    Parameters
    ----------
    indicators, values : DataFrame
        Rows of indicators.csv and values.csv.
    pace : DataFrame
        pace.required_pace.
    judged : DataFrame
        narrative.assessments.
    table : str
        Printed number of the table.
    lang : str
        "zh" or "en".
    """
    rows = indicators[indicators["table"] == table].sort_values("row")
    columns = year_columns(values, table)
    targets = [year for year, status in columns if status == "target"]
    printed = printed_values(values, table)
    pace_of = {(p.indicator_id, p.breakdown, int(p.target_year)): p for p in records(pace)}
    # what is judged is the target of one year: another table's target for another year is not it
    judged_of = {(j.indicator_id, j.breakdown): j for j in records(judged) if j.target_year == targets[-1]}
    places = value_places(values, table)
    cells = []
    for row in records(rows):
        key = (row.indicator_id, row.breakdown)
        cells.append(
            (
                indicator_label(row, lang),
                property_word(row.property, lang),
                *(printed.get((int(row.row), *column), "—") for column in columns),
                *(required_text(pace_of.get((*key, year)), lang) for year in targets),
                *_trend(judged_of.get(key), lang),
            )
        )
    heads = [Column(say(f"heading.{status}", lang, year=year), "right") for year, status in columns]
    needs = [Column(say("heading.required", lang, year=year), "right", 1.1) for year in targets]
    view = TableView(
        (
            Column(say("heading.indicator", lang), width=3),
            Column(say("heading.property", lang), "center", 1.1),
            *heads,
            *needs,
            Column(say("heading.trend_to", lang, year=targets[-1]), "right", 1.7),
            Column(say("heading.probability", lang), "right", 1.2),
            Column(say("heading.assessment", lang), "center", 1.4),
        ),
        tuple(cells),
        note=f"{say('note.required', lang)}{' ' if lang == 'en' else ''}{say('note.two_points', lang)}",
        groups=grouped(rows["category"]),
        sources=placed(_year_places(places, row, columns, 2) for row in records(rows)),
    )
    return without_unprinted(view, 1)


def required_text(pace: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of required_pace, or None
    """Return what a target still asks a year: growth, a change where there is no rate, the amount of a sum.

    Of a range that is still to be reached, the pace to either end.
    """
    if pace is None:
        return "—"
    if not pd.isna(amount := getattr(pace, "required_amount", None)):
        return say("outlook.amount", lang, value=number(amount))
    growth, points = pace.required_growth_pct, pace.required_points
    further = getattr(pace, "further_growth_pct", None), getattr(pace, "further_points", None)
    if not pd.isna(growth):
        return _span(percent(growth), percent(growth if pd.isna(further[0]) else further[0]), lang)
    if pd.isna(points):
        return "—"
    other = number(points if pd.isna(further[1]) else further[1])
    return say("outlook.points", lang, value=_span(number(points), other, lang))


def target_text(row: Any) -> str:  # noqa: ANN401 - a named tuple with target, target_lower and target_upper
    """Return the target of a row as it is printed: a range as a range, a bound with its sign."""
    return goal_text(row.target, getattr(row, "comparator", "="), (row.target_lower, row.target_upper))


def _trend(judged: Any, lang: str) -> tuple[str, str, str]:  # noqa: ANN401 - a tuple of assessments, or None
    """Return the points with their 80 % band, the probability of attainment, and the assessment."""
    if judged is None:
        return "—", "—", "—"
    points = _span(estimate(judged.low), estimate(judged.high), lang)
    if not pd.isna(judged.lower80):
        band = _span(estimate(judged.lower80), estimate(judged.upper80), lang)
        points = say("outlook.with_band", lang, points=points, band=band)
    likely = _span(chance(judged.p_low), chance(judged.p_high), lang)
    return points, likely, say(f"outlook.{judged.assessment}", lang)


def _span(low: str, high: str, lang: str) -> str:
    return low if low == high else say("outlook.trend_range", lang, low=low, high=high)


def series_table(series: pd.DataFrame, labels: Sequence[str], lang: str) -> TableView:
    """Return the actual values that each outlook rests on, with their places and changes of unit.

    Parameters
    ----------
    series : DataFrame
        series.series_frame.
    labels : sequence of str, one for each row
        The indicator's label.
    lang : str
        "zh" or "en".
    """
    rows = [
        (
            str(row.year),
            number(row.value, 4),
            str(row.unit),
            f"{row.source_file}:{row.source_line}",
            str(row.note),
        )
        for row in records(series)
    ]
    heads = ("year", "value", "unit", "source", "explanation")
    aligns = ("center", "right", "left", "left", "left")
    columns = [Column(say(f"heading.{head}", lang), align) for head, align in zip(heads, aligns, strict=True)]
    return TableView(tuple(columns), tuple(rows), groups=grouped(labels))


def outlook_table(outlook: pd.DataFrame, labels: Sequence[str], lang: str) -> TableView:
    """Return the outlook row by row: model, observations, point, target, whether it is reached, note.

    Parameters
    ----------
    outlook : DataFrame
        Rows of forecasts.csv with their extra columns.
    labels : sequence of str, one for each row
        The indicator's label.
    lang : str
        "zh" or "en".
    """
    rows = [
        (
            say(f"model.{row.model_run}", lang) if row.model else "—",
            str(row.n_obs),
            f"{number(row.last_value)} ({row.last_year})",
            str(row.target_year),
            target_text(row),
            estimate(row.point),
            _reached(row.attained_by_point, lang),
            str(row.note),
        )
        for row in records(outlook)
    ]
    heads = ("model", "observations", "latest", "year", "target_plain", "point", "assessment", "explanation")
    aligns = ("left", "center", "right", "center", "right", "right", "center", "left")
    widths = (1.6, 0.6, 1.3, 0.8, 0.9, 0.9, 1.1, 4)
    columns = [
        Column(say(f"heading.{head}", lang), align, width)
        for head, align, width in zip(heads, aligns, widths, strict=True)
    ]
    return TableView(tuple(columns), tuple(rows), note=say("note.two_points", lang), groups=grouped(labels))


def _reached(value: object, lang: str) -> str:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return "—"
    return say("record.reached" if value else "record.missed", lang)


def growth_table(checks: pd.DataFrame, labels: Sequence[str], reasons: Sequence[str], lang: str) -> TableView:
    """Return the growth check row by row: endpoints, stated and recomputed figures, verdict, explanation.

    Parameters
    ----------
    checks : DataFrame
        Rows of growth_check.csv.
    labels, reasons : sequence of str, one for each row
        The indicator's label and the explanation in `lang`.
    lang : str
        "zh" or "en".
    """
    rows = [
        (
            label,
            f"{number(check.base, 4)} → {number(check.target, 4)}",
            f"{check.base_year}–{check.target_year}",
            str(check.stated_printed),
            number(check.recomputed_pct),
            _interval(check, lang),
            say(f"verdict.{check.verdict}", lang),
            reason,
        )
        for check, label, reason in zip(records(checks), labels, reasons, strict=True)
    ]
    return TableView(
        (
            Column(say("heading.indicator", lang), width=2.6),
            Column(say("heading.value", lang), "right", 1.6),
            Column(say("heading.year", lang), "center", 1.3),
            Column(say("heading.stated_growth", lang), "right"),
            Column(say("heading.recomputed_growth", lang), "right"),
            Column(say("heading.interval", lang), "right", 1.5),
            Column(say("heading.verdict", lang), "center", 1.2),
            Column(say("heading.explanation", lang), width=2.6),
        ),
        tuple(rows),
        note=say("note.growth", lang),
        sources=placed({3: place(check)} for check in records(checks)),
    )


def formulas_table(
    figures: pd.DataFrame, stated: Sequence[str], labels: Sequence[str], lang: str
) -> TableView:
    """Return what each formula gives for the rows that contradict themselves.

    Parameters
    ----------
    figures : DataFrame
        growth_check.formula_figures.
    stated, labels : sequence of str, one for each row of `figures`
        The growth figure as printed, and the indicator's label.
    lang : str
        "zh" or "en".
    """
    rows = [
        (
            say(f"formula.{row.formula}", lang),
            number(row.figure),
            printed,
            say("verdict.gives" if row.gives else "verdict.differs", lang),
        )
        for row, printed in zip(records(figures), stated, strict=True)
    ]
    heads = ("formula", "figure", "stated_growth", "verdict")
    aligns = ("left", "right", "right", "center")
    columns = [Column(say(f"heading.{head}", lang), align) for head, align in zip(heads, aligns, strict=True)]
    return TableView(tuple(columns), tuple(rows), groups=grouped(labels))

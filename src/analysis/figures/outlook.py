"""Small multiples: what is known of each indicator, what is promised, where a trend would lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from operator import attrgetter
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from analysis.figures.theme import ACCENT, GREY, INK, WIDTH, theme
from analysis.figures.ticks import TicklessAxes, draw_ticks, set_ticks
from analysis.indicators import Definitions
from analysis.narrative import part_label, short_name
from analysis.reasons import OF_TOTALS
from analysis.tables.view import records
from analysis.wording import goal_text, say, shortened, text_columns

PANELS_PER_PAGE = 12
_KEY = ("indicator_id", "breakdown")
_BAND = "#cfdcea"
MOST_YEARS = 5.8
"""Labels of four digits that fit side by side below one panel."""
SCALES = "万亿"
_LARGE = {"zh": ((1e8, "亿"), (1e4, "万")), "en": ((1e9, "bn"), (1e6, "M"))}
_LONG_LABEL = 6
_TITLE_COLUMNS = 27
"""Width of a panel in columns of its title; a Han character takes two."""
RANGE_WIDTH = 0.45
"""How far the band of a range reaches to either side of its year."""
_RANGE = "#c9c9c9"
COMPARED = _NOTE = "#6b6b6b"


def outlook_panels(
    series: pd.DataFrame,
    outlook: pd.DataFrame,
    definitions: Definitions,
    lang: str,
    *,
    comparison: pd.DataFrame | None = None,
    area: str = "",
    classes: Mapping[tuple[str, str], str] | None = None,
) -> list[Figure]:
    """Draw each indicator's actual values, targets, required path and trend lines as small multiples.

    An indicator without any actual value has no panel: there is nothing to draw but its target.

    Parameters
    ----------
    series : DataFrame
        Actual values (series.assemble_series): indicator_id, lineage, year, value.
    outlook : DataFrame
        Rows of forecasts.csv with the extra columns unit, lineage, last_year, last_value.
    definitions : Definitions
        For the panels' labels.
    lang : str
        "zh" or "en".
    comparison : DataFrame, optional
        Another area's values of the same indicators (comparison.compared_values), drawn as thin grey lines.
    area : str
        The other area's name, the label of those lines.
    classes : mapping, optional
        (indicator_id, breakdown) → a word on where the indicator stands, printed in its panel.

    Returns
    -------
    list of Figure
        At most `PANELS_PER_PAGE` panels each, so that a figure always fits its page.
    """
    known = _of_years(outlook[outlook["last_year"].notna()])
    keys = list(_grouped(records(known), *_KEY))
    pages = [keys[start : start + PANELS_PER_PAGE] for start in range(0, len(keys), PANELS_PER_PAGE)]
    figures = []
    with theme():
        for page in pages:
            figure, panels = _panel_page(page, series, known, definitions, lang, classes or {})
            if comparison is not None:
                _compare(panels, page, comparison, area, lang)
            for axes in panels:
                draw_ticks(axes)
            figures.append(figure)
    return figures


def _of_years(outlook: pd.DataFrame) -> pd.DataFrame:
    """Leave out what is a sum over the period: it has no place on the axis of a year's amount."""
    if "reason" not in outlook:
        return outlook
    total = outlook["reason"].isin(OF_TOTALS)
    columns = ["target", "target_lower", "target_upper", "point", "lower80", "upper80"]
    return outlook.assign(**{name: outlook[name].mask(total) for name in columns})


def _panel_page(
    keys: Sequence[tuple[str, str]],
    series: pd.DataFrame,
    outlook: pd.DataFrame,
    definitions: Definitions,
    lang: str,
    classes: Mapping[tuple[str, str], str],
) -> tuple[Figure, list[Axes]]:
    """Return a page and its panels, complete but for what is compared and the ticks."""
    columns = 3
    rows = -(-len(keys) // columns)
    figure, grid = _panel_grid(rows, columns)
    span = (
        min(series["year"].min(), outlook["last_year"].min()),
        outlook["target_year"].max(),
    )
    fifths = [year for year in range(int(span[0]), int(span[1])) if year % 5 == 0]
    years = spread_ticks(span, [*outlook["target_year"], *fifths, *outlook["last_year"]])
    known, expected = (_grouped(records(rows), *_KEY) for rows in (series, outlook))
    panels = list(grid.flat)
    for index, (axes, key) in enumerate(zip(panels, keys, strict=False)):
        _panel(axes, known.get(key, []), expected[key], classes.get(key, ""), lang)
        axes.set_title(_panel_title(expected[key][0], definitions, lang), loc="left")
        axes.set_xlim(span[0] - 0.7, span[1] + 0.7)
        last = index + columns >= len(keys)  # otherwise the panel below carries the years
        set_ticks(axes.xaxis, years, [str(year) if last else "" for year in years])
    for axes in panels[len(keys) :]:
        axes.remove()
    handles = _panel_legend(outlook, lang)
    figure.legend(handles=handles, loc="lower center", ncols=3 if len(handles) <= 6 else 4)  # two rows fit
    return figure, panels[: len(keys)]


def _compare(
    panels: Sequence[Axes],
    keys: Sequence[tuple[str, str]],
    comparison: pd.DataFrame,
    area: str,
    lang: str,
) -> None:
    """Draw another area's values into the panels of the same indicators; the years stay as they are."""
    compared = _grouped(records(comparison), *_KEY)
    for axes, key in zip(panels, keys, strict=False):
        first, last = axes.get_xlim()
        shown = [row for row in compared.get(key, []) if first <= row.year <= last]
        for part, rows in _grouped(shown, "part").items():
            path = sorted(rows, key=attrgetter("year"))
            years, values = [row.year for row in path], [row.value for row in path]
            axes.plot(years, values, "x-", color=COMPARED, lw=0.6, ms=2.5, zorder=2)
            axes.annotate(
                part_label(area, str(part), lang),
                (years[-1], values[-1]),
                (2, -3),
                textcoords="offset points",
                ha="right",
                va="top",
                fontsize=6.5,
                color=COMPARED,
                zorder=5,
                path_effects=[withStroke(linewidth=1.8, foreground="white")],  # it often lies on a trend
            )
        axes.set_xlim(first, last)


def spread_ticks(span: tuple[int, int], wanted: Sequence[int], most: float = MOST_YEARS) -> list[int]:
    """Return the years to print below a panel: both ends, then of those wanted, in order, what fits beside.

    `most` is how many labels of four digits fit side by side.

    Examples
    --------
    >>> spread_ticks((2015, 2025), [2022, 2020, 2024]), spread_ticks((2005, 2025), [2010, 2020, 2022])
    ([2015, 2020, 2022, 2025], [2005, 2010, 2020, 2025])
    """
    apart = (span[1] - span[0] + 1.4) / most  # a year's label and its gap, in years
    kept: list[int] = []
    for year in (*span, *wanted):
        if span[0] <= year <= span[1] and all(abs(year - other) >= apart for other in kept):
            kept.append(int(year))
    return sorted(kept)


def _panel_grid(rows: int, columns: int) -> tuple[Figure, NDArray[Any]]:
    """Return a figure of text width with its axes; margins in inches.

    Placed by hand: room for six digits at the left of each panel is all that has to be kept, and finding
    it out anew for every figure takes a third of the time of drawing it.
    """
    left, right, top, bottom, panel, gap = 0.5, 0.1, 0.3, 0.8, 1.42, 0.38
    height = top + bottom + rows * panel + (rows - 1) * gap
    figure = Figure(figsize=(WIDTH, height))
    width = (WIDTH - left - right - (columns - 1) * left) / columns
    figure.subplots_adjust(
        left=left / WIDTH,
        right=1 - right / WIDTH,
        top=1 - top / height,
        bottom=bottom / height,
        wspace=left / width,
        hspace=gap / panel,
    )
    return figure, figure.subplots(rows, columns, squeeze=False, subplot_kw={"axes_class": TicklessAxes})


def _panel(axes: Axes, known: Sequence[Any], outlook: Sequence[Any], word: str, lang: str) -> None:
    """Draw one indicator, from its rows: what is known, what is promised, where a trend would lead."""
    _draw_targets(axes, outlook)
    for rows in _grouped([row for row in outlook if not isnan(row.point)], "lineage").values():
        _forecasts(axes, rows)
    for _, rows in sorted(_grouped(known, "lineage").items()):
        path = sorted(rows, key=attrgetter("year"))
        axes.plot([row.year for row in path], [row.value for row in path], "o-", color=ACCENT, zorder=4)
    count = max(row.n_obs for row in outlook)
    said = f"n={count}  {word}".rstrip()
    axes.text(0.03, 1.0, said, transform=axes.transAxes, va="top", fontsize=7.5, color=_NOTE)
    numbers = [value for value in (outlook[0].last_value, outlook[0].target) if not isnan(value)]
    whole = all(value % 1 == 0 for value in numbers)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=whole))
    top = attrgetter("viewLim.intervaly")
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: tick_text(value, max(map(abs, top(axes))), lang))
    )
    axes.margins(y=0.22)


def tick_text(value: float, top: float, lang: str) -> str:
    """Return a number beside an axis that ends at `top`: in words of scale where it would take seven digits.

    Examples
    --------
    >>> tick_text(1_150_000, 1_250_000, "zh"), tick_text(1_150_000, 1_250_000, "en"), tick_text(0, 3e9, "zh")
    ('115万', '1.15M', '0')
    >>> [tick_text(value, 12000, "zh") for value in (12000, 0.84, -1.5)]
    ['12000', '0.84', '-1.5']
    """
    for size, word in _LARGE[lang] if top >= 1e6 else ():
        if top >= size:
            return f"{value / size:.6g}{word}" if value else "0"
    return f"{value:.6g}"


def _forecasts(axes: Axes, outlook: Sequence[Any]) -> None:
    """Draw the forecasts of one lineage: the leading model with its 80 % band, the others as thin lines."""
    for rank, rows in enumerate(_grouped(outlook, "model_run").values()):
        path = sorted(rows, key=attrgetter("target_year"))
        start = path[0]
        years = [start.last_year, *(row.target_year for row in path)]
        points = [start.last_value, *(row.point for row in path)]
        if rank:
            axes.plot(years, points, ":", color=GREY, lw=0.7, zorder=1)
            continue
        axes.plot(years, points, "--", color=ACCENT, zorder=3)
        banded = [row for row in path if not (isnan(row.lower80) or isnan(row.upper80))]
        if banded:
            low, high = (
                [start.last_value, *map(attrgetter(name), banded)] for name in ("lower80", "upper80")
            )
            years = [start.last_year, *(row.target_year for row in banded)]
            axes.fill_between(years, low, high, color=_BAND, lw=0, zorder=0)


def _draw_targets(axes: Axes, outlook: Sequence[Any]) -> None:
    """Draw the targets and the way to them; nothing for a series without a target."""
    by_year = _grouped([row for row in outlook if not isnan(row.target)], "target_year")
    targets = [by_year[year][0] for year in sorted(by_year)]
    if not targets:
        return
    first, last = targets[0], targets[-1]
    # no way is left to a target that is reached, nor to one whose year is over
    ahead = [row for row in targets if row.required_points != 0 and row.target_year > first.last_year]
    axes.plot(
        [first.last_year, *(row.target_year for row in ahead)],
        [first.last_value, *(row.target for row in ahead)],
        color=GREY,
        lw=0.8,
    )
    for row in targets:
        draw_range(axes, row.target_year, (row.target_lower, row.target_upper))
    single = [row for row in targets if isnan(row.target_lower)]
    axes.plot(
        [row.target_year for row in single],
        [row.target for row in single],
        "s",
        mfc="white",
        color=INK,
        zorder=3,
    )
    leading = (rows[0] for rows in _grouped(outlook, "lineage", "target_year").values())
    low, high = (last.target if isnan(end) else end for end in (last.target_lower, last.target_upper))
    passed = first.last_year == last.target_year and first.last_value > low
    overtaken = passed or any(row.point > low for row in leading)  # what lies above: the label goes below
    text = goal_text(last.target, "=", (last.target_lower, last.target_upper))
    long = len(text) > _LONG_LABEL
    axes.annotate(
        text,
        (last.target_year, low if overtaken else high),
        (9 if long else 0, -6 if overtaken else 5),
        textcoords="offset points",
        ha="right" if long else "center",
        va="top" if overtaken else "bottom",
        fontsize=7.5,
    )


def draw_range(axes: Axes, year: int, ends: tuple[float, float]) -> None:
    """Draw a target that is printed as a range: a band with both its ends; nothing where it is none."""
    if not isnan(ends[0]):
        left, right = year - RANGE_WIDTH, year + RANGE_WIDTH
        axes.fill_between([left, right], *ends, color=_RANGE, alpha=0.6, lw=0, zorder=2)
        axes.hlines(ends, left, right, color=INK, lw=0.9, zorder=3)


def _grouped(rows: Iterable[Any], *columns: str) -> dict[Any, list[Any]]:
    """Return rows by the value, or the tuple of values, in some columns, in the order in which they come."""
    key = attrgetter(*columns)
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _panel_title(row: Any, definitions: Definitions, lang: str) -> str:  # noqa: ANN401 - a named tuple
    """Name and unit; of a unit in Chinese only the scale in English, whose names say what is counted."""
    unit = str(row.unit)
    if lang == "en" and not unit.isascii():
        unit = say(f"scale.{unit[0]}", lang) if unit[0] in SCALES else ""
    bracketed = f" ({unit})" if unit and lang == "en" else f"({unit})" if unit else ""
    name = short_name(row.indicator_id, definitions, lang)
    ending = (
        part_label(name, row.breakdown, lang)[len(name) :] + bracketed
    )  # never cut: it tells panels apart
    return shortened(name, max(_TITLE_COLUMNS - text_columns(ending), _TITLE_COLUMNS // 3)) + ending


def _panel_legend(outlook: pd.DataFrame, lang: str) -> list[Artist]:
    handles: list[Artist] = [
        Line2D([], [], marker="o", color=ACCENT, label=say("figure.actual", lang)),
        Line2D([], [], marker="s", mfc="white", color=INK, ls="", label=say("figure.target", lang)),
        Line2D([], [], color=GREY, lw=0.8, label=say("figure.required_path", lang)),
    ]
    if outlook["target_lower"].notna().any():
        handles.append(Patch(fc=_RANGE, ec=INK, lw=0.7, label=say("figure.target_range", lang)))
    models = list(outlook.loc[outlook["point"].notna(), "model_run"].unique())
    if models:
        lead = say(f"model.{models[0]}", lang)
        handles.append(Line2D([], [], color=ACCENT, linestyle="--", label=lead))
    if outlook["lower80"].notna().any():
        handles.append(Patch(color=_BAND, lw=0, label=say("figure.band80", lang)))
    if models[1:]:
        handles.append(Line2D([], [], color=GREY, lw=0.7, linestyle=":", label=say("figure.others", lang)))
    return handles

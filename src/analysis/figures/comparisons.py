"""Figures that compare indicators with each other: stated growth, last targets, required pace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.evaluation import (
    AHEAD,
    AS_EXPECTED,
    ATTAINED,
    LAGGING,
    MISSED,
    NOT_ASSESSED,
    OUTCOMES,
    STANDINGS,
    UNKNOWN,
)
from analysis.figures.theme import ACCENT, ALARM, GREY, INK, canvas, settle, theme
from analysis.figures.ticks import set_ticks
from analysis.wording import percent, say

ROWS_PER_PAGE = 40
"""Number of rows that a figure with one row an indicator can show on a page."""
_LIGHT, _MIDDLE, _PALE = "#d9d9d9", "#9db8d3", "#dfe8f1"
_LOOKS = {
    AHEAD: (ACCENT, ""),
    ATTAINED: (ACCENT, "...."),
    AS_EXPECTED: (_MIDDLE, ""),
    LAGGING: (ALARM, "////"),
    MISSED: (ALARM, "xxxx"),
    NOT_ASSESSED: ("white", ""),
    UNKNOWN: ("white", ""),
}
"""Colour and hatch of each class: no two that stand in one bar look alike without colour."""


def growth_forest(checks: pd.DataFrame, labels: Sequence[str], lang: str) -> Figure:
    """Draw the stated growth of each row against the interval recomputed from its endpoints.

    Parameters
    ----------
    checks : DataFrame
        Rows of growth_check.csv; rows without a recomputed figure are left out.
    labels : sequence of str, one for each row of `checks`
    lang : str
        "zh" or "en".
    """
    rows = checks.assign(label=list(labels)).dropna(subset=["recomputed_pct"]).reset_index(drop=True)
    with theme():
        figure, axes = canvas(0.9 + 0.22 * max(len(rows), 1))
        y = np.arange(len(rows))
        axes.hlines(y, rows["recomputed_lower"], rows["recomputed_upper"], color=GREY, lw=6, zorder=1)
        axes.plot(rows["recomputed_pct"], y, "|", color=INK, ms=9, label=say("figure.recomputed", lang))
        for verdict, marker, colour, fill in (
            ("consistent", "o", ACCENT, "white"),
            ("inconsistent", "D", ALARM, ALARM),
        ):
            chosen = rows["verdict"].eq(verdict) & rows["stated_pct"].notna()
            label = f"{say('figure.stated', lang)}: {say(f'verdict.{verdict}', lang)}"
            axes.plot(
                rows.loc[chosen, "stated_pct"],
                y[chosen],
                marker,
                color=colour,
                mfc=fill,
                label=label,
                zorder=3,
            )
        set_ticks(axes.yaxis, y, list(rows["label"]))
        axes.invert_yaxis()
        axes.margins(y=0.08)
        axes.set_xlabel(say("figure.growth_axis", lang))
        settle(figure, axes, legend_columns=3, grid=True)
    return figure


def targets_met(record: pd.DataFrame, labels: Sequence[str], lang: str) -> Figure:
    """Draw the last plan's actual end values as a share of their targets (100 = target).

    Parameters
    ----------
    record : DataFrame
        Columns ratio (actual / target, a fraction) and reached (bool); one row an indicator.
    labels : sequence of str, one for each row of `record`
    lang : str
        "zh" or "en".
    """
    with theme():
        figure, axes = canvas(0.8 + 0.2 * max(len(record), 1))
        y = np.arange(len(record))
        ratio = record["ratio"].astype(float).to_numpy() * 100
        reached = record["reached"].eq(True).to_numpy()
        axes.hlines(y, 100, ratio, color=GREY, lw=1.5)
        axes.axvline(100, color=INK, lw=0.9)
        axes.plot(ratio[reached], y[reached], "o", color=ACCENT, label=say("figure.reached", lang))
        if (~reached).any():
            axes.plot(
                ratio[~reached],
                y[~reached],
                "o",
                mfc="white",
                color=ALARM,
                label=say("figure.missed", lang),
            )
        for position, value in zip(y, ratio, strict=True):
            axes.annotate(
                percent(float(value), 0),
                (value, position),
                (-6 if value < 100 else 6, 0),  # never on the stem, which leads to 100
                textcoords="offset points",
                ha="right" if value < 100 else "left",
                va="center",
                fontsize=7.5,
            )
        set_ticks(axes.yaxis, y, list(labels))
        axes.invert_yaxis()
        axes.margins(x=0.1, y=0.06)
        axes.set_xlabel(say("figure.ratio_axis", lang))
        settle(figure, axes, grid=True)
    return figure


def row_pages(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the rows in parts of at most `ROWS_PER_PAGE`, about equally long: a figure's row stays readable.

    Examples
    --------
    >>> [len(part) for part in row_pages(pd.DataFrame({"x": range(101)}))], row_pages(pd.DataFrame())
    ([34, 34, 33], [])
    """
    if rows.empty:
        return []
    parts = np.array_split(np.arange(len(rows)), -(-len(rows) // ROWS_PER_PAGE))
    return [rows.iloc[part].reset_index(drop=True) for part in parts]


def in_parts(
    draw: Callable[[pd.DataFrame, Sequence[str], str], Figure],
    rows: pd.DataFrame,
    labels: Sequence[str],
    lang: str,
) -> list[Figure]:
    """Draw a figure that has a row for each of some rows, in as many parts as their number needs.

    Parameters
    ----------
    draw : callable
        Of this module: `growth_forest`, `targets_met` or `required_pace`.
    rows, labels, lang
        For `draw`; every row is one that it shows.
    """
    labelled = rows.assign(label=list(labels))
    return [draw(part, list(part["label"]), lang) for part in row_pages(labelled)]


def required_pace(pace: pd.DataFrame, labels: Sequence[str], lang: str) -> Figure:
    """Draw the growth a year that each target still requires, beside the pace of the last period where known.

    Parameters
    ----------
    pace : DataFrame
        Columns required_growth_pct and achieved_growth_pct (NaN where no rate exists).
    labels : sequence of str, one for each row of `pace`
    lang : str
        "zh" or "en".
    """
    rows = pace.assign(label=list(labels)).dropna(subset=["required_growth_pct"])
    rows = rows.sort_values("required_growth_pct", ascending=False).reset_index(drop=True)
    with theme():
        figure, axes = canvas(0.9 + 0.22 * max(len(rows), 1))
        y = np.arange(len(rows))
        axes.barh(y, rows["required_growth_pct"], height=0.55, color="#b9cbdd", edgecolor=ACCENT, lw=0.7)
        known = rows["achieved_growth_pct"].notna()
        axes.plot(
            rows.loc[known, "achieved_growth_pct"],
            y[known],
            "D",
            color=INK,
            ms=4,
            label=say("figure.achieved", lang),
        )
        pairs = rows[["required_growth_pct", "achieved_growth_pct"]].to_numpy()
        near = 0.15 * np.nanmax(np.abs(pairs), initial=1)
        for position, (needed, achieved) in zip(y, pairs, strict=True):
            beside = achieved if 0 < achieved - needed < near else needed  # never under the marker
            axes.annotate(
                percent(float(needed), 1),
                (max(beside, 0), position),
                (5, 0),
                textcoords="offset points",
                va="center",
                fontsize=7.5,
            )
        axes.axvline(0, color=INK, lw=0.7)
        set_ticks(axes.yaxis, y, list(rows["label"]))
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.set_xlabel(say("figure.required_axis", lang))
        settle(figure, axes, legend_columns=1 if known.any() else 0)
    return figure


def findings_by_rule(findings: pd.DataFrame, labels: Mapping[str, str], lang: str) -> Figure:
    """Draw for each rule how many statements agree, are worth a look, or conflict.

    Parameters
    ----------
    findings : DataFrame
        Columns rule and verdict.
    labels : mapping of rule to str
        What each rule compares; rules without a finding are left out, the others stand in this order.
    lang : str
        "zh" or "en".
    """
    counts = pd.crosstab(findings["rule"], findings["verdict"])
    counts = counts.reindex([name for name in labels if name in counts.index])
    styles = {"conflict": (ALARM, ""), "notable": (_LIGHT, "////"), "agree": (_PALE, "")}
    words = {name: say(f"finding.{name}", lang) for name in styles}
    names = [labels[name] for name in counts.index]
    return _stacked(counts, names, styles, words, say("figure.findings_axis", lang))


def class_bars(counts: pd.DataFrame, lang: str) -> Figure:
    """Draw for each group how many targets are in each class of an evaluation.

    Parameters
    ----------
    counts : DataFrame
        From `evaluation.class_counts`; its groups are printed as they are.
    lang : str
        "zh" or "en".
    """
    section, classes = ("outcome", OUTCOMES) if UNKNOWN in counts else ("standing", STANDINGS)
    styles = {name: _LOOKS[name] for name in classes if name in counts}
    words = {name: say(f"{section}.{name}", lang) for name in styles}
    names = [str(group) or say("evaluation.no_group", lang) for group in counts["group"]]
    return _stacked(counts, names, styles, words, say("figure.targets_axis", lang))


def _stacked(
    counts: pd.DataFrame,
    names: Sequence[str],
    styles: Mapping[str, tuple[str, str]],
    words: Mapping[str, str],
    axis: str,
) -> Figure:
    """Draw counts as one bar a row, its parts told apart by hatch as well as colour, with their numbers."""
    with theme():
        figure, axes = canvas(0.9 + 0.24 * max(len(counts), 1))
        y = np.arange(len(counts))
        left = np.zeros(len(counts))
        for name, (colour, hatch) in styles.items():
            width = counts[name].to_numpy(float) if name in counts else np.zeros(len(counts))
            axes.barh(
                y,
                width,
                left=left,
                height=0.6,
                color=colour,
                hatch=hatch,
                edgecolor=INK,
                lw=0.5,
                label=words[name],
            )
            left += width
        set_ticks(axes.yaxis, y, list(names))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.invert_yaxis()
        axes.margins(y=0.03)
        axes.set_xlabel(axis)
        settle(figure, axes, legend_columns=len(styles))
    return figure

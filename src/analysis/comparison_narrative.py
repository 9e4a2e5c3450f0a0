"""Sentences on the area that a plan is compared with: whose the grey lines are, and their pace."""

from __future__ import annotations

import pandas as pd

from analysis.comparison import compared_pace
from analysis.indicators import Definitions
from analysis.narrative import part_label, short_name
from analysis.tables.view import records
from analysis.wording import number, percent, say


def comparison_sentences(
    comparison: pd.DataFrame, area: str, definitions: Definitions, lang: str, *, missing: str = ""
) -> list[str]:
    """Return which series of the other area are drawn, with the pace of each; nothing without any.

    Parameters
    ----------
    comparison : DataFrame
        comparison.compared_values.
    area : str
        The other area's name.
    definitions : Definitions
        For the indicators' names.
    lang : str
        "zh" or "en".
    missing : str
        Id of the plan that should be compared with and is not there.
    """
    if missing:
        return [say("comparison.missing", lang, plan=missing)]
    if comparison.empty:
        return []
    sentences = [say("comparison.lines", lang, area=area)]
    for row in records(compared_pace(comparison)):
        name = part_label(short_name(row.indicator_id, definitions, lang), row.part, lang)
        if row.first_year == row.last_year:
            value = f"{number(row.last)} {row.unit}"
            sentences.append(say("comparison.one", lang, name=name, year=row.last_year, value=value))
            continue
        span = {"first": row.first_year, "last": row.last_year}
        ends = {"start": number(row.first), "end": number(row.last), "unit": row.unit}
        pace = percent(row.growth_pct)
        sentences.append(say("comparison.pace", lang, name=name, pace=pace, **span, **ends))
    return sentences

"""The report's sentences: what the tables say, in words, with every number computed from them.

Pure functions: tidy tables in, plain texts out. No sentence says more than its table carries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.growth_check import REASONS
from analysis.indicators import Definitions
from analysis.plan_record import PlanRecord
from analysis.store import Plan
from analysis.tables.view import records
from analysis.wording import chance, growth_figure, join_names, number, percent, say, shortened

LONGEST_NAME_LIST = 6
LONGEST_LABEL = 40
ASSESSED = ["indicator_id", "breakdown", "target_year", "low", "high"]
ASSESSED += ["lower80", "upper80", "p_low", "p_high", "n_obs", "assessment"]
"""Columns of `assessments`."""
_BY = {"by_points": "_points", "by_total": "_total", "by_difference": "_difference"}
_NO_SPAN = (float("nan"), float("nan"))
BREAKDOWNS = ("urban", "rural", "male", "female")


def cover_facts(plan: Plan, year: int, observed: pd.DataFrame, lang: str) -> list[tuple[str, str]]:
    """Return the facts of the title page: area, period, year, document, checksum, observations."""
    count = say("title.observations_value", lang, count=len(observed), year=year)
    return [
        (say("title.area", lang), plan.area_in(lang)),
        (say("title.period", lang), f"{plan.period[0]}–{plan.period[1]}"),
        (say("title.year", lang), str(year)),
        (say("title.document", lang), plan.shown_path(plan.source_file)),
        (say("title.checksum", lang), plan.sha256),
        (say("title.observations", lang), count),
    ]


def content_sentences(values: pd.DataFrame, lang: str) -> list[str]:
    """Return for each indicator table how many rows and year cells it prints, and how many are missing."""
    texts = []
    for table in values["table"].drop_duplicates():
        cells = values[values["table"].eq(table)]
        missing = int((cells["value"].isna() & cells["lower"].isna()).sum())
        texts.append(
            say(
                "summary.content",
                lang,
                table=table,
                rows=cells["row"].nunique(),
                cells=len(cells),
                missing=missing,
            )
        )
    return texts


def record_sentences(record: PlanRecord, lang: str) -> list[str]:
    """Return how many targets of the last plan were reached; nothing when none can be compared."""
    if not record.n or record.share is None or record.lower95 is None or record.upper95 is None:
        return []
    years = sorted({row.year for row in record.rows})
    turned = any(row.direction == "down" for row in record.rows)  # 77 % of a ceiling is no shortfall
    tables = join_names(list(dict.fromkeys(row.table for row in record.rows)), lang)
    ratio = None if turned or record.median_ratio is None else percent(record.median_ratio * 100, 1)
    return [
        say(
            "summary.record",
            lang,
            year=join_names([str(year) for year in years], lang),
            table=tables,
            n=record.n,
            k=record.reached,
            share=percent(record.share * 100, 1),
            low=percent(record.lower95 * 100, 1),
            high=percent(record.upper95 * 100, 1),
            median=say("summary.record_median", lang, ratio=ratio) if ratio else "",
        )
    ]


def growth_sentences(checks: pd.DataFrame, names: dict[tuple[str, int], str], lang: str) -> list[str]:
    """Return the result of the growth check, then one sentence for each row that contradicts itself.

    Parameters
    ----------
    checks : DataFrame
        Rows of growth_check.csv.
    names : dict
        (table, row) → the indicator's label.
    lang : str
        "zh" or "en".
    """
    if checks.empty:
        return []
    count = checks["verdict"].value_counts()
    consistent, inconsistent = int(count.get("consistent", 0)), int(count.get("inconsistent", 0))
    tables = join_names(list(checks["table"].drop_duplicates()), lang)
    summary = say(
        "summary.growth",
        lang,
        table=tables,
        total=len(checks),
        checked=consistent + inconsistent,
        counts=_counts("summary.growth", lang, consistent=consistent, inconsistent=inconsistent),
        rest=_counts("summary.growth", lang, not_checkable=int(count.get("not_checkable", 0))),
    )
    if not consistent + inconsistent:
        summary = say("summary.growth_none", lang, table=tables, total=len(checks))
    wrong = checks[checks["verdict"].eq("inconsistent")]
    return [summary, *(_wrong_row(row, names[(row.table, int(row.row))], lang) for row in records(wrong))]


def _counts(section: str, lang: str, **numbers: int) -> str:
    """Return "section_name" of each number that is not zero, as one list."""
    return join_names([say(f"{section}_{name}", lang, n=n) for name, n in numbers.items() if n], lang)


def _wrong_row(row: Any, name: str, lang: str) -> str:  # noqa: ANN401 - a named tuple of growth_check.csv
    reason = str(getattr(row, "reason", ""))
    figures = (number(row.recomputed_lower), number(row.recomputed_upper), number(row.stated_pct, 4))
    low, high, stated = (growth_figure(figure, reason, lang) for figure in figures)
    return say(
        f"summary.growth_row{_BY.get(reason, '')}",
        lang,
        name=name,
        base=number(row.base, 4),
        target=number(row.target, 4),
        years=int(row.target_year) - int(row.base_year),
        low=low,
        high=high,
        stated=stated,
        explanation=explanation(row, lang),
    )


def explanation(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of growth_check.csv
    """Return which formula gives a wrong figure, or that none does."""
    if row.reproduced_by:
        return say("summary.explained", lang, formula=say(f"formula.{row.reproduced_by}", lang))
    return say("summary.unexplained", lang)


def growth_reasons(checks: pd.DataFrame, lang: str) -> list[str]:
    """Return for each row of the growth check what a reader must know beside the verdict."""
    texts = []
    for row in records(checks):
        if row.verdict == "inconsistent" and row.reproduced_by:
            formula = say(f"formula.{row.reproduced_by}", lang)
            chance = say("summary.chance", lang, chance=percent(row.chance * 100, 1))
            texts.append(formula + ("" if pd.isna(row.chance) else chance))
        else:
            texts.append(REASONS.get(row.reason, ("", ""))[lang == "en"])
        for name in ("low_power", "decision_error"):
            if getattr(row, name) is not pd.NA and getattr(row, name):
                texts[-1] = say("growth.joint", lang).join(
                    filter(None, [texts[-1], say(f"growth.{name}", lang)])
                )
    return texts


def observation_sentence(observed: pd.DataFrame, period: tuple[int, int], as_of_year: int, lang: str) -> str:
    """Return how many yearly observations within the period there are."""
    years = pd.to_numeric(observed["year"], errors="coerce")
    inside = observed[years.between(*period)]
    if inside.empty:
        return say("summary.observations_none", lang, year=as_of_year, start=period[0], end=period[1])
    return say(
        "summary.observations_some",
        lang,
        year=as_of_year,
        count=len(inside),
        indicators=inside["indicator"].nunique(),
    )


def assessments(outlook: pd.DataFrame) -> pd.DataFrame:
    """Return what the leading model of the outlook says of each indicator's end target.

    Parameters
    ----------
    outlook : DataFrame
        Rows of forecasts.csv with their extra columns; of each lineage's rows the first leads.

    Returns
    -------
    DataFrame
        One row for each (indicator_id, breakdown), in the order of `outlook`: target_year; low and high, the
        span of the points over the lineages; lower80 and upper80 of the widest band; p_low and p_high, the
        span of the probabilities of attainment (NaN without any); n_obs; and assessment, a key of wording
        section "outlook": "no_target" without a number to reach, "attained" or "not_attained" where the
        target year is observed, "reaches", "falls_short" or "parts_differ" (lineages disagree) for trends,
        "no_trend" where none can be estimated.
    """
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in records(outlook):
        groups.setdefault((row.indicator_id, row.breakdown), []).append(row)
    return pd.DataFrame([_assessed(key, rows) for key, rows in groups.items()], columns=ASSESSED)


def _assessed(key: tuple[str, str], rows: Sequence[Any]) -> tuple[object, ...]:
    """Return what the leading row of each lineage says of the last target of one indicator."""
    last = max(row.target_year for row in rows)
    leading: dict[str, Any] = {}
    for row in rows:
        if row.target_year == last:
            leading.setdefault(row.lineage, row)
    lead = list(leading.values())
    points, chances, lower, upper = (_known(lead, n) for n in ("point", "p_attain", "lower80", "upper80"))
    points_span, chances_span = (
        (min(known), max(known)) if known else _NO_SPAN for known in (points, chances)
    )
    band = (min(lower), max(upper)) if len(lower) == len(upper) == len(lead) else _NO_SPAN
    n_obs = int(max(row.n_obs for row in lead))
    return (*key, int(last), *points_span, *band, *chances_span, n_obs, _assessment(lead))


def _known(rows: Sequence[Any], name: str) -> list[Any]:
    return [cell for row in rows if not pd.isna(cell := getattr(row, name))]


def _assessment(lead: Sequence[Any]) -> str:
    """Judge one end target from the leading row of each lineage."""
    if not _known(lead, "target"):
        return "no_target"
    known = _known(lead, "attained_by_point")
    if not _known(lead, "point"):
        if not known:
            return "no_trend"
        return "attained" if all(known) else "not_attained"
    if all(known):
        return "reaches"
    return "parts_differ" if any(known) else "falls_short"


def outlook_sentences(
    judged: pd.DataFrame, tables: list[str], definitions: Definitions, lang: str
) -> list[str]:
    """Return for how many targets a trend exists and what the trends say of the end target."""
    judged = judged[judged["assessment"].ne("no_target")]
    if judged.empty:
        return []
    trend = judged[judged["assessment"].isin(["reaches", "falls_short", "parts_differ"])]
    no_trend = judged[judged["assessment"].eq("no_trend")]
    counts = _counts("summary.trend", lang, several=len(trend), single=int(no_trend["n_obs"].gt(0).sum()))
    table = join_names(tables, lang)
    key = "summary.trend" if counts else "summary.trend_none"
    first = say(key, lang, table=table, total=len(judged), counts=counts)
    sentences = [first, *_without_trend_sentences(judged, definitions, lang)]
    if trend.empty:
        return sentences

    parts = []
    for assessment in ("reaches", "falls_short", "parts_differ"):
        ids = trend.loc[trend["assessment"].eq(assessment), "indicator_id"]
        if len(ids):
            names = name_list([short_name(one, definitions, lang) for one in ids], lang)
            parts.append(say(f"summary.trend_{assessment}", lang, k=len(ids), names=names))
    year = int(trend["target_year"].max())
    second = say("summary.trend_result", lang, n=len(trend), year=year, parts=join_names(parts, lang))
    return [*sentences, second, *_probability_sentence(trend, lang)]


def _probability_sentence(trend: pd.DataFrame, lang: str) -> list[str]:
    """Return the span of the probabilities of attainment; nothing where none can be estimated."""
    known = trend[trend["p_low"].notna()]
    if known.empty:
        return []
    low, high = chance(known["p_low"].min()), chance(known["p_high"].max())
    year = int(known["target_year"].max())
    key = "summary.probability" if low != high else "summary.probability_one"
    others = len(trend) - len(known)
    rest = say("summary.probability_others", lang, others=others) if others else ""
    return [say(key, lang, n=len(known), year=year, low=low, high=high, others=rest)]


def _without_trend_sentences(judged: pd.DataFrame, definitions: Definitions, lang: str) -> list[str]:
    """Return how many targets have no actual value, and how those came out whose year is observed."""
    sentences = []
    unobserved = int(judged["n_obs"].eq(0).sum())
    if unobserved:
        sentences.append(say("summary.unobserved", lang, n=unobserved))
    seen = judged[judged["assessment"].isin(["attained", "not_attained"])]
    if len(seen):
        reached = seen.loc[seen["assessment"].eq("attained"), "indicator_id"]
        names = name_list([short_name(one, definitions, lang) for one in reached], lang)
        sentences.append(say("summary.target_observed", lang, n=len(seen), k=len(reached), names=names))
    return sentences


def panel_captions(count: int, lang: str) -> list[str]:
    """Return the captions of `count` pages of panels: what they show, then which part."""
    later = [say("caption.panels_part", lang, part=part, parts=count) for part in range(2, count + 1)]
    return [say("caption.panels", lang), *later]


def followed_sentences(followed: pd.DataFrame, lang: str) -> list[str]:
    """Return how many series are observed without a target; nothing when there is none."""
    return [say("summary.followed", lang, n=len(followed))] if len(followed) else []


def pace_sentences(pace: pd.DataFrame, definitions: Definitions, lang: str) -> list[str]:
    """Return the highest and the median growth that the end targets still require."""
    final = end_pace(pace)
    rated = final[final["required_growth_pct"].notna()]
    if rated.empty:
        return []
    if rated["reason"].eq("attained").all():
        return [say("summary.pace_attained", lang, n=len(rated))]
    top = rated.sort_values("rank").iloc[0]
    median = say("summary.pace_median", lang, median=percent(top["median_growth_pct"]))
    from_zero = int((final["last_value"].eq(0) & final["required_growth_pct"].isna()).sum())
    return [
        say(
            "summary.pace",
            lang,
            year=int(rated["target_year"].max()),
            name=short_name(top["indicator_id"], definitions, lang),
            value=percent(top["required_growth_pct"]),
            median=median if len(rated) > 1 else "",
            zero=say("summary.pace_zero", lang, zero=from_zero) if from_zero else "",
        )
    ]


def end_pace(pace: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each indicator's last target year, once an indicator."""
    last = pace.groupby(["indicator_id", "breakdown"])["target_year"].transform("max")
    return pace[pace["target_year"].eq(last)].drop_duplicates(["indicator_id", "breakdown"])


def project_sentences(projects: pd.DataFrame, lang: str) -> list[str]:
    """Return the number of projects and the sums of their money."""
    if projects.empty:
        return []
    about = {"total": projects["total_approx"].eq(True).any(), "planned": False}
    parts = [_money(name, projects[f"{name}_10k"], lang, about=bool(about[name])) for name in about]
    missing = int(projects["invested_10k"].isna().sum())
    if missing:
        every = missing == len(projects)
        parts.append(say("summary.no_invested_all" if every else "summary.no_invested", lang, n=missing))
    return [say("summary.projects", lang, n=len(projects), parts="".join(parts))]


def _money(name: str, amounts: pd.Series, lang: str, *, about: bool) -> str:
    """Return the sum of the projects' money and how many of them print none; that there is none at all."""
    missing = int(amounts.isna().sum())
    if missing == len(amounts):
        return say(f"summary.{name}_none", lang)
    value = number(amounts.sum())
    value = say("note.about", lang, value=value) if about else value
    rest = say("summary.money_missing", lang, n=missing) if missing else ""
    return say(f"summary.{name}_money", lang, value=value, rest=rest)


METHODS = ("rounding", "level", "audit", "drift", "one_value", "no_interval", "same_year", "source")
"""Keys of wording section "method", in the order of a yearly report."""


def method_sentences(lang: str, keys: Sequence[str] = METHODS) -> list[str]:
    """Return the methods and their limits, one sentence for each key of wording section "method"."""
    return [say(f"method.{key}", lang) for key in keys]


def short_name(indicator_id: str, definitions: Definitions, lang: str) -> str:
    """Return an indicator's label for figures and lists; its id when there is no definition."""
    definition = definitions.by_id.get(indicator_id)
    return definition.short(lang) if definition else indicator_id


def short_labels(rows: pd.DataFrame, definitions: Definitions, lang: str) -> list[str]:
    """Return a figure label for each row with indicator_id and breakdown."""
    return [short_label(row, definitions, lang) for row in records(rows)]


def short_label(row: Any, definitions: Definitions, lang: str) -> str:  # noqa: ANN401 - a named tuple
    """Return the figure label of one row with indicator_id and breakdown."""
    name = part_label(short_name(row.indicator_id, definitions, lang), row.breakdown, lang)
    return shortened(name, LONGEST_LABEL)


def part_label(name: str, part: str, lang: str) -> str:
    """Return a name with the part that is meant in brackets; the name alone without a part."""
    if not part:
        return name
    word = say(f"breakdown.{part}", lang) if part in BREAKDOWNS else part
    return f"{name} ({word})" if lang == "en" else f"{name}({word})"


def name_list(names: list[str], lang: str) -> str:
    """Return names in brackets, or nothing when there are none or too many to read."""
    if not names or len(names) > LONGEST_NAME_LIST:
        return ""
    return say("summary.names", lang, names=join_names(names, lang))

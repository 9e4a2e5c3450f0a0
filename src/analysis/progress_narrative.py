"""Sentences on progress: what the method in use says, where the verdict hangs on the method."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.plan_index import PlanIndex
from analysis.progress import find_profile
from analysis.tables.progress import METHOD_IN_USE, TARGET, class_word, first_lineages
from analysis.wording import join_names, say

_PATHS = ("cn_midterm", "cn_midterm_log", "cn_midterm_piecewise")


def progress_sentences(progress: pd.DataFrame, labels: Sequence[str], lang: str) -> list[str]:
    """Return what a report says about progress; of a period without observations, that and nothing else.

    Parameters
    ----------
    progress : DataFrame
        Rows of progress.csv.
    labels : sequence of str, one for each row
        The indicator's short label.
    lang : str
        "zh" or "en".
    """
    frame = first_lineages(progress.assign(label=list(labels)))
    frame["place"] = frame.groupby(TARGET, sort=False).ngroup()
    total = frame["place"].nunique()
    unobserved = frame[frame["reason"].eq("no_current")]
    if not total:
        return []
    if unobserved["place"].nunique() == total:
        return [say("progress.nothing", lang, year=unobserved["observed_year"].max(), count=total)]
    sentences = [*_count_sentences(frame, lang)]
    if len(unobserved):
        count, year = unobserved["place"].nunique(), unobserved["observed_year"].max()
        sentences.append(say("progress.partly", lang, year=year, count=count, total=total))
    return [*sentences, *_path_sentences(frame, lang), *_agreement_sentences(frame, lang)]


def index_sentences(index: PlanIndex, lang: str) -> list[str]:
    """Return the plan's index of its last year with one, or that there is none; what was left out.

    Parameters
    ----------
    index : PlanIndex
        plan_index.plan_index.
    lang : str
        "zh" or "en".
    """
    if index.yearly.empty:
        sentences = [say("progress.index_none", lang)]
    else:
        last = index.yearly.iloc[-1]
        values = [last[name] for name in ("index", "geometric", "to_target") if not pd.isna(last[name])]
        low, high = (f"{100 * end(values):.1f}" for end in (min, max))
        spread = say("progress.index_spread", lang, low=low, high=high) if low != high else ""
        counts = {"n": int(last["n"]), "total": int(last["total"])}
        text = f"{100 * last['index']:.1f}"
        sentences = [say("progress.index", lang, year=int(last["year"]), value=text, spread=spread, **counts)]
    if index.left_out:
        sentences.append(say("progress.index_left_out", lang, n=len(index.left_out)))
    return sentences


def _count_sentences(frame: pd.DataFrame, lang: str) -> list[str]:
    """Return for each target year how many targets are in each class of the method in use."""
    profile = find_profile(METHOD_IN_USE)
    sentences = []
    for year, rows in frame[frame["method"].eq(METHOD_IN_USE)].groupby("target_year"):
        found = rows["class"].value_counts()
        words = [
            say("progress.count", lang, name=class_word(name, lang), count=found[name])
            for name in dict.fromkeys((*profile.on_track, *profile.classes))  # the best first
            if name in found.index
        ]
        if missing := int(rows["class"].eq("").sum()):
            words.append(say("progress.not_assessable", lang, count=missing))
        counts = join_names(words, lang)
        sentences.append(say("progress.counts", lang, year=year, method=profile.title(lang), counts=counts))
    return sentences


def _path_sentences(frame: pd.DataFrame, lang: str) -> list[str]:
    """Name the targets on which the schedule's straight, logarithmic and piecewise paths disagree."""
    paths = frame[frame["method"].isin(_PATHS) & frame["class"].ne("")]
    classes = paths.groupby("place", sort=False).agg(label=("label", "first"), n=("class", "nunique"))
    names = list(dict.fromkeys(classes.loc[classes["n"] > 1, "label"]))
    return [say("progress.depends", lang, names=join_names(names, lang))] if names else []


def _agreement_sentences(frame: pd.DataFrame, lang: str) -> list[str]:
    """Count the targets that all applicable methods find on track, that none does, and the rest."""
    known = frame[frame["class"].ne("") & frame["method"].ne("attainment")]  # which knows no pace
    good = [
        name in find_profile(method).on_track
        for name, method in zip(known["class"], known["method"], strict=True)
    ]
    judged = known.assign(good=good).groupby("place")["good"].agg(["all", "any"])
    if judged.empty:
        return []
    counts = {
        "good": int(judged["all"].sum()),
        "bad": int((~judged["any"]).sum()),
        "split": int((judged["any"] & ~judged["all"]).sum()),
    }
    return [say("progress.disagree", lang, **counts)]

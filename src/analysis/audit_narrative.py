"""Sentences on the plan's audit: what was compared, what is in conflict, what the prose promises."""

from __future__ import annotations

import pandas as pd

from analysis.wording import join_names, say


def audit_sentences(findings: pd.DataFrame, lang: str) -> list[str]:
    """Return how many statements of the plan were compared, and with what result."""
    if findings.empty:
        return []
    count = findings["verdict"].value_counts()
    grave = findings["verdict"].eq("conflict") & findings["severity"].eq("high")
    verdicts = {verdict: int(count.get(verdict, 0)) for verdict in ("agree", "notable", "conflict")}
    high = int(grave.sum())
    verdicts["grave" if high else "conflict"] = verdicts.pop("conflict")  # last, and with its grave ones
    words = [say(f"summary.findings_{name}", lang, n=n, high=high) for name, n in verdicts.items() if n]
    if not (high or verdicts.get("conflict")):
        words.append(say("summary.findings_no_conflict", lang))
    return [say("summary.findings", lang, total=len(findings), counts=join_names(words, lang))]


def conflict_sentences(findings: pd.DataFrame, lang: str) -> list[str]:
    """Return a sentence for each conflict of high severity; one that says so when there is none.

    The growth column has sentences of its own (`growth_sentences`).
    """
    compared = findings[findings["rule"].ne("growth_column")]
    grave = compared["verdict"].eq("conflict") & compared["severity"].eq("high")
    if not grave.any():
        return [say("finding.none_grave", lang, n=len(compared))]
    return list(compared.loc[grave, f"message_{lang}"])


def commitment_sentences(commitments: pd.DataFrame, projects: pd.DataFrame, lang: str) -> list[str]:
    """Return how many promises with a number the prose holds; nothing when it holds none."""
    if commitments.empty:
        return []
    in_projects = commitments["source_line"].isin(projects["source_line"])
    linked = commitments["indicator_id"].ne("")
    counts = {"linked": int(linked.sum()), "projects": int(in_projects.sum())}
    words = [say(f"summary.commitments_{name}", lang, n=n) for name, n in counts.items() if n]
    among = say("summary.commitments_among", lang, counts=join_names(words, lang)) if words else ""
    return [say("summary.commitments", lang, n=len(commitments), among=among)]

"""Which report is wanted, and how the run that makes it shall go; nothing here imports jupyter or pandas."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.report.kinds import DEFAULT_KIND

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """Which report is wanted.

    Parameters
    ----------
    plan_id : str
        Name of the plan's folder under data/raw.
    year : int
        Year of account, within the plan's period; later observations are not used.
    kind : str
        Name of a kind of report (`kinds.KINDS`).
    lang : str
        "zh" or "en".
    """

    plan_id: str
    year: int
    kind: str = DEFAULT_KIND
    lang: str = "zh"

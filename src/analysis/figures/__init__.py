"""One function a figure: tidy table in, matplotlib Figure out; one theme for all.

Figures are drawn at their final size (text width of the page), read well in greyscale (shape and fill
carry the meaning, colour only helps), and name unit, number of observations and source in labels or caption.
"""

from analysis.figures.chances import attainment_dots
from analysis.figures.comparisons import (
    class_bars,
    findings_by_rule,
    growth_forest,
    in_parts,
    required_pace,
    row_pages,
    targets_met,
)
from analysis.figures.coverage import coverage
from analysis.figures.outlook import PANELS_PER_PAGE, outlook_panels
from analysis.figures.projects import project_timeline
from analysis.figures.reliability import reliability_diagram
from analysis.figures.single import Panel, single_panel
from analysis.figures.theme import theme

__all__ = [
    "PANELS_PER_PAGE",
    "Panel",
    "attainment_dots",
    "class_bars",
    "coverage",
    "findings_by_rule",
    "growth_forest",
    "in_parts",
    "outlook_panels",
    "project_timeline",
    "reliability_diagram",
    "required_pace",
    "row_pages",
    "single_panel",
    "targets_met",
    "theme",
]

"""Published growth figures against their own endpoints, by interval arithmetic on what was printed.

single      one check: printed base, target and stated growth
plan        the growth column of a plan's tables
table       a growth table from anywhere; reading: its texts as cells; years: its years and months
verdict     the kernel of all three: consistent, inconsistent or not checkable
obstacles   why a figure cannot be checked, as a table
rounding    which true numbers a printed one stands for, by the rule it was rounded with, as a table
formulas    the formulas behind wrong figures, as a table; slips: slips of the pen, as a table
candidates  what each formula gives on the cells of a wrong figure
diagnosis   which of them explains a wrong figure, and the chance that one would by accident
cells       printed cells as arrays; rows: in one unit; claims: what stated figures say
"""

from analysis.growth_check.candidates import formula_figures
from analysis.growth_check.claims import TOTALS
from analysis.growth_check.diagnosis import NAMED_UP_TO, SLIPS_NAMED_UP_TO
from analysis.growth_check.formulas import (
    POINTS_MENU,
    RATE_MENU,
    TOTAL_MENU,
    TOTAL_POINTS_MENU,
    Candidate,
)
from analysis.growth_check.obstacles import REASONS
from analysis.growth_check.plan import check_plan_growth
from analysis.growth_check.rounding import DEFAULT_ROUNDING, ROUNDING_RULES
from analysis.growth_check.single import GrowthCheck, check_growth
from analysis.growth_check.slips import SLIPS
from analysis.growth_check.table import check_growth_table
from analysis.growth_check.verdict import LOW_POWER_STEPS

__all__ = [
    "DEFAULT_ROUNDING",
    "LOW_POWER_STEPS",
    "NAMED_UP_TO",
    "POINTS_MENU",
    "RATE_MENU",
    "REASONS",
    "ROUNDING_RULES",
    "SLIPS",
    "SLIPS_NAMED_UP_TO",
    "TOTALS",
    "TOTAL_MENU",
    "TOTAL_POINTS_MENU",
    "Candidate",
    "GrowthCheck",
    "check_growth",
    "check_growth_table",
    "check_plan_growth",
    "formula_figures",
]

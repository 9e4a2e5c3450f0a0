"""Published growth figures against their own endpoints, by interval arithmetic on what was printed.

single      one check: printed base, target and stated growth
plan        the growth column of a plan's tables
table       a growth table from anywhere
verdict     the kernel of all three: consistent, inconsistent or not checkable
obstacles   why a figure cannot be checked, as a table
diagnosis   which formula gives a wrong figure, as a table, and the chance of that
cells       printed cells as arrays, in one unit
"""

from analysis.growth_check.diagnosis import POINTS_MENU, RATE_MENU, Candidate
from analysis.growth_check.obstacles import REASONS
from analysis.growth_check.plan import check_plan_growth
from analysis.growth_check.single import GrowthCheck, check_growth
from analysis.growth_check.table import check_growth_table

__all__ = [
    "POINTS_MENU",
    "RATE_MENU",
    "REASONS",
    "Candidate",
    "GrowthCheck",
    "check_growth",
    "check_growth_table",
    "check_plan_growth",
]

"""Progress towards a target: shares, paths, and classes by named methods that are data (profiles.toml)."""

from analysis.progress.assess import Assessment, Assessments, assess, assess_one
from analysis.progress.cases import Cases, base_point, make_cases, recent_changes, weighted_prediction
from analysis.progress.completion import completion, completion_of_rate, months_ahead
from analysis.progress.paths import (
    elapsed_share,
    geometric_path,
    interval_distance,
    linear_path,
    linear_share,
    log_share,
    path_through,
)
from analysis.progress.profiles import Profile, find_profile, load_profiles
from analysis.progress.scores import limit_factor, score_with_target, score_without_target
from analysis.progress.table import progress_of, progress_table, record_progress

__all__ = [
    "Assessment",
    "Assessments",
    "Cases",
    "Profile",
    "assess",
    "assess_one",
    "base_point",
    "completion",
    "completion_of_rate",
    "elapsed_share",
    "find_profile",
    "geometric_path",
    "interval_distance",
    "limit_factor",
    "linear_path",
    "linear_share",
    "load_profiles",
    "log_share",
    "make_cases",
    "months_ahead",
    "path_through",
    "progress_of",
    "progress_table",
    "recent_changes",
    "record_progress",
    "score_with_target",
    "score_without_target",
    "weighted_prediction",
]

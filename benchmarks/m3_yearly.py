"""Proof that models and metric are what they say: the published figures of the M3 competition, yearly series.

    python benchmarks/m3_yearly.py [--fast]

645 series with their whole training sets, one to six years ahead. sMAPE is the mean of 200·|A − F| / (|A| +
|F|) over all forecasts; MASE scales by the mean absolute yearly change of the training set. Published
figures: Makridakis & Hibon (2000), competitors' forecasts scored again: naive 17.88, Theta 16.97, damped Holt
17.36, Holt 20.02, best entry 16.42; drift by its formula 16.79. Naive must come out at 17.88: if not, series
and forecasts are not aligned or the metric is another one.

Then the short regime that plans live in: the same series, only the last n years known, one to five years
ahead. --fast leaves out the models that statsmodels fits (about two minutes).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from analysis.models import MODELS, Model, cannot_run
from public_series import Floats, PublicSeries, competition_series, smape, versions

PUBLISHED = {"last_value": 17.88, "drift": 16.79, "theta": 16.97, "damped_holt": 17.36, "holt": 20.02}
SHORT = (2, 3, 5, 8)


def errors(series: PublicSeries, model: Model, *, known: int = 0, ahead: int = 6) -> tuple[Floats, Floats]:
    """Return sMAPE and scaled errors of one series; of its last ``known`` years, or all of them.

    A model that cannot run on a series (logarithms of a value that is not positive) has NaN there.
    """
    end = len(series.values) - series.held_out
    values = series.values[end - known if known else 0 : end]
    actual = series.values[end : end + ahead]
    scale = np.abs(np.diff(values)).mean()
    if cannot_run(model, values.tolist()):
        return np.full(len(actual), np.nan), np.full(len(actual), np.nan)
    years = np.arange(1.0 - len(values), 1.0)
    forecast = model.fit(years, values, np.arange(1.0, len(actual) + 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return smape(actual, forecast), np.abs(actual - forecast) / scale


def mean_errors(all_series: Sequence[PublicSeries], model: Model, **options: int) -> tuple[float, float]:
    """Return mean sMAPE and MASE over all series and years."""
    found = [errors(series, model, **options) for series in all_series]
    percent, scaled = (np.concatenate([one[part] for one in found]) for part in (0, 1))
    return float(np.nanmean(percent)), float(np.nanmean(scaled[np.isfinite(scaled)]))


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fast", action="store_true", help="closed forms only")
    fast = parser.parse_args().fast
    series = competition_series(("M3",))
    models = [model for model in MODELS.values() if not model.to_goal and (model.closed_form or not fast)]
    print(f"M3, {len(series)} yearly series; {', '.join(versions())}")
    print(f"  {'whole training set':20} {'sMAPE':>7} {'MASE':>6} {'published':>10}")
    for model in models:
        percent, scaled = mean_errors(series, model)
        published = f"{PUBLISHED[model.name]:10.2f}" if model.name in PUBLISHED else ""
        print(f"  {model.name:20} {percent:7.2f} {scaled:6.2f} {published}")
    print(f"  {'last n years, sMAPE':20} " + " ".join(f"n={n:<4}" for n in SHORT))
    for model in (model for model in models if model.closed_form):
        scores = [mean_errors(series, model, known=n, ahead=5)[0] for n in SHORT]
        print(f"  {model.name:20} " + " ".join(f"{score:6.2f}" for score in scores))


if __name__ == "__main__":
    main()

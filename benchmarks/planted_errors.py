"""How the growth check finds planted errors, and leaves correct tables alone.

    python benchmarks/planted_errors.py [--rows N] [--seed S]

Clean tables are made from random true values and growth, printed with 0 to 2 decimals and rounded by one of
three rules. Then one error of each kind is planted into every row. Printed are

* false alarms on the clean tables, by printed precision, beside two baselines: recompute from the printed
  values and compare rounded to the printed decimals; and the same with a tolerance of ±0.1;
* recall, by kind and by precision, where the error exceeds what rounding explains: where the stated interval
  and that of the endpoints do not meet, worked out here in 40-digit decimals, not by the package;
* whether the error was named: of the errors found whose figure one formula alone gives (worked out here too).

Goals: no false alarm at all, recall of at least 95 %, at least 90 % of the diagnoses of formulas right. (A
slip is told from chance only where figures are printed finely; else "none" is the honest answer.)

That a correctly rounded table raises no alarm is not luck: the true base, end and growth lie in the intervals
of what was printed; growth rises with the end and falls with the base, so the true growth lies in both the
recomputed interval and the stated one, and these meet. The baselines flag such tables because they take the
printed values for the true ones.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, getcontext
from typing import Any

import pandas as pd

from analysis.growth_check import check_growth_table

getcontext().prec = 40
ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN)
PRECISIONS = tuple((values, stated) for values in (0, 1, 2) for stated in (0, 1, 2))
CLEAN_FOR_ONE = 20  # false alarms are rarer than errors: more clean rows to look for them
ONE, HUNDRED = Decimal(1), Decimal(100)


@dataclass(frozen=True)
class Row:
    """One figure as printed: texts of base, end and stated growth; whole years; a share or not."""

    base: str
    end: str
    stated: str
    years: int
    share: bool = False
    actual: str = ""

    @property
    def decimals(self) -> int:
        """Decimals of the stated figure."""
        return places(self.stated)


def places(text: str) -> int:
    """Return how many decimals are printed."""
    return len(text.partition(".")[2])


def printed(value: Decimal, decimals: int, rounding: str = ROUND_HALF_UP) -> str:
    """Print a number with so many decimals."""
    return f"{value.quantize(ONE.scaleb(-decimals), rounding=rounding):f}"


def level(base: Decimal, end: Decimal, years: int) -> Decimal:
    """Growth in per cent a year by the level method."""
    return HUNDRED * (((end / base).ln() / years).exp() - 1) if end > 0 else -HUNDRED


def clean_row(chance: random.Random, values: int, stated: int) -> Row:
    """Make a row whose three numbers are true values, correctly rounded."""
    share = chance.random() < 0.3
    base = Decimal(chance.uniform(5, 60) if share else 10 ** chance.uniform(1.3, 4.5))
    years = chance.randint(3, 10)
    growth = Decimal(chance.uniform(-4, 12))
    end = base * (1 + growth / HUNDRED) ** years
    rounding = chance.choice(ROUNDINGS)
    return Row(
        base=printed(base, values, rounding),
        end=printed(end, values, rounding),
        stated=printed(growth, stated, rounding),
        years=years,
        share=share,
    )


# --- errors -----------------------------------------------------------------------------------------------

Plant = Callable[[random.Random, Sequence[Row], int], Row | None]


def formula(function: Callable[[Decimal, Decimal, int], Decimal], *, shares: bool = False) -> Plant:
    """Print the value of a wrong formula in the place of the growth."""

    def plant(_: random.Random, rows: Sequence[Row], at: int) -> Row | None:
        row = rows[at]
        if shares and not row.share:
            return None
        value = function(Decimal(row.base), Decimal(row.end), row.years)
        return replace(row, stated=printed(value, row.decimals))

    return plant


def truncated(_: random.Random, rows: Sequence[Row], at: int) -> Row:
    """Cut the growth off instead of rounding it."""
    row = rows[at]
    value = level(Decimal(row.base), Decimal(row.end), row.years)
    return replace(row, stated=printed(value, row.decimals, ROUND_DOWN))


def actual_value(chance: random.Random, rows: Sequence[Row], at: int) -> Row:
    """Work the growth out to the actual value, which the table holds too."""
    row = rows[at]
    actual = printed(Decimal(row.end) * Decimal(chance.uniform(0.7, 1.3)), places(row.end))
    value = level(Decimal(row.base), Decimal(actual), row.years)
    return replace(row, actual=actual, stated=printed(value, row.decimals))


def row_above(_: random.Random, rows: Sequence[Row], at: int) -> Row | None:
    """Work the growth out from the base of the row above."""
    row, above = rows[at], rows[at - 1]
    if at == 0 or above.share != row.share:
        return None
    value = level(Decimal(above.base), Decimal(row.end), row.years)
    return replace(row, stated=printed(value, row.decimals))


def slip(cell: str, change: Callable[[random.Random, str], str | None]) -> Plant:
    """Change the printed text of one cell."""

    def plant(chance: random.Random, rows: Sequence[Row], at: int) -> Row | None:
        text = change(chance, getattr(rows[at], cell))
        changed: dict[str, Any] = {cell: text}
        return None if text is None else replace(rows[at], **changed)

    return plant


def moved_point(chance: random.Random, text: str) -> str | None:
    """Ten times the number, or a tenth."""
    value, decimals = Decimal(text), places(text)
    if not value:
        return None
    return (
        f"{value * 10:.{max(0, decimals - 1)}f}"
        if chance.random() < 0.5
        else f"{value / 10:.{decimals + 1}f}"
    )


def transposed(chance: random.Random, text: str) -> str | None:
    """Exchange two neighbouring digits that differ."""
    spots = [i for i in range(len(text) - 1) if text[i : i + 2].isdigit() and text[i] != text[i + 1]]
    if not spots:
        return None
    i = chance.choice(spots)
    swapped = text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return None if swapped.lstrip("-").startswith("0") and "." not in swapped[:2] else swapped


def mistyped(chance: random.Random, text: str) -> str | None:
    """Put another digit in the place of one."""
    i = chance.choice([i for i, letter in enumerate(text) if letter.isdigit()])
    digit = chance.choice([d for d in "123456789" if d != text[i]])
    return text[:i] + digit + text[i + 1 :]


def any_size(chance: random.Random, rows: Sequence[Row], at: int) -> Row:
    """Move the figure by 1 to 30 printed units, for no reason at all."""
    row = rows[at]
    shift = Decimal(chance.choice((-1, 1)) * chance.randint(1, 30)).scaleb(-row.decimals)
    return replace(row, stated=printed(Decimal(row.stated) + shift, row.decimals))


FORMULAS: Mapping[str, Callable[[Decimal, Decimal, int], Decimal]] = {
    "simple_on_base": lambda b, c, n: HUNDRED * (c / b - 1) / n,
    "simple_on_target": lambda b, c, n: HUNDRED * (1 - b / c) / n,
    "percentage_points_per_year": lambda b, c, n: (c - b) / n,
    "total_not_annualised": lambda b, c, n: HUNDRED * (c / b - 1),
    "n_plus_1": lambda b, c, n: level(b, c, n + 1),
    "n_minus_1": lambda b, c, n: level(b, c, n - 1),
    "log": lambda b, c, n: HUNDRED * (c / b).ln() / n,
    "sign_flipped": lambda b, c, n: -level(b, c, n),
    "swapped_cells": lambda b, c, n: level(c, b, n),
}
KINDS: Mapping[str, Plant] = {
    **{name: formula(function, shares="points" in name) for name, function in FORMULAS.items()},
    "truncated": truncated,
    "actual_as_target": actual_value,
    "other_row": row_above,
    "point_moved_in_stated": slip("stated", moved_point),
    "point_moved_in_endpoint": slip("end", moved_point),
    **{
        f"{name}_in_{'target' if cell == 'end' else cell}": slip(cell, change)
        for name, change in (
            ("digits_transposed", transposed),
            ("digit_mistyped", mistyped),
        )
        for cell in ("stated", "base", "end")
    },
    "any size": any_size,
}


# --- what should be found, worked out in decimals -----------------------------------------------------------


def interval(text: str) -> tuple[Decimal, Decimal]:
    """Half a unit of the last printed place to either side."""
    half = Decimal(5).scaleb(-places(text) - 1)
    return Decimal(text) - half, Decimal(text) + half


def exceeds_rounding(row: Row) -> bool | None:
    """Whether no true numbers behind the printed ones agree; None where no growth exists."""
    (base_low, base_high), (end_low, end_high) = interval(row.base), interval(row.end)
    low, high = interval(row.stated)
    if base_low <= 0 or Decimal(row.end) < 0:
        return None
    least = level(base_high, max(end_low, Decimal(0)), row.years)
    return level(base_low, end_high, row.years) < low or least > high


def alone(row: Row, kind: str) -> bool:
    """Whether of all formulas only the planted one gives the figure; a slip: none does."""
    low, high = interval(row.stated)
    base, end = Decimal(row.base), Decimal(row.end)
    if end <= 0 or base <= 0:
        return False
    names = {
        name
        for name, function in FORMULAS.items()
        if (row.share or "points" not in name) and low <= function(base, end, row.years) <= high
    }
    return names <= {kind}


def baselines(row: Row) -> tuple[bool, bool]:
    """Return what the two simple checks say: not the same rounded; more than 0.1 apart."""
    base, end, stated = Decimal(row.base), Decimal(row.end), Decimal(row.stated)
    if base <= 0 or end <= 0:
        return False, False
    value = level(base, end, row.years)
    return printed(value, row.decimals) != printed(stated, row.decimals), abs(value - stated) > Decimal("0.1")


# --- runs -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """A row, where it came from, and what the package says of it."""

    row: Row
    kind: str
    precision: tuple[int, int]
    flagged: bool
    named: str


def check(rows: Sequence[Row]) -> Iterator[tuple[bool, str]]:
    """Run the package over one table."""
    table = pd.DataFrame(
        {
            "base_year": "2015",
            "base": [row.base for row in rows],
            "target_year": [str(2015 + row.years) for row in rows],
            "target": [row.end for row in rows],
            "stated": [row.stated for row in rows],
            "unit": ["%" if row.share else "张" for row in rows],
            "actual": [row.actual for row in rows],
        }
    )
    result, _ = check_growth_table(table)
    return zip(result["verdict"].eq("inconsistent"), result["reproduced_by"], strict=True)


def run(rows: int, seed: int) -> tuple[list[Outcome], list[Outcome]]:
    """Return the outcomes on clean rows and on rows with one planted error each, the others clean."""
    chance = random.Random(seed)  # noqa: S311 - a benchmark, not a secret
    clean, planted = [], []
    for precision in PRECISIONS:
        table = [clean_row(chance, *precision) for _ in range(rows)]
        correct = table + [clean_row(chance, *precision) for _ in range(CLEAN_FOR_ONE * rows)]
        clean += [
            Outcome(row, "", precision, *found) for row, found in zip(correct, check(correct), strict=True)
        ]
        for kind, plant in KINDS.items():
            spoilt = [plant(chance, table, at) for at in range(rows)]
            mixed = [old if new is None else new for old, new in zip(table, spoilt, strict=True)]
            planted += [
                Outcome(new, kind, precision, *found)
                for new, found in zip(spoilt, check(mixed), strict=True)
                if new is not None
            ]
    return clean, planted


def rate(part: int, whole: int) -> str:
    """Return a share in per cent."""
    return f"{100 * part / whole:6.1f} %" if whole else "      – "


def print_clean(clean: Sequence[Outcome]) -> None:
    """Print false alarms by precision."""
    print(
        f"{'clean tables: decimals of values, of growth':46} {'rows':>6}"
        f" {'guihua':>8} {'rounded':>8} {'±0.1':>8}"
    )
    for precision in (*PRECISIONS, None):
        some = [o for o in clean if precision in (None, o.precision)]
        simple = [baselines(o.row) for o in some]
        alarms = (sum(o.flagged for o in some), sum(a for a, _ in simple), sum(b for _, b in simple))
        label = "all" if precision is None else f"{precision[0]}, {precision[1]}"
        print(f"  {label:44} {len(some):6} " + " ".join(rate(number, len(some)) for number in alarms))


def print_recall(title: str, groups: Mapping[str, Sequence[Outcome]]) -> None:
    """Print recall where the error exceeds what rounding explains, and how it was named."""
    print(f"\n{title:30} {'planted':>7} {'exceed':>7} {'guihua':>8} {'rounded':>8} {'±0.1':>8}   "
          f"{'alone':>6} {'right':>8} {'other':>8} {'none':>8}")  # fmt: skip
    for label, outcomes in groups.items():
        seen = [o for o in outcomes if exceeds_rounding(o.row)]
        simple = [baselines(o.row) for o in seen]
        found = (sum(o.flagged for o in seen), sum(a for a, _ in simple), sum(b for _, b in simple))
        named = [o for o in seen if o.flagged and o.kind != "any size" and alone(o.row, o.kind)]
        count = Counter("right" if o.named == o.kind else "other" if o.named else "none" for o in named)
        print(
            f"  {label:28} {len(outcomes):7} {len(seen):7} "
            + " ".join(rate(number, len(seen)) for number in found)
            + f"   {len(named):6} "
            + " ".join(rate(count[key], len(named)) for key in ("right", "other", "none"))
        )


def main() -> None:
    """Plant, check and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=60, help="rows of each table (one a kind and precision)")
    parser.add_argument("--seed", type=int, default=20260101)
    arguments = parser.parse_args()
    clean, planted = run(arguments.rows, arguments.seed)
    print_clean(clean)
    print_recall("kind of error", {kind: [o for o in planted if o.kind == kind] for kind in KINDS})
    labels = {f"{values}, {stated}": (values, stated) for values, stated in PRECISIONS}
    print_recall(
        "decimals of values, of growth",
        {label: [o for o in planted if o.precision == pair] for label, pair in labels.items()},
    )
    formulas = [o for o in planted if o.kind in FORMULAS]
    print_recall(
        "all",
        {
            "formulas": formulas,
            "formulas, growth to 0.1 or 0.01": [o for o in formulas if o.precision[1]],
            "all kinds": planted,
        },
    )


if __name__ == "__main__":
    main()

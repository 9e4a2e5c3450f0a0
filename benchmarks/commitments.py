"""How many numbers of a plan's prose are read right, against readings by hand.

    python benchmarks/commitments.py [--errors] [DOCUMENT …]

The documents are the Sanmen plan and the invented plans under tests/data/plans; each has a file of labels
(numbers.csv) that was written without this code. Every document is read without plan.toml. Prints for each:
precision and recall of what claims something (a promise or a fact) against all other numbers
(dates, names, ages …), of promises and of facts, and for the claims that both have, how often span, subject,
comparator, value, unit, year, role and indicator agree. A subject is *exact* with or without the place
before it (全县行政村, 行政村), and *overlaps* when one holds the other. > and ≥ count as one comparator,
because hand labels read 突破 as > and the library as ≥. Labels name an indicator only if a definition does.
--errors lists every difference.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

import pandas as pd

from analysis.commitments import read_mentions
from analysis.document import Document, read_document
from analysis.errors import GuihuaError
from analysis.extract import extract_plan
from analysis.indicators import load_definitions, wording_key
from analysis.mentions import ACTUAL, TARGET, Mention
from analysis.units import known_unit

ROOT = Path(__file__).parents[1]
SANMEN = ROOT / "data" / "raw" / "sanmen-civil-affairs-14" / "plan.txt"
LABELS = ROOT / "tests" / "data"
KINDS = {"commitment": TARGET, "fact": ACTUAL}
FIELDS = ("span", "subject", "overlap", "comparator", "value", "unit", "year", "role", "indicator")


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled number; ``values`` holds its columns as printed in the file."""

    line: int
    start: int
    end: int
    kind: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The labels of a document, what was read, and the pairs of both that overlap."""

    labels: tuple[Label, ...]
    mentions: tuple[Mention, ...]
    pairs: tuple[tuple[Label, Mention], ...]


def documents() -> dict[str, tuple[Path, Path]]:
    """Return name → (document, labels)."""
    found = {"sanmen": (SANMEN, LABELS / "sanmen" / "numbers.csv")}
    for path in sorted((LABELS / "plans").glob("*.numbers.csv")):
        name = path.name.removesuffix(".numbers.csv")
        found[name] = (path.with_name(f"{name}.txt"), path)
    return found


def read_labels(path: Path) -> tuple[Label, ...]:
    """Read a file of labels."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Label(int(row["line"]), int(row["start"]), int(row["end"]), row["kind"], row) for row in rows
    )


def mentions_of(document: Document) -> tuple[Mention, ...]:
    """Read a document as a file without plan.toml is read: its own tables, its own period."""
    definitions = load_definitions()
    try:
        indicators = extract_plan(document, definitions).indicators
    except GuihuaError:
        indicators = pd.DataFrame()
    return read_mentions(document, definitions, indicators, period=None)


def compare(document: Path, labels: Path) -> Comparison:
    """Read a document and pair what was read with its labels."""
    wanted = read_labels(labels)
    mentions = mentions_of(read_document(document))
    pairs = []
    for mention in mentions:
        source = mention.source
        for label in wanted:
            same_line = label.line == source.line
            if same_line and label.start < source.end and source.start < label.end and label.kind in KINDS:
                pairs.append((label, mention))
                break
    return Comparison(wanted, mentions, tuple(pairs))


def agreements(label: Label, mention: Mention) -> dict[str, bool]:
    """Say field by field whether a reading agrees with its label."""
    values, quantity, source = label.values, mention.quantity, mention.source
    subject = wording_key(values["subject"])
    read = wording_key(mention.subject)
    scoped = wording_key(mention.scope + mention.subject)
    exact = subject in (read, scoped)
    return {
        "span": (label.start, label.end) == (source.start, source.end),
        "subject": exact,
        "overlap": exact or bool(read and subject and (read in subject or subject in scoped)),
        "comparator": _direction(values["comparator"]) == _direction(quantity.comparator),
        "value": _same_value(values, mention),
        "unit": _base(values["unit"]) in (_base(quantity.unit), _base(mention.unit)),
        "year": values["year"] == ("" if mention.year is None else str(mention.year)),
        "role": values["role"] == mention.role,
        "indicator": values["indicator_id"] == mention.indicator_id.partition("unlisted_")[0],
    }


def _direction(comparator: str) -> str:
    return comparator.replace("=", "") or "="


def _base(unit: str) -> str:
    """Return what a unit measures: scale words do not count, 家 and 个 are the same kind of thing."""
    found = known_unit("倍" if unit == "番" else unit) if unit else None
    return found.dimension if found is not None else unit or "share"


def _same_value(values: Mapping[str, str], mention: Mention) -> bool:
    """Compare in base units: 3400 万元 is 34000000 元, 一半 is 0.5 or 50 %."""
    quantity = mention.quantity
    if quantity.value is None:
        return values["value"] in (
            "",
            f"{quantity.lower}-{quantity.upper}",
            f"{quantity.lower}~{quantity.upper}",
        )
    try:
        wanted = Fraction(Decimal(values["value"]))
    except InvalidOperation:
        return False
    if quantity.unit == "番":
        return wanted == Fraction(2) ** int(quantity.value)  # labels write a doubling as 2 倍
    return wanted * _factor(values["unit"]) == Fraction(quantity.value) * _factor(quantity.unit)


def _factor(unit: str) -> Fraction:
    found = known_unit(unit) if unit else None
    if found is None:
        return Fraction(1)
    numerator = known_unit(found.numerator) if "/" in found.symbol else found
    return numerator.factor if numerator is not None else found.factor


def ratio(part: int, whole: int) -> str:
    """Print a share with its counts."""
    return f"{part}/{whole} = {part / whole:.3f}" if whole else f"{part}/{whole}"


def report(comparison: Comparison) -> Iterator[str]:
    """Yield the lines of one document."""
    claims = [label for label in comparison.labels if label.kind in KINDS]
    found = {id(label) for label, _ in comparison.pairs}
    yield f"  claims      precision {ratio(len(comparison.pairs), len(comparison.mentions))}" + (
        f"   recall {ratio(len(found), len(claims))}   neither {len(comparison.labels) - len(claims)}"
    )
    for kind, status in KINDS.items():
        right = [pair for pair in comparison.pairs if pair[0].kind == kind and pair[1].status == status]
        read = sum(mention.status == status for mention in comparison.mentions)
        wanted = sum(label.kind == kind for label in claims)
        yield f"  {kind:11s} precision {ratio(len(right), read)}   recall {ratio(len(right), wanted)}"
    counts: Counter[str] = Counter()
    for label, mention in comparison.pairs:
        counts.update(field for field, agrees in agreements(label, mention).items() if agrees)
    whole = len(comparison.pairs)
    yield "  " + "   ".join(f"{field} {counts[field]}/{whole}" for field in FIELDS)


def errors(comparison: Comparison) -> Iterator[str]:
    """Yield every difference of one document."""
    paired = {id(label) for label, _ in comparison.pairs}
    read = {id(mention) for _, mention in comparison.pairs}
    for label in comparison.labels:
        if label.kind in KINDS and id(label) not in paired:
            values = label.values
            yield f"    missed  {label.line}:{label.start} {values['printed']} ({values['subject']})"
    for mention in comparison.mentions:
        if id(mention) not in read:
            yield f"    alarm   {_place(mention)} ({mention.subject})"
    for label, mention in comparison.pairs:
        wrong = [field for field, agrees in agreements(label, mention).items() if not agrees]
        if KINDS[label.kind] != mention.status:
            yield f"    status  {_place(mention)} ({mention.subject}): {mention.status}"
        for field in wrong:
            if field in ("subject", "overlap") and (field == "overlap" or "overlap" in wrong):
                wanted, got = label.values["subject"], mention.subject
                yield from [f"    subject {_place(mention)}: {got} | {wanted}"] if field == "subject" else []
            else:
                yield f"    {field:7s} {_place(mention)}: {_read(mention, field)} | {_wanted(label, field)}"


def _place(mention: Mention) -> str:
    return f"{mention.source.line}:{mention.source.start} {mention.quantity.printed}"


def _read(mention: Mention, field: str) -> str:
    quantity = mention.quantity
    readings = {
        "span": quantity.printed,
        "subject": mention.subject,
        "comparator": quantity.comparator,
        "value": f"{quantity.value} {quantity.unit}",
        "unit": mention.unit,
        "year": str(mention.year),
        "role": mention.role,
        "indicator": mention.indicator_id,
    }
    return readings[field]


def _wanted(label: Label, field: str) -> str:
    names = {"span": "printed", "indicator": "indicator_id"}
    return label.values[names.get(field, field)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the documents named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("documents", nargs="*", metavar="DOCUMENT")
    parser.add_argument("--errors", action="store_true", help="list every difference")
    options = parser.parse_args(arguments)
    for name, (document, labels) in documents().items():
        if options.documents and name not in options.documents:
            continue
        comparison = compare(document, labels)
        print(name)
        for line in report(comparison):
            print(line)
        if options.errors:
            for line in errors(comparison):
                print(line)


if __name__ == "__main__":
    main()

"""A plan in one year, ready to be read: all tables of the plan and what follows from them.

The notebooks open a study and show its parts; nothing in it is computed here, only put together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis.comparison import compared_values
from analysis.document import Document, parse_document
from analysis.errors import InputError
from analysis.evaluation import final_account, standings, yearly_changes
from analysis.extract import extract_plan
from analysis.forecast import outlook_of
from analysis.indicators import Definitions, load_definitions
from analysis.observations import flags_by_line, observations_about
from analysis.pace import pace_of
from analysis.plan_index import PlanIndex, plan_index
from analysis.plan_record import PlanRecord, plan_record
from analysis.progress import progress_of, record_progress
from analysis.project_account import project_account
from analysis.project_entries import read_entries
from analysis.project_flags import entries_frame
from analysis.reference_class import reference_of
from analysis.series import TargetSeries, series_frame, target_series
from analysis.statements import plan_statements
from analysis.store import (
    PROJECT_PROGRESS_FILE,
    Plan,
    find_root,
    list_plans,
    load_plan,
    read_document_text,
    read_observations,
    read_processed,
    read_project_progress,
)
from analysis.tables.places import Places, number_places
from analysis.tables.view import records

OF_ONE_YEAR = ("forecasts", "progress", "project_progress")
"""Processed tables that hold the plan's last year; a study computes those of its own year."""


@dataclass(frozen=True)
class Study:
    """The processed tables of a plan as they stood at the end of a year.

    ``tables`` are the files of data/processed/<plan>/ by name; observations later than ``as_of_year`` are
    hidden from every result.
    """

    plan: Plan
    as_of_year: int
    lang: str
    definitions: Definitions
    tables: dict[str, pd.DataFrame]
    observations: pd.DataFrame

    @property
    def indicators(self) -> pd.DataFrame:
        """Rows of indicators.csv."""
        return self.tables["indicators"]

    @property
    def values(self) -> pd.DataFrame:
        """Rows of values.csv."""
        return self.tables["values"]

    @property
    def growth_check(self) -> pd.DataFrame:
        """Rows of growth_check.csv."""
        return self.tables["growth_check"]

    @property
    def findings(self) -> pd.DataFrame:
        """Rows of findings.csv."""
        return self.tables["findings"]

    @property
    def commitments(self) -> pd.DataFrame:
        """Rows of commitments.csv."""
        return self.tables["commitments"]

    @property
    def facts(self) -> pd.DataFrame:
        """Rows of facts.csv."""
        return self.tables["facts"]

    @property
    def projects(self) -> pd.DataFrame:
        """Rows of projects.csv."""
        return self.tables["projects"]

    @cached_property
    def project_progress(self) -> pd.DataFrame:
        """Rows of project_progress.csv up to this year, remarks in the study's language."""
        entries, _ = read_entries(read_project_progress(self.plan), self.projects)
        file, year = PROJECT_PROGRESS_FILE, self.as_of_year
        return entries_frame(entries, self.projects, file, year=year, lang=self.lang)

    @cached_property
    def project_account(self) -> pd.DataFrame:
        """Where each project stands (project_account.project_account)."""
        return project_account(self.projects, self.project_progress, self.as_of_year)

    @property
    def programmes(self) -> pd.DataFrame:
        """Rows of programmes.csv."""
        return self.tables["programmes"]

    @cached_property
    def naming(self) -> Definitions:
        """The definitions, and the plan's own names for indicators that have none: for labels only."""
        rows = self.indicators
        return self.definitions.with_names(dict(zip(rows["indicator_id"], rows["name"], strict=True)))

    @cached_property
    def record(self) -> PlanRecord:
        """How the targets that are already over came out."""
        return plan_record(self.values, self.indicators)

    @cached_property
    def outlook(self) -> pd.DataFrame:
        """Rows of forecasts.csv for this year, notes in the study's language."""
        return outlook_of(self._target_series, as_of_year=self.as_of_year, lang=self.lang)

    @cached_property
    def pace(self) -> pd.DataFrame:
        """The growth that each target still requires (pace.required_pace)."""
        return pace_of(self._target_series, as_of_year=self.as_of_year, lang=self.lang)

    @cached_property
    def reference(self) -> pd.DataFrame:
        """The reference class of each target with a single actual value (reference_class.reference_of)."""
        return reference_of(self._target_series, self.definitions, as_of_year=self.as_of_year, lang=self.lang)

    @cached_property
    def progress(self) -> pd.DataFrame:
        """Rows of progress.csv for this year, notes in the study's language."""
        return progress_of(
            self._target_series,
            self.definitions,
            as_of_year=self.as_of_year,
            period=self.plan.period,
            lang=self.lang,
        )

    @cached_property
    def standings(self) -> pd.DataFrame:
        """Where each indicator stands on the way to its end target (evaluation.standings)."""
        return standings(self.indicators, self.progress, self.current_tables)

    @cached_property
    def account(self) -> pd.DataFrame:
        """What came of each end target (evaluation.final_account)."""
        return final_account(self.indicators, self.progress, self.current_tables)

    @cached_property
    def past_progress(self) -> pd.DataFrame:
        """How the targets that are already over came out under each method, from the plan's tables."""
        return record_progress(self.record, lang=self.lang)

    @cached_property
    def series(self) -> pd.DataFrame:
        """The actual values that the outlook rests on (series.series_frame)."""
        return series_frame(self._target_series)

    @cached_property
    def followed(self) -> pd.DataFrame:
        """The rows of `pace` of series that are observed although the plan sets no target for them."""
        keys = {(one.indicator_id, one.breakdown) for one in self._target_series if one.followed}
        mine = [key in keys for key in zip(self.pace["indicator_id"], self.pace["breakdown"], strict=True)]
        return self.pace[pd.Series(mine, index=self.pace.index, dtype=bool)]

    @cached_property
    def index(self) -> PlanIndex:
        """One figure a year for this period (plan_index.plan_index)."""
        return plan_index(self.standings, self.series)

    @cached_property
    def past_index(self) -> PlanIndex:
        """The same for the targets that are already over, from the values that the plan prints of them."""
        record = self.record.to_frame()
        pillars = self.indicators.set_index(["table", "row"])["category"].to_dict()
        categories = [pillars[key] for key in zip(record["table"], record["row"], strict=True)]
        goals = record.assign(category=categories, part=record["breakdown"])
        return plan_index(goals, record.assign(value=record["actual"]).dropna(subset=["value"]))

    @cached_property
    def previous(self) -> Study:
        """The same plan a year earlier: without what was observed since."""
        return replace(self, as_of_year=self.as_of_year - 1)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What was newly observed in the year of account (evaluation.yearly_changes)."""
        return yearly_changes(self.series, self.as_of_year)

    @cached_property
    def comparator(self) -> Study | None:
        """The plan that this one is compared with, in the same year; None where there is none."""
        root = self.plan.folder.parents[2]
        if self.plan.comparator not in list_plans(root):
            return None
        plan = load_plan(root, self.plan.comparator)
        document = parse_document(read_document_text(plan), plan.source_file)
        read = extract_plan(document, self.definitions, period=plan.period)  # its prose is not compared
        tables = {"indicators": read.indicators, "values": read.values}
        own = {one.indicator_id for one in self._target_series}
        observed = observations_about(read_observations(plan), own, self.definitions, read.indicators)
        return Study(plan, self.as_of_year, self.lang, self.definitions, tables, observed)

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """The comparator's values of the same indicators (comparison.compared_values)."""
        other = self.comparator
        return compared_values(self._target_series, other._target_series if other else ())

    @property
    def missing_comparator(self) -> str:
        """The plan that plan.toml names for comparison, where it is not under data/raw; "" otherwise."""
        return self.plan.comparator if self.comparator is None else ""

    @property
    def compared_area(self) -> str:
        """The comparator's area, in the study's language where it has a name in it; "" without one."""
        if self.comparator is None:
            return ""
        return self.comparator.plan.area_in(self.lang)

    @property
    def all_series(self) -> tuple[TargetSeries, ...]:
        """The current targets, each with the one series that it is measured against."""
        return self._target_series

    @cached_property
    def document(self) -> Document:
        """The plan's document, taken apart."""
        return parse_document(read_document_text(self.plan), self.plan.source_file)

    @cached_property
    def _target_series(self) -> tuple[TargetSeries, ...]:
        return target_series(
            self.indicators,
            self.values,
            self.observations,
            self.definitions,
            as_of_year=self.as_of_year,
            period=self.plan.period,
        )

    def outlook_to(self, target_year: int) -> pd.DataFrame:
        """Return the rows of the outlook for one target year.

        Raises
        ------
        InputError
            If the plan sets no target for that year.
        """
        rows = self.outlook[self.outlook["target_year"].eq(target_year)]
        if rows.empty:
            years = ", ".join(str(year) for year in sorted(self.outlook["target_year"].unique()))
            raise InputError(
                f"the plan sets no target for {target_year}", remedy=f"its target years are {years or 'none'}"
            )
        return rows

    def misplaced_values(self) -> list[str]:
        """Return the places where the plan does not print what values.csv says; normally none."""
        return [
            f"{row.source_file}:{row.source_line}"
            for row in records(self.values)
            if self._printed(row.source_line, row.source_start, row.source_end) != row.printed
        ]

    def misplaced_statements(self) -> list[str]:
        """Return the ids of promises, facts and findings that the plan does not print as they say; none."""
        wrong = [
            row.commitment_id
            for row in (*records(self.commitments), *records(self.facts))
            if self._printed(row.source_line, row.source_start, row.source_end) != row.printed
        ]
        for row in records(self.findings):
            places = [(row.line_a, row.start_a, row.end_a), (row.line_b, row.start_b, row.end_b)]
            texts = [self._printed(*place) for place in places if not pd.isna(place[0])]
            stated = [row.statement_a, row.statement_b]
            if not all(text and text in said for text, said in zip(texts, stated, strict=False)):
                wrong.append(row.finding_id)
        return wrong

    @cached_property
    def _lines(self) -> list[str]:
        return read_document_text(self.plan).split("\n")

    def _printed(self, line: int, start: int, end: int) -> str:
        """Return what the plan prints in a span of a line."""
        return self._lines[line - 1][start:end]

    @cached_property
    def past_tables(self) -> list[str]:
        """Printed numbers of the tables that report on targets whose year is over."""
        return list(dict.fromkeys(row.table for row in self.record.rows))

    @cached_property
    def current_tables(self) -> list[str]:
        """Printed numbers of the tables whose targets the outlook is about."""
        targets = self.values[
            self.values["status"].eq("target") & self.values["year"].ge(self.plan.period[0])
        ]
        return [table for table in dict.fromkeys(targets["table"]) if table not in self.past_tables]

    @cached_property
    def earlier_tables(self) -> list[str]:
        """Printed numbers of the tables whose targets are over and whose outcome the plan does not print."""
        known = {*self.past_tables, *self.current_tables}
        return [table for table in dict.fromkeys(self.values["table"]) if table not in known]

    @cached_property
    def places(self) -> Places:
        """Where actual values and targets stand, for the tables that are computed from them."""
        return number_places(self.values, self.series)

    @cached_property
    def observed(self) -> pd.DataFrame:
        """The observations that this year may know; column flag: what is odd about a value, or empty."""
        years = pd.to_numeric(
            self.observations["year"].str.normalize("NFKC").str.extract(r"([0-9]{4})")[0], errors="coerce"
        )
        rows = self.observations[years.le(self.as_of_year)]
        planned = plan_statements(self.indicators, self.values, self.definitions)
        flags = flags_by_line(rows, self.definitions, self.indicators, planned=planned, lang=self.lang)
        return rows.assign(flag=[flags.get(int(line), "") for line in rows["source_line"]])


def load_study(
    plan_id: str, *, as_of_year: int | None = None, lang: str = "zh", root: Path | None = None
) -> Study:
    """Return the study of a plan at the end of a year.

    Parameters
    ----------
    plan_id : str
        Name of the plan's folder under data/raw.
    as_of_year : int, optional
        Later observations are hidden; the last year of the plan's period by default.
    lang : str
        Language of notes: "zh" or "en".
    root : Path, optional
        The project's folder; found from the current one by default.

    Raises
    ------
    PlanError
        If the plan or its document is not as plan.toml says.
    InputError
        If the processed tables are missing or broken (run ``guihua extract``).
    """
    home = root or find_root(Path.cwd())
    plan = load_plan(home, plan_id)
    return Study(
        plan=plan,
        as_of_year=plan.period[1] if as_of_year is None else as_of_year,
        lang=lang,
        definitions=load_definitions(),
        tables=read_processed(home, plan_id, leave_out=OF_ONE_YEAR),
        observations=read_observations(plan),
    )

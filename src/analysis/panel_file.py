"""A panel in a file, CSV or Parquet: ``guihua forecast --panel``.

The file is read, forecast and written in parts of whole series, so that memory does not grow with it, as long
as the rows of a series stand together. Where they do not, the whole file is read at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import GuihuaError, InputError, Source
from analysis.models import find_model
from analysis.panel import OPTIONAL, REQUIRED, PanelRows, panel_outlook, read_panel
from analysis.panel.reading import refuse_unusable
from analysis.store import write_by, write_parts
from analysis.store.csvstream import stream_csv

ROWS_A_PART = 50_000
PROBLEMS_KEPT = 20
_SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".et", ".numbers")
_CSV, _PARQUET = (".csv", ".tsv", ".txt"), (".parquet", ".pq")


@dataclass(slots=True)
class PanelSummary:
    """What a run over a panel did: series and rows written, rows without a forecast, problems of cells.

    ``bad_rows`` of ``rows_read`` have a problem; a value that is merely missing is none.
    """

    series: int = 0
    rows: int = 0
    without_forecast: int = 0
    rows_read: int = 0
    bad_rows: int = 0
    problems: int = 0
    first_problems: list[GuihuaError] = field(default_factory=list)

    def add(self, forecasts: pd.DataFrame, rows: PanelRows, file: str) -> None:
        """Count a part; keep the first problems of all."""
        bad = [fault for fault in rows.faults if fault.bad]
        self.series += int(forecasts["series_id"].nunique())
        self.rows += len(forecasts)
        self.without_forecast += int(forecasts["model_run"].eq("none").sum())
        self.rows_read += len(rows.lines)
        self.bad_rows += len({fault.row for fault in bad})
        self.problems += len(bad)
        self.first_problems += [
            InputError(fault.what, remedy=fault.remedy, source=Source(file, int(rows.lines[fault.row])))
            for fault in bad[: PROBLEMS_KEPT - len(self.first_problems)]
        ]


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows of a file: their cells by column, their lines, and what is wrong with whole rows."""

    columns: Mapping[str, NDArray[Any]]
    lines: NDArray[np.int_]
    misfits: Mapping[int, str]

    def take(self, places: NDArray[np.int_]) -> _Part:
        """Return some of the rows."""
        columns = {
            name: cells[places]
            if isinstance(cells, np.ndarray)
            else [cells[place] for place in places.tolist()]
            for name, cells in self.columns.items()
        }
        new = {old: place for place, old in enumerate(places.tolist())} if self.misfits else {}
        misfits = {new[old]: what for old, what in self.misfits.items() if old in new}
        return _Part(columns, self.lines[places], misfits)


class _ScatteredError(Exception):
    """A series goes on after others have begun: its rows do not stand together."""


def forecast_panel_file(
    source: Path, output: Path, *, models: Sequence[str], ahead: int = 1, rows_a_part: int = ROWS_A_PART
) -> PanelSummary:
    """Forecast every series of a panel file; the result is written beside its place and then moved there.

    Parameters
    ----------
    source, output : Path
        CSV (.csv, .tsv, .txt) or Parquet (.parquet, .pq), by suffix.
    models, ahead
        As for `panel_outlook`.
    rows_a_part : int
        How many rows are read at once.

    Raises
    ------
    InputError
        If the file as a whole cannot be used: it cannot be read, a column is missing, it has no row, a format
        is not known or needs a package that is not there.
    ModelError
        If a model is unknown.
    """
    for name in models:
        find_model(name)
    read, write = _reader(source), _writer(output)
    if source.exists() and output.exists() and source.samefile(output):
        raise InputError("the output would replace the input", remedy="give -o another name")
    summary = PanelSummary()

    def forecasts(parts: Iterable[_Part]) -> Iterator[pd.DataFrame]:
        for part in parts:
            rows = _panel_rows(part)
            frame = panel_outlook(rows, models=models, ahead=ahead)
            summary.add(frame, rows, source.as_posix())
            yield frame
        if not summary.rows:
            raise InputError(
                "no row below the header", remedy="nothing to forecast", source=Source(str(source))
            )

    if not source.is_file() and source.exists():  # a pipe can be read once, wherever its series go on
        write(output, forecasts([_joined(list(read(source, rows_a_part)))]))
        return summary
    try:
        write(output, forecasts(_whole_series(read(source, rows_a_part))))
    except _ScatteredError:
        summary = PanelSummary()
        write(output, forecasts([_joined(list(read(source, rows_a_part)))]))
    return summary


def _panel_rows(part: _Part) -> PanelRows:
    """Read the cells of a part; of a row that does not fit the header only its series is believed."""
    if not part.misfits:
        return read_panel(part.columns, part.lines.tolist())
    columns = {name: cells.astype(object) for name, cells in part.columns.items()}
    for row in part.misfits:
        for name in columns.keys() - {"series_id"}:
            columns[name][row] = ""
    return read_panel(columns, part.lines.tolist(), misfits=part.misfits)


def _whole_series(parts: Iterable[_Part]) -> Iterator[_Part]:
    """Yield the rows in parts that end where a series ends.

    Raises
    ------
    _ScatteredError
        If a series that was yielded has more rows.
    """
    seen: set[int] = set()  # hashes: a chance equality only costs time
    waiting: list[_Part] = []
    for part in parts:
        waiting.append(part)
        if len(waiting) > 1 and _same_series(waiting[-2], part):
            continue
        joined = _joined(waiting)
        place, _ = pd.factorize(joined.columns["series_id"], use_na_sentinel=False)
        last = place == place[-1]
        if not last.all():
            yield _unseen(joined.take(np.flatnonzero(~last)), seen)
        waiting = [joined.take(np.flatnonzero(last))]
    if waiting:
        yield _unseen(_joined(waiting), seen)


def _same_series(one: _Part, other: _Part) -> bool:
    """Tell whether a part is nothing but more rows of the series that the part before is made of."""
    return len(set(one.columns["series_id"][:1]) | set(other.columns["series_id"])) == 1


def _unseen(part: _Part, seen: set[int]) -> _Part:
    new = {hash(str(name).strip()) for name in pd.unique(part.columns["series_id"])}
    if new & seen:
        raise _ScatteredError
    seen |= new
    return part


def _joined(parts: Sequence[_Part]) -> _Part:
    """Return parts as one."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return _Part({name: np.empty(0, object) for name in REQUIRED}, np.empty(0, int), {})
    columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
    misfits: dict[int, str] = {}
    before = 0
    for part in parts:
        misfits |= {before + row: what for row, what in part.misfits.items()}
        before += len(part.lines)
    return _Part(columns, np.concatenate([part.lines for part in parts]), misfits)


Read = Callable[[Path, int], Iterator[_Part]]
Write = Callable[[Path, Iterator[pd.DataFrame]], object]


def _reader(path: Path) -> Read:
    return {"csv": _read_csv, "parquet": _read_parquet}[_format(path)]


def _writer(path: Path) -> Write:
    return {"csv": _write_csv, "parquet": _write_parquet}[_format(path)]


def _format(path: Path) -> str:
    """Return the format that a suffix stands for; a device is CSV."""
    suffix = path.suffix.lower()
    if suffix in _CSV or path.parent == Path("/dev") or (not suffix and path.exists() and not path.is_file()):
        return "csv"
    if suffix in _SPREADSHEETS:
        raise InputError(f'"{path.name}" is a spreadsheet', remedy="save the sheet as CSV in UTF-8")
    if suffix not in _PARQUET:
        raise InputError(f'cannot tell the format of "{path.name}"', remedy=f"use {_CSV[0]} or {_PARQUET[0]}")
    if find_spec("pyarrow") is None:
        raise InputError(
            "Parquet needs the package pyarrow, which is not installed",
            remedy="pip install pyarrow, or use CSV",
        )
    return "parquet"


def _read_csv(path: Path, rows_a_part: int) -> Iterator[_Part]:
    stream = stream_csv(path, rows_a_part=rows_a_part)
    _refuse(stream.header, path)
    used = {name: stream.header.index(name) for name in (*REQUIRED, *OPTIONAL) if name in stream.header}
    for part in stream.parts:
        cells = np.array(part.rows, object)
        columns = {name: cells[:, place] for name, place in used.items()}
        whole = _Part(columns, np.asarray(part.lines), part.misfits)
        # spreadsheets leave rows of empty cells below a table
        blank = np.array([not any(map(str.strip, row)) for row in part.rows], bool)
        blank[list(part.misfits)] = False
        yield whole.take(np.flatnonzero(~blank)) if blank.any() else whole


def _write_csv(path: Path, frames: Iterator[pd.DataFrame]) -> None:
    def texts() -> Iterator[bytes]:
        for number, frame in enumerate(frames):
            yield frame.to_csv(index=False, header=number == 0, lineterminator="\n").encode()

    write_parts(path, texts())


def _read_parquet(path: Path, rows_a_part: int) -> Iterator[_Part]:
    parquet = import_module("pyarrow.parquet")
    arrow = import_module("pyarrow")
    try:
        with parquet.ParquetFile(path) as file:
            header = list(file.schema_arrow.names)
            _refuse(header, path)
            used = [name for name in (*REQUIRED, *OPTIONAL) if name in header]
            first = 1
            for batch in file.iter_batches(batch_size=rows_a_part, columns=used):
                frame = batch.to_pandas()
                columns = {name: frame[name].to_numpy() for name in used}
                yield _Part(columns, np.arange(first, first + len(frame)), {})
                first += len(frame)
    except (OSError, arrow.ArrowException) as error:
        what = " ".join(str(error).split())
        raise InputError(f"cannot read as Parquet: {what}", source=Source(path.as_posix())) from None


def _write_parquet(path: Path, frames: Iterator[pd.DataFrame]) -> None:
    parquet = import_module("pyarrow.parquet")
    arrow = import_module("pyarrow")

    def write(partial: Path) -> None:
        first = next(frames)
        schema = _schema(arrow, first)
        with parquet.ParquetWriter(partial, schema) as file:
            file.write_table(arrow.Table.from_pandas(first, schema=schema, preserve_index=False))
            for frame in frames:
                file.write_table(arrow.Table.from_pandas(frame, schema=schema, preserve_index=False))

    write_by(path, write)


def _schema(arrow: Any, frame: pd.DataFrame) -> Any:  # noqa: ANN401 - pyarrow is not there for mypy
    """Return the column types, which must not depend on what the first part happens to hold."""
    whole = {"n_obs", "target_year", "last_year"}
    texts = {"series_id", "model", "model_run", "note", "direction", "reason"}
    types = {name: arrow.int64() for name in whole} | {name: arrow.string() for name in texts}
    types["attained_by_point"] = arrow.bool_()
    return arrow.schema([(name, types.get(name, arrow.float64())) for name in frame.columns])


def _refuse(header: Sequence[str], path: Path) -> None:
    try:
        refuse_unusable(header)
    except InputError as error:
        raise InputError(error.what, remedy=error.remedy, source=Source(path.as_posix())) from None

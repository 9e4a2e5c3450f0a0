"""A run of the report on the small project, for tests that disturb it."""

import shutil

import pytest

from report_runs import Run


@pytest.fixture
def start_run(project, write_notebook):
    """Return a function that prepares a run of a notebook with the given cells."""
    runs = []

    def prepare(*cells):
        runs.append(Run(project, write_notebook, *cells))
        return runs[-1]

    yield prepare
    for run in runs:
        shutil.rmtree(run.temporary, ignore_errors=True)

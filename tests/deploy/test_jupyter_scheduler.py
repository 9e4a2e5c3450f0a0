"""Jobs of jupyter-scheduler: a real job through its own job runner, where the package is installed."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest

from analysis.report.run import parameter_defaults

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "jupyter-scheduler"
JOB = """
import asyncio, json, sys
from jupyter_scheduler.models import CreateJob
from jupyter_scheduler.orm import create_tables
from jupyter_scheduler.scheduler import Scheduler
from traitlets.config import Config
from guihua_jobs import GuihuaEnvironment
from schedule_report import argparse, order

root, plan = sys.argv[1:]
database = f"sqlite:///{root}/scheduler.sqlite"
create_tables(database)
config = Config({"Scheduler": {"execution_manager_class": "guihua_jobs.GuihuaExecutionManager"}})
environment = GuihuaEnvironment()
scheduler = Scheduler(root_dir=root, environments_manager=environment, db_url=database, config=config)
scheduler.staging_path = f"{root}/staging"
asked = argparse.Namespace(plan=plan, year=2025, lang="zh", notebook="notebooks/annual_report.ipynb", cron="")

async def run() -> None:
    job = scheduler.create_job(CreateJob(**order(asked)))
    # STOPPED is what its database says before the job's process has begun
    while scheduler.get_job(job, job_files=False).status.name not in ("COMPLETED", "FAILED"):
        await asyncio.sleep(0.2)
    made = scheduler.get_job(job, job_files=False)
    print(json.dumps([made.status.name, made.status_message or "", scheduler.get_staging_paths(made)]))

asyncio.run(run())
"""


def test_the_order_names_the_parameters_that_the_notebook_takes():
    code = (
        "import argparse, json, schedule_report as s\n"
        "asked = argparse.Namespace(plan='p', year=2025, lang='zh', notebook='n', cron='')\n"
        "print(json.dumps(s.order(asked)['parameters']))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=True)
    notebook = nbformat.read(ROOT / "notebooks" / "annual_report.ipynb", as_version=4)
    assert set(json.loads(done.stdout)) == set(parameter_defaults(notebook, "annual_report.ipynb"))


@pytest.mark.skipif(find_spec("jupyter_scheduler") is None, reason="jupyter-scheduler is not installed")
class TestJob:
    def job(self, project, plan="tiny"):
        """Return (status, message, files by format) of a job of the small project."""
        paths = [str(FOLDER), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
        done = subprocess.run(
            [sys.executable, "-c", JOB, str(project.root), plan],
            env=environment, cwd=project.root, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        status, message, files = json.loads(done.stdout.splitlines()[-1])
        return status, message, {name: Path(path) for name, path in files.items()}

    def test_a_job_gives_the_executed_notebook_and_a_pdf(self, project):
        status, message, files = self.job(project)
        assert (status, message) == ("COMPLETED", "")
        assert files["pdf"].read_bytes().startswith(b"%PDF-")
        assert nbformat.read(files["ipynb"], as_version=4).cells[-1].outputs[0].text == "tiny 2025 zh\n"

    def test_a_job_that_fails_says_why_and_keeps_the_notebook(self, project, write_notebook):
        notebook = project.root / "notebooks" / "annual_report.ipynb"
        write_notebook(notebook, "1 / 0", parameters="plan = 'x'\nyear = 2020\nlang = 'zh'")
        status, message, files = self.job(project, plan="$(no); 'plan")
        assert status == "FAILED"
        assert message.startswith('annual_report.ipynb: cell 2 ("1 / 0") failed: ZeroDivisionError')
        assert not files["pdf"].exists()
        kept = nbformat.read(files["ipynb"], as_version=4)
        assert "$(no); 'plan" in kept.cells[1].source or "$(no); 'plan" in kept.cells[1].source

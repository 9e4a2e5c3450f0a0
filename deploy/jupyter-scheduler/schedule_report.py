"""Tell a running server to make a report now, or on a schedule: its form "Create job" as one command.

    python deploy/jupyter-scheduler/schedule_report.py --url http://127.0.0.1:8888 --token TOKEN \
        --plan sanmen-civil-affairs-14 --year 2025 [--cron "17 3 1 3 *"]

Prints the id of the job (or of its definition). Standard library only.
"""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence


def order(parsed: argparse.Namespace) -> dict[str, object]:
    """Return the job as jupyter-scheduler takes it."""
    job: dict[str, object] = {
        "name": f"{parsed.plan} {parsed.year}",
        "input_uri": parsed.notebook,
        "runtime_environment_name": "guihua",
        "runtime_environment_parameters": {},
        "output_formats": ["ipynb", "pdf"],
        "parameters": {"plan": parsed.plan, "year": str(parsed.year), "lang": parsed.lang},
    }
    return job | ({"schedule": parsed.cron, "timezone": parsed.timezone} if parsed.cron else {})


def main(arguments: Sequence[str]) -> int:
    """Send the order; return the exit code."""
    parser = argparse.ArgumentParser(description="Order a report from jupyter-scheduler.")
    parser.add_argument("--url", required=True, help="the server, such as http://127.0.0.1:8888")
    parser.add_argument("--token", default="", help="its token")
    parser.add_argument("--plan", required=True)
    parser.add_argument("--year", required=True, type=int)
    parser.add_argument("--lang", default="zh", choices=("zh", "en"))
    parser.add_argument(
        "--notebook", default="notebooks/annual_report.ipynb", help="below the server's folder"
    )
    parser.add_argument("--cron", default="", help="when, such as '17 3 1 3 *'; now if not given")
    parser.add_argument("--timezone", default="Asia/Shanghai")
    parsed = parser.parse_args(arguments)
    kind = "job_definitions" if parsed.cron else "jobs"
    request = urllib.request.Request(  # noqa: S310 - the address is the user's own
        f"{parsed.url.rstrip('/')}/scheduler/{kind}",
        data=json.dumps(order(parsed)).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"token {parsed.token}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            made = json.load(answer)
    except urllib.error.HTTPError as error:
        print(f"the server refused: {error.code} {error.read().decode(errors='replace')}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"cannot reach {parsed.url}: {error}", file=sys.stderr)
        return 75
    print(made["job_definition_id" if parsed.cron else "job_id"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A real browser and real servers for the tests alone: own ports, own home, copies of the notebooks."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "build" / "browser"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER_VARIABLE = "GUIHUA_CHROMIUM"
STARTING = 90  # seconds that a server may take on a busy machine
PATIENCE = 120_000  # milliseconds that a page may take


@dataclass
class Watch:
    """What a page did that it should not: errors in its console, requests to other machines."""

    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def on(self, page: Any) -> None:
        """Listen to a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        page.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type == "error":  # neither JupyterLab nor Voilà reports any of its own
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            self.elsewhere.append(request.url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return Chromium: the one that GUIHUA_CHROMIUM names, the system's, or Playwright's own."""
    library = pytest.importorskip("playwright.sync_api", reason="no Playwright: run make test-browser")
    with library.sync_playwright() as started:
        path = os.environ.get(BROWSER_VARIABLE) or next(filter(None, map(shutil.which, BROWSERS)), None)
        if path is None and not Path(started.chromium.executable_path).exists():
            pytest.skip(f"no Chromium: install one, or name it in {BROWSER_VARIABLE}")
        # a container's root user has no sandbox; the pages are our own
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        launched = started.chromium.launch(executable_path=path, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., tuple[Any, Watch]]]:
    """Return a function that opens an address in a window of a given width and watches it."""
    contexts = []

    def opened(address: str, width: int, height: int = 900) -> tuple[Any, Watch]:
        context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page, watch = context.new_page(), Watch()
        watch.on(page)
        page.goto(address)
        return page, watch

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def screens() -> Path:
    """Return the folder of the screenshots, which are kept."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    return SCREENS


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home of its own for Jupyter, in which JupyterLab neither asks for news nor fetches any."""
    folder = tmp_path_factory.mktemp("home")
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"checkForUpdates": False, "fetchNews": "false", "doNotDisturbMode": True}
    settings.joinpath("notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return copies of the notebooks without any output: what is seen in them was made by the test."""
    folder = tmp_path_factory.mktemp("notebooks")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, folder / path.name)
    return folder


@pytest.fixture(scope="session")
def lab(home: Path, notebooks: Path) -> Iterator[Callable[[str], str]]:
    """Return a function that gives the address of a notebook in a running JupyterLab."""
    token, port = secrets.token_hex(16), free_port()
    command = ["jupyterlab", f"--ServerApp.root_dir={notebooks}", f"--IdentityProvider.token={token}"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--no-browser", "--allow-root"]
    with serving(command, home, f"http://127.0.0.1:{port}/api"):
        # a workspace for each opening: the next one is not to find the last one's tabs
        start = f"http://127.0.0.1:{port}/lab/workspaces"
        yield lambda name: f"{start}/{secrets.token_hex(4)}/tree/{name}?token={token}"


@pytest.fixture(scope="session")
def dashboard(home: Path) -> Iterator[str]:
    """Return the address of the dashboard, served as `make dashboard` serves it."""
    port = free_port()
    with serving(
        [*dashboard_command(), f"--port={port}", "--no-browser"], home, f"http://127.0.0.1:{port}/x"
    ):
        yield f"http://127.0.0.1:{port}/"


def dashboard_command() -> list[str]:
    """Return the options that the Makefile's target gives to voila."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (line,) = re.findall(r"^\t.*\$\(BIN\)/voila (.*)$", makefile, re.MULTILINE)
    return ["voila", *line.replace("$(VOILA_OPTIONS)", "").split()]


class serving:  # noqa: N801 - used as a with statement
    """Run a server from its start to the end of the block; its log is shown when it does not come up."""

    def __init__(self, command: list[str], home: Path, address: str) -> None:
        places = {
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_CONFIG_DIR": "config",
        }
        places |= {"IPYTHONDIR": "ipython", "JUPYTERLAB_SETTINGS_DIR": "settings"}
        places |= {"JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
        own = {name: str(home / folder) for name, folder in places.items()} | {"HOME": str(home)}
        own |= {"GUIHUA_ROOT": str(ROOT), "JUPYTER_PATH": str(ROOT / "src" / "analysis" / "explore")}
        self.command = [sys.executable, "-m", *command]
        self.environment = os.environ | own
        self.log = home / f"{command[0]}.log"
        self.address = address

    def __enter__(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + STARTING
        while not answers(self.address):
            if self.process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                pytest.fail(
                    f"{self.command[2]} does not answer:\n{self.log.read_text(errors='replace')[-3000:]}"
                )
            time.sleep(0.3)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def answers(address: str) -> bool:
    """Tell whether a server answers at all."""
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])

"""README and docs/ as tests see them: pages, their fenced blocks, their links, and a project to run them in.

A block's first word is its language, what follows says what the test does with it:

=========================== ========================================================================
``console``                 each line that begins with ``$ `` is run; the lines below it are what it
                            prints (… stands for any text, alone on a line for any lines)
``console not-run``         starts a server, lasts long or is for another machine: make targets,
                            guihua's options and the project's files that it names are checked
``pycon``                   run as a doctest in the project's folder
``csv file=PATH`` and so on written to PATH before the blocks below it are run (a file that the
                            project does not have is there from the start); ``append=PATH`` adds
=========================== ========================================================================
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from analysis.cli import main

ROOT = Path(__file__).parents[1]
PAGES = (
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "gallery").glob("*.md")),
    ROOT / "reports" / "README.md",
)
_FENCE = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_ANY_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")
_PROJECT = (
    "Makefile",
    "README.md",
    "README.zh-CN.md",
    "pyproject.toml",
    "requirements.lock",
    "data",
    "notebooks",
)
_SHELL = re.compile(r"[|;&<>$*(`]")
_NOT_COPIED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, options, body, and the line of its page on which it begins."""

    language: str
    options: tuple[str, ...]
    body: str
    line: int

    def path(self) -> tuple[str, str] | None:
        """Return ("file" or "append", path) of a block that is written to a file."""
        for option in self.options:
            kind, equals, path = option.partition("=")
            if equals and kind in {"file", "append"}:
                return kind, path
        return None

    @property
    def run(self) -> bool:
        """Whether the block is to be run."""
        return "not-run" not in self.options

    def steps(self) -> list[tuple[str, str]]:
        """Return each command of a console block with what is shown below it."""
        parts = re.split(r"^\$ ", self.body, flags=re.MULTILINE)
        assert not parts[0].strip(), f"line {self.line}: output before the first command"
        return [(part.split("\n", 1)[0], part.split("\n", 1)[1]) for part in parts[1:]]


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        language, *options = match["info"].split()
        found.append(Block(language, tuple(options), match["body"], text.count("\n", 0, match.start()) + 1))
    return found


def links(page: Path) -> list[str]:
    """Return where a page's links and pictures lead, addresses of other places left out."""
    text = _ANY_FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = [first or second for first, second in _LINK.findall(text)]
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings have on GitHub."""
    text = _ANY_FENCE.sub("", page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def writes(page: Path) -> bool:
    """Tell whether a page has blocks that are written to files."""
    return any(block.path() for block in blocks(page))


@dataclass
class Project:
    """A copy of the project; commands run there as a reader would run them, each once if `once`."""

    root: Path
    own_source: bool = False
    once: bool = False
    _seen: dict[str, tuple[int, str]] = field(default_factory=dict)

    def run(self, command: str) -> tuple[int, str]:
        """Return a command's exit code and all that it prints."""
        if self.once and command in self._seen:
            return self._seen[command]
        words = [] if _SHELL.search(command) else shlex.split(command)
        result = self._guihua(words[1:]) if self._in_process(words) else self._shell(command)
        self._seen[command] = result
        return result

    def write_missing(self, page: Iterable[Block]) -> None:
        """Write the first version of each file of a page that the project does not have."""
        for block in page:
            if (place := block.path()) and place[0] == "file" and not (self.root / place[1]).exists():
                self.write(block)

    def write(self, block: Block) -> None:
        """Write a block's body to its file."""
        kind, name = block.path() or ("", "")
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if kind == "append" else "w", encoding="utf-8") as stream:
            stream.write(block.body)

    def _in_process(self, words: list[str]) -> bool:
        return words[:1] == ["guihua"] and not self.own_source

    def _guihua(self, arguments: list[str]) -> tuple[int, str]:
        printed = io.StringIO()
        before = Path.cwd()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            os.chdir(self.root)
            try:
                code = main(arguments)
            finally:
                os.chdir(before)
        return code, printed.getvalue()

    def _shell(self, command: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=self.root,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout

    def environment(self) -> dict[str, str]:
        """Return the environment of a reader whose .venv is active."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GUIHUA_", "MAKE"))}
        source = self.root / "src" if self.own_source else ROOT / "src"
        tools = Path(sys.executable).parent
        return kept | {
            "PYTHONPATH": str(source),
            "PATH": f"{tools}{os.pathsep}{kept['PATH']}",
            "LC_ALL": "C.UTF-8",
        }


def project_copy(folder: Path, *, own_source: bool = False, once: bool = False) -> Project:
    """Copy the project; its environment is the one that the tests run in, and counts as ready."""
    for name in (*_PROJECT, *(["src"] if own_source else [])):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=_NOT_COPIED)
        else:
            shutil.copy(source, folder / name)
    (folder / "reports").mkdir()
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (folder / ".venv" / ".ready").touch()
    return Project(folder, own_source=own_source, once=once)


def expected_pattern(shown: str) -> re.Pattern[str]:
    """Return what printed output has to match: as shown, blanks at the ends of lines aside, … for any text.

    >>> bool(expected_pattern("a …\\n…\\nz\\n").fullmatch("a b\\nc\\nd\\nz\\n"))
    True
    >>> bool(expected_pattern("a …\\nz\\n").fullmatch("a b\\nc\\nz\\n"))
    False
    """
    lines = [line.rstrip() for line in shown.strip("\n").split("\n")]
    parts = [
        r"(?:.*\n)*?" if line == "…" else ".*?".join(map(re.escape, line.split("…"))) + r" *\n"
        for line in lines
    ]
    return re.compile("".join(parts))


def printed_lines(text: str) -> str:
    """Return output as it is compared: no blanks at the ends of lines, one line break at the end."""
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n")) + "\n"


def commands_not_run(page: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of each command that a page shows but that is not run."""
    for block in blocks(page):
        if block.language == "console" and not block.run:
            for command, _ in block.steps():
                yield block.line, command

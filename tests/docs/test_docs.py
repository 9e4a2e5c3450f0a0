"""README and docs/: what they show is run, what they point to is there (`docs_pages`: how pages are read)."""

import doctest
import importlib.util
import io
import re
import shlex
import sys
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from analysis.cli.parser import parse_arguments
from analysis.wording import say
from docs_pages import (
    PAGES,
    ROOT,
    Project,
    anchors,
    blocks,
    commands_not_run,
    expected_pattern,
    links,
    printed_lines,
    project_copy,
    writes,
)

by_name = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


@pytest.fixture(scope="session")
def shared_project(tmp_path_factory):
    """One project for all pages that only read: each command, the report above all, is run once."""
    return project_copy(tmp_path_factory.mktemp("docs"), once=True)


@pytest.fixture
def project(page, tmp_path, shared_project):
    """The shared project, or a copy of its own for a page that writes files."""
    if not writes(page):
        return shared_project
    own_source = any((block.path() or ("", ""))[1].startswith("src/") for block in blocks(page))
    return project_copy(tmp_path, own_source=own_source)


@by_name
def test_every_block_of_a_page_gives_what_it_shows(page, project, monkeypatch):
    project.write_missing(blocks(page))
    names: dict[str, object] = {}
    for block in blocks(page):
        place = f"{page.name}:{block.line}"
        if block.path():
            project.write(block)
        elif block.language == "console" and block.run:
            for command, shown in block.steps():
                check_command(project, command, shown, place)
        elif block.language == "pycon":
            monkeypatch.chdir(project.root)
            check_doctest(block.body, names, place)
            monkeypatch.undo()
        else:
            assert block.language == "console", f"{place}: a block that nothing tests"
            assert block.options == ("not-run",), place


def check_command(project: Project, command: str, shown: str, place: str) -> None:
    code, printed = project.run(command)
    assert code == 0, f"{place}: {command} ended with {code}\n{printed}"
    if shown.strip():
        text = printed_lines(printed)
        assert expected_pattern(shown).fullmatch(text), f"{place}: {command} prints\n{text}"


def check_doctest(body: str, names: dict[str, object], place: str) -> None:
    test = doctest.DocTestParser().get_doctest(body, {}, place, None, 0)
    test.globs = names  # what one block of a page defines, the next ones know
    report: list[str] = []
    failed, tried = doctest.DocTestRunner(verbose=False).run(test, out=report.append, clear_globs=False)
    assert tried > 0, place
    assert failed == 0, "".join(report)


@by_name
def test_commands_that_are_not_run_name_what_exists(page, shared_project):
    for line, command in commands_not_run(page):
        place = f"{page.name}:{line}: {command}"
        words = shlex.split(command.partition(" #")[0])
        if words[0] == "make":
            code, printed = shared_project.run(f"make -n {shlex.join(words[1:])}")
            assert code == 0, f"{place}\n{printed}"
            for made in re.findall(r"bin/guihua (.*)", printed):
                parse_arguments(shlex.split(made))
        elif words[0] == "guihua":
            parse_arguments(words[1:])
        named = [word for word in words if re.match(r"(deploy|docs|data|notebooks)/[\w./-]+$", word)]
        assert [word for word in named if not (ROOT / word).exists()] == [], place


@by_name
def test_every_link_leads_to_a_file_and_heading_that_exist(page):
    for target in links(page):
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name}: {target}"
        assert path.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(path), f"{page.name}: {target}"


def test_every_page_can_be_reached_from_the_readme_by_links():
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            targets = [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
            targets = [target / "README.md" if target.is_dir() else target for target in targets]
            waiting += [target for target in targets if target in PAGES]
    assert reached == set(PAGES)


@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.parent.name == "docs" and p.stem != "README"], ids=lambda p: p.stem
)
def test_a_page_opens_with_a_question_and_the_command_that_answers_it(page):
    text = page.read_text(encoding="utf-8")
    head, command = re.match(r"# (.+)\n\n```console(?: not-run)?\n\$ (.+)\n", text).groups()
    assert head.endswith("?")
    assert shlex.split(command)


def test_both_readmes_show_the_same_commands_and_pictures():
    first, second = (
        [
            [step[0] for block in blocks(page) if block.language == "console" for step in block.steps()],
            [link for link in links(page) if link.endswith(".png")],
        ]
        for page in PAGES[:2]
    )
    assert first == second


def test_chinese_terms_of_the_pages_are_those_that_reports_print():
    """A term set in bold Chinese is a word of wording.toml."""
    wording = (ROOT / "src" / "analysis" / "wording.toml").read_text(encoding="utf-8")
    texts = [entry["zh"] for section in tomllib.loads(wording).values() for entry in section.values()]
    unknown = {}
    for page in PAGES:
        terms = re.findall(r"\*\*([\u4e00-\u9fff0-9%（）]+)\*\*", page.read_text(encoding="utf-8"))
        if missing := [term for term in terms if not any(term in text for text in texts)]:
            unknown[page.name] = missing
    assert unknown == {}


def test_no_line_of_chinese_is_broken_in_the_readme():
    """Markdown shows a line break as a blank, which does not belong between two Chinese words."""
    text = re.sub(r"^```.*?^```$", "", PAGES[1].read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]\n(?=[\u3000-\u9fff\uff00-\uffef])", text) == []


def test_the_gallery_shows_every_picture_and_is_small():
    folder = ROOT / "docs" / "gallery"
    pictures = sorted(folder.glob("*.png"))
    assert {link for link in links(folder / "README.md") if link.endswith(".png")} == {
        p.name for p in pictures
    }
    assert sum(path.stat().st_size for path in pictures) < 1_000_000
    for path in pictures:
        with Image.open(path) as picture:
            assert picture.mode == "P", path.name
            assert abs(picture.height / picture.width - 297 / 210) < 0.01, path.name


def test_the_gallery_is_drawn_from_the_pages_of_a_report(shared_project):
    drawing = load_drawing()
    names = [picture.name for _, pictures in drawing.GALLERY for picture in pictures]
    assert sorted(names) == sorted(path.stem for path in (ROOT / "docs" / "gallery").glob("*.png"))
    code, printed = shared_project.run("make report")
    assert code == 0, printed
    pdf = shared_project.root / printed.split()[-1]
    order, pictures = drawing.GALLERY[0]
    pages = [drawing.page_of(pdf, say(f"section.{picture.section}", order.lang)) for picture in pictures]
    assert pages == sorted(set(pages))
    with Image.open(io.BytesIO(drawing.drawn_page(pdf, pages[0]))) as picture:
        assert picture.mode == "P"
    with pytest.raises(SystemExit, match="no bookmark"):
        drawing.page_of(pdf, "no such section")


def load_drawing():
    path = ROOT / "docs" / "gallery" / "draw.py"
    spec = importlib.util.spec_from_file_location("gallery_drawing", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there for the module of a class
    spec.loader.exec_module(module)
    return module

"""Report wording: every template exists in both languages with the same blanks to fill."""

import re
import tomllib
from importlib.resources import files

import pytest

from analysis.errors import DefinitionError
from analysis.wording import LANGUAGES, number, say

TEMPLATES = tomllib.loads(files("analysis").joinpath("wording.toml").read_text(encoding="utf-8"))
KEYS = [f"{section}.{key}" for section, entries in TEMPLATES.items() for key in entries]


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_fill_the_same_blanks(key):
    section, name = key.split(".")
    entry = TEMPLATES[section][name]
    assert set(entry) == set(LANGUAGES)
    blanks = {lang: set(re.findall(r"{(\w+)}", entry[lang])) for lang in LANGUAGES}
    assert blanks["zh"] == blanks["en"]


def test_a_missing_template_is_an_error_not_an_empty_text():
    with pytest.raises(DefinitionError):
        say("heading.nonsense", "zh")
    with pytest.raises(DefinitionError):
        say("heading.indicator", "fr")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.1461, "5.15"),
        (50.0, "50"),
        (100, "100"),
        (0.0, "0"),
        (-0.001, "0"),
        (None, "—"),
        (float("nan"), "—"),
        (30420, "30420"),
    ],
)
def test_numbers_have_no_tail_and_missing_is_not_zero(value, text):
    assert number(value) == text


def test_english_sentences_choose_singular_or_plural_by_their_numbers():
    """ "All 1 targets … are reached" stood in a report on a plan with one indicator."""
    assert say("summary.pace_attained", "en", n=1).startswith("The one target whose required growth can be")
    assert say("summary.pace_attained", "en", n=3).startswith("All 3 targets whose required growth can be")
    assert say("progress.nothing", "en", year=2020, count=1).endswith(
        "cannot be assessed for the one target."
    )
    assert say("progress.nothing", "en", year=2020, count=2).endswith("for any of the 2 targets.")
    assert say("summary.findings_notable", "en", n=0) == "0 are worth a look"

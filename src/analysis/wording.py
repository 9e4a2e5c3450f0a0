"""Every word that a report prints, in Chinese and English: templates in ``wording.toml``, filled in here.

A template is found by ``section.key``. Values are inserted as text; numbers are formatted by `number`
first, so that a sentence never shows a float's tail.
"""

from __future__ import annotations

import math
import string
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from analysis.errors import DefinitionError
from analysis.quantity_record import COMPARATOR_SIGNS

LANGUAGES = ("zh", "en")


@cache
def templates() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return all templates: section → name → language → text."""
    text = files("analysis").joinpath("wording.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(key: str, lang: str, **values: object) -> str:
    """Return the template `key` ("section.name") in `lang` with `values` filled in.

    A template may choose between two words by a number: ``{n} {n:target|targets}``.

    Raises
    ------
    DefinitionError
        If there is no such template or it lacks the language.

    Examples
    --------
    >>> say("heading.indicator", "zh"), say("heading.indicator", "en")
    ('指标', 'Indicator')
    >>> say("evaluation.changes", "en", n=1, year=2025), say("evaluation.changes", "en", n=2, year=2025)
    ('1 indicator has a new actual value for 2025.', '2 indicators have a new actual value for 2025.')
    """
    section, _, name = key.partition(".")
    try:
        template = templates()[section][name][lang]
    except KeyError:
        raise DefinitionError(f'wording.toml has no "{key}" in "{lang}"') from None
    return _FORMATTER.vformat(template, (), values) if "|" in template else template.format(**values)


class _WithPlurals(string.Formatter):
    """Formats as `str.format` does, and chooses a word by a number: ``{n} {n:target|targets}``."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if value == 1 else many
        return str(super().format_field(value, format_spec))


_FORMATTER = _WithPlurals()


def property_word(printed: str, lang: str) -> str:
    """Return an indicator's property in words: those that plans print are known, another stays as printed.

    Examples
    --------
    >>> property_word("约束性", "en"), property_word("基本型", "en"), property_word("", "zh")
    ('binding', '基本型', '—')
    """
    if printed in templates()["property"]:
        return say(f"property.{printed}", lang)
    return printed or "—"


def number(value: float | None, digits: int = 2) -> str:
    """Return a number as a report prints it: at most `digits` decimals, no trailing zeros, "—" when missing.

    Examples
    --------
    >>> number(5.1461), number(50.0), number(0.004, 2), number(float("nan")), number(-1.5)
    ('5.15', '50', '0', '—', '-1.5')
    """
    if value is None or math.isnan(value):
        return "—"
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def goal_text(value: float | None, comparator: str, ends: tuple[float, float] | None = None) -> str:
    """Return a number to reach with the sign that says on which side: "≤10"; a range as both its ends.

    Parameters
    ----------
    value : float or None
        The number; "—" is returned when it is missing.
    comparator : str
        As in `analysis.targets.Target`.
    ends : (float, float), optional
        Both ends of a target that is printed as a range; NaN where it is none.

    Examples
    --------
    >>> goal_text(10.0, "<="), goal_text(0.8, "<"), goal_text(60, "="), goal_text(None, ">=")
    ('≤10', '<0.8', '60', '—')
    >>> goal_text(10.0, ">=", (10.0, 12.0)), goal_text(10.0, "~", (10.0, 12.0))
    ('10~12', '约10~12')
    """
    if ends is not None and not any(math.isnan(end) for end in ends):
        about = COMPARATOR_SIGNS["~"] if comparator == "~" else ""
        return f"{about}{number(ends[0], 4)}~{number(ends[1], 4)}"
    text = number(value, 4)
    return text if text == "—" else COMPARATOR_SIGNS.get(comparator, "") + text


def estimate(value: float | None) -> str:
    """Return a forecast as a report prints it: no more than four significant digits or two decimals.

    Examples
    --------
    >>> estimate(35555.5556), estimate(72.2108), estimate(0.4567)
    ('35560', '72.21', '0.46')
    """
    return number(value if value is None or math.isnan(value) else float(f"{value:.4g}"))


def percent(value: float | None, digits: int = 2) -> str:
    """Return a figure in per cent with its sign: "5.15%", "—" when missing."""
    text = number(value, digits)
    return text if text == "—" else f"{text}%"


def growth_figure(text: str, reason: str, lang: str) -> str:
    """Return a figure of the growth check in the unit in which it was compared, by the code of its reason.

    Examples
    --------
    >>> [growth_figure("2.8", reason, "zh") for reason in ("", "by_points", "by_difference")]
    ['2.8%', '2.8个百分点', '2.8']
    """
    if text == "—" or reason == "by_difference":
        return text
    return say("reference.move_points", lang, value=text) if reason == "by_points" else f"{text}%"


def chance(probability: float | None) -> str:
    """Return a probability in whole per cent; 0% and 100% are said only of what is certain, "—" when missing.

    Examples
    --------
    >>> chance(0.496), chance(0.002), chance(0.996), chance(1.0), chance(float("nan"))
    ('50%', '<1%', '>99%', '100%', '—')
    """
    if probability is not None and 0 < probability < 1:
        if probability < 0.01:
            return "<1%"
        if probability > 0.99:
            return ">99%"
    return percent(None if probability is None else 100 * probability, 0)


def join_names(names: list[str], lang: str) -> str:
    """Return names as a list inside a sentence.

    Examples
    --------
    >>> join_names(["甲", "乙"], "zh"), join_names(["a", "b", "c"], "en")
    ('甲、乙', 'a, b and c')
    """
    if lang == "zh" or len(names) < 2:
        return "、".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def text_columns(text: str) -> int:
    """Return how many columns a text takes; a Han character takes two.

    Examples
    --------
    >>> text_columns("护理床位(%)")
    11
    """
    return sum(1 if char.isascii() else 2 for char in text)


def shortened(label: str, width: int) -> str:
    """Return a label cut to `width` columns; a Han character takes two.

    Examples
    --------
    >>> shortened("每千名老年人拥有养老床位", 12), shortened("short", 12)
    ('每千名老年…', 'short')
    """
    used = 0
    for index, char in enumerate(label):
        used += 1 if char.isascii() else 2
        if used > width:
            return f"{label[: index - 1]}…"
    return label

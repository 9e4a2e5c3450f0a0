"""The widgets: each change makes a new state, and the page shows its view. What is typed stays in here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import display

from analysis.display import WIDGET_MIME
from analysis.errors import GuihuaError
from analysis.explore import faces
from analysis.explore.view import State, View, find_series, series_choices, settled, start, view_of
from analysis.explore.what_if import KINDS, NONE, Change, typed_number, value_years
from analysis.models import MODELS
from analysis.progress import load_profiles
from analysis.statements import short
from analysis.store import find_root, list_plans, load_plan
from analysis.study import Study, load_study
from analysis.wording import say, shortened

_LABELS = "6.5em"
_ROWS = 8
_WIDEST_TITLE = 60


class Page:
    """The page: `box` is what is displayed, `study` and `state` what it shows.

    Parameters
    ----------
    plan : str
        The plan that it opens with.
    year : int, optional
        Year of account; the last of the plan's period by default.
    lang : str
        "zh" or "en".
    root : Path, optional
        The project's folder; found from the current one by default.

    Raises
    ------
    GuihuaError
        If the plan that it opens with cannot be read; a plan chosen later shows its problem instead.
    """

    def __init__(
        self, plan: str, *, year: int | None = None, lang: str = "zh", root: Path | None = None
    ) -> None:
        self.lang = lang
        self._root = root or find_root(Path.cwd())
        self._quiet = False
        self.study: Study = load_study(plan, as_of_year=year, lang=lang, root=self._root)
        self.state: State = start(self.study)
        self.view: View = view_of(self.study, self.state)
        self._make_controls(plan)
        self._make_outputs()
        controls = [*self.controls.values(), self.reset]
        self.box = widgets.VBox(
            [_grid(controls), _wrapped([self.figure, self.answers]), self.numbers, self.passage],
            layout=widgets.Layout(width="100%", max_width="72em", overflow="hidden"),
        )
        self._refill()
        self._show()
        for control in (*self.controls.values(), self.numbers):
            control.observe(self._changed, names="value")
        self.reset.on_click(self._back_to_plan)

    def _make_controls(self, plan: str) -> None:
        """Make the choices, in the order in which the Tab key goes through them."""
        self.controls: dict[str, Any] = {
            "plan": _choice("plan", self.lang, _plans(self._root, self.lang), plan),
            "series": _choice("series", self.lang),
            "year": _choice("year", self.lang),
            "target_year": _choice("target_year", self.lang),
            "model": _choice(
                "model", self.lang, [(say(f"model.{name}", self.lang), name) for name in MODELS]
            ),
            "method": _choice(
                "method",
                self.lang,
                [(one.title(self.lang), name) for name, one in load_profiles().items()],
            ),
            "goal": _field("goal", self.lang),
            "kind": _choice(
                "kind", self.lang, [(say(f"explore.kind_{one}", self.lang), one) for one in KINDS]
            ),
            "assumed_year": _choice("assumed_year", self.lang),
            "assumed_value": _field("assumed_value", self.lang),
        }
        self.reset = widgets.Button(
            description=say("explore.reset", self.lang), layout=widgets.Layout(width="auto", margin="2px 8px")
        )

    def _make_outputs(self) -> None:
        part = {"flex": "1 1 20em", "min_width": "0", "width": "auto"}
        self.figure = widgets.HTML(layout=widgets.Layout(**part))
        self.answers = widgets.HTML(layout=widgets.Layout(**part))
        self.passage = widgets.HTML(layout=widgets.Layout(width="auto"))
        self.numbers = widgets.Select(
            description=say("explore.numbers", self.lang),
            rows=_ROWS,
            style={"description_width": _LABELS},
            layout=widgets.Layout(width="auto"),
        )

    @contextmanager
    def _without_echo(self) -> Iterator[None]:
        """Set widgets without their changes coming back as if a reader had made them."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _changed(self, change: Any) -> None:  # noqa: ANN401 - traitlets' bunch
        """Take over what a reader chose or typed, and show what follows from it."""
        if self._quiet:
            return
        name = next((key for key, control in self.controls.items() if control is change["owner"]), "number")
        try:
            if name == "plan":
                self.study = load_study(change["new"], lang=self.lang, root=self._root)
            elif name == "year":
                self.study = replace(self.study, as_of_year=change["new"])
            self.state = settled(self.study, _moved(self.state, name, change["new"]))
            self.view = view_of(self.study, self.state)
        except GuihuaError as error:
            self.figure.value, self.passage.value = "", ""
            self.answers.value = faces.problem_html(str(error))
            return
        if name == "number":
            self.passage.value = faces.passage_html(self.view.passage, self.lang)
            return
        self._refill()
        self._show()

    def _back_to_plan(self, _: Any) -> None:  # noqa: ANN401 - the button
        self.state = replace(self.state, change=Change())
        self.view = view_of(self.study, self.state)
        self._refill()
        self._show()

    def _refill(self) -> None:
        """Set every control to the state: what there is to choose may have changed with the plan."""
        state, change = self.state, self.state.change
        series = find_series(self.study, state.series)
        choices = series_choices(self.study)
        targets = [target.year for target in series.targets] if series else []
        assumable = list(value_years(series, self.study.as_of_year)) if series else []
        with self._without_echo():
            _set(self.controls["series"], [(name, key) for key, name in choices.items()], state.series)
            _set(self.controls["year"], _same(_years(self.study)), self.study.as_of_year)
            _set(self.controls["target_year"], _same(targets), state.target_year)
            _set(self.controls["assumed_year"], _same(assumable), change.year)
            for name in ("model", "method"):
                self.controls[name].value = getattr(state, name)
            _fill(self.controls["goal"], self.view.goal if change.goal is None else change.goal)
            _fill(self.controls["assumed_value"], change.number)
            self.controls["kind"].value = change.kind
            for name in ("assumed_year", "assumed_value"):
                self.controls[name].disabled = change.kind == NONE
            self.controls["assumed_year"].disabled |= change.kind != "value"
            labels = [(f"{one.label} · {one.place}", index) for index, one in enumerate(self.view.numbers)]
            _set(self.numbers, labels, state.number)

    def _show(self) -> None:
        self.figure.value = faces.figure_html(self.view, self.state.model, self.lang)
        self.answers.value = faces.answers_html(self.view)
        self.passage.value = faces.passage_html(self.view.passage, self.lang)


def show_page(page: Page) -> None:
    """Display a page; without a running kernel its place says how to bring it to life."""
    bundle = page.box._repr_mimebundle_()
    text = say("explore.static", page.lang)
    display({WIDGET_MIME: bundle[WIDGET_MIME], "text/plain": text}, raw=True)


_CHANGES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "goal": lambda text: {"goal": typed_number(text)},
    "kind": lambda value: {"kind": value, "number": None, "year": None},
    "assumed_year": lambda value: {"year": value},
    "assumed_value": lambda text: {"number": typed_number(text)},
}
"""What a control of an assumption changes in it."""


def _moved(state: State, name: str, value: Any) -> State:  # noqa: ANN401 - whatever a control holds
    """Return a state after one control moved."""
    if name in _CHANGES:
        return replace(state, change=replace(state.change, **_CHANGES[name](value)))
    if name in ("plan", "year"):
        return replace(state, change=Change(), number=0)
    if name == "number":
        return replace(state, number=value or 0)
    if name == "target_year":
        return replace(state, target_year=value, change=replace(state.change, goal=None))
    return replace(state, **{name: value})


def _plans(root: Path, lang: str) -> list[tuple[str, str]]:
    """Return title and id of every plan; one that cannot be read is offered by its id, and says why then."""
    choices = []
    for plan_id in list_plans(root):
        try:
            plan = load_plan(root, plan_id)
            title = (plan.title_en if lang == "en" else "") or plan.title
        except GuihuaError:
            title = plan_id
        choices.append((shortened(title, _WIDEST_TITLE), plan_id))
    return choices


def _years(study: Study) -> range:
    """Return the years of account on offer: from the end of the last period to the end of this one."""
    first, last = study.plan.period
    return range(min(first - 1, study.as_of_year), max(last, study.as_of_year) + 1)


def _choice(name: str, lang: str, options: Sequence[tuple[str, Any]] = (), value: str | None = None) -> Any:  # noqa: ANN401 - ipywidgets has no types
    return widgets.Dropdown(
        options=list(options),
        value=value if value is not None else (options[0][1] if options else None),
        description=say(f"explore.{name}", lang),
        style={"description_width": _LABELS},
        layout=_control_layout(),
    )


def _field(name: str, lang: str) -> Any:  # noqa: ANN401 - ipywidgets has no types
    return widgets.Text(
        description=say(f"explore.{name}", lang),
        continuous_update=False,
        style={"description_width": _LABELS},
        layout=_control_layout(),
    )


def _control_layout() -> Any:  # noqa: ANN401 - ipywidgets has no types
    return widgets.Layout(width="auto", min_width="0")


def _grid(children: Sequence[Any]) -> Any:  # noqa: ANN401 - ipywidgets has no types
    """Return widgets in as many columns as there is room for: three on a desk, one on a telephone."""
    columns = "repeat(auto-fill, minmax(min(19em, 100%), 1fr))"
    return widgets.GridBox(
        list(children),
        layout=widgets.Layout(width="100%", grid_template_columns=columns, grid_gap="2px 12px"),
    )


def _wrapped(children: Sequence[Any]) -> Any:  # noqa: ANN401 - ipywidgets has no types
    """Return widgets side by side where there is room, and below each other where there is not."""
    return widgets.Box(
        list(children), layout=widgets.Layout(display="flex", flex_flow="row wrap", width="100%")
    )


def _fill(control: Any, value: float | None) -> None:  # noqa: ANN401 - ipywidgets has no types
    """Write a number into its field; what somebody typed and is none stays, to be corrected."""
    if value is None or not math.isnan(value):
        control.value = "" if value is None else short(value)


def _set(control: Any, options: Sequence[tuple[str, Any]], value: Any) -> None:  # noqa: ANN401
    """Give a list of choices its options and its value, if that is among them, or else the first."""
    values = [one for _, one in options]
    if list(control.options) != list(options):
        control.options = list(options)
    control.value = value if value in values else (values[0] if values else None)


def _same(years: Sequence[int]) -> list[tuple[str, int]]:
    return [(str(year), year) for year in years]

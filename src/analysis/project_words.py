"""What the project and status columns of project_progress.csv may say, and what is near to what they say."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from analysis.errors import ProjectProgressError
from analysis.indicators import wording_key
from analysis.numerals import clipped
from analysis.statements import rows_of

NOT_STARTED, PREPARING, BUILDING, SUSPENDED, COMPLETED, IN_USE, CANCELLED = STATUSES = (
    "not_started", "preparing", "under_construction", "suspended", "completed", "in_use", "cancelled",
)  # fmt: skip
"""The closed vocabulary of what a project has come to."""
NOT_BEGUN = frozenset({NOT_STARTED, PREPARING})
DONE = frozenset({COMPLETED, IN_USE})
_WORDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        NOT_STARTED: (
            "未开工", "尚未开工", "未动工", "未启动", "未开始", "未实施", "待开工", "拟建",
            "not started", "not begun",
        ),
        PREPARING: (
            "前期", "前期工作", "前期准备", "前期阶段", "前期调研", "筹备", "筹备中", "筹建", "筹建中",
            "立项", "已立项", "可研", "设计", "设计中", "招标", "招投标", "preparing", "preparation",
            "in preparation", "preliminary work", "design", "tendering",
        ),
        BUILDING: (
            "在建", "建设中", "在建设", "正在建设", "施工", "施工中", "正在施工", "开工",
            "已开工", "开工建设", "实施中",
            "under construction", "in construction", "construction", "building", "in progress", "ongoing",
        ),
        SUSPENDED: (
            "停工", "已停工", "停建", "缓建", "暂停", "暂缓", "suspended", "halted", "stopped", "on hold",
        ),
        COMPLETED: (
            "完工", "已完工", "竣工", "已竣工", "建成", "已建成", "完成", "已完成", "竣工验收", "已验收",
            "completed", "complete", "finished", "done",
        ),
        IN_USE: (
            "投用", "已投用", "投入使用", "已投入使用", "启用", "已启用", "投运", "投入运营",
            "运营", "运营中", "交付使用", "in use", "in operation", "operating", "operational", "opened",
        ),
        CANCELLED: (
            "取消", "已取消", "终止", "撤销", "不再实施", "调出",
            "cancelled", "canceled", "dropped", "withdrawn",
        ),
    }
)  # fmt: skip
_BY_KEY = {wording_key(text): code for code, texts in _WORDINGS.items() for text in (code, *texts)}
_NEAR_MISSES = 3
_LEAST_LIKENESS = 0.5
_LONGEST_KEY = 60
_MOST_SEARCHES = 200  # a file of nothing but unknown names is not searched name by name


def read_status(text: str) -> str:
    """Return which of `STATUSES` a cell says, in Chinese or English.

    Raises
    ------
    ProjectProgressError
        If it says none of them: the vocabulary is closed, so that projects can be counted.

    Examples
    --------
    >>> read_status("在建"), read_status("Under construction"), read_status("已 投入使用")
    ('under_construction', 'under_construction', 'in_use')
    """
    status = _BY_KEY.get(wording_key(text)) if text else None
    if status is None:
        known = ", ".join(f"{texts[0]} ({code})" for code, texts in _WORDINGS.items())
        what = f'unknown status "{clipped(text)}"' if text else "the status is empty"
        raise ProjectProgressError(what, remedy=f"write one of {known}")
    return status


@dataclass(frozen=True, slots=True)
class ProjectNames:
    """The projects of a plan by every text that names one: their ids, their names as printed.

    ``rows`` are those of projects.csv by id; ``None`` in ``by_key`` marks a name that several projects have.
    """

    rows: Mapping[str, Mapping[str, object]]
    by_key: Mapping[str, str | None]
    _beginnings: Mapping[str, str] = field(repr=False)
    _near: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def find(self, text: str) -> str:
        """Return the id of the project that `text` names.

        Raises
        ------
        ProjectProgressError
            If there is none, with the nearest names, or several have this name, with their ids.
        """
        if not text:
            raise ProjectProgressError("the project is empty", remedy="write its name as the plan prints it")
        key = wording_key(text)
        if key not in self.by_key:
            raise ProjectProgressError(f'unknown project "{clipped(text)}"', remedy=self._remedy(text))
        found = self.by_key[key]
        if found is None:
            same = [i for i, row in self.rows.items() if wording_key(str(row["name"])) == key]
            raise ProjectProgressError(
                f'{len(same)} projects are named "{clipped(text)}"', remedy=f"write one of {', '.join(same)}"
            )
        return found

    def _remedy(self, text: str) -> str:
        """Return what to write instead, with the nearest names where there are some."""
        if not self.rows:
            return "the plan lists no project"
        key = wording_key(text[: 2 * _LONGEST_KEY])[:_LONGEST_KEY]
        if key not in self._near and len(self._near) < _MOST_SEARCHES:
            near = difflib.get_close_matches(key, self._beginnings, _NEAR_MISSES, _LEAST_LIKENESS)
            self._near[key] = ", ".join(f'"{clipped(self._beginnings[one])}"' for one in near)
        near_text = self._near.get(key, "")
        ids = list(self.rows)
        plain = f"write the name as the plan prints it, or an id ({_span(ids)})"
        return f"did you mean {near_text}? {plain}" if near_text else plain


def project_names(projects: pd.DataFrame) -> ProjectNames:
    """Return the names under which the rows of projects.csv are known."""
    rows = {str(row["project_id"]): row for row in rows_of(projects)}
    by_key: dict[str, str | None] = {}
    beginnings: dict[str, str] = {}
    for project_id, row in rows.items():
        key = wording_key(str(row["name"]))
        by_key[key] = None if key in by_key else project_id
        beginnings.setdefault(key[:_LONGEST_KEY], str(row["name"]))
    by_key |= {wording_key(project_id): project_id for project_id in rows}
    return ProjectNames(rows, {key: found for key, found in by_key.items() if key}, beginnings)


def _span(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]} … {ids[-1]}"

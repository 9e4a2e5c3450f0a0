"""What the pure writers share: the report's language, its fixed words, the images that they collect."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from analysis.report.latex import References
from analysis.report.latex_macros import Macros

WORDS = {
    "zh": {
        "picture": "图片",
        "picture_missing": "图片未显示",
        "picture_broken": "图片无法读取",
        "interactive": "交互内容未显示",
        "formula": "公式",
        "no_rows": "(无)",
        "continued": "续",
        "untitled": "报告",
    },
    "en": {
        "picture": "Picture",
        "picture_missing": "Picture not shown",
        "picture_broken": "Picture cannot be read",
        "interactive": "Interactive content not shown",
        "formula": "Formula",
        "no_rows": "(none)",
        "continued": "continued",
        "untitled": "Report",
    },
}
"""Fixed words that Python writes; those of page furniture (第 x 页, 目录) stand in template.typ."""


def anchor_key(text: str) -> str:
    """Reduce a heading, or the address of a link to it, to what both have in common.

    Jupyter puts dashes for blanks, GitHub also drops punctuation and capitals: letters and digits remain.

    Examples
    --------
    >>> anchor_key("#1.2-Tables") == anchor_key("1.2 Tables") == anchor_key("#12-tables")
    True
    """
    return "".join(char for char in unquote(text).lower() if char.isalnum())[:200]


def no_local_files(path: str) -> bytes | None:
    """Refuse every file: the default for notebooks that come without their folder."""
    del path
    return None


@dataclass
class RenderContext:
    """The state of one rendering.

    Parameters
    ----------
    lang : str
        ``"zh"`` or ``"en"``.
    read_file : callable
        Returns the bytes of a picture named in the notebook by a relative path, or None to refuse it.
    typeset_math : bool
        False prints LaTeX as monospaced text.
    """

    lang: str = "zh"
    read_file: Callable[[str], bytes | None] = no_local_files
    typeset_math: bool = True
    heading_shift: int = 0
    anchors: frozenset[str] = frozenset()
    """Ids of the numbered figures and tables that a link ``[…](#id)`` may lead to."""
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    """Attachments of the cell that is being rendered: name → {mime type: base64}."""
    assets: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Width and height in pt of those assets that are pictures of dots."""
    macros: Macros = field(default_factory=dict)
    """Commands that the notebook's formulas have defined so far."""
    references: References = field(default_factory=References)
    targets: frozenset[str] = frozenset()
    """Keys (`anchor_key`) of the headings and anchors that some link of the notebook leads to."""
    labelled: set[str] = field(default_factory=set)

    def word(self, key: str) -> str:
        """Return a fixed word in the report's language."""
        return WORDS[self.lang][key]

    def add_asset(self, data: bytes, suffix: str) -> str:
        """Keep an image file and return its name; the same bytes are kept once."""
        name = f"image-{hashlib.sha256(data).hexdigest()[:16]}.{suffix}"
        self.assets[name] = data
        return name

    def claim_label(self, identifier: str) -> str:
        """Return the label for a figure or table, or "" where another one already has it."""
        if not identifier or identifier in self.labelled:
            return ""
        self.labelled.add(identifier)
        return identifier

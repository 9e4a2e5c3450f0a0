"""View → HTML and pictures. A widget shows HTML as it is, so every text is escaped here."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence

from analysis.display import table_html
from analysis.explore.places import Passage
from analysis.explore.view import View
from analysis.figures import single_panel
from analysis.figures.faces import figure_svg
from analysis.raster import svg_png
from analysis.wording import say

# Colours are set with their background: JupyterLab's dark theme must not make dark ink on dark ground.
_PAPER = "background:#ffffff;color:#1a1a1a"
_MARK = "background:#ffe58f;color:#1a1a1a;font-weight:bold;border-bottom:2px solid #1a1a1a"
_MUTED = "color:#595959"


def answers_html(view: View) -> str:
    """Return the table of answers with what must be read with it; screen readers announce its changes."""
    table = f'<div style="overflow-x:auto">{table_html(view.answers, view.caption)}</div>'
    style = f"{_PAPER};padding:0.5em;line-height:1.4"
    return f'<div role="status" style="{style}">{table}{_list(view.notices)}</div>'


def figure_html(view: View, model: str, lang: str) -> str:
    """Return the figure as a picture that shrinks with the page, its caption as text for those who see none.

    The caption and the table beside it say what the picture shows; "" without a figure.
    """
    if view.panel is None:
        return ""
    png = base64.b64encode(svg_png(figure_svg(single_panel(view.panel, model, lang)))).decode("ascii")
    caption = html.escape(f"{view.caption} · {view.figure_caption}")
    style = "display:block;width:100%;max-width:36em;height:auto"
    return (
        f'<figure style="margin:0;{_PAPER};padding:0.5em"><img style="{style}" alt="{caption}" '
        f'src="data:image/png;base64,{png}"><figcaption style="{_MUTED}">'
        f"{html.escape(view.figure_caption)}</figcaption></figure>"
    )


def passage_html(passage: Passage | None, lang: str) -> str:
    """Return a number in its sentence: what stands above, the sentence with the number marked, its place."""
    if passage is None:
        return f"<p>{html.escape(say('explore.no_numbers', lang))}</p>"
    above = "".join(
        f'<div style="{_MUTED};overflow-wrap:anywhere">{html.escape(text)}</div>' for text in passage.above
    )
    marked = f'<mark style="{_MARK}">{html.escape(passage.number)}</mark>'
    sentence = f"{html.escape(passage.before)}{marked}{html.escape(passage.after)}"
    place = html.escape(say("explore.source", lang, place=passage.place))
    return (
        f'<div role="status" style="{_PAPER};padding:0.5em;line-height:1.6">{above}'
        f'<blockquote style="margin:0.4em 0;padding-left:0.8em;border-left:3px solid #1f4e79;'
        f'overflow-wrap:anywhere">{sentence}</blockquote><code style="{_PAPER}">{place}</code></div>'
    )


def problem_html(text: str) -> str:
    """Return a problem as the page shows it in the place of answers."""
    return (
        f'<div role="alert" style="{_PAPER};padding:0.5em;overflow-wrap:anywhere">{html.escape(text)}</div>'
    )


def passage_text(passage: Passage) -> str:
    """Return a passage as one line of plain text, its number between 【 and 】.

    Examples
    --------
    >>> passage_text(Passage("plan.txt:3:5", (), "床位达到", "50", "张。"))
    '床位达到【50】张。 (plan.txt:3:5)'
    """
    return f"{passage.before}【{passage.number}】{passage.after} ({passage.place})"


def _list(texts: Sequence[str]) -> str:
    items = "".join(f"<li>{html.escape(text)}</li>" for text in texts)
    return f'<ul style="padding-left:1.2em;overflow-wrap:anywhere">{items}</ul>' if items else ""

"""Pictures → HTML: the project's figures as inline SVG, all others as data inside an ``<img>``.

An ``<img>`` runs no script and fetches nothing, so any picture may stand in it. Inline SVG is part of the
page: only the elements, attributes and style properties that draw are taken over, everything else is left.
"""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from analysis.report.context import RenderContext
from analysis.report.html_state import PageState
from analysis.report.html_text import clean, html_lines, html_text
from analysis.report.pictures import keep_svg

_TYPES = {"png": "png", "jpg": "jpeg", "gif": "gif", "webp": "webp", "svg": "svg+xml"}
_DRAWN = frozenset(
    "svg g defs path rect circle ellipse line polyline polygon text tspan use symbol image "  # noqa: SIM905
    "clipPath linearGradient radialGradient stop pattern mask marker".split()
)
_PLAIN = frozenset(
    "d x y x1 y1 x2 y2 cx cy r rx ry fx fy width height points transform viewBox offset "  # noqa: SIM905
    "clipPathUnits gradientUnits gradientTransform patternUnits patternTransform markerWidth markerHeight "
    "refX refY orient preserveAspectRatio dx dy rotate".split()
)
_STYLES = frozenset(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "  # noqa: SIM905
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity clip-path clip-rule mask marker-start "
    "marker-mid marker-end stop-color stop-opacity font-size font-weight font-style text-anchor "
    "dominant-baseline display visibility paint-order".split()
)
"""Not the font: figures are shown in the page's own."""
_SAFE_VALUE = re.compile(r"[\w\s.,#%()+-]*", re.ASCII)
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\"()\s]+)['\"]?\s*\)")
_EMBEDDED = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
POINTS_A_PIXEL = 0.75
"""CSS: 96 pixels and 72 points are an inch."""
_LONGEST_DESCRIPTION = 600
_DEEPEST = 100


def picture_html(name: str, alt: str, page: PageState, *, width: float = 0.0) -> str:
    """Write a kept picture as an ``<img>`` that holds its data; its alternative text is never empty.

    `width` in pt is what the notebook asks for; without it the picture has its natural size.
    """
    data = page.context.assets[name]
    kind = _TYPES[name.rpartition(".")[2]]
    words = " ".join(clean(alt).split()) or page.context.word("picture")
    encoded = base64.b64encode(data).decode()
    wide = f' width="{max(1, round(width / POINTS_A_PIXEL))}"' if width else ""
    return f'<img alt="{html_text(words)}"{wide} src="data:image/{kind};base64,{encoded}">'


def missing_picture_html(address: str, alt: str, page: PageState) -> str:
    """Write what stands in place of a picture that is not in the notebook: its name, in brackets."""
    shown = "" if address.lower().startswith("data:") else address
    words = ": ".join(part for part in (alt.strip(), shown) if part)
    missing = page.context.word("picture_missing")
    return html_text(f"[{missing}: {words}]" if words else f"[{missing}]")


def figure_block(inside: str, page: PageState, *, caption: str = "", label: str = "") -> str:
    """Write a picture on its own, numbered when it has a caption."""
    if not caption.strip():
        return f'<figure class="picture">{inside}</figure>\n'
    number = f'<span class="number">{html_text(page.say("figure", number=page.count("figure")))}</span>'
    words = f"<figcaption>{number} {html_lines(caption)}</figcaption>"
    return f'<figure class="picture"{page.claim(label)}>{inside}\n{words}</figure>\n'


def inline_svg(svg: str, title: str, page: PageState) -> str | None:
    """Write an SVG as part of the page: ids that no other figure has, a title, its texts as description.

    Parameters
    ----------
    svg : str
        Any SVG, also a hostile one.
    title : str
        What the figure shows.
    page : PageState
        Numbers the figure.

    Returns
    -------
    str or None
        None where it is not well-formed.
    """
    kept = RenderContext()
    name = keep_svg(svg, kept)
    if name is None:
        return None
    root = ET.fromstring(kept.assets[name])  # noqa: S314 - keep_svg refuses entities
    prefix = f"figure-{page.count('svg')}"
    drawing = _Drawing(prefix, frozenset(_references(root)))
    words = clean("; ".join(dict.fromkeys(_texts(root))))[:_LONGEST_DESCRIPTION]
    described = f'<desc id="{prefix}-d">{html_text(page.say("drawn", texts=words))}</desc>' if words else ""
    names = f"{prefix}-t {prefix}-d" if words else f"{prefix}-t"
    label = html_text(" ".join(clean(title).split()) or page.context.word("picture"))
    inside = "".join(drawing.element(child) for child in root)
    return (  # on a phone a figure is wider than the page: its frame scrolls
        f'<div class="drawing" role="group" tabindex="0" aria-label="{label}">'
        f'<svg role="img" aria-labelledby="{names}"{drawing.attributes(root)}>'
        f'<title id="{prefix}-t">{label}</title>{described}{inside}</svg></div>'
    )


class _Drawing:
    """Writes the elements of one SVG; only ids that something refers to are kept, under new names."""

    def __init__(self, prefix: str, referenced: frozenset[str]) -> None:
        self._ids = {old: f"{prefix}-{number}" for number, old in enumerate(sorted(referenced), 1)}

    def element(self, element: ET.Element, depth: int = 0) -> str:
        """Write an element with all that is in it; "" for one that does not draw or is nested too deep."""
        tag = _local(element.tag)
        if tag not in _DRAWN or depth > _DEEPEST:
            return ""
        text = html_text(element.text or "") if tag in {"text", "tspan"} else ""
        inside = "".join(self.element(child, depth + 1) + self._tail(child, tag) for child in element)
        return f"<{tag}{self.attributes(element)}>{text}{inside}</{tag}>"

    def attributes(self, element: ET.Element) -> str:
        """Write the attributes that draw; styles as attributes of their own."""
        kept: dict[str, str] = {}
        for name, value in element.attrib.items():
            if name == "style":
                kept |= self._styles(value)
            elif name in _STYLES:
                kept |= self._styles(f"{name}:{value}")
            elif name in _PLAIN:
                kept[name] = " ".join(value.split())
            elif name == "id" and value in self._ids:
                kept["id"] = self._ids[value]
            elif name in _HREFS:
                kept |= self._link(_local(element.tag), value)
        return "".join(f' {name}="{html_text(value)}"' for name, value in kept.items())

    def _styles(self, text: str) -> dict[str, str]:
        pairs = (part.partition(":") for part in text.split(";"))
        found = {name.strip(): self._value(value.strip()) for name, _, value in pairs}
        return {name: value for name, value in found.items() if name in _STYLES and value}

    def _value(self, value: str) -> str:
        if match := _REFERENCE.fullmatch(value):
            return f"url(#{self._ids[match[1]]})"
        return value if _SAFE_VALUE.fullmatch(value) and "url" not in value.lower() else ""

    def _link(self, tag: str, value: str) -> dict[str, str]:
        if value.startswith("#") and value[1:] in self._ids:
            return {"href": f"#{self._ids[value[1:]]}"}
        return {"href": value} if tag == "image" and _EMBEDDED.fullmatch(value) else {}

    @staticmethod
    def _tail(child: ET.Element, parent: str) -> str:
        return html_text(child.tail or "") if parent in {"text", "tspan"} else ""


def _references(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        for name, value in element.attrib.items():
            yield from _REFERENCE.findall(value)
            if name in _HREFS and value.startswith("#"):
                yield value[1:]


def _texts(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        if _local(element.tag) == "text" and (words := " ".join("".join(element.itertext()).split())):
            yield words


def _local(tag: object) -> str:
    """Return an element's name without its namespace; "" for a comment or a foreign namespace."""
    space, _, name = str(tag).rpartition("}")
    return name if space in {"", "{http://www.w3.org/2000/svg"} else ""

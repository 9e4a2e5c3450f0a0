"""Pictures in a notebook → image files that PDF/A takes, or nothing: never a fetch, never a failed report."""

from __future__ import annotations

import base64
import binascii
import io
import re
import sys
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from analysis.report.context import RenderContext
from analysis.report.escape import printable
from analysis.report.fitting import TEXT_WIDTH

_MAGIC = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"))
_CHAR_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_XML_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_DTD_ENTITY = re.compile(r"<!ENTITY|\[[^\]]*<!", re.IGNORECASE)
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*(px|pt|in|cm|mm|em|rem)?")
_POINTS = {"px": 0.75, "pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "em": 10.5, "rem": 10.5}
_STYLED_WIDTH = re.compile(r"(?<![-\w])width\s*:\s*([\d.]{1,12}\s*[a-z%]{0,3})")
_SHARE = re.compile(r"\d{1,3}(\.\d{1,9})?")
MOST_DOTS = 120_000_000
"""Number of dots up to which a picture is unpacked (a 35 × 42 cm page at 600 dpi)."""
LEAST_DENSITY = 50.0
"""A picture that claims fewer dots an inch carries no density: its dots count as a browser's."""
_OUTSIDE = re.compile(r"""(?:\bxlink:)?\bhref\s*=\s*(["'])\s*(?!#|data:image/)[^"']*\1""", re.IGNORECASE)
"""A reference of a drawing to anything but a part of itself or a picture that it holds."""
_DATA_URL = re.compile(r"data:([^;,]*)((?:;[^,;]*)*),", re.IGNORECASE)


def find_picture(address: str, context: RenderContext) -> str | None:
    """Return the asset name of a picture that a notebook names, or None where it cannot be shown.

    Parameters
    ----------
    address : str
        ``attachment:name``, a ``data:`` URL or a relative path. Anything else (a web address, an absolute
        path) is not followed.
    context : RenderContext
        Gives the attachments, reads files, keeps the picture.
    """
    if address.lower().startswith("attachment:"):
        bundle = context.attachments.get(unquote(address[len("attachment:") :]), {})
        return next((name for data in bundle.values() if (name := keep_base64(data, context))), None)
    if match := _DATA_URL.match(address):
        payload = address[match.end() :]
        if ";base64" in match[2].lower():
            return keep_base64(unquote(payload), context)
        return keep_picture(unquote_to_bytes(payload), context)
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or address.startswith(("/", "\\")):
        return None
    path = unquote(parts.path)
    data = None if path.startswith(("/", "\\")) else context.read_file(path)
    return keep_picture(data, context) if data else None


def keep_base64(text: str, context: RenderContext) -> str | None:
    """Keep a base64 picture (of any of the accepted kinds) and return its asset name."""
    if text.lstrip().startswith("<"):
        return keep_picture(text.encode("utf-8", "replace"), context)
    try:
        return keep_picture(base64.b64decode(text), context)
    except (binascii.Error, ValueError):
        return None


def keep_picture(data: bytes, context: RenderContext) -> str | None:
    """Keep a picture and return its asset name; None where it is of no accepted kind.

    PNG, JPEG, GIF, WebP and SVG; a CMYK JPEG is turned into RGB, because PDF/A-2 with an sRGB output
    intent takes no other colours.
    """
    for magic, suffix in _MAGIC:
        if data.startswith(magic):
            if suffix == "jpg" and _is_cmyk(data):
                return _keep_as_rgb(data, context)
            return _keep_raster(data, suffix, context)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _keep_raster(data, "webp", context)
    return keep_svg(data.decode("utf-8", "replace"), context) if b"<svg" in data else None


def _keep_raster(data: bytes, suffix: str, context: RenderContext) -> str | None:
    """Keep a picture of dots and note its size; refuse one that would take gigabytes to unpack."""
    from PIL import Image  # noqa: PLC0415  a start without pictures need not wait for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
    except Image.DecompressionBombError:
        return None
    except (OSError, ValueError, SyntaxError):
        return context.add_asset(data, suffix)  # the compiler says what is wrong with it
    width, height = image.size
    if width * height > MOST_DOTS:
        return None
    name = context.add_asset(data, suffix)
    context.sizes[name] = (width * _points_a_dot(image, 0), height * _points_a_dot(image, 1))
    return name


def _points_a_dot(image: Any, axis: int) -> float:  # noqa: ANN401  PIL is imported late
    density = image.info.get("dpi")
    dots = float(density[axis]) if isinstance(density, tuple) and len(density) == 2 else 0.0
    return 72 / dots if dots >= LEAST_DENSITY else 0.75


def read_length(value: object) -> float:
    """Return a length of HTML or of an output's metadata in pt; 0 where there is none that is understood.

    Examples
    --------
    >>> read_length("200"), read_length("200px"), read_length(100), read_length("50%"), read_length(None)
    (150.0, 150.0, 75.0, 0.0, 0.0)
    """
    match = _LENGTH.fullmatch(str(value).strip()) if isinstance(value, str | int | float) else None
    if match is None:
        return 0.0
    return min(float(match[1]) * _POINTS[match[2] or "px"], 10_000.0)


def asked_width(attrs: Mapping[str, Any]) -> float:
    """Return the width in pt that the attributes of an ``<img>`` ask for; 0 for none.

    Examples
    --------
    >>> asked_width({"width": "200"}), asked_width({"style": "width: 50%"}), asked_width({})
    (150.0, 226.75, 0.0)
    """
    styled = _STYLED_WIDTH.search(str(attrs.get("style") or ""))
    asked = str(attrs.get("width") or (styled[1] if styled else ""))
    if not asked.endswith("%"):
        return read_length(asked)
    share = asked[:-1].strip()
    return TEXT_WIDTH * min(float(share), 100.0) / 100 if _SHARE.fullmatch(share) else 0.0


def picture_size(attrs: Mapping[str, Any], name: str, context: RenderContext) -> tuple[float, float]:
    """Return width and height in pt of a kept picture: as the HTML asks for, else natural; 0 for unknown."""
    natural = context.sizes.get(name, (0.0, 0.0))
    width = asked_width(attrs)
    if not width:
        return natural
    return width, width * natural[1] / natural[0] if natural[0] else 0.0


def keep_svg(svg: str, context: RenderContext) -> str | None:
    """Keep an SVG whose texts have glyphs; None where it is not well-formed."""
    body = _safe_svg(svg)
    return None if body is None else context.add_asset(body.encode("utf-8"), "svg")


@lru_cache(maxsize=32)  # while a notebook runs, its pictures are typeset more than once (`ahead`)
def _safe_svg(svg: str) -> str | None:
    """Return an SVG that can be typeset and reaches out to nothing; None where it is none.

    Entity declarations are refused: they serve no drawing and can be made to grow without bound. References
    to files and addresses are taken out.
    """
    spelled_out = _CHAR_REFERENCE.sub(_character, _XML_DECLARATION.sub("", svg))
    body = _OUTSIDE.sub("", printable(spelled_out)).strip()
    if _DTD_ENTITY.search(body[:2000]):
        return None
    try:
        root = ET.fromstring(body)  # noqa: S314  entities are refused above
    except (ET.ParseError, ValueError):
        return None
    return body if root.tag.rpartition("}")[2] == "svg" else None


def _character(reference: re.Match[str]) -> str:
    """Spell out a reference to a sign beyond ASCII, so that its glyph can be checked; keep ``&#60;``."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(code) if 128 <= code <= sys.maxunicode else reference[0]


def _is_cmyk(data: bytes) -> bool:
    """Tell whether the frame header of a JPEG names four components.

    References
    ----------
    ITU-T T.81, B.1.1.4 (marker segments) and B.2.2 (frame header).
    """
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return data[at + 9] == 4
        at += 2 + length
    return False


def _keep_as_rgb(data: bytes, context: RenderContext) -> str | None:
    from PIL import Image  # noqa: PLC0415  only for the rare CMYK picture

    try:
        with Image.open(io.BytesIO(data)) as image:
            buffer = io.BytesIO()
            image.convert("RGB").save(buffer, "JPEG", quality=92)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return _keep_raster(buffer.getvalue(), "jpg", context)

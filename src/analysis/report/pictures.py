"""Pictures in a notebook → image files that PDF/A takes, or nothing: never a fetch, never a failed report."""

from __future__ import annotations

import base64
import binascii
import io
import re
import sys
import xml.etree.ElementTree as ET
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from analysis.report.context import RenderContext
from analysis.report.escape import printable

_MAGIC = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"))
_CHAR_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_XML_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_DTD_ENTITY = re.compile(r"<!ENTITY|\[[^\]]*<!", re.IGNORECASE)
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
    data = context.read_file(unquote(parts.path))
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
            return context.add_asset(data, suffix)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return context.add_asset(data, "webp")
    return keep_svg(data.decode("utf-8", "replace"), context) if b"<svg" in data else None


def keep_svg(svg: str, context: RenderContext) -> str | None:
    """Keep an SVG whose texts have glyphs; None where it is not well-formed.

    Entity declarations are refused: they serve no drawing and can be made to grow without bound.
    """
    spelled_out = _CHAR_REFERENCE.sub(_character, _XML_DECLARATION.sub("", svg))
    body = printable(spelled_out).strip()
    if _DTD_ENTITY.search(body[:2000]):
        return None
    try:
        root = ET.fromstring(body)  # noqa: S314  entities are refused above
    except (ET.ParseError, ValueError):
        return None
    return context.add_asset(body.encode("utf-8"), "svg") if root.tag.rpartition("}")[2] == "svg" else None


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
    return context.add_asset(buffer.getvalue(), "jpg")

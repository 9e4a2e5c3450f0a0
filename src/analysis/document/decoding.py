"""Bytes → text: UTF-8 and GB18030 told apart by what the bytes can be, other files refused by name."""

from __future__ import annotations

import codecs
import re
import unicodedata

from analysis.errors import DocumentError, Source

# The first bytes of files that get a .txt name by mistake, and what they are.
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a RIFF media file"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (DOCX, XLSX and WPS files are such archives)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (DOC, XLS, WPS)"),
    (b"{\\rtf", "an RTF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GBK and GB2312 are subsets of GB18030; files that claim them often use the larger set.
SUPERSET = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "utf-8-sig": "utf-8"}
SAVE_AS_TEXT = "save the plan as plain text in UTF-8"
# Valid UTF-8 with this many multi-byte characters is not GB18030 by chance: each character of
# GB18030 text passes as UTF-8 with a probability of a few per cent at most.
SURE_UTF8 = 8
# Control characters that text files hold: TAB, line ends, vertical tab, form feed, a last Ctrl-Z.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")


def decode(data: bytes, encoding: str | None = None, file: str = "") -> str:
    r"""Return the text of a document's bytes, without its byte-order mark.

    Parameters
    ----------
    data : bytes
        The whole file.
    encoding : str, optional
        The declared encoding. Without one: the byte-order mark, else UTF-8, else GB18030.
    file : str
        The name for messages.

    Raises
    ------
    DocumentError
        If the bytes are empty or blank, a known binary format, hold NUL or other control bytes, do not fit
        the encoding, or fit a declared one only by accident.

    Examples
    --------
    >>> decode("规划".encode("gb18030"), "gb18030"), decode(b"\xef\xbb\xbf\xe8\xa1\xa8")
    ('规划', '表')
    """
    _refuse_binary(data, file)
    text = _decode_as(data, encoding, file) if encoding else _decode_unknown(data, file)
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    _refuse_control(text, file)
    if not text.strip():
        raise DocumentError("the file has no text, only blanks", remedy=SAVE_AS_TEXT, source=Source(file))
    return text


def _refuse_binary(data: bytes, file: str) -> None:
    """Refuse what is empty or begins like a file of another kind."""
    if not data:
        raise DocumentError("the file is empty", remedy=SAVE_AS_TEXT, source=Source(file))
    for magic, kind in MAGIC:
        # two letters can also begin a text: then the zero bytes of a binary header must follow
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:64]):
            raise DocumentError(f"this is {kind}, not text", remedy=SAVE_AS_TEXT, source=Source(file))


def _codec(encoding: str, file: str) -> str:
    """Return Python's name of a declared encoding."""
    try:
        name = codecs.lookup(encoding).name
        b"0".decode(name)  # a LookupError for codecs that do not make text ("base64")
    except UnicodeDecodeError:
        pass  # one byte is not enough for this encoding, as for UTF-16
    except (LookupError, TypeError, ValueError):
        raise DocumentError(
            f'the declared encoding "{encoding}" is not known',
            remedy='set encoding = "utf-8" or encoding = "gb18030"',
            source=Source(file),
        ) from None
    return SUPERSET.get(name, name)


def _decode_as(data: bytes, encoding: str, file: str) -> str:
    """Decode with the declared encoding, and refuse a declaration that the bytes contradict."""
    codec = _codec(encoding, file)
    other = _other_encoding(data, codec)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise _wrong_encoding(data, encoding, other, error.start, file) from None
    if other == "utf-8" and _multibyte_characters(data) >= SURE_UTF8:
        first = next(index for index, byte in enumerate(data) if byte > 0x7F)
        raise _wrong_encoding(data, encoding, other, first, file)
    return text


def _decode_unknown(data: bytes, file: str) -> str:
    """Decode by byte-order mark, as UTF-8, or as GB18030: the first that fits."""
    codecs_to_try = [codec for bom, codec in BOMS if data.startswith(bom)] or ["utf-8", "gb18030"]
    for codec in codecs_to_try:
        text = _try(data, codec)
        if text is not None:
            return text
    place = Source(file, _line_of(data, _first_error(data, "utf-8")))
    if _try(data[: _first_error(data, "utf-8")], "utf-8") and _first_error(data, "utf-8") > len(data) - 4:
        what = "the file ends in the middle of a character: it is cut off"
        raise DocumentError(what, remedy="get the whole file", source=place)
    raise DocumentError("the bytes are neither UTF-8 nor GB18030 text", remedy=SAVE_AS_TEXT, source=place)


def _try(data: bytes, codec: str) -> str | None:
    """Return the text, or None where the bytes do not fit; GB18030 must also look like Chinese text."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if codec == "gb18030" and not _looks_chinese(text) else text


def _looks_chinese(text: str) -> bool:
    """Say whether text from GB18030 bytes is more than chance: nearly any bytes decode to something."""
    strange = sum(unicodedata.category(char) in ("Co", "Cn") for char in text)
    return strange * 100 <= len(text) and not _CONTROL.search(text.replace("\0", ""))


def _other_encoding(data: bytes, codec: str) -> str:
    """Return which of the usual encodings other than `codec` explains the bytes; "" when none does."""
    for bom, name in BOMS:
        if data.startswith(bom):
            return name if name != codec and not codec.startswith(name) else ""
    usual = [name for name in ("utf-8", "gb18030") if name != codec]
    if codec.startswith(("utf-16", "utf-32")) and b"\0" in data:
        return ""
    return next((name for name in usual if _try(data, name) is not None), "")


def _multibyte_characters(data: bytes) -> int:
    return sum(1 for byte in data if byte >= 0xC0)


def _first_error(data: bytes, codec: str) -> int:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _line_of(data: bytes, offset: int) -> int:
    return len(re.findall(rb"\r\n|\r|\n", data[:offset])) + 1


def _wrong_encoding(data: bytes, encoding: str, other: str, offset: int, file: str) -> DocumentError:
    """Say which byte does not fit, and which encoding does."""
    what = f"declared {encoding}, but byte 0x{data[offset]:02X} is not"
    if other:
        what += f"; the file decodes as {other.upper()}"
    remedy = f'set encoding = "{other}"' if other else SAVE_AS_TEXT
    return DocumentError(what, remedy=remedy, source=Source(file, _line_of(data, offset)))


def _refuse_control(text: str, file: str) -> None:
    """Refuse NUL and other control characters: half-binary files, UTF-16 read as UTF-8."""
    found = _CONTROL.search(text)
    if found is None:
        return
    before = text[: found.start()]
    line = len(re.findall(r"\r\n|\r|\n", before)) + 1
    column = found.start() - max(before.rfind("\n"), before.rfind("\r")) - 1
    name = "a NUL byte" if found[0] == "\0" else f"the control character U+{ord(found[0]):04X}"
    raise DocumentError(
        f"the text holds {name}: the file is damaged or not text",
        remedy=SAVE_AS_TEXT,
        source=Source(file, line, column, column + 1),
    )

"""Text → HTML: whatever stands in a plan, a notebook or a note reaches the page as text, never as markup."""

from __future__ import annotations

import html
import re

# controls, direction overrides, non-characters and lone surrogates: unseen, or able to change what is seen
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_END = re.compile(r"\r\n?|[\x85\u2028\u2029]")


def clean(text: str) -> str:
    r"""Drop what no reader sees and what turns a text's direction; line ends become ``\n``.

    Examples
    --------
    >>> clean("民\x00政\u202e\r\n局")
    '民政\n局'
    """
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


def html_text(text: str) -> str:
    """Write a text so that it is shown as it is, between tags or inside a quoted attribute.

    Examples
    --------
    >>> html_text('<b title="x">&')
    '&lt;b title=&quot;x&quot;&gt;&amp;'
    """
    return html.escape(clean(text))


def html_lines(text: str) -> str:
    r"""Write a text with its line breaks.

    Examples
    --------
    >>> html_lines("a\n<b>")
    'a<br>&lt;b&gt;'
    """
    return html_text(text.strip("\n")).replace("\n", "<br>")

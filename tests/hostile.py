"""Texts that try to be more than text, by kind: for every place where text from outside enters.

Plain strings and nothing else, so that any test can use them: ``for text in hostile.EVERY``. None of them may
change the structure of what is written, run, be fetched or read; the page, cell or file shows them as they
are (controls and zero-width signs may go, what has no glyph may become its code point).
"""

TYPST = [
    '#panic("x")', '#import "template.typ": *', '#read("/etc/passwd")', '#eval("1+1")', '"; #read("x"); "',
    '")#panic()("', "\\", '\\"', "\\u{0}", "#{", "]]))}", "[#pagebreak()]", "= heading", "$x$ $ $", "@ref",
    "<label>", "// comment", "/* c */ /*", "`raw` ``` ```typ",
    "*b* _e_ ~ --- -? ...", '#set page(width: 1pt)',
    '#show heading: none', '#include "x.typ"', '#plugin("x.wasm")', '#link("file:///etc/passwd")[x]',
    '#metadata("x") <y>', '#image("/etc/passwd")', "#", "#sys.inputs", '#context here()',
]  # fmt: skip
HTML = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "</style><svg onload=alert(1)>",
    "<!-- -->]]>", "&lt;b&gt;&amp;#60;", "\"><a href=\"javascript:alert(1)\">x</a>",
    "<img src=x onerror=alert(1)>", "</td></tr></table>", "<table><tr><td>",
    "<iframe src='file:///etc/passwd'></iframe>", "<style>*{display:none}</style>", "<!-- comment", "-->",
    "<svg onload=alert(1)>", "<a href='javascript:alert(1)'>x</a>", "&lt;b&gt; &amp; &#x41;", "</script>",
    "<h1>heading</h1>", "<base href='http://example.org/'>", "{{7*7}} ${7*7} <%= 7 %>", "<details open>",
    "\"><b>", "' onmouseover='alert(1)", "<link rel=stylesheet href=//example.org/x.css>", "]]>", "<?php ?>",
]  # fmt: skip
FORMULA = [
    "=SUM(A1:A9)", "=HYPERLINK(\"http://example.org\",\"x\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)",
    "=cmd|'/c calc'!A1", "\t=1+1", "\r=1+1", "＝1+1", "=IMPORTXML(\"http://example.org\",\"//a\")", "'=1+1",
    "=1+1", "+1+1", "-1+1", "\n=cmd|' /C calc'!A0", "%0A=1+1", "https://example.org/track", "1e999", "0012",
    "12345678901234567890", "internal:'x'!A1", "external:c:/x.xlsx", "[1]Sheet!A1", "_x0041_", "& &P &A",
    "<r><t>x</t></r></si><si><r><t>y</t></r>", "{{7*7}} ${7*7} #{7*7}",
]  # fmt: skip
MARKDOWN = [
    "# heading", "heading\n=======", "[x](javascript:alert(1))", "[x](file:///etc/passwd)", "[x]: http://e.org",
    "![x](http://example.org/x.png)", "![x](/etc/passwd)", "![x](../../../etc/passwd)", "<http://example.org>",
    "![x](data:text/html,<script>alert(1)</script>)", "| a | b |\n|---|---|\n| 1 | 2 |", "---", "***",
    "> quote",
    "- item", "1. item", "```\ncode", "~~~", "    code", "[^1]", "[^1]: note", "**b", "__b__", "~~s~~", "`c",
    "\\begin{align}x\\end{align}", "$$x$$", "$x$", "http://example.org/a_b_", "[x](#y)", "[ref][r]",
    "- [x] done",
]  # fmt: skip
CONTROL = [
    "a\x00b",
    "a\x07b",
    "a\x1b[31mred\x1b[0m",
    "a\x08b",
    "a\x7fb",
    "a\x85b",
    "a\u2028b\u2029c",
    "a\x0bb\x0cc",
    "\ufffe",
    "\uffff",
]
BIDI = [
    "\u202eevil\u202c",
    "\u2066isolated\u2069",
    "\u200fright",
    "שלום",
    "مرحبا",
    "a\u202db",
    "\u061c1",
    "民\u202e政\u2066局\x00\x1b[31m\ufffe",
]
ZERO_WIDTH = [
    "zero\u200bwidth",
    "joi\u200dned",
    "\ufeffmark",
    "soft\u00adhyphen",
    "word\u2060joiner",
    "中\u200c国",
    "e\u0301\u0301\u0301\u0301",
]
PATH = [
    "../../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "file:///etc/passwd", "~/.ssh/id_rsa",
    "a/../b",
    "\\\\host\\share", "con", "nul.txt", ".", "..", "a\x00.png", "%2e%2e%2fetc", "x" * 300, "-rf", "$(id)",
    "`id`",
    "attachment:../x", "a;b|c&d", "*?",
]  # fmt: skip
LONG = [
    "x" * 5000,
    "民" * 5000,
    "word " * 1000,
    "-" * 3000,
    "[" * 1000,
    "(" * 1000,
    "\n" * 500 + "x",
    "a\n" * 300,
]
SURROGATES = ["a\ud800b", "\udfff", "\ud83d", "\udc00\ud800"]
KINDS = {
    "typst": TYPST, "html": HTML, "formula": FORMULA, "markdown": MARKDOWN, "control": CONTROL, "bidi": BIDI,
    "zero-width": ZERO_WIDTH, "path": PATH, "long": LONG, "surrogates": SURROGATES,
}  # fmt: skip
EVERY = [text for texts in KINDS.values() for text in texts]
LONGER_THAN_A_CELL = ["长" * 40_000, "𠮷" * 20_000]
"""Longer than the cell of a spreadsheet may be; not among EVERY, whose texts must also fit on pages."""

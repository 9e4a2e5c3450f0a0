"""Markdown → typst: each construct, and hostile text in each place."""

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.display import markdown_escape
from analysis.report.context import RenderContext
from analysis.report.markdown import markdown_to_tokens, markdown_to_typst, plain_text, web_address

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()
LITERAL = re.compile(r'"(?:[^"\\\n]|\\["\\n])*"')
CALLS = {
    "heading", "strong", "emph", "strike", "mono", "link", "ref", "linebreak", "list", "enum", "quote",
    "footnote", "box", "par", "mono-block", "data-table", "picture", "thematic-break", "math", "wbr",
    "end-mark",
}  # fmt: skip
HOSTILE = [
    '#panic("x")', "#import \"/etc/passwd\"", "$x$", "@ref", "<label>", "// comment", "/* c", "a \\ b \\",
    "`", "```", "[link](http://e.org)", "![i](http://e.org/x.png)", "<script>alert(1)</script>", "]", "]]))}",
    '"; #read("x")', "*bold* _em_", "=== h", "- list", "+ x", "1. x", "~~x~~", "x" * 200, "---", "|a|b|",
    "\u202eRLO", "zero\u200bwidth", "\x00nul", "&lt;b&gt;", "\\begin{align}x\\end{align}", "[^1]", "\\",
]  # fmt: skip


def skeleton(markup: str) -> str:
    return LITERAL.sub('""', markup)


def assert_harmless(markup: str) -> None:
    """Outside literals there are only calls of the template's functions and their brackets."""
    bare = re.sub(r"\$ .*? \$\.body", "", skeleton(markup))
    assert set(re.findall(r"#([a-z-]+)", bare)) <= CALLS
    for opening, closing in ("()", "[]"):
        assert bare.count(opening) == bare.count(closing)
    assert not re.search(r"[@<>`$*_~\\{}]", bare)


def words(markup: str) -> str:
    """Return the literals in a row, as typst reads them."""
    found = (match[0][1:-1] for match in LITERAL.finditer(markup))
    return "".join(re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), text) for text in found)


@pytest.mark.parametrize(
    ("markdown", "typst"),
    [
        ("# 标题", '#heading(level: 1)[#"标题";]'),
        ("**粗**与*斜*", '#strong[#"粗";];#"与";#emph[#"斜";];'),
        ("~~x~~", '#strike[#"x";];'),
        ("`a*b`", '#mono("a*b");'),
        ("a  \nb", '#"a";#linebreak();#"b";'),
        ("a<br>b", '#"a";#linebreak();#"b";'),
        ("- a\n- b", '#list(tight: true, [#"a";], [#"b";#end-mark;])'),
        ("3) a\n4) b", '#enum(tight: true, start: 3, [#"a";], [#"b";#end-mark;])'),
        ("- [x] a", '#list(tight: true, [#"☑ ";#"a";#end-mark;])'),
        ("> q", '#quote(block: true)[\n#"q";\n]'),
        ("***", "#thematic-break()"),
        ("[t](https://e.org/a)", '#link("https://e.org/a")[#"t";];'),
        ("[t](javascript:alert(1))", '#"t";'),
        ("&copy; \\# \\$5", '#"© # $5";'),
        ("全县\n民政", '#"全县民政";'),
        ("全县\n**民政**", '#"全县";#strong[#"民政";];'),
        ("one\n*two*", '#"one ";#emph[#"two";];'),
        ("\u3000\u3000段落", '#"段落";'),
    ],
)
def test_each_construct_becomes_its_typst_call(markdown, typst):
    assert markdown_to_typst(markdown).strip() == typst


def test_a_table_keeps_alignment_and_marked_text_in_cells():
    markup = markdown_to_typst("| a | b |\n|:--|--:|\n| x | **2** |")
    assert 'header: (("a", "b",),)' in markup
    assert 'rows: (("x", [#strong[#"2";];],),)' in markup
    assert "align: (left, right,)" in markup


def test_a_code_block_keeps_its_text_and_language():
    markup = markdown_to_typst('```python\nprint("民政")\n```')
    assert markup.startswith('#mono-block("print(\\"民政\\")", style: "code"')
    assert 'lang: "python"' in markup


def test_a_footnote_stands_where_it_is_referred_to_and_one_that_refers_to_itself_ends():
    markup = markdown_to_typst("a[^1]\n\n[^1]: note [^1]")
    assert '#footnote[#"note ";#"[1]";]' in markup


def test_formulas_are_typeset_and_what_is_unknown_stays_as_typed():
    known, unknown = (markdown_to_typst(text) for text in (r"$\frac{a}{b}$", r"$\nosuch{a}$"))
    assert "frac(a , b )" in known
    assert 'alt: "\\\\frac{a}{b}"' in known
    assert unknown.strip() == '#mono("\\\\nosuch{a}");'


def test_a_latex_environment_alone_is_a_formula_but_not_inside_a_code_block():
    environment = "\\begin{align}\na &= b \\\\\n c &= d\n\\end{align}"
    assert "math.equation(block: true" in markdown_to_typst(environment)
    assert "math" not in markdown_to_typst(f"```\n{environment}\n```")


def test_an_attached_picture_is_kept_and_captioned_by_its_title():
    context = RenderContext(attachments={"a.png": {"image/png": PNG}})
    markup = markdown_to_typst('![旧照](attachment:a.png "图题")', context)
    (name,) = context.assets
    assert f'image("{name}", alt: "旧照")' in markup
    assert 'caption: [#"图题";]' in markup


@pytest.mark.parametrize(
    "address", ["http://e.org/x.png", "//e.org/x.png", "/etc/passwd", "file:///etc/passwd", "attachment:none"]
)
def test_a_picture_from_elsewhere_is_named_but_never_read(address):
    def refuse(path):
        raise AssertionError(path)

    context = RenderContext(read_file=refuse)
    markup = markdown_to_typst(f"![alt]({address})", context)
    assert context.assets == {}
    assert "图片未显示: alt" in words(markup)


def test_html_is_reduced_to_its_visible_content():
    markup = markdown_to_typst('<div onclick="x()"><script>alert(1)</script>看<b>见</b></div>')
    assert words(markup) == "看见"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "place", ["{}", "# {}", "- {}", "> {}", "**{}**", "[{}](https://e.org)", "| a |\n|--|\n| {} |"]
)
def test_hostile_markdown_never_becomes_typst_markup(place, text):
    assert_harmless(markdown_to_typst(place.format(text)))


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_markdown_is_harmless(text):
    assert_harmless(markdown_to_typst(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_display_escaped_arrives_as_it_was(text):
    shown = words(markdown_to_typst(markdown_escape(text)))
    assert shown == re.sub("[\u202e\u200b\x00]", "", " ".join(text.split()))


def test_plain_text_has_the_words_without_the_marks():
    assert plain_text(markdown_to_tokens("**a** [b](http://c) `d`")) == "a b d"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///x",
        "http://",
        "#x",
        "http://[bad",
        "ftp://e.org/x",
        "file://e/x",
    ],
)
def test_links_lead_only_to_web_and_mail(address):
    assert web_address(address) == ""

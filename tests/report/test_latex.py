"""LaTeX formulas: what is known compiles, what is not is refused, nothing gets through as markup."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report import latex_tables
from analysis.report.latex import References, UnknownLatexError, latex_to_typst, read_formula
from analysis.report.pdf import compile_document
from analysis.report.typst_source import TypstDocument

KNOWN = {
    r"\frac{a}{b}": "frac(a , b )",
    r"\frac12": "frac(1 , 2 )",
    r"x_{2020}^2": "x_(2020 )^(2 )",
    r"x^2_i": "x_(i )^(2 )",
    r"\left(\frac{a}{b}\right)^{1/n}": r"lr(\( frac(a , b ) \) )^(1 \/ n )",
    r"\sqrt[3]{x}": "root(3 , x )",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}": 'mat(delim: "(", 1 , 2 ; 3 , 4 )',
    r"\text{增长率}\ge 5\%": r'"增长率" >= 5 \%',
    r"3.14": "3.14",
    r"\bar{x}": "macron(x )",
}


@pytest.mark.parametrize(("formula", "typst"), KNOWN.items())
def test_known_formulas(formula, typst):
    assert latex_to_typst(formula) == typst


@pytest.mark.parametrize(
    "formula",
    [r"\nosuch", "x^1^2", "{x", "x}", r"\begin{tikz}x\end{tikz}", "a & b", r"\left(x", r"\right)",
     r"\frac{a}", r"\begin{matrix}a\end{cases}", "{" * 60 + "}" * 60],
)  # fmt: skip
def test_unknown_or_broken_formulas_are_refused(formula):
    with pytest.raises(UnknownLatexError):
        latex_to_typst(formula)


def every_formula():
    """Each command of the tables once, as it would be typed."""
    plain = [rf"x \{name} y" for name in latex_tables.SYMBOLS if name not in {"\n"}]
    one = [
        rf"\{name}{{x}}" for name in (*latex_tables.ONE_ARGUMENT, *latex_tables.TEXT, *latex_tables.ARROWS)
    ]
    two = [rf"\{name}{{a}}{{b}}" for name in (*latex_tables.TWO_ARGUMENTS, *latex_tables.STACKED)]
    braces = [rf"\{name}{{a+b}}{mark}{{n}}" for name, (_, mark) in latex_tables.BRACES.items()]
    switches = [rf"{{\{name} x}}" for name in latex_tables.FONT_SWITCHES]
    infix = [rf"{{n \{name} k}}" for name in latex_tables.INFIX]
    negated = [rf"a \not{sign} b" for sign in latex_tables.NEGATED]
    silent = [rf"a \{name}{{x}} b" for name in sorted(latex_tables.SILENT_GROUPS)]
    environments = [
        rf"\begin{{{name}}}{'{c|c}' * (name in {'array', 'subarray'})}{'{2}' * name.startswith('alignat')}"
        rf"a & b \\[2pt] c & d\end{{{name}}}".replace("alignedat}", "alignedat}{2}")
        for name in sorted({*latex_tables.MATRICES, *latex_tables.CASES, *latex_tables.LINES})
    ]
    return [*KNOWN, *plain, *one, *two, *braces, *switches, *infix, *negated, *silent, *environments]


def test_every_known_command_compiles():
    """One compilation of all tables: a typst name that does not exist would fail it."""
    body = "\n".join(
        f'#math.equation(alt: "x", $ {latex_to_typst(formula)} $.body);' for formula in every_formula()
    )
    source = f'#import "template.typ": *\n#show: report.with(title: "x")\n{body}'
    assert compile_document(TypstDocument(source, {}, "x", "zh", True), timestamp=0)[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("formula", "typst"),
    {
        r"\text{for all 年}": '"for all 年"',
        r"\text{a $x^2$ b}": '"a " x^(2 ) " b"',
        r"x \not\in A": "x in.not A",
        r"{a \over b}": "frac(a , b )",
        r"\underbrace{a+b}_{n}": "underbrace(a + b , n )",
        r"\overset{d}{\to}": "attach(limits(-> ), t: d )",
        r"\begin{cases}1 & x>0\\[4pt] 0 & \text{else}\end{cases}": 'cases(1 & quad x > 0 , 0 & quad "else" )',
        r"\left.\frac{a}{b}\right|_{0}": "lr(frac(a , b ) bar.v )_(0 )",
        r"\operatorname{Var}(X)": "op(upright(V a r )) \\( X \\)",
        r"\boxed{x}": "boxed(x )",
        r"\bigl[ x \bigr]": "\\[ x \\]",
        r"\sum\limits_{i}": "limits(sum )_(i )",
        r"\begin{array}{l|r}a&b\\\hline c&d\end{array}": (
            "mat(delim: #none, align: #left, augment: #(hline: (1, ), vline: (1, )), a , b ; c , d )"
        ),
    }.items(),
)
def test_structures_of_notebooks(formula, typst):
    assert latex_to_typst(formula).strip() == typst


def test_commands_that_the_notebook_defines_are_written_out_in_later_formulas():
    macros = {}
    latex_to_typst(
        r"\newcommand{\R}{\mathbb{R}} \newcommand\norm[2][p]{\|#2\|_{#1}}"
        r"\DeclareMathOperator{\rank}{rank} \def\two#1#2{#2#1}",
        macros,
    )
    assert latex_to_typst(r"\R", macros) == "bb(R )"
    assert latex_to_typst(r"\norm[2]{x}", macros) == latex_to_typst(r"\|x\|_{2}")
    assert latex_to_typst(r"\norm{x}", macros) == latex_to_typst(r"\|x\|_{p}")
    assert latex_to_typst(r"\rank A", macros) == "op(upright(r a n k )) A"
    assert latex_to_typst(r"\two ab", macros) == "b a"


@pytest.mark.parametrize(
    "formula",
    [r"\def\a{\a\a}\a", r"\newcommand{\a}{\a}\a", r"\newcommand", r"\def\a#1{#1#1#1#1}" + r"\a{\a{" * 30],
)
def test_a_definition_without_end_is_refused(formula):
    with pytest.raises(UnknownLatexError):
        latex_to_typst(formula, {})


def test_equations_are_numbered_by_tag_or_label_and_referred_to():
    references = References()
    references.collect(
        r"\begin{align}a\label{eq:a}\\b\label{eq:b}\end{align} \begin{equation}c\label{eq:c}\end{equation}"
    )
    assert read_formula(r"c \label{eq:c}", {}, references).number == "3"
    assert read_formula(r"c \tag{*}", {}, references).number == "*"
    assert latex_to_typst(r"\eqref{eq:b} \ref{eq:none}", {}, references) == '"(2)" "???"'


@pytest.mark.parametrize(
    "piece", ["{", "\\frac", "x^", "\\left(", "\\text{", "&", "\\\\", "\\begin{matrix}", "a", "\\hline"]
)
def test_a_hundred_thousand_characters_are_read_or_refused_in_time(piece):
    try:
        latex_to_typst(piece * (100_000 // len(piece)))
    except UnknownLatexError:
        return


@settings(deadline=None)
@given(st.text(st.sampled_from(list('ab1^_{}\\$#"[]()@<>/*&,;.|民 '))))
def test_no_formula_leaves_its_dollar_signs(formula):
    try:
        typst = latex_to_typst(formula)
    except UnknownLatexError:
        return
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", re.sub(r"\\.", "", typst))
    assert not set(bare) & set('$#"@`')
    assert bare.count("(") == bare.count(")")
    assert "//" not in bare
    assert "/*" not in bare

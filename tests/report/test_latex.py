"""LaTeX formulas: what is known compiles, what is not is refused, nothing gets through as markup."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report import latex
from analysis.report.latex import UnknownLatexError, latex_to_typst
from analysis.report.pdf import compile_document
from analysis.report.typst_source import TypstDocument

KNOWN = {
    r"\frac{a}{b}": "frac(a , b )",
    r"\frac12": "frac(1 , 2 )",
    r"x_{2020}^2": "x_(2020 )^(2 )",
    r"x^2_i": "x_(i )^(2 )",
    r"\left(\frac{a}{b}\right)^{1/n}": r"lr(\( frac(a , b ) \) )^(1 \/ n )",
    r"\sqrt[3]{x}": "root(3 , x )",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}": "mat(1 , 2 ; 3 , 4)",
    r"\text{增长率}\ge 5\%": r'"增长率" >= 5 \%',
    r"3.14": "3 . 14",
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


def test_every_known_command_compiles():
    """One compilation of all tables: a typst name that does not exist would fail it."""
    formulas = [f"x {typst} y" for typst in latex._SYMBOLS.values()]
    formulas += [f"{typst}(x)" for typst in latex._ONE_ARGUMENT.values()]
    formulas += [latex_to_typst(formula) for formula in KNOWN]
    formulas += [
        latex_to_typst(rf"\begin{{{name}}}{'{cc}' if name == 'array' else ''}a & b \\ c & d\end{{{name}}}")
        for name in latex._ENVIRONMENTS
    ]
    body = "\n".join(f'#math.equation(alt: "x", $ {formula} $.body);' for formula in formulas)
    source = f'#import "template.typ": *\n#show: report.with(title: "x")\n{body}'
    assert compile_document(TypstDocument(source, {}, "x", "zh", True), timestamp=0)[:5] == b"%PDF-"


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

"""What the LaTeX commands of notebooks are called in typst: tables alone, no code.

Signs beyond ASCII stand as themselves: typst's math font knows their spacing.
"""

from __future__ import annotations

_GREEK = (
    "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon "
    "chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
_FUNCTIONS = (
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth "
    "exp log ln lg lim det dim ker max min sup inf limsup liminf hom deg gcd arg"
)
_NO_EFFECT = (
    "displaystyle textstyle scriptstyle scriptscriptstyle nonumber notag ! big Big bigg Bigg bigl bigr Bigl "
    "Bigr biggl biggr Biggl Biggr bigm Bigm biggm Biggm allowbreak nobreak centering relax limits nolimits"
)
SYMBOLS = {
    **{name: name for name in _GREEK.split()},
    **{name: name for name in _FUNCTIONS.split()},
    **dict.fromkeys(_NO_EFFECT.split(), ""),
    "limsup": 'op("lim sup", limits: #true)', "liminf": 'op("lim inf", limits: #true)',
    "varepsilon": "epsilon", "epsilon": "epsilon.alt", "varphi": "phi", "phi": "phi.alt",
    "vartheta": "theta.alt", "varrho": "ϱ", "varsigma": "ς", "varpi": "ϖ", "varkappa": "ϰ", "digamma": "ϝ",
    "Pr": 'op("Pr", limits: #true)', "argmax": 'op("arg max", limits: #true)',
    "argmin": 'op("arg min", limits: #true)', "bmod": "mod", "mod": "mod", "LaTeX": '"LaTeX"', "TeX": '"TeX"',
    "times": "times", "cdot": "dot.op", "cdotp": "dot.op", "div": "div", "pm": "plus.minus",
    "mp": "minus.plus", "ast": "*", "star": "star.op", "circ": "compose", "bullet": "bullet", "diamond": "⋄",
    "oplus": "plus.o", "ominus": "⊖", "otimes": "times.o", "odot": "⊙", "oslash": "⊘", "amalg": "⨿",
    "cup": "union", "cap": "inter", "sqcup": "⊔", "sqcap": "⊓", "uplus": "⊎", "setminus": "without",
    "wedge": "and", "land": "and", "vee": "or", "lor": "or", "dagger": "dagger", "ddagger": "‡",
    "bigcup": "union.big", "bigcap": "inter.big", "bigoplus": "⨁", "bigotimes": "⨂", "bigodot": "⨀",
    "bigvee": "⋁", "bigwedge": "⋀", "biguplus": "⨄", "bigsqcup": "⨆", "coprod": "∐",
    "sum": "sum", "prod": "product", "int": "integral", "iint": "integral.double", "iiint": "∭",
    "oint": "integral.cont", "oiint": "∯", "partial": "partial", "nabla": "nabla", "infty": "infinity",
    "leq": "<=", "le": "<=", "leqslant": "⩽", "geq": ">=", "ge": ">=", "geqslant": "⩾", "neq": "eq.not",
    "ne": "eq.not", "ll": "lt.double", "gg": "gt.double", "lll": "⋘", "ggg": "⋙", "lt": "<", "gt": ">",
    "approx": "approx", "approxeq": "≊", "equiv": "equiv", "sim": "tilde.op", "simeq": "tilde.eq",
    "cong": "≅", "doteq": "≐", "triangleq": "≜", "asymp": "≍", "propto": "prop", "varpropto": "∝",
    "coloneqq": "≔", "coloneq": "≔", "eqqcolon": "≕", "colon": ":",
    "lesssim": "≲", "gtrsim": "≳", "lessgtr": "≶", "prec": "≺", "succ": "≻", "preceq": "⪯", "succeq": "⪰",
    "nleq": "≰", "ngeq": "≱", "nless": "≮", "ngtr": "≯", "nmid": "∤", "nparallel": "∦",
    "in": "in", "ni": "∋", "notin": "in.not", "subset": "subset", "subseteq": "subset.eq",
    "subsetneq": "⊊", "nsubseteq": "⊈", "supset": "supset", "supseteq": "⊇", "supsetneq": "⊋",
    "sqsubseteq": "⊑", "sqsupseteq": "⊒", "emptyset": "emptyset", "varnothing": "emptyset",
    "complement": "∁", "forall": "forall", "exists": "exists", "nexists": "∄", "neg": "not", "lnot": "not",
    "therefore": "∴", "because": "∵", "vdash": "⊢", "dashv": "⊣", "models": "⊨", "vDash": "⊨", "bot": "⊥",
    "top": "top", "perp": "perp", "parallel": "parallel", "mid": "bar.v", "bowtie": "⋈", "smile": "⌣",
    "frown": "⌢", "triangleleft": "⊲", "triangleright": "⊳",
    "to": "->", "rightarrow": "->", "gets": "<-", "leftarrow": "<-", "Rightarrow": "=>",
    "Leftarrow": "arrow.l.double", "leftrightarrow": "<->", "Leftrightarrow": "<=>", "iff": "<=>",
    "implies": "==>", "impliedby": "⟸", "mapsto": "|->", "longmapsto": "⟼", "longrightarrow": "⟶",
    "longleftarrow": "⟵", "longleftrightarrow": "⟷", "Longrightarrow": "⟹", "Longleftarrow": "⟸",
    "Longleftrightarrow": "⟺", "hookrightarrow": "↪", "hookleftarrow": "↩", "twoheadrightarrow": "↠",
    "uparrow": "↑", "downarrow": "↓", "updownarrow": "↕", "Uparrow": "⇑", "Downarrow": "⇓",
    "Updownarrow": "⇕", "nearrow": "↗", "searrow": "↘", "swarrow": "↙", "nwarrow": "↖", "leadsto": "⇝",
    "rightsquigarrow": "⇝", "rightleftharpoons": "⇌", "leftrightharpoons": "⇋", "rightharpoonup": "⇀",
    "rightharpoondown": "⇁", "leftharpoonup": "↼", "leftharpoondown": "↽", "rightrightarrows": "⇉",
    "ldots": "dots", "dots": "dots", "dotsc": "dots", "dotso": "dots", "cdots": "dots.c", "dotsb": "dots.c",
    "dotsm": "dots.c", "dotsi": "dots.c", "vdots": "dots.v", "ddots": "dots.down",
    "quad": "quad", "qquad": "wide", ",": "thin", "thinspace": "thin", ":": "med", ">": "med", ";": "thick",
    " ": "space", "\n": "space", "~": "space", "enspace": "med", "medspace": "med", "thickspace": "thick",
    "negthinspace": "", "smallskip": "", "space": "space",
    "langle": "chevron.l", "rangle": "chevron.r", "lfloor": "floor.l", "rfloor": "floor.r",
    "lceil": "ceil.l", "rceil": "ceil.r", "lvert": "bar.v", "rvert": "bar.v", "vert": "bar.v",
    "|": "bar.v.double", "lVert": "bar.v.double", "rVert": "bar.v.double", "Vert": "bar.v.double",
    "lbrace": r"\{", "rbrace": r"\}", "lbrack": r"\[", "rbrack": r"\]", "lgroup": "⟮", "rgroup": "⟯",
    "llbracket": "⟦", "rrbracket": "⟧", "ulcorner": "⌜", "urcorner": "⌝",
    "{": r"\{", "}": r"\}", "%": r"\%", "$": r"\$", "#": r"\#", "&": r"\&", "_": r"\_",
    "backslash": "backslash", "prime": "prime", "ell": "ell", "hbar": "planck", "hslash": "planck",
    "imath": "ı", "jmath": "ȷ", "Re": "Re", "Im": "Im", "wp": "℘", "aleph": "ℵ", "beth": "ℶ", "gimel": "ℷ",
    "angle": "angle", "measuredangle": "∡", "degree": "degree", "triangle": "△", "triangledown": "▽",
    "bigtriangleup": "△", "bigtriangledown": "▽", "square": "□", "Box": "□", "blacksquare": "■",
    "lozenge": "◊", "blacktriangle": "▲", "bigcirc": "◯", "checkmark": "✓", "sharp": "♯", "flat": "♭",
    "natural": "♮", "spadesuit": "♠", "heartsuit": "♡", "diamondsuit": "♢", "clubsuit": "♣",
    "surd": '"√"', "copyright": "©", "S": "§", "pounds": "£", "euro": "€", "yen": "¥", "ss": "ß", "AA": "Å",
    "mho": "℧", "eth": "ð", "blacklozenge": "⧫", "bigstar": "★", "maltese": "✠", "QED": "■", "qed": "□",
}  # fmt: skip
ONE_ARGUMENT = {
    "sqrt": "sqrt", "hat": "hat", "widehat": "hat", "bar": "macron", "overline": "overline",
    "underline": "underline", "underbar": "underline", "tilde": "tilde", "widetilde": "tilde",
    "vec": "arrow", "overrightarrow": "arrow", "overleftarrow": "arrow.l",
    "overleftrightarrow": "arrow.l.r", "dot": "dot", "ddot": "dot.double", "dddot": "dot.triple",
    "acute": "acute", "grave": "grave", "check": "caron", "widecheck": "caron", "breve": "breve",
    "mathring": "circle", "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "pmb": "bold",
    "mathbb": "bb", "mathds": "bb", "mathbbm": "bb", "Bbb": "bb",
    "mathcal": "cal", "mathscr": "scr", "mathfrak": "frak", "mathsf": "std.math.sans",
    "mathtt": "std.math.mono",
    "mathit": "italic", "mathnormal": "italic", "mathrm": "upright", "operatorname": "op", "mathop": "op",
    "cancel": "cancel", "bcancel": "cancel", "xcancel": "cancel", "sout": "cancel", "phantom": "std.hide",
    "hphantom": "std.hide", "vphantom": "std.hide", "boxed": "boxed", "fbox": "boxed", "mathclap": "",
    "mathbin": "", "mathrel": "", "mathord": "", "mathopen": "", "mathclose": "", "mathpunct": "",
    "mathinner": "", "smash": "", "ensuremath": "", "substack": "",
}  # fmt: skip
TWO_ARGUMENTS = {
    "frac": "frac", "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "nicefrac": "frac", "sfrac": "frac",
    "binom": "binom", "dbinom": "binom", "tbinom": "binom",
}  # fmt: skip
BRACES = {
    "underbrace": ("underbrace", "_"), "overbrace": ("overbrace", "^"),
    "underbracket": ("underbracket", "_"), "overbracket": ("overbracket", "^"),
    "underparen": ("underparen", "_"), "overparen": ("overparen", "^"),
}  # fmt: skip
"""Braces and the script that is their annotation."""
STACKED = {"overset": "t", "stackrel": "t", "underset": "b"}
ARROWS = {
    "xrightarrow": "->", "xleftarrow": "<-", "xRightarrow": "=>", "xLeftarrow": "arrow.l.double",
    "xleftrightarrow": "<->", "xLeftrightarrow": "<=>", "xmapsto": "|->", "xhookrightarrow": "↪",
    "xlongequal": "=",
}  # fmt: skip
TEXT = {
    "text": "", "textrm": "", "textnormal": "", "mbox": "", "hbox": "", "textup": "",
    "textsf": "std.math.sans",
    "texttt": "", "textbf": "bold", "textit": "italic", "textsl": "italic", "emph": "italic", "textsc": "",
    "textmd": "", "unit": "", "intertext": "", "shortintertext": "",
}  # fmt: skip
FONT_SWITCHES = {
    "rm": "upright", "bf": "bold", "it": "italic", "cal": "cal", "sf": "std.math.sans", "tt": "std.math.mono",
    "bfseries": "bold", "boldmath": "bold", "frak": "frak", "mit": "italic",
}  # fmt: skip
"""Commands that change all that follows in their group."""
INFIX = {"over": "frac", "choose": "binom"}
SILENT_GROUPS = frozenset(
    "require color hspace hspace* vspace mspace hskip cline label notag class cssId style definecolor".split()  # noqa: SIM905
)
"""Commands whose first argument shows nothing."""
NEGATED = {
    "=": "eq.not", "<": "≮", ">": "≯", r"\in": "in.not", r"\ni": "∌", r"\subset": "⊄", r"\supset": "⊅",
    r"\subseteq": "⊈", r"\supseteq": "⊉", r"\le": "≰", r"\leq": "≰", r"\ge": "≱", r"\geq": "≱",
    r"\equiv": "≢", r"\sim": "≁", r"\simeq": "≄", r"\approx": "≉", r"\cong": "≇", r"\exists": "∄",
    r"\mid": "∤", r"\parallel": "∦", "|": "∤", r"\to": "↛", r"\rightarrow": "↛", r"\Rightarrow": "⇏",
    r"\prec": "⊀", r"\succ": "⊁", r"\vdash": "⊬", r"\models": "⊭",
}  # fmt: skip
MATRICES = {
    "matrix": "#none", "smallmatrix": "#none", "array": "#none", "pmatrix": '"("', "bmatrix": '"["',
    "Bmatrix": '"{"', "vmatrix": '"|"', "Vmatrix": '"‖"', "matrix*": "#none", "pmatrix*": '"("',
    "bmatrix*": '"["', "subarray": "#none",
}  # fmt: skip
CASES = frozenset({"cases", "dcases", "rcases"})
LINES = frozenset(
    "aligned align align* alignat alignat* alignedat split gathered gather gather* multline multline* "  # noqa: SIM905
    "flalign flalign* eqnarray eqnarray* equation equation* displaymath math".split()
)

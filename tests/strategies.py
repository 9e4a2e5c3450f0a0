"""Hypothesis strategies that several test modules share: printed numbers and what they stand for."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

UNITS = ["", "%", "‰", "百分点", "张", "人", "万人", "元", "万元", "亿元", "元/月·人", "平方米", "亩", "岁"]
UNITS_OF_ONE_DIMENSION = [
    ["%", "‰", "‱", "人/万人", "人/10万人"],
    ["元", "万元", "亿元", "万亿元", "百元"],
    ["元/月·人", "元/人·年", "元/月", "元/年", "万元/人·年"],
    ["平方米", "亩", "公顷", "平方公里", "万平方米", "万亩"],
    ["张/千名老年人", "张/百名老年人", "张/万老年人口", "张/老年人"],
    ["人", "名", "万人", "千人"],
    ["克", "千克", "吨", "万吨", "斤"],
]
SIGNS = {
    "=": [""],
    ">=": ["≥", "不低于", "突破"],
    ">": [">", "超过"],
    "<=": ["≤", "不超过"],
    "<": ["<"],
    "~": ["约"],
}
WORDS = {">=": ["以上", "及以上"], "<=": ["以下", "以内"], "~": ["左右", "上下"]}
FULL_WIDTH = {ord(" ") + i: 0xFF00 + i for i in range(1, 95)}


@dataclass(frozen=True)
class Printed:
    """A printed number and, known from how it was put together, what it stands for."""

    text: str
    value: Decimal
    decimals: int


@st.composite
def numbers(draw, max_decimals=4, *, signed=True):
    """Draw a number in digits; its value and decimals follow from the integer and the place of its point."""
    digits = draw(st.integers(0, 10**9))
    decimals = draw(st.integers(0, max_decimals))
    sign = draw(st.sampled_from(["", "-"])) if signed and digits else ""
    padded = str(digits).zfill(decimals + 1)
    text = f"{padded[:-decimals]}.{padded[-decimals:]}" if decimals else padded
    value = Decimal((1 if sign else 0, tuple(map(int, str(digits))), -decimals))
    return Printed(sign + text, value, decimals)


def thousands(text):
    """Print a plain number with a comma after every third digit of its whole part."""
    sign, rest = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = rest.partition(".")
    groups = []
    while whole:
        whole, group = whole[:-3], whole[-3:]
        groups.insert(0, group)
    return sign + ",".join(groups) + point + fraction


def full_width(text):
    """Print the ASCII characters of a text in full width."""
    return text.translate(FULL_WIDTH)


@st.composite
def printed_quantities(draw):
    """Draw a whole printed form: sign or word, number, multiplier, unit."""
    number = draw(numbers(signed=False))
    multiplier = draw(st.sampled_from(["", "", "万", "亿"]))
    unit = draw(
        st.sampled_from([unit for unit in UNITS if not (multiplier and unit in ("%", "‰", "百分点", "岁"))])
    )
    comparator = draw(st.sampled_from(list(SIGNS)))
    before = draw(st.sampled_from(SIGNS[comparator]))
    after = ""
    if comparator in WORDS and draw(st.booleans()):
        before, after = "", draw(st.sampled_from(WORDS[comparator]))
    if multiplier and unit[:1] in "万亿":
        unit = unit[1:]
    return f"{before}{number.text}{multiplier}{unit}{after}"


@st.composite
def unit_pairs(draw):
    """Draw two units of one dimension."""
    family = draw(st.sampled_from(UNITS_OF_ONE_DIMENSION))
    return draw(st.sampled_from(family)), draw(st.sampled_from(family))


HOSTILE_CHARACTERS = (
    "0123456789.,+-−－—–~～至/%‰万亿千百十一二两零〇余多约近[]()（）【】〔〕≥≤<>"
    "以上下内 元张个成番倍每人月O①*eE\x00\u200b😀"
)


def hostile_texts(max_size=30):
    """Draw texts of the characters of printed numbers in any order, and a few that never belong there."""
    return st.text(alphabet=HOSTILE_CHARACTERS, max_size=max_size)

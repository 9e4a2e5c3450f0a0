"""Tables on the page: columns that fit, numbers to the right, rows that stay together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report import fitting
from analysis.report.context import RenderContext
from analysis.report.fitting import Cell, Table, fit_table, is_number
from analysis.report.folding import fold_table
from analysis.report.layout import table_source, wrapped_cell

cell_texts = st.text("民政abc 0123.%—", max_size=60)


def table(*rows, header=None, **options):
    columns = len(rows[0])
    names = header or [f"h{index}" for index in range(columns)]
    body = tuple(tuple(Cell(text) for text in row) for row in rows)
    return Table(header=(tuple(Cell(name) for name in names),), rows=body, **options)


def page_width(fit):
    return fitting.TEXT_WIDTH / fit.size


@pytest.mark.parametrize(
    "text", ["7.0%", "—", "", "-1,234.5", "+3", "35~40", "0.35–0.79%", "1e-5", "nan", "2.5‰", "3个百分点"]
)
def test_numbers_intervals_and_missing_values_count_as_numbers(text):
    assert is_number(text)


@pytest.mark.parametrize("text", ["城市", "2019年", "a1", "1/10", "12 34 x", "‰"])
def test_words_do_not_count_as_numbers(text):
    assert not is_number(text)


@settings(deadline=None)
@given(st.lists(st.lists(cell_texts, min_size=3, max_size=3), min_size=1, max_size=8))
def test_stretched_columns_fill_the_page_and_never_overflow_it(rows):
    fit = fit_table(table(*rows))
    assert not fit.widths or sum(fit.widths) <= page_width(fit) + 1e-6
    assert all(width > 0 for width in fit.widths)


def test_a_small_table_is_as_wide_as_its_texts():
    assert fit_table(table(["城市", "660"], ["农村", "660"])) == fitting.Fit(9.0, ())


def test_fourteen_columns_of_numbers_stay_upright_with_every_number_on_one_line():
    rows = [["指标", *[f"{value}.5" for value in range(100, 113)]]] * 9
    fit = fit_table(table(*rows, header=["指标", *[f"{year}年" for year in range(2012, 2025)]]))
    assert fit.whole
    assert min(fit.widths[1:]) >= fitting.text_width("112.5") + fitting.CELL_PADDING


def test_columns_are_packed_in_small_type_before_a_table_is_cut():
    """Ten columns of words, as an English table of methods has them: no landscape page, no second part."""
    heads = ["Indicator", "Latest (year)", "Target", "Time schedule, logarithmic", "Open SDG", "Destatis"]
    heads += ["Time schedule through the mid-term target", "SDSN arrows", "UN progress chart", "Class"]
    row = ["Residents who take part in volunteering", "12.65 (2023)", "5.20", "completed early", "on track"]
    row += ["moderate progress", "completed early", "moderately improving", "target met", "lagging"]
    ((_, fit),) = fold_table(table(row, header=heads))
    assert fit.whole
    assert fit.size >= 7.0
    room = [width - fitting.CELL_PADDING for width in fit.widths]
    longest = [max(map(fitting.text_width, f"{a} {b}".split())) for a, b in zip(row, heads, strict=True)]
    assert [have >= word for have, word in zip(room, longest, strict=True)] == [True] * 10


def test_a_long_wide_table_is_cut_by_rows_too_so_that_a_row_is_read_on_one_page():
    rows = [[f"行{row}", *[f"{row}.345678"] * 19] for row in range(120)]
    groups = ((0, "甲"), (70, "乙"))
    parts = [part for part, _ in fold_table(table(*rows, caption="长宽表", groups=groups))]
    firsts = [part.rows[0][0].text for part in parts]
    assert firsts[0] == firsts[1] == "行0"
    assert len(set(firsts)) > 1
    assert sum(part.columns - 1 for part in parts if part.rows[0][0].text == "行0") == 19
    assert [part.groups[0][0] for part in parts] == [0] * len(parts)
    shown = [cell.text for part in parts for row in part.rows for cell in row[1:]]
    assert sorted(shown) == sorted(cell for row in rows for cell in row[1:])


def test_a_column_of_long_text_wraps_and_leaves_the_others_their_width():
    fit = fit_table(table(["1", "完善县、乡镇、村三级养老服务网络" * 8, "2021—2025"]))
    assert fit.whole
    assert fit.size == 9.0
    assert fit.widths[2] >= fitting.text_width("2021—2025")


def test_sixty_columns_are_parted_and_the_first_stands_in_every_part():
    wide = table(*[[f"行{row}", *["1.234567"] * 59] for row in range(4)], caption="宽表", note="注")
    parts = fold_table(wide)
    assert sum(part.columns - 1 for part, _ in parts) == 59
    assert all(part.rows[2][0].text == "行2" for part, _ in parts)
    assert all(sum(fit.widths) <= page_width(fit) + 1e-6 for _, fit in parts)
    assert [part.note for part, _ in parts] == [""] * (len(parts) - 1) + ["注"]
    source = table_source(wide, RenderContext())
    assert source.count("numbered: true") == 1
    assert "宽表(续 1)" in source


def test_given_widths_are_kept():
    fit = fit_table(table(["甲", "1"], weights=(3.0, 1.0)))
    assert fit.widths[0] / fit.widths[1] == pytest.approx(3)


def test_short_tables_stay_whole_and_long_ones_keep_two_rows_at_either_end():
    short = table_source(table(*[["a", "1"]] * 5), RenderContext())
    long = table_source(table(*[["a", "1"]] * 80), RenderContext())
    assert "breakable: false" in short
    assert "together: ((0, 2),(78, 2),)" in long


def test_rows_kept_together_never_straddle_a_group_heading():
    source = table_source(table(*[["a", "1"]] * 80, groups=((1, "x"), (79, "y"))), RenderContext())
    assert "together: ((79, 1),)" in source


def test_a_row_higher_than_half_a_page_may_break():
    source = table_source(table(["很长" * 4000, "1"], ["b", "2"]), RenderContext())
    assert source.count("breakable: true") == 2


def test_a_table_without_rows_says_so():
    empty = Table(header=((Cell("指标"), Cell("数值")),), rows=())
    assert '(body: "(无)", colspan: 2)' in table_source(empty, RenderContext())


@pytest.mark.parametrize(
    ("text", "width", "kept"),
    [
        ("平均低保标准(元/月·人)", 8.0, ['#box("(元/月·人)");']),
        ("平均低保标准（元）", 6.0, ['#box("（元）");']),
        ("2022年达标 年均增长", 6.0, ['#box("2022年达标");', '#box("年均增长");']),
        ("平均低保标准(元/月·人)", 20.0, []),
        ("平均低保标准(元/月·人)", 4.0, []),
        ("very long words (in brackets)", 4.0, []),
    ],
)
def test_a_unit_in_brackets_or_a_word_of_a_heading_is_not_broken_where_it_fits(text, width, kept):
    markup = wrapped_cell(text, width)
    assert [part for part in kept if part not in markup] == []
    assert markup.count("#box(") == len(kept)


def test_short_cells_and_words_of_headings_stay_whole_where_the_text_columns_can_spare_room():
    """Columns as wide as their author says cut words of headings, and a value before its year."""
    heads = ["指标", "最新值（年）", "完成进度", "所需 年均增长"]
    row = ["低收入人口监测覆盖人数的一个很长的名称", "121045 (2023)", "79%", "0.99%"]
    fit = fit_table(table(row, header=heads, weights=(5, 0.5, 0.4, 0.5)))
    assert fit.whole
    room = [width - fitting.CELL_PADDING for width in fit.widths[1:]]
    kept = [fitting.text_width(text) for text in ("121045 (2023)", "完成", "年均增长")]
    assert [have >= needed for have, needed in zip(room, kept, strict=True)] == [True] * 3
    assert sum(fit.widths) * fit.size == pytest.approx(fitting.TEXT_WIDTH)


@pytest.mark.parametrize(
    ("heading", "words"), [("完成进度", ("完成", "进度")), ("2025年目标", ("2025年", "目标"))]
)
def test_a_heading_of_two_short_words_breaks_between_them(heading, words):
    """Not 完成进/度, not 2025年目/标."""
    assert [wrapped_cell(heading, 3.9)] == ["[" + "".join(f'#box("{word}");' for word in words) + "]"]
    (need, *_) = fitting.column_needs(table(["9"], header=[heading]))
    assert need.tight >= max(map(fitting.text_width, words))


def test_a_note_longer_than_a_small_table_widens_all_its_columns_alike():
    """Left to typst, the last of five counts stood under a heading half the page wide."""
    rows, heads = (["4", "2", "2"],), ["全部指标", "完成", "未达"]
    assert fit_table(table(*rows, header=heads)).widths == ()
    wide = fit_table(table(*rows, header=heads, note="说明" * 15)).widths
    shares = [
        (width - fitting.CELL_PADDING) / fitting.text_width(head)
        for width, head in zip(wide, heads, strict=True)
    ]
    assert max(shares) < 1.1 * min(shares)
    assert sum(wide) <= page_width(fit_table(table(*rows, header=heads, note="说明" * 500))) + 1e-9

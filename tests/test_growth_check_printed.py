"""Growth columns as plans, yearbooks and bulletins print them: every verdict of the corpus."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.growth_check import REASONS, check_growth_table
from analysis.numerals import is_words
from analysis.quantity import says_missing

CORPUS = sorted((Path(__file__).parent / "data" / "growth").glob("*.csv"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_verdict_of_a_published_table_is_right(path):
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    result, _ = check_growth_table(rows)
    assert result["verdict"].tolist() == rows["expected"].tolist()


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_figure_that_cannot_be_checked_says_why(path):
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    result, problems = check_growth_table(rows)
    unreadable = {problem.source.line - 2 for problem in problems}
    for number, row in result[result["why"] != ""].iterrows():
        if number in unreadable:
            assert row["why"].endswith("_unreadable") or row["why"] == "years_not_positive"
            assert f"row {number + 2}, column" in row["note"]
        elif row["why"].endswith("_unreadable"):  # no bad input: nothing is there, or words (基本建立)
            column = row["why"].removesuffix("_unreadable")
            cells = [row["base_year"], row["target_year"]] if column == "year" else [row[column]]
            assert any(is_words(cell) or says_missing(cell) for cell in cells)
        else:
            assert REASONS[row["why"]][1] in row["note"]


def test_the_corpus_is_broad_enough_to_mean_something():
    rows = pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in CORPUS])
    assert rows["expected"].value_counts().min() >= 30
    assert len(rows) >= 150

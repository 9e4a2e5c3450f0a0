"""What a reader does on the explore page, wherever it is shown; the figures are reckoned by hand."""

from typing import Any


def explore(page: Any) -> None:
    """Change the indicator, move the target, assume a value, click a number: each shows at once.

    Plan, lines 32 and 87: nursing beds 38.9 (2015), 53 (2020), target 58 (2025). (58 / 53) ** (1 / 5) - 1 =
    1.82 %; to 62 it is 3.19 %, and with 54.5 in 2021 (62 / 54.5) ** (1 / 4) - 1 = 3.28 %. In 2021, 1.5 of 9
    points are made after a fifth of the time: behind schedule.
    """
    from playwright.sync_api import expect

    answers = page.locator("[role=status]").first
    page.get_by_label("指标", exact=True).select_option(label="护理型床位占比")
    expect(answers).to_contain_text("1.82%")
    expect(answers).not_to_contain_text("假设之下")
    fill(page, "目标值", "62")
    expect(answers).to_contain_text("3.19%")
    page.get_by_label("另作假设", exact=True).select_option(label="某年的观测值")
    fill(page, "假设的数", "54.5")
    expect(answers).to_contain_text("3.28%")
    expect(answers).to_contain_text("滞后")
    page.locator(".widget-select option", has_text="plan.txt:87:22").click()
    expect(page.locator("mark")).to_have_text("53")
    expect(page.locator("blockquote")).to_contain_text("养老机构护理型床位占比(%) | 53 | 55 | 58")


def fill(page: Any, label: str, text: str) -> None:
    """Type into a field and leave it by the Tab key, as one does without a mouse."""
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Tab")

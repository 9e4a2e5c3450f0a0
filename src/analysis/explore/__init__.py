"""One indicator, looked at closely, and what would follow if its target, growth or next value were another.

============ ===================================================================
``what_if``  a series under an assumption, or why the assumption cannot be used
``answers``  what model and method say of a series
``places``   the printed numbers of an indicator, and the sentence around each
``view``     state → everything that the page shows (pure)
``faces``    view → HTML and pictures, every text escaped
``page``     the widgets: they change the state and show its view
============ ===================================================================

An assumption lives in a `State` and nowhere else: no function here writes a file.
"""

from analysis.explore.page import Page, show_page
from analysis.explore.places import Passage, PrintedNumber, passage_of
from analysis.explore.view import State, View, series_choices, settled, start, view_of
from analysis.explore.what_if import Change

__all__ = [
    "Change",
    "Page",
    "Passage",
    "PrintedNumber",
    "State",
    "View",
    "passage_of",
    "series_choices",
    "settled",
    "show_page",
    "start",
    "view_of",
]

"""Pages that would be left half empty: what of the source is changed after a first layout, and by how much.

A picture that does not fit moves to the next page and leaves white behind: it is drawn a little smaller, or
goes to the foot of a page while the text moves up. A last page with a few rows is taken back, or filled, by a
hair more or less room around the rows of the last tables. Pure: typst tells where things stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PLACES = (
    "query(selector.or(<place>, par)).map(it => { let at = it.location().position(); "
    'let mark = if it.func() == metadata { it.value } else { (kind: "text") }; '
    "(page: at.page, y: at.y / 1pt, ..mark) })"
)
"""Expression for typst: where headings, pictures, the ends of tables and the end of all stand."""
TOP, BOTTOM = 76.5, 774.0
"""First and last line of the text on a page in pt; the margins are set in template.typ."""
LEAST_FULL = 0.72
"""Share of a page from which it counts as full: what may be missing cannot be measured to the line."""
LEAST_LAST = 0.5
"""The same for the last page of all, which ends where the text ends."""
LEAST_SHARE = 0.8
"""A picture is drawn smaller down to this share of its size, which keeps its type readable."""
FEW_LINES = 0.35
"""Share of a page that closer lines of text are worth a try to take back, where no table can."""
NATURAL_LEADING, CLOSE_LEADING = "\n  leading: 100%,\n", "\n  leading: 80%,\n"
"""A line of the preamble: within a string of the source no line ends."""
MOST_PAD = 0.12
"""Change in em of the room above and below the text of a cell that nobody sees."""
_LINE = 40.0
"""Height in pt of what follows the last known place: a line or two of text, the end of a note."""
_ABOVE = 30.0
_GAP = 24.0
_SHARE = re.compile(r"^  share: 100%,$", re.MULTILINE)
_PAD = re.compile(r"^  pad: ([\d.]{5})em,$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a heading, picture, the end of a table or list, the end of all (``last``).

    Parameters
    ----------
    page : int
        From 1.
    y : float
        From the top of the page, in pt.
    kind : str
    height, caption : float
        Of a picture with its caption, and of the caption alone, in pt.
    stretch : float
        Of a table over pages: by how many pt it grows when its ``pad`` grows by 1 em.
    """

    page: int
    y: float
    kind: str
    height: float = 0.0
    caption: float = 0.0
    stretch: float = 0.0

    @property
    def end(self) -> float:
        """Where it ends, as far as that is known."""
        return self.y + self.height


def read_places(answer: str) -> tuple[Place, ...]:
    """Read what typst answers to `PLACES`; what stands in the running head is left out.

    Examples
    --------
    >>> read_places('[{"page": 2, "y": 76.5, "kind": "heading"}]')
    (Place(page=2, y=76.5, kind='heading', height=0.0, caption=0.0, stretch=0.0),)
    """
    return tuple(place for entry in json.loads(answer) if (place := Place(**entry)).y >= TOP)


def fuller_pages(source: str, places: Sequence[Place]) -> str:
    """Return typst source whose pages are fuller than those of a layout of `source`, or the same source.

    Parameters
    ----------
    source : str
        From `typst_source`.
    places : sequence of Place
        Of its layout, in the order of the source.
    """
    source, moved = _with_pictures_placed(source, places)
    return _with_last_page_settled(source, places, moved)


def _with_pictures_placed(source: str, places: Sequence[Place]) -> tuple[str, float]:
    """Return the source with other shares of pictures that leave white before them, and how much they do."""
    shares: list[float] = []
    moved = left = 0.0
    floated: Place | None = None
    for index, place in enumerate(places):
        if place.kind != "picture":
            continue
        share, white = _share(places, index)
        if floated and _distance(floated, place) + place.height < left:
            share, white = 0.0, 0.0  # it would overtake the one that has left its place
        elif share == 0.0 and _is_followed_by_a_picture(places, index, white):
            share, white = 1.0, 0.0  # nothing would move up
        elif share == 0.0:
            floated, left = place, white
        shares.append(share)
        moved += white
    if not any(share != 1.0 for share in shares):
        return source, 0.0
    given = iter(shares)
    return _SHARE.sub(lambda _: f"  share: {100 * next(given, 1.0):.0f}%,", source), moved


def _is_followed_by_a_picture(places: Sequence[Place], index: int, white: float) -> bool:
    """Tell whether what stands next is a picture again, and too high for the white before this one."""
    picture, *after = places[index : index + 2]
    return any(one.kind == "picture" and _distance(picture, one) + one.height >= white for one in after)


def _distance(earlier: Place, later: Place) -> float:
    """Return how far below the end of one place another one begins, in pt of text."""
    return (later.page - earlier.page) * (BOTTOM - TOP) + later.y - earlier.end


def _share(places: Sequence[Place], index: int) -> tuple[float, float]:
    """Return a picture's share of its size, 0 where it leaves its place, and the white that is before it."""
    picture = places[index]
    first = index
    while first and places[first - 1].kind == "heading" and places[first - 1].page == picture.page:
        first -= 1
    before = places[first - 1] if first else None
    starts_page = places[first].y < TOP + 1.0
    if before is None or not starts_page or before.page != picture.page - 1 or before.kind == "contents":
        return 1.0, 0.0
    white = BOTTOM - before.end - _LINE
    if white < (1.0 - LEAST_FULL) * (BOTTOM - TOP):
        return 1.0, 0.0
    chain = picture.y - places[first].y + _ABOVE
    room = white - chain - picture.caption - _GAP
    share = room / max(picture.height - picture.caption, 1.0)
    return (min(share, 1.0) if share >= LEAST_SHARE else 0.0), white


def _with_last_page_settled(source: str, places: Sequence[Place], moved: float) -> str:
    """Return the source with tables a hair tighter, or looser, so that the last page is gone, or filled."""
    last = places[-1] if places else None
    page = BOTTOM - TOP
    if last is None or last.kind != "last" or last.page < 2:
        return source
    used = (last.y - TOP - moved) % page
    if used >= LEAST_LAST * page:
        return source
    stretches = [place.stretch for place in places if place.kind == "end" and place.stretch]
    for wanted in (-used - _LINE, LEAST_FULL * page - used):
        if change := _change(wanted, stretches):
            return _with_pads(source, change)
    return source.replace(NATURAL_LEADING, CLOSE_LEADING, 1) if used < FEW_LINES * page else source


def _change(wanted: float, stretches: Sequence[float]) -> list[float]:
    """Return by how many em the pad of each table changes, the last ones alike; none where it is too much."""
    total = 0.0
    for count, stretch in enumerate(reversed(stretches), 1):
        total += stretch
        if abs(wanted) <= total * MOST_PAD:
            return [0.0] * (len(stretches) - count) + [wanted / total] * count
    return []


def _with_pads(source: str, change: Sequence[float]) -> str:
    given: Iterator[float] = iter(change)
    return _PAD.sub(lambda found: f"  pad: {float(found[1]) + next(given, 0.0):.3f}em,", source)

"""Draw the state diagrams of the documentation from the transition tables: `python docs/make_pictures.py`.

The tables are the law, so the arrows come from them; only the places of the boxes are chosen here. A test compares the
committed pictures with what this script draws.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from supportkit.groups import LIFECYCLE  # noqa: E402
from supportkit.memberships import EDITION, PATH  # noqa: E402
from supportkit.privacy import consent_document, data_request  # noqa: E402
from supportkit.sessions import PROGRESS  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

WIDE, HIGH = 118, 40
STYLE = """
  .box { fill: #eef1fb; stroke: #5c6bc0; stroke-width: 1.5 }
  .end { fill: #f4f4f6; stroke: #9a9aa5 }
  .here { fill: #dff3e4; stroke: #43a062 }
  .arrow { fill: none; stroke: #7a7f92; stroke-width: 1.3; marker-end: url(#tip) }
  text { font: 14px system-ui, sans-serif; fill: #24273a; text-anchor: middle }
  .verb { font-size: 12px; fill: #4a4f66; paint-order: stroke; stroke: #ffffff; stroke-width: 4px }
  .note { font-size: 13px; fill: #4a4f66 }
  @media (prefers-color-scheme: dark) {
    .box { fill: #283154; stroke: #8c9eff } .end { fill: #2b2d38; stroke: #777b8c }
    .here { fill: #1f4030; stroke: #6fcf97 }
    .arrow { stroke: #a0a6bd } text { fill: #eceef8 } .verb { fill: #cdd2e6; stroke: #14161f } .note { fill: #cdd2e6 }
    .ground { fill: #14161f }
  }
"""
TIP = (
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
    'orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#7a7f92"/></marker></defs>'
)


class Picture(NamedTuple):
    """One diagram: its table, the places of its boxes, what is left out of it, and the note that says so."""

    name: str
    table: Mapping[StrEnum, Mapping[str, StrEnum]]
    places: dict[str, tuple[int, int]]
    left_out: frozenset[str]
    note: str
    size: tuple[int, int]
    here: frozenset[str] = frozenset()
    end: frozenset[str] = frozenset()
    bends: dict[tuple[str, str], int] = {}  # noqa: RUF012
    like_new: frozenset[str] = frozenset()


PICTURES = (
    Picture(
        "membership",
        PATH,
        {
            "new": (90, 250),
            "following": (90, 80),
            "applied": (310, 130),
            "invited": (310, 370),
            "waiting": (540, 250),
            "offered": (790, 250),
            "active": (1000, 130),
            "paused": (1240, 130),
            "referred": (400, 520),
            "declined": (570, 520),
            "left": (790, 520),
            "ended": (940, 520),
            "removed": (1090, 520),
            "alumni": (1240, 520),
        },
        frozenset({"leave", "appoint", "end", "hold", "release"}),
        "Anybody may leave at any time, and begin again. Who follows a group comes in like anybody new.",
        (1340, 590),
        frozenset({"active", "paused"}),
        frozenset({"left", "declined", "referred", "removed", "alumni", "ended"}),
        {
            ("new", "active"): -150,
            ("new", "waiting"): -26,
            ("applied", "active"): -14,
            ("invited", "applied"): 24,
            ("invited", "active"): 120,
            ("waiting", "offered"): 26,
            ("offered", "waiting"): 26,
            ("active", "paused"): 22,
            ("paused", "active"): 22,
            ("paused", "waiting"): -64,
            ("removed", "invited"): 18,
            ("applied", "declined"): -60,
            ("applied", "referred"): 118,
            ("active", "alumni"): 30,
            ("paused", "removed"): 40,
        },
        frozenset({"following"}),
    ),
    Picture(
        "group",
        LIFECYCLE,
        {
            "draft": (90, 230),
            "listed": (330, 230),
            "open": (580, 70),
            "paused": (830, 70),
            "forming": (580, 390),
            "running": (830, 390),
            "closed": (1060, 230),
            "cancelled": (580, 510),
            "archived": (90, 510),
        },
        frozenset(),
        "A group one can join at any time is open; a cohort forms, then runs. One of a public list stays listed.",
        (1170, 650),
        frozenset({"open", "forming", "running"}),
        frozenset({"archived"}),
        {
            ("open", "paused"): 22,
            ("paused", "open"): 22,
            ("open", "closed"): 26,
            ("draft", "open"): -48,
            ("draft", "forming"): 48,
            ("closed", "archived"): -215,
        },
    ),
    Picture(
        "session",
        PROGRESS,
        {"planned": (90, 90), "under_way": (330, 90), "held": (570, 90), "cancelled": (330, 210)},
        frozenset({"reschedule"}),
        "A planned session can be moved; once it has begun, its time is fixed.",
        (680, 300),
        frozenset({"under_way"}),
        frozenset({"held", "cancelled"}),
    ),
    Picture(
        "consent_document",
        consent_document.COURSE,
        {"draft": (90, 60), "published": (330, 60), "retired": (570, 60)},
        frozenset({"rewrite"}),
        "New words of a published document are a draft beside it, until they are published as its next version.",
        (700, 140),
        frozenset({"published"}),
        frozenset({"retired"}),
    ),
    Picture(
        "data_request",
        data_request.COURSE,
        {"open": (90, 110), "answered": (400, 40), "refused": (400, 110), "withdrawn": (400, 180)},
        frozenset({"extend"}),
        "The term of an open request can be made longer, once.",
        (520, 250),
        frozenset({"open"}),
        frozenset({"answered", "refused", "withdrawn"}),
    ),
    Picture(
        "questionnaire",
        EDITION,
        {"draft": (90, 60), "published": (330, 60), "retired": (570, 60)},
        frozenset({"revise", "succeed"}),
        "A published version never changes; the next one begins as a draft.",
        (680, 140),
        frozenset({"published"}),
        frozenset({"retired"}),
    ),
)


def draw(picture: Picture) -> str:
    """Answer a picture as SVG text."""
    width, height = picture.size
    title = f"The states of a {picture.name} and the steps between them"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{title}">',
        f"<style>{STYLE}</style>",
        TIP,
        f'<rect class="ground" width="{width}" height="{height}" rx="10" fill="#ffffff"/>',
    ]
    arrows = {}
    for current, steps in picture.table.items():
        if current.value in picture.like_new or (current.value in picture.end and current.value != "removed"):
            continue
        for verb, following in steps.items():
            if verb not in picture.left_out and following is not current:
                arrows.setdefault((current.value, following.value), []).append(verb)
    for (start, end), verbs in arrows.items():
        parts.append(_arrow(picture, start, end, " / ".join(verbs)))
    for name, (x, y) in picture.places.items():
        look = "box here" if name in picture.here else "box end" if name in picture.end else "box"
        parts.append(
            f'<rect class="{look}" x="{x - WIDE // 2}" y="{y - HIGH // 2}" width="{WIDE}" height="{HIGH}" rx="9"/>'
            f'<text x="{x}" y="{y + 5}">{name.replace("_", " ")}</text>'
        )
    parts.append(f'<text class="note" x="{width // 2}" y="{height - 18}">{picture.note}</text></svg>')
    return "\n".join(parts) + "\n"


def _arrow(picture: Picture, start: str, end: str, verb: str) -> str:
    (x1, y1), (x2, y2) = picture.places[start], picture.places[end]
    bend = picture.bends.get((start, end), 0)
    length = math.hypot(x2 - x1, y2 - y1)
    # The control point stands beside the middle, at right angles to the straight line.
    cx, cy = (x1 + x2) / 2 + bend * 2 * (y1 - y2) / length, (y1 + y2) / 2 + bend * 2 * (x2 - x1) / length
    ax, ay = _edge((x1, y1), (cx, cy))
    bx, by = _edge((x2, y2), (cx, cy))
    mx, my = (ax + 2 * cx + bx) / 4, (ay + 2 * cy + by) / 4
    words = verb.replace("_", " ")
    return (
        f'<path class="arrow" d="M{ax:.0f} {ay:.0f}Q{cx:.0f} {cy:.0f} {bx:.0f} {by:.0f}"/>'
        f'<text class="verb" x="{mx:.0f}" y="{my + 4:.0f}">{words}</text>'
    )


def _edge(middle: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Answer where the line from a box's middle to a point leaves the box."""
    dx, dy = towards[0] - middle[0], towards[1] - middle[1]
    scale = min(
        (WIDE / 2 + 2) / abs(dx) if dx else math.inf,
        (HIGH / 2 + 2) / abs(dy) if dy else math.inf,
    )
    return middle[0] + dx * scale, middle[1] + dy * scale


def pictures() -> dict[Path, str]:
    """Answer every picture by its file."""
    return {HERE / "pictures" / f"{picture.name}.svg": draw(picture) for picture in PICTURES}


if __name__ == "__main__":
    for path, text in pictures().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

"""What changed between two dates of one list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supportkit.interop.meeting_guide.reading import read_feed
from supportkit.interop.meeting_guide.rows import Row, read_row

if TYPE_CHECKING:
    from collections.abc import Sequence


class Changes(NamedTuple):
    """The slugs of rows that came, went, or are at another time or place now, each in the order of the list."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]


def changes(old: str | bytes | Sequence[object], new: str | bytes | Sequence[object]) -> Changes:
    """Compare two dates of one list, row by row, by slug.

    Raises:
        InvalidInput: `feed.not_json`, `feed.not_a_list`, `feed.too_large`.
    """
    before, after = _by_slug(old), _by_slug(new)
    return Changes(
        added=tuple(slug for slug in after if slug not in before),
        removed=tuple(slug for slug in before if slug not in after),
        moved=tuple(
            slug
            for slug, row in after.items()
            if slug in before and (row.plan, row.venue) != (before[slug].plan, before[slug].venue)
        ),
    )


def _by_slug(feed: str | bytes | Sequence[object]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for number, data in enumerate(read_feed(feed) if isinstance(feed, (str, bytes)) else feed, 1):
        read = read_row(number, data, zone=None)
        if isinstance(read, tuple) and isinstance(read[0], Row):
            found.setdefault(read[0].slug, read[0])
    return found

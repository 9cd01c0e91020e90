"""Random histories of a store, as plain data: what is loaded, listed, written, read and scrubbed, step by step.

A step names rows and versions relative to what is there when it is played, so that every history means something and
a shorter one still does.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

SLOTS = 6
"""How many records a history is about."""
SUBJECTS = ("ann", "bob", None)
ORDERS: tuple[tuple[int | str, ...], ...] = (
    (-(2**63), -1, 0, 1, 9, 10, 2**53, 2**53 + 1, 2**63 - 1),
    ("", "10", "9", "Z", "a", "a ", "\u00e9", "\uffee", "\U0001f600"),
)
"""The orders of each range: numbers in one, text in the other."""


class Write(NamedTuple):
    """One write or guard of a commit.

    `shift` is added to the version that is there: 0 is right, all else stale. `what` is 0 for a record, 1 for a
    tombstone, 2 for a guard, 3 for a record without index entries.
    """

    slot: int
    shift: int
    what: int
    value: int
    subject: int
    range: int
    order: int


class CommitStep(NamedTuple):
    """Commits; `repeat` uses the id of the first line once more."""

    writes: tuple[Write, ...]
    lines: int
    repeat: bool


class FindStep(NamedTuple):
    """Lists a range; `start` and `stop` are places in `ORDERS`, or -1 for none; `follow` goes on from the last page."""

    range: int
    limit: int
    descending: bool
    start: int
    stop: int
    follow: bool


class ReadStep(NamedTuple):
    """Reads the journal; `follow` goes on from the last line read."""

    limit: int
    follow: bool


class ScrubStep(NamedTuple):
    """Scrubs one person."""

    subject: int


class LoadStep(NamedTuple):
    """Loads some rows, more than once if named so."""

    slots: tuple[int, ...]


Step = CommitStep | FindStep | ReadStep | ScrubStep | LoadStep


def random_history(seed: int, length: int = 60) -> tuple[Step, ...]:
    """Make the history of a seed."""
    dice = Random(seed)  # noqa: S311  (made to be repeatable)
    return tuple(_step(dice) for _ in range(length))


def _step(dice: Random) -> Step:
    kind = dice.randrange(10)
    if kind < 5:
        writes = tuple(_write(dice) for _ in range(dice.randrange(4)))
        return CommitStep(writes, dice.randrange(3), repeat=dice.randrange(12) == 0)
    if kind < 7:
        bounds = dice.randrange(-9, 9), dice.randrange(-9, 9)
        down, on = dice.random() < 0.5, dice.random() < 0.5
        return FindStep(dice.randrange(2), dice.choice([1, 2, 3, 50]), down, max(bounds[0], -1), max(bounds[1], -1), on)
    if kind == 7:
        return ReadStep(dice.choice([1, 3, 100]), follow=dice.random() < 0.7)
    if kind == 8:
        return ScrubStep(dice.randrange(2))
    return LoadStep(tuple(dice.randrange(SLOTS + 1) for _ in range(dice.randrange(5))))


def _write(dice: Random) -> Write:
    shift = dice.choice([0, 0, 0, 0, 0, 0, 0, -1, 1])
    what = dice.choice([0, 0, 0, 0, 1, 2, 3])
    return Write(
        dice.randrange(SLOTS), shift, what, dice.randrange(100), dice.randrange(3), dice.randrange(2), dice.randrange(9)
    )

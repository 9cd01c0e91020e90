"""Small numbers stay out of what is published: a table in which nobody can be found, also not by subtraction.

A cell below the floor tells of few people, and a total tells what a missing cell was if the others are there. So the
small cells are left out, and with them just enough others that each one left out could have been another number too.

An empty cell counts as a small number: "nobody over 70 stayed" tells of everybody over 70.

The table and its totals are read as a flow: what goes into a row leaves it through its cells. Two tables with the same
published numbers differ by a ring of cells that go up and down by one (Ford and Fulkerson 1962, for circulations), so
every small cell is given such a ring of cells that are left out; the cheapest one is taken.
"""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

from supportkit.core.text import number_problems
from supportkit.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FLOOR: Final = 5
"""Fewest people that a published number may tell of, everywhere (default); nobody has measured it."""
CELLS: Final = 10_000
"""Cells of a table, at most (default)."""

_Node = tuple[str, int]
_Arc = tuple[_Node, _Node]
_IN: Final = ("in", 0)
_OUT: Final = ("out", 0)


class Published(NamedTuple):
    """A table as it may be shown; `None` where a number is left out.

    Args:
        cells: the rows.
        rows: the total of each row.
        columns: the total of each column.
        total: the total of all.
    """

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


class PublishedRow(NamedTuple):
    """Some counts and their total as they may be shown; `None` where a number is left out."""

    cells: tuple[int | None, ...]
    total: int | None


def suppressed(counts: Sequence[Sequence[int]], floor: int = FLOOR) -> Published:
    """Leave the small numbers out of a table of people by two things, and what would give them away.

    Args:
        counts: the rows, each with as many counts; every person stands in one cell.
        floor: the smallest number that is shown.

    Raises:
        InvalidInput: `value.wrong_type` for rows of unlike length; `number.out_of_range`; `value.missing` for no cell.

    >>> suppressed([[12, 3], [20, 30]]).cells
    ((None, None), (None, None))
    """
    _check(counts, floor)
    flows: dict[_Arc, int] = {(_OUT, _IN): sum(map(sum, counts))}
    for at, row in enumerate(counts):
        flows[_IN, ("row", at)] = sum(row)
        for across, number in enumerate(row):
            flows[("row", at), ("column", across)] = number
    for across, column in enumerate(zip(*counts, strict=True)):
        flows[("column", across), _OUT] = sum(column)
    hidden = _hidden(flows, floor)

    def shown(start: _Node, end: _Node) -> int | None:
        return None if (start, end) in hidden else flows[start, end]

    width = range(len(counts[0]))
    return Published(
        tuple(tuple(shown(("row", at), ("column", across)) for across in width) for at in range(len(counts))),
        tuple(shown(_IN, ("row", at)) for at in range(len(counts))),
        tuple(shown(("column", across), _OUT) for across in width),
        shown(_OUT, _IN),
    )


def suppressed_row(counts: Sequence[int], floor: int = FLOOR) -> PublishedRow:
    """Do the same for people by one thing.

    >>> suppressed_row([12, 3, 20])
    PublishedRow(cells=(None, None, 20), total=35)
    """
    _check([counts], floor)
    flows: dict[_Arc, int] = {(_OUT, _IN): sum(counts)}
    for at, number in enumerate(counts):
        flows[_IN, ("cell", at)] = number
        flows[("cell", at), _OUT] = number
    hidden = _hidden(flows, floor)
    cells = tuple(None if (_IN, ("cell", at)) in hidden else number for at, number in enumerate(counts))
    return PublishedRow(cells, None if (_OUT, _IN) in hidden else sum(counts))


def _check(counts: Sequence[Sequence[int]], floor: int) -> None:
    problems = [*number_problems("$.floor", floor, 1, 1000)]
    width = len(counts[0]) if counts else 0
    if width == 0 or width * len(counts) > CELLS:
        problems.append(Problem("number.out_of_range", "$.counts", {"least": 1, "most": CELLS}))
    if any(len(row) != width for row in counts):
        problems.append(Problem("value.wrong_type", "$.counts", {"expected": "rows of one length"}))
    for at, row in enumerate(counts):
        for across, number in enumerate(row):
            problems += number_problems(f"$.counts[{at}][{across}]", number, 0, 10**12)
    if problems:
        raise InvalidInput.of(problems)


def _hidden(flows: dict[_Arc, int], floor: int) -> set[_Arc]:
    """Answer what is left out: every small number, and for each a ring that makes it uncertain.

    A ring makes all numbers on it uncertain, so those that lie on one need none of their own. There is always one: from
    the total through a row and a column back to it, every number one more.
    """
    ways: dict[_Node, list[tuple[_Node, _Arc]]] = {}
    for arc, number in flows.items():
        ways.setdefault(arc[0], []).append((arc[1], arc))
        if number:  # a number goes down only where it is not 0
            ways.setdefault(arc[1], []).append((arc[0], arc))
    small = [arc for arc, number in flows.items() if number < floor]
    hidden, uncertain = set(small), set[_Arc]()
    for arc in small:
        if arc not in uncertain:
            uncertain |= {arc, *_cheapest(ways, flows, hidden, arc)}
            hidden |= uncertain
    return hidden


def _cheapest(
    ways: dict[_Node, list[tuple[_Node, _Arc]]], flows: dict[_Arc, int], hidden: set[_Arc], around: _Arc
) -> Iterable[_Arc]:
    """Answer the rest of the cheapest ring through an arc (Dijkstra 1959), of equals the one that was given first.

    What is left out already costs nothing, so its ring may be long; any other number costs what it shows, and the total
    twice that.
    """
    goal, start = around
    order = count()
    waiting: list[tuple[int, int, _Node]] = [(0, next(order), start)]
    best: dict[_Node, int] = {start: 0}
    came: dict[_Node, tuple[_Node, _Arc]] = {}
    here = start
    while here != goal:
        cost, _, here = heappop(waiting)
        if best[here] < cost:
            continue
        for there, arc in reversed(ways.get(here, [])):
            if arc == around:
                continue
            reached = cost + (0 if arc in hidden else (flows[arc] + 1) * (2 if arc == (_OUT, _IN) else 1))
            if there not in best or reached < best[there]:
                best[there], came[there] = reached, (here, arc)
                heappush(waiting, (reached, -next(order), there))
                if there == goal and reached == cost:  # no other way can be cheaper
                    return _back(came, start, goal)
    return _back(came, start, goal)


def _back(came: dict[_Node, tuple[_Node, _Arc]], start: _Node, goal: _Node) -> Iterator[_Arc]:
    while goal != start:
        goal, arc = came[goal]
        yield arc

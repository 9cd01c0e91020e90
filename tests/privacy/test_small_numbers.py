"""Of every number that is left out, what is shown leaves at least two possibilities; brute force says so."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportkit.errors import InvalidInput
from supportkit.privacy.small_numbers import FLOOR, Published, suppressed, suppressed_row

numbers = st.integers(0, 12)
tables = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(st.lists(numbers, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


def published(counts: list[list[int]]) -> list[int]:
    """Answer every number of a table in one order: cells, rows, columns, total."""
    cells = [number for row in counts for number in row]
    return [*cells, *map(sum, counts), *map(sum, zip(*counts, strict=True)), sum(cells)]


def shown(table: Published) -> list[int | None]:
    """Answer every published number in the same order."""
    return [*(one for row in table.cells for one in row), *table.rows, *table.columns, table.total]


def others(counts: list[list[int]], table: Published) -> list[list[int]]:
    """Answer every table near this one, cell by cell, that would be published with the same numbers."""
    kept = shown(table)
    near = [range(max(number - 1, 0), number + 2) for row in counts for number in row]
    width = len(counts[0])
    found = []
    for cells in product(*near):
        candidate = published([list(cells[at : at + width]) for at in range(0, len(cells), width)])
        if all(one is None or one == other for one, other in zip(kept, candidate, strict=True)):
            found.append(candidate)
    return found


@given(counts=tables)
def test_nothing_left_out_can_be_worked_out(counts: list[list[int]]):
    table = suppressed(counts)
    real, kept = published(counts), shown(table)
    possible = others(counts, table)
    assert real in possible
    for place, (number, one) in enumerate(zip(real, kept, strict=True)):
        assert one in (number, None)
        assert number >= FLOOR or one is None
        if one is None:
            assert len({candidate[place] for candidate in possible}) > 1, place


@given(counts=st.lists(numbers, min_size=1, max_size=6))
def test_nor_in_one_row(counts: list[int]):
    row = suppressed_row(counts)
    assert all(one == number if one is not None else True for one, number in zip(row.cells, counts, strict=True))
    assert all(one is None for one, number in zip(row.cells, counts, strict=True) if number < FLOOR)
    left_out = [number for one, number in zip(row.cells, counts, strict=True) if one is None]
    # One number alone would be the total less the others.
    assert row.total is None or len(left_out) != 1
    assert row.total is None or row.total == sum(counts) >= FLOOR
    assert row.total is not None or left_out


@given(counts=tables)
def test_what_holds_no_small_number_is_shown_whole(counts: list[list[int]]):
    large = [[number + FLOOR for number in row] for row in counts]
    assert shown(suppressed(large)) == published(large)


def test_only_what_is_needed_is_left_out():
    table = suppressed([[12, 3, 9], [20, 30, 8], [7, 40, 60]])
    assert table.cells == ((12, None, None), (20, None, None), (7, 40, 60))
    assert (table.rows, table.columns, table.total) == ((24, 58, 107), (39, 73, 77), 189)
    assert suppressed_row([2, 1]) == ((None, None), None)
    assert suppressed_row([9, 0, 30]) == ((None, None, 30), 39)
    assert suppressed_row([9, 7], floor=8) == ((None, None), 16)


@pytest.mark.parametrize(
    ("counts", "floor", "code"),
    [
        ([], 5, "number.out_of_range"),
        ([[]], 5, "number.out_of_range"),
        ([[1, 2], [3]], 5, "value.wrong_type"),
        ([[-1]], 5, "number.out_of_range"),
        ([[1.5]], 5, "value.wrong_type"),
        ([[1]], 0, "number.out_of_range"),
        ([[1] * 101] * 101, 5, "number.out_of_range"),
    ],
)
def test_what_is_no_table_is_refused(counts: Any, floor: int, code: str):
    with pytest.raises(InvalidInput) as caught:
        suppressed(counts, floor)
    assert code in {problem.code for problem in caught.value.problems}

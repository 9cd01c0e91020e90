"""What is published once is published the same way again, and what is private stays out of every `repr`.

Of two tables of the same people with other numbers left out, the one would give the other away.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from supportkit.core.ids import PersonId
from supportkit.errors import InvalidInput
from supportkit.privacy.aftercare import Telling
from supportkit.privacy.bundle import Bundle
from supportkit.privacy.consent import Choice
from supportkit.privacy.death import DeathReport
from supportkit.privacy.disclosure import Sent
from supportkit.privacy.profile import AboutMe
from supportkit.privacy.receipt import ConsentReceipt
from supportkit.privacy.small_numbers import CELLS, suppressed, suppressed_row
from supportkit.privacy.wish import LastWish

_ = None
TABLES: list[tuple[Any, Any]] = [
    (
        [[30, 9, 11, 0], [18, 9, 5, 9], [20, 5, 8, 30]],
        (((30, 9, _, _), (18, 9, _, _), (20, 5, 8, 30)), (50, 41, 63), (68, 23, 24, 39), 154),
    ),
    ([[7, 13, 4], [24, 16, 20]], (((7, _, _), (24, _, _)), (24, 60), (31, 29, 24), 84)),
    ([[5, 8, 36], [32, 34, 34]], (((5, 8, 36), (32, 34, 34)), (49, 100), (37, 42, 70), 149)),
    (
        [[14, 31, 30], [15, 25, 8], [34, 2, 35]],
        (((14, 31, 30), (15, _, _), (34, _, _)), (75, 48, 71), (63, 58, 73), 194),
    ),
    (
        [[40, 9, 29], [14, 4, 5], [20, 6, 9]],
        (((40, 9, 29), (14, _, _), (20, _, _)), (78, 23, 35), (74, 19, 43), 136),
    ),
    ([[1]], (((_,),), (_,), (_,), _)),
    ([[1, 50]], (((_, _),), (51,), (_, _), 51)),
    ([[1], [50]], (((_,), (_,)), (_, _), (51,), 51)),
]
ROWS: list[tuple[list[int], Any]] = [
    ([12, 3, 20], ((_, _, 20), 35)),
    ([4, 6, 6], ((_, _, 6), 16)),
    ([0, 0, 9], ((_, _, 9), _)),
    ([5, 5, 5], ((5, 5, 5), 15)),
    ([30, 7, 7, 2], ((30, _, 7, _), 46)),
    ([0], ((_,), _)),
]


@pytest.mark.parametrize(("counts", "shown"), TABLES)
def test_a_table_is_always_shown_in_the_same_way(counts: Any, shown: Any):
    assert suppressed(counts) == shown


@pytest.mark.parametrize(("counts", "shown"), ROWS)
def test_so_is_a_row(counts: list[int], shown: Any):
    assert suppressed_row(counts) == shown


def problems(counts: Any, floor: int = 5) -> list[Any]:
    with pytest.raises(InvalidInput) as caught:
        suppressed(counts, floor)
    return [(one.code, one.path, dict(one.params)) for one in caught.value.problems]


def test_the_edges_of_a_table():
    size = ("number.out_of_range", "$.counts", {"least": 1, "most": 10_000})
    assert problems([]) == [size]
    assert problems([[]]) == [size]
    assert problems([[7] * (CELLS + 1)]) == [size]
    assert suppressed([[7] * 1000]).total == 7000
    assert problems([[7, 7], [7]]) == [("value.wrong_type", "$.counts", {"expected": "rows of one length"})]
    assert problems([[7, -1]]) == [("number.out_of_range", "$.counts[0][1]", {"least": 0, "most": 10**12})]
    assert problems([[7], [10**12 + 1]]) == [("number.out_of_range", "$.counts[1][0]", {"least": 0, "most": 10**12})]
    assert suppressed([[10**12]]).total == 10**12
    assert suppressed([[0]], 1).total is None
    assert suppressed([[1]], 1).total == 1
    assert suppressed([[1000]], 1000).total == 1000
    for floor in (0, 1001):
        assert problems([[7]], floor) == [("number.out_of_range", "$.floor", {"least": 1, "most": 1000})]


SILENT = (Telling, Choice, DeathReport, Sent, AboutMe, ConsentReceipt, LastWish)
"""Values in which all is private."""


@pytest.mark.parametrize("kind", SILENT, ids=[kind.__name__ for kind in SILENT])
def test_a_private_value_says_only_what_it_is(kind: type[Any]):
    value = object.__new__(kind)
    for one in attrs.fields(kind):
        object.__setattr__(value, one.name, "said to nobody")
    assert repr(value) == f"{kind.__name__}(...)"


def test_a_bundle_says_how_much_is_in_it():
    bundle = Bundle(person_id=PersonId("ann"), made_at=datetime(2026, 1, 1, tzinfo=UTC), records=(), facts=())
    assert repr(bundle) == "Bundle(ann, 0 records, 0 facts)"

"""Checks of versions, guards and tombstones: a commit happens wholly or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.calls import commit, find, load, read
from supportkit.core.records import Batch, Expect, Query
from supportkit.errors import Conflict, DuplicateEntry, InvalidInput, SupportKitError
from supportkit.testing.conformance.check import (
    CheckFailed,
    batch,
    check,
    equal,
    everything,
    key,
    line,
    listing,
    place,
    plain,
    plain_of,
    put,
    refused,
    tombstone,
)

if TYPE_CHECKING:
    from supportkit.core.calls import Flow

FIRST_ALL = "Check every version, guard and entry id before the first write, inside the same transaction."


def _conflict(call: Flow[None], what: str, id: str, expected: int, actual: int) -> Flow[None]:
    error: SupportKitError = yield from refused(call, what, Conflict)
    told = {name: error.params.get(name) for name in ("key", "expected", "actual")}
    equal(f"facts of the conflict, {what}", told, {"key": str(key(id)), "expected": expected, "actual": actual})


@check("atomicity.versions", method="commit", advice="Store `expected + 1`; do not count versions anywhere else.")
def _versions() -> Flow[None]:
    """A record's version is 1 at its first write and one more at each later one, whatever was written."""
    for version in range(1, 6):
        written = put("a", version - 1, version, place(version))
        yield from commit(batch(written))
        equal(f"write {version}", plain((yield from load([key("a")]))[key("a")]), plain_of(written, version))
    yield from commit(batch(put("b")))
    equal("version of another record", (yield from load([key("b")]))[key("b")].version, 1)


@check("atomicity.must_not_exist", method="commit", advice="Insert for `expected=0`, and let a unique key decide.")
def _must_not_exist() -> Flow[None]:
    """`expected=0` is refused where a record stands, and every other version where none does."""
    yield from commit(batch(put("a", value="first")))
    before = yield from everything()
    yield from _conflict(commit(batch(put("a", value="second"))), "a first write over a record", "a", 0, 1)
    yield from _conflict(commit(batch(put("b", 1))), "a write of version 1 where nothing is", "b", 1, 0)
    yield from _conflict(commit(batch(tombstone("b", 3))), "a tombstone where nothing is", "b", 3, 0)
    equal("what is seen after three refusals", (yield from everything()), before)


@check("atomicity.stale", method="commit", advice=FIRST_ALL)
def _stale() -> Flow[None]:
    """A stale write changes nothing: no record, no index entry, no journal line."""
    yield from commit(batch(put("a", 0, 1, place(1)), lines=[line("e1")]))
    yield from commit(batch(put("a", 1, 2, place(2))))
    before = yield from everything()
    late = batch(put("a", 1, 3, place(3, "other")), lines=[line("e2", "a", 2)])
    yield from _conflict(commit(late), "a write from a version that has passed", "a", 1, 2)
    early = batch(put("a", 3, 3, place(3)), lines=[line("e3", "a", 4)])
    yield from _conflict(commit(early), "a write from a version still to come", "a", 3, 2)
    equal("what is seen after two refusals", (yield from everything()), before)
    yield from commit(batch(put("a", 2, 4), lines=[line("e2", "a", 3)]))
    equal("lines after a line id of a refused batch was used", len((yield from read(None, 10))), 2)


@check("atomicity.all_or_nothing", method="commit", advice=FIRST_ALL)
def _all_or_nothing() -> Flow[None]:
    """One stale write among several undoes the whole batch, wherever it stands."""
    yield from commit(batch(put("a", 0, 1, place(1)), put("b", 0, 1, place(2))))
    before = yield from everything()
    good = [put("a", 1, 2, place(3, "other")), put("c", 0, 2, place(4))]
    stale = put("b", 0, 2, place(5))
    for spot in range(3):
        writes = [*good[:spot], stale, *good[spot:]]
        late = Batch(tuple(writes), (line("e1"), line("e2", "c")))
        yield from _conflict(commit(late), f"a batch whose write {spot + 1} of 3 is stale", "b", 0, 1)
        equal(f"what is seen after write {spot + 1} of 3 was stale", (yield from everything()), before)


@check("atomicity.batch", method="commit", advice="Apply what stands in a batch in one transaction.")
def _batch() -> Flow[None]:
    """A batch writes many records of many kinds and many lines at once; an empty one is no error."""
    yield from commit(Batch())
    equal("journal after an empty batch", len((yield from read(None, 10))), 0)
    writes = [put(f"{number:04}", 0, number, place(number), kind=f"kind{number % 3}") for number in range(600)]
    lines = [line(f"e{number}", f"{number:04}") for number in range(600)]
    yield from commit(batch(*writes, lines=lines))
    answer = yield from load([write.key for write in writes])
    equal("bodies", [answer[write.key].body for write in writes], [write.body for write in writes])
    found = yield from listing(Query("kind1", "by_order", ("range",), limit=1000))
    equal("records of one kind", found, [f"{number:04}" for number in range(600) if number % 3 == 1])
    equal("lines", [one.entry.id for one in (yield from read(None, 1000))], [entry.id for entry in lines])
    yield from commit(batch(lines=[line("alone", "never")]))
    equal("lines after a batch of one line", len((yield from read(None, 1000))), 601)


@check("atomicity.expect", method="commit", advice="Check guards like writes; on PostgreSQL lock the guarded row.")
def _expect() -> Flow[None]:
    """A guard stops the batch unless its record has the very version, and leaves the record as it was."""
    yield from commit(batch(put("a", 0, "kept", place(1), private="kept", subject="ann"), put("b")))
    row = plain((yield from load([key("a")]))[key("a")])
    yield from commit(batch(Expect(key("a"), 1), put("b", 1, "guarded")))
    equal("the guarded record", plain((yield from load([key("a")]))[key("a")]), row)
    before = yield from everything()
    for version in (2, 3):
        guarded = batch(put("b", 2), Expect(key("a"), version), lines=[line("e1", "b", 3)])
        yield from _conflict(commit(guarded), f"a guard of version {version} on version 1", "a", version, 1)
    yield from _conflict(commit(batch(put("b", 2), Expect(key("c"), 1))), "a guard where nothing is", "c", 1, 0)
    yield from refused(commit(batch(put("b", 2), Expect(key("c"), 0))), "an Expect of version 0", InvalidInput)
    equal("what is seen after four refusals", (yield from everything()), before)
    yield from commit(batch(Expect(key("a"), 1)))


@check("atomicity.expect_tombstone", method="commit", advice="Keep tombstones as rows with a version.")
def _expect_tombstone() -> Flow[None]:
    """A guard holds on a tombstone as on a record: the version counts, not whether something is there."""
    yield from commit(batch(put("a")))
    yield from commit(batch(tombstone("a", 1)))
    stopped = batch(put("b"), Expect(key("a"), 1), lines=[line("e1", "b")])
    yield from _conflict(commit(stopped), "a guard from before the tombstone", "a", 1, 2)
    equal("records written beside it", dict((yield from load([key("b")]))), {})
    yield from commit(batch(put("b"), Expect(key("a"), 2)))
    equal("records guarded by the tombstone's version", len((yield from load([key("b")]))), 1)


@check(
    "atomicity.tombstone", method="commit", advice="Keep the row and its version, with NULL as body; never delete it."
)
def _tombstone() -> Flow[None]:
    """A tombstone keeps its version, leaves every index, and stops who loaded the record before."""
    yield from commit(batch(put("a", 0, 1, place(1), place(2, name="second"), private="p", subject="ann")))
    yield from commit(batch(tombstone("a", 1)))
    stone = (yield from load([key("a")])).get(key("a"))
    equal("the tombstone", plain(stone), plain_of(tombstone("a", 1), 2))
    for name in ("by_order", "second"):
        page = yield from find(Query("thing", name, ("range",)))
        equal(f"the index {name} after the tombstone", page.records, ())
    yield from _conflict(commit(batch(put("a", 1, "late", place(1)))), "a write from before the tombstone", "a", 1, 2)
    yield from _conflict(commit(batch(put("a", 0, "late", place(1)))), "a first write over a tombstone", "a", 0, 2)
    equal("the tombstone after both", plain((yield from load([key("a")])).get(key("a"))), plain(stone))


@check("atomicity.revival", method="commit", advice="Write over a tombstone as over any record, from its version.")
def _revival() -> Flow[None]:
    """A record written over its tombstone goes on with the version, and is found again."""
    yield from commit(batch(put("a", 0, 1, place(1))))
    yield from commit(batch(tombstone("a", 1)))
    back = put("a", 2, "back", place(7), private="p", subject="ann")
    yield from commit(batch(back))
    equal("the record", plain((yield from load([key("a")]))[key("a")]), plain_of(back, 3))
    equal("its range", (yield from listing(Query("thing", "by_order", ("range",)))), ["a"])
    yield from commit(batch(tombstone("a", 3)))
    yield from commit(batch(tombstone("a", 4)))
    equal("version after two tombstones", (yield from load([key("a")]))[key("a")].version, 5)


@check(
    "atomicity.duplicate_entry", method="commit", advice="Make the line's id unique, and let the batch fail with it."
)
def _duplicate_entry() -> Flow[None]:
    """A journal line whose id is taken, before or in the same batch, stops the batch and changes nothing."""
    yield from commit(batch(put("a", 0, 1, place(1)), lines=[line("e1")]))
    before = yield from everything()
    again = batch(put("a", 1, 2, place(2)), put("b"), lines=[line("e2", "a", 2), line("e1", "b")])
    yield from refused(commit(again), "a line id of an earlier batch", DuplicateEntry)
    equal("what is seen after a line id of an earlier batch", (yield from everything()), before)
    try:
        yield from commit(batch(put("b"), lines=[line("e3", "b"), line("e3", "b")]))
    except (DuplicateEntry, InvalidInput):
        equal("what is seen after one line id twice in a batch", (yield from everything()), before)
    else:
        raise CheckFailed("one line id twice in a batch: expected DuplicateEntry, but it was accepted")

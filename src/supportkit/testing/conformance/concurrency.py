"""Checks of what happens at once: one wins, the others are told, nothing is half done."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from supportkit.core.calls import commit, find, load, read
from supportkit.core.records import Batch, Expect, Key, Query
from supportkit.errors import Conflict
from supportkit.testing.conformance.asking import Outcome, effort, pause, race, race_processes
from supportkit.testing.conformance.check import Need, batch, check, equal, history, holds, key, line, place, put
from supportkit.testing.conformance.processes import open_seat, seat_key, take_seat

if TYPE_CHECKING:
    from supportkit.core.calls import Flow

ONE_LOCK = "Check versions and write under one lock or in one transaction that makes the second writer wait."


def _results(outcomes: list[Outcome]) -> list[object]:
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
    return [outcome.result for outcome in outcomes]


@check("concurrency.last_seat", method="commit", advice=ONE_LOCK)
def _last_seat() -> Flow[None]:
    """Of several who take the last seat at once exactly one wins, each time; the others meet a `Conflict`."""
    rounds = yield from effort(20, 200)
    people = ("ann", "bea", "cid", "dan")
    for number in range(rounds):
        yield from commit(batch(open_seat(number)))
        won = _results((yield from race(take_seat(number, who) for who in people)))
        equal(f"how many won round {number}", won.count(True), 1)
        winner = people[won.index(True)]
        rows = yield from load([Key("member", f"seat-{number}:{who}") for who in people])
        equal(f"memberships of round {number}", [row.id for row in rows], [f"seat-{number}:{winner}"])
        equal(
            f"version of the seat, round {number}", (yield from load([seat_key(number)]))[seat_key(number)].version, 2
        )
    facts = [entry.id for entry in (yield from history())]
    equal("journal lines", len(facts), rounds)


@check("concurrency.last_seat_processes", method="commit", advice=ONE_LOCK, needs=Need.PROCESSES)
def _last_seat_processes() -> Flow[None]:
    """Of two processes that take the last seat at once exactly one wins, each time."""
    rounds = yield from effort(20, 200)
    yield from commit(Batch(tuple(open_seat(number) for number in range(rounds))))
    first, second = yield from race_processes(rounds)
    equal("rounds won by one of the two", sorted([*first, *second]), list(range(rounds)))
    rows = yield from load([seat_key(number) for number in range(rounds)])
    equal("versions of the seats", {row.version for row in rows.values()}, {2})
    members = yield from load(
        [Key("member", f"seat-{number}:process-{who}") for number in range(rounds) for who in range(2)]
    )
    equal("memberships", len(members), rounds)
    equal("journal lines", len((yield from history())), rounds)


@check("concurrency.counter", method="commit", advice=ONE_LOCK)
def _counter() -> Flow[None]:
    """No update is lost: a counter that several raise at once, again after a `Conflict`, ends at their sum."""
    rounds = yield from effort(15, 100)
    yield from commit(batch(put("a", value=0)))

    def raise_it(who: str) -> Flow[int]:
        done = 0
        for number in range(rounds):
            row = (yield from load([key("a")]))[key("a")]
            fact = line(f"{who}-{number}", "a", row.version + 1)
            try:
                yield from commit(batch(put("a", row.version, int(row.body or b"0") + 1), lines=[fact]))
                done += 1
            except Conflict:
                pass
        return done

    done = _results((yield from race(raise_it(who) for who in ("ann", "bea", "cid"))))
    total = sum(count for count in done if isinstance(count, int))
    row = (yield from load([key("a")]))[key("a")]
    equal("the counter", int(row.body or b"0"), total)
    equal("its version", row.version, total + 1)
    versions = [entry.version for entry in (yield from history())]
    equal("versions of its lines", versions, list(range(2, total + 2)))
    holds("at least one raise was committed in each round", total >= rounds, total)


@check(
    "concurrency.guards_cross", method="commit", advice="Lock what `Expect` guards like what is written (write skew)."
)
def _guards_cross() -> Flow[None]:
    """Two batches that each write what the other guards do not both succeed."""
    rounds = yield from effort(20, 200)
    for number in range(rounds):
        one, two = f"one-{number}", f"two-{number}"
        yield from commit(batch(put(one), put(two)))

        def step_down(mine: str, theirs: str) -> Flow[bool]:
            rows = yield from load([key(mine), key(theirs)])
            if any(row.version != 1 for row in rows.values()):
                return False
            try:
                yield from commit(batch(put(mine, 1, "left"), Expect(key(theirs), 1)))
            except Conflict:
                return False
            return True

        left = _results((yield from race([step_down(one, two), step_down(two, one)])))
        rows = yield from load([key(one), key(two)])
        gone = sum(row.version == 2 for row in rows.values())
        equal(f"rows written, round {number}", gone, left.count(True))
        holds(f"one owner is left in round {number}", gone == 1, gone)


@check("concurrency.one_view", method="load", advice="Load all keys in one statement or one read transaction.")
def _one_view() -> Flow[None]:
    """A load sees a batch wholly or not at all: rows that are always written together never come apart."""
    rounds = yield from effort(30, 300)
    ids = [f"row-{number}" for number in range(6)]
    yield from commit(batch(*(put(name, 0, 0, place(1)) for name in ids)))

    def write() -> Flow[None]:
        for version in range(1, rounds + 1):
            yield from commit(batch(*(put(name, version, version, place(1)) for name in ids)))

    def look() -> Flow[None]:
        for _ in range(rounds):
            rows = yield from load([key(name) for name in ids])
            seen = {row.version for row in rows.values()}
            holds("one load sees one version of rows written together", len(seen) == 1, sorted(seen))
            page = yield from find(Query("thing", "by_order", ("range",)))
            seen = {record.version for record in page.records}
            holds("one page sees one version of rows written together", len(seen) == 1, sorted(seen))
            equal("records of the page", len(page.records), len(ids))

    _results((yield from race([write(), look(), look()])))


@check(
    "concurrency.journal",
    method="read",
    advice="A number must not become visible before a lower one: number under one lock, or when reading.",
)
def _journal() -> Flow[None]:
    """A reader that follows the journal while several write misses no line and repeats none."""
    rounds = yield from effort(25, 250)
    writers = ("ann", "bea", "cid")

    busy = set(writers)

    def write(who: str) -> Flow[None]:
        for number in range(rounds):
            facts = [line(f"{who}-{number}-{part}", who, number + 1) for part in range(2)]
            yield from commit(batch(put(who, number), lines=facts))
        busy.discard(who)

    def follow() -> Flow[list[str]]:
        seen: list[str] = []
        cursor: str | None = None
        for _ in range(20_000):
            writing = bool(busy)
            lines = yield from read(cursor, 3)
            seen += [one.entry.id for one in lines]
            cursor = lines[-1].cursor if lines else cursor
            if not lines:
                if not writing:
                    break
                yield from pause()
        return seen

    seen = cast("list[str]", _results((yield from race([*(write(who) for who in writers), follow()])))[-1])
    whole = [entry.id for entry in (yield from history())]
    equal("lines written", len(whole), 2 * rounds * len(writers))
    equal("what the reader saw, as the start of the journal", seen, whole[: len(seen)])
    for who in writers:
        mine = [name for name in whole if name.startswith(who)]
        equal(f"lines of {who}", mine, [f"{who}-{number}-{part}" for number in range(rounds) for part in range(2)])

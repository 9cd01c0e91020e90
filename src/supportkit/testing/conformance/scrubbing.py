"""Checks of scrubbing: what is about one person goes, wholly and for good, and nothing else moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.calls import commit, find, load, scrub
from supportkit.core.records import Expect, Key, Query
from supportkit.errors import Conflict
from supportkit.testing.conformance.asking import effort, race
from supportkit.testing.conformance.check import (
    batch,
    check,
    document,
    equal,
    everything,
    history,
    holds,
    key,
    line,
    listing,
    place,
    plain,
    plain_entry,
    put,
    refused,
    tombstone,
)

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.records import Entry

WORDS = "what ann wrote"


def _ann(id: str, expected: int = 0, value: object = "kept", order: int = 1) -> Flow[None]:
    written = put(id, expected, value, place(order), private=WORDS, subject="ann")
    yield from commit(batch(written, lines=[line(f"{id}-{expected + 1}", id, expected + 1, value, WORDS, "ann")]))


@check("scrubbing.complete", method="scrub", advice="Index records and lines by subject, and clear both tables.")
def _complete() -> Flow[None]:
    """A scrub takes the private side of every record and every line of the person, however many there are."""
    count = 120
    for start in range(0, count, 60):
        names = [f"row-{number}" for number in range(start, start + 60)]
        writes = [
            put(name, private=WORDS, subject="ann", kind=f"kind{number % 3}") for number, name in enumerate(names)
        ]
        yield from commit(batch(*writes, lines=[line(f"{name}-1", name, 1, "x", WORDS, "ann") for name in names]))
    yield from commit(batch(tombstone("gone", 0), lines=[line("gone", "gone", 1, "x", WORDS, "ann")]))
    answer = yield from scrub("ann")
    equal("records and entries scrubbed", (answer.records, answer.entries), (count, count + 1))
    rows = yield from load([Key(f"kind{number % 60 % 3}", f"row-{number}") for number in range(count)])
    equal("records found", len(rows), count)
    equal("private sides left in records", [str(row.key) for row in rows.values() if row.private is not None], [])
    left = [entry.id for entry in (yield from history()) if entry.private is not None]
    equal("private sides left in the journal", left, [])


@check(
    "scrubbing.keeps_bodies",
    method="scrub",
    advice="Set `private` to NULL and the version one up; touch no other column.",
)
def _keeps_bodies() -> Flow[None]:
    """A scrub leaves bodies, ids, subjects, index places and the order of lines as they were; versions go one up."""
    yield from _ann("a", order=3)
    yield from _ann("a", 1, {"seats": 4}, order=5)
    yield from _ann("b", order=4)
    before = yield from load([key("a"), key("b")])
    lines = yield from history()
    yield from scrub("ann")
    after = yield from load([key("a"), key("b")])
    for name, row in before.items():
        expected = row._replace(private=None, version=row.version + 1)
        equal(f"the record {name}", plain(after.get(name)), plain(expected))
    scrubbed = yield from history()
    equal("lines", [_spared(one) for one in scrubbed], [_spared(one) for one in lines])
    equal("the range", (yield from listing(Query("thing", "by_order", ("range",)))), ["b", "a"])
    page = yield from find(Query("thing", "by_order", ("range",)))
    equal("versions in the range", [record.version for record in page.records], [2, 3])
    equal("private sides in the range", [record.private for record in page.records], [None, None])


def _spared(entry: Entry) -> object:
    return plain_entry(entry._replace(private=None))


@check(
    "scrubbing.others", method="scrub", advice="Compare the subject byte by byte and whole, never by prefix or pattern."
)
def _others() -> Flow[None]:
    """A scrub touches nobody else's rows, and no row of the person that has no private side."""
    for subject in ("anna", "Ann", "an", "ann ", "a%", "_nn", "bob"):
        row = put(f"of {subject}", 0, 1, place(1), private=WORDS, subject=subject)
        yield from commit(batch(row, lines=[line(f"line of {subject}", row.key.id, 1, 1, WORDS, subject)]))
    yield from commit(
        batch(put("bare", subject="ann"), put("nobody", 0, "ann", place(2)), lines=[line("bare", "bare")])
    )
    ids = [f"of {subject}" for subject in ("anna", "Ann", "an", "ann ", "a%", "_nn", "bob")]
    before = yield from everything([*ids, "bare", "nobody"])
    equal("scrubbed where no private side is", tuple((yield from scrub("ann")))[:2], (0, 0))
    equal("what is seen of the others", (yield from everything([*ids, "bare", "nobody"])), before)
    equal("scrubbed for a pattern that is nobody's id", tuple((yield from scrub("%")))[:2], (0, 0))
    equal("what is seen after the pattern", (yield from everything([*ids, "bare", "nobody"])), before)
    answer = yield from scrub("a%")
    equal("scrubbed for one whose id is a pattern", (answer.records, answer.entries), (1, 1))


@check("scrubbing.idempotent", method="scrub", advice="Count and bump only rows whose private side is still there.")
def _idempotent() -> Flow[None]:
    """A second scrub finds nothing and changes nothing; one without rows is no error; later rows are scrubbed later."""
    equal("scrubbed for a person without rows", tuple((yield from scrub("nobody")))[:2], (0, 0))
    yield from _ann("a")
    yield from scrub("ann")
    before = yield from everything()
    equal("scrubbed the second time", tuple((yield from scrub("ann")))[:2], (0, 0))
    equal("what is seen after the second time", (yield from everything()), before)
    yield from _ann("b")
    answer = yield from scrub("ann")
    equal("scrubbed after a new row", (answer.records, answer.entries), (1, 1))
    equal("version of the row scrubbed before", (yield from load([key("a")]))[key("a")].version, 2)


@check(
    "scrubbing.stops_late_writer", method="scrub", advice="Bump the version of each record in the scrub's transaction."
)
def _stops_late_writer() -> Flow[None]:
    """Who loaded a record before the scrub meets a `Conflict`, and cannot write the text back."""
    yield from _ann("a")
    loaded = (yield from load([key("a")]))[key("a")]
    yield from scrub("ann")
    back = put("a", loaded.version, "late", private=WORDS, subject="ann")
    yield from refused(commit(batch(back)), "a write from before the scrub", Conflict)
    yield from refused(
        commit(batch(put("b"), Expect(key("a"), loaded.version))), "a guard from before the scrub", Conflict
    )
    equal("the private side after both", (yield from load([key("a")]))[key("a")].private, None)


@check("scrubbing.moved_rows", method="scrub", advice="Find a person's rows by the subject they have now.")
def _moved_rows() -> Flow[None]:
    """A row counts for the subject of its last write; its former lines count for the former one."""
    yield from _ann("a")
    moved = put("a", 1, "x", private="what bob wrote", subject="bob")
    yield from commit(batch(moved, lines=[line("a-2", "a", 2, "x", "what bob wrote", "bob")]))
    answer = yield from scrub("ann")
    equal("scrubbed for the former subject", (answer.records, answer.entries), (0, 1))
    equal("the record's private side", (yield from load([key("a")]))[key("a")].private, document("what bob wrote"))
    answer = yield from scrub("bob")
    equal("scrubbed for the subject it has", (answer.records, answer.entries), (1, 1))


@check("scrubbing.beside_updates", method="scrub", advice="Scrub in one transaction with the same lock as a commit.")
def _beside_updates() -> Flow[None]:
    """A scrub beside updates loses none of them: versions count every update and every scrub that changed the row."""
    rounds = yield from effort(6, 60)
    done = 0
    yield from commit(batch(put("a", value=0, private=WORDS, subject="ann")))

    def update() -> Flow[int]:
        count = 0
        for _ in range(10):
            row = (yield from load([key("a")]))[key("a")]
            value = int(row.body or b"0") + 1
            try:
                yield from commit(batch(put("a", row.version, value, private=WORDS, subject="ann")))
                count += 1
            except Conflict:
                pass
        return count

    def clear() -> Flow[int]:
        total = 0
        for _ in range(5):
            total += (yield from scrub("ann")).records
        return total

    scrubs = 0
    for _ in range(rounds):
        outcomes = yield from race([update(), clear(), update()])
        for outcome in outcomes:
            if outcome.error is not None:
                raise outcome.error
        done += outcomes[0].result + outcomes[2].result
        scrubs += outcomes[1].result
        row = (yield from load([key("a")]))[key("a")]
        equal("the counter in the body", int(row.body or b"0"), done)
        equal("the version", row.version, 1 + done + scrubs)
    yield from scrub("ann")
    equal("the private side at the end", (yield from load([key("a")]))[key("a")].private, None)


@check(
    "scrubbing.erasure",
    method="commit",
    advice="Check `Expect` under the lock of the writes; on PostgreSQL lock its row.",
)
def _erasure() -> Flow[None]:
    """After the person's tombstone and a scrub nothing private is left, whatever was written beside them."""
    rounds = yield from effort(10, 100)
    for number in range(rounds):
        person, subject = key(f"ann-{number}", "person"), f"ann-{number}"
        yield from commit(batch(put(subject, kind="person"), put(f"old-{number}", private=WORDS, subject=subject)))

        outcomes = yield from race([_write_beside(number, "x"), _erase(subject), _write_beside(number, "y")])
        for outcome in outcomes:
            if outcome.error is not None:
                raise outcome.error
        ids = [f"old-{number}", *(f"{letter}{number}-{count}" for letter in "xy" for count in range(12))]
        rows = yield from load([key(name) for name in ids])
        left = [str(row.key) for row in rows.values() if row.private is not None]
        equal(f"private sides left in records, round {number}", left, [])
        lines = [entry.id for entry in (yield from history()) if entry.subject == subject and entry.private is not None]
        equal(f"private sides left in the journal, round {number}", lines, [])
        late = batch(Expect(person, 1), put(f"late-{number}", private=WORDS, subject=subject))
        yield from refused(commit(late), "an insert that expects the person as it was before", Conflict)
    holds("the rows themselves are left", (yield from load([key("old-0")])))


def _erase(subject: str) -> Flow[None]:
    yield from commit(batch(put(subject, 1, kind="person")._replace(body=None)))
    yield from scrub(subject)


def _write_beside(number: int, letter: str) -> Flow[None]:
    subject = f"ann-{number}"
    person = Expect(key(subject, "person"), 1)
    for count in range(12):
        new = put(f"{letter}{number}-{count}", private=WORDS, subject=subject)
        fact = line(f"{letter}{number}-{count}", new.key.id, 1, "x", WORDS, subject)
        row = (yield from load([key(f"old-{number}")]))[key(f"old-{number}")]
        again = put(row.key.id, row.version, count, private=WORDS, subject=subject)
        try:
            yield from commit(batch(person, new, again, lines=[fact]))
        except Conflict:
            try:
                yield from commit(batch(person, new, lines=[fact]))
            except Conflict:
                return

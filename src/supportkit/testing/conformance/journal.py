"""Checks of the journal: every line once, in order, for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.calls import commit, find, load, read
from supportkit.core.records import Query
from supportkit.errors import Conflict, InvalidCursor, InvalidQuery
from supportkit.testing.conformance.asking import restart, second_handle
from supportkit.testing.conformance.check import (
    Need,
    batch,
    check,
    equal,
    everything,
    history,
    holds,
    key,
    line,
    place,
    plain,
    plain_of,
    put,
    refused,
)

if TYPE_CHECKING:
    from supportkit.core.calls import Flow

NUMBERED = "Order lines by a number that is given in the order in which they become visible."


@check("journal.order", method="read", advice=NUMBERED)
def _order() -> Flow[None]:
    """Lines come in the order of the commits, and within one commit in the order of the batch."""
    expected: list[str] = []
    for number in range(12):
        ids = [f"{letter}{number}" for letter in "zma"][: 1 + number % 3]
        expected += ids
        yield from commit(batch(put("a", number), lines=[line(name, "a", number + 1) for name in ids]))
    equal("ids of all lines", [entry.id for entry in (yield from history())], expected)
    versions = [entry.version for entry in (yield from history()) if entry.key == key("a")]
    equal("versions of one key's lines", versions, sorted(versions))


@check(
    "journal.pages",
    method="read",
    advice="Answer the lines after the cursor, not from it; a full page is `limit` lines.",
)
def _pages() -> Flow[None]:
    """Whoever follows the cursors, at any page size, reads every line once."""
    ids = [f"e{number}" for number in range(13)]
    yield from commit(batch(lines=[line(name) for name in ids[:6]]))
    for name in ids[6:]:
        yield from commit(batch(lines=[line(name)]))
    for limit in range(1, 15):
        cursor, seen = None, list[str]()
        for _ in range(15):
            lines = yield from read(cursor, limit)
            equal(f"lines after {len(seen)}, limit {limit}", [one.entry.id for one in lines], ids[len(seen) :][:limit])
            seen += [one.entry.id for one in lines]
            cursor = lines[-1].cursor if lines else cursor
        equal(f"all lines, limit {limit}", seen, ids)


@check("journal.every_cursor", method="read", advice="Each line has a cursor of its own that stands just after it.")
def _every_cursor() -> Flow[None]:
    """Every line's cursor, and not only the last of a page, is a place to go on from; it stays one."""
    yield from commit(batch(lines=[line(f"e{number}") for number in range(5)]))
    lines = yield from read(None, 10)
    equal("cursors that differ", len({one.cursor for one in lines}), 5)
    yield from commit(batch(lines=[line("e5")]))
    for number, one in enumerate(lines, 1):
        rest = [later.entry.id for later in (yield from read(one.cursor, 10))]
        equal(f"lines after the cursor of line {number}", rest, [f"e{later}" for later in range(number, 6)])


@check("journal.follows", method="read", advice=NUMBERED)
def _follows() -> Flow[None]:
    """A reader that reached the end sees what is written later from the same cursor, and nothing twice."""
    seen: list[str] = []
    cursor: str | None = None
    for number in range(8):
        equal(f"lines at the end, round {number}", list((yield from read(cursor, 10))), [])
        yield from commit(batch(put("a", number), lines=[line(f"x{number}"), line(f"y{number}")]))
        lines = yield from read(cursor, 1 + number % 3)
        while lines:
            seen += [one.entry.id for one in lines]
            cursor = lines[-1].cursor
            lines = yield from read(cursor, 1 + number % 3)
    equal("all lines", seen, [f"{letter}{number}" for number in range(8) for letter in "xy"])


@check(
    "journal.refused_leaves_no_gap", method="read", advice="A number that a rollback lost may be missing; a line never."
)
def _no_gap() -> Flow[None]:
    """A refused commit leaves no line, and readers pass it without noticing."""
    yield from commit(batch(put("a"), lines=[line("e1")]))
    cursor = (yield from read(None, 10))[-1].cursor
    yield from refused(commit(batch(put("a"), lines=[line("lost"), line("lost too")])), "a stale write", Conflict)
    equal("lines after the refusal", list((yield from read(cursor, 10))), [])
    yield from commit(batch(put("a", 1), lines=[line("e2", "a", 2)]))
    equal("lines after the next commit", [one.entry.id for one in (yield from read(cursor, 10))], ["e2"])


@check("journal.limits", method="read", advice="Call `supportkit.storage.checks.check_limit`.")
def _limits() -> Flow[None]:
    """A read of fewer than 1 or more than 1,000 lines is refused."""
    for limit in (0, -1, 1001, 10**9, 2**64):
        yield from refused(read(None, limit), f"a read of {limit} lines", InvalidQuery)
    for start in range(0, 1200, 600):
        yield from commit(batch(lines=[line(f"e{number}") for number in range(start, start + 600)]))
    equal("lines of the largest page", len((yield from read(None, 1000))), 1000)
    equal("lines of the smallest page", len((yield from read(None, 1))), 1)


@check(
    "journal.cursor_bounds",
    method="read",
    advice="Refuse what this journal has not handed out: other text, later lines.",
)
def _cursor_bounds() -> Flow[None]:
    """A text that is no cursor of this journal is refused in supportkit's words."""
    yield from commit(batch(put("a", 0, 1, place(1)), put("b", 0, 1, place(2)), lines=[line("e1")]))
    page = yield from find(Query("thing", "by_order", ("range",), limit=1))
    strange = [
        "",
        " ",
        "x",
        "-1",
        "1.5",
        "\u0661",
        "9" * 18,
        "9" * 40,
        "1; drop table records",
        "a\0b",
        "\ud800",
        "null",
        "[]",
    ]
    for text in [*strange, page.next or "no cursor"]:
        yield from refused(read(text, 10), f"a read after {text!a:.40}", InvalidCursor)


@check(
    "journal.restart",
    method="read",
    advice="Keep the numbers of lines in the store, and write before a commit returns.",
    needs=Need.REOPEN,
)
def _restart() -> Flow[None]:
    """What was committed is there after a restart, and cursors from before go on where they stood."""
    rows = [put("a", 0, 1, place(1), private="p", subject="ann"), put("b", 0, 1, place(2))]
    yield from commit(batch(*rows, lines=[line("e1", private="p", subject="ann"), line("e2", "b")]))
    cursors = [one.cursor for one in (yield from read(None, 10))]
    page = yield from find(Query("thing", "by_order", ("range",), limit=1))
    before = yield from everything()
    yield from restart()
    equal("what is seen after the restart", (yield from everything()), before)
    rest = yield from find(Query("thing", "by_order", ("range",), after=page.next))
    equal("the page after a cursor from before", [record.key.id for record in rest.records], ["b"])
    yield from refused(commit(batch(put("a"))), "a first write over what was there before", Conflict)
    yield from commit(batch(put("a", 1, 2), lines=[line("e3", "a", 2)]))
    equal(
        "lines after the last cursor from before", [one.entry.id for one in (yield from read(cursors[-1], 10))], ["e3"]
    )
    equal("lines after the first cursor from before", len((yield from read(cursors[0], 10))), 2)
    holds("a second restart keeps the new line", len((yield from _after_restart())) == 3)


def _after_restart() -> Flow[list[str]]:
    yield from restart()
    return [one.entry.id for one in (yield from read(None, 10))]


@check(
    "journal.second_handle",
    method="load",
    advice="Do not answer from a cache that another handle's commit cannot reach.",
    needs=Need.REOPEN,
)
def _second_handle() -> Flow[None]:
    """What one handle has committed, another handle on the same data sees and is guarded by."""
    yield from commit(batch(put("a"), lines=[line("e1")]))
    yield from load([key("a")])

    def other() -> Flow[None]:
        equal(
            "record seen by the second handle",
            plain((yield from load([key("a")])).get(key("a"))),
            plain_of(put("a"), 1),
        )
        yield from commit(batch(put("a", 1, 2, place(1)), lines=[line("e2", "a", 2)]))

    yield from second_handle(other())
    equal("version seen by the first handle", (yield from load([key("a")]))[key("a")].version, 2)
    yield from refused(commit(batch(put("a", 1, 3))), "a write from before the second handle's", Conflict)
    equal("lines seen by the first handle", [one.entry.id for one in (yield from read(None, 10))], ["e1", "e2"])
    equal("range seen by the first handle", len((yield from find(Query("thing", "by_order", ("range",)))).records), 1)

"""Checks of pruning, for a store that declares it: what is named goes, every cursor stays good, nothing else moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.calls import commit, load, prune, read, scrub
from supportkit.core.records import Clearing, Query
from supportkit.errors import InvalidCursor, InvalidQuery
from supportkit.testing.conformance.asking import neighbour, restart
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
    listing,
    place,
    plain_all,
    plain_entry,
    put,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supportkit.core.calls import Flow
    from supportkit.core.records import Logged

WORDS = "what ann wrote"
PRUNES = Need.PRUNE


def _lines(*ids: str) -> Flow[list[str]]:
    """Write lines of ann's with a private side, one commit each, and answer the cursors of the whole journal."""
    for name in ids:
        yield from commit(batch(lines=[line(name, private=WORDS, subject="ann")]))
    return [one.cursor for one in (yield from read(None, 1000))]


def _left() -> Flow[list[tuple[str, bool]]]:
    """Answer the id of every line, and whether it has a private side."""
    return [(entry.id, entry.private is not None) for entry in (yield from history())]


@check("pruning.complete", method="prune", advice="Clear by position and remove by position.", needs=PRUNES)
def _complete() -> Flow[None]:
    """Lines that are named lose their private side, or go wholly; one named for both goes."""
    cursors = yield from _lines("a", "b", "c", "d")
    answer = yield from prune([cursors[0], cursors[2]], [cursors[1], cursors[2]])
    equal("private sides and lines pruned", tuple(answer)[:2], (1, 2))
    equal("lines left", (yield from _left()), [("a", False), ("d", True)])
    equal("pruned by naming nothing", tuple((yield from prune([], [])))[:2], (0, 0))


@check(
    "pruning.keeps_the_rest",
    method="prune",
    advice="Touch no other column and no record; do not bump versions.",
    needs=PRUNES,
)
def _keeps_the_rest() -> Flow[None]:
    """Records, other lines and the bodies of cleared lines stay exactly as they were."""
    writes = [put(name, 0, name, place(number), private=WORDS, subject="ann") for number, name in enumerate("abc")]
    facts = [line(f"of {name}", name, 1, {"seats": 3}, WORDS, "ann") for name in "abc"]
    yield from commit(batch(*writes, lines=facts))
    before = plain_all((yield from load([key(name) for name in "abc"])))
    listed = yield from listing(Query("thing", "by_order", ("range",)))
    lines = yield from read(None, 10)
    yield from prune([lines[1].cursor], [])
    equal("records", plain_all((yield from load([key(name) for name in "abc"]))), before)
    equal("the range", (yield from listing(Query("thing", "by_order", ("range",)))), listed)
    expected = [lines[0].entry, lines[1].entry._replace(private=None), lines[2].entry]
    equal("lines", [plain_entry(one) for one in (yield from history())], [plain_entry(one) for one in expected])


@check(
    "pruning.cursors",
    method="prune",
    advice="Never give a position twice, and take one that is gone for a place to go on from.",
    needs=PRUNES,
)
def _cursors() -> Flow[None]:
    """Every cursor stays good, those of lines that are gone too, also of the last; readers miss and repeat nothing."""
    cursors = yield from _lines("a", "b", "c", "d", "e")
    yield from prune([], [cursors[0], cursors[2], cursors[4]])
    rest = [("b", "d"), ("d",), ("d",), (), ()]
    for cursor, ids in zip(cursors, rest, strict=True):
        equal("lines after a cursor from before", _ids((yield from read(cursor, 10))), ids)
    equal("the cursors of the lines left", [one.cursor for one in (yield from read(None, 10))], cursors[1:4:2])
    after = yield from _lines("f")
    equal("lines after the last cursor from before", _ids((yield from read(cursors[4], 10))), ("f",))
    holds("a cursor is given once", after[-1] not in cursors, after[-1])
    yield from prune([], after)
    equal("lines of an empty journal", _ids((yield from read(None, 10))), ())
    yield from _lines("g")
    equal("lines after the cursor of one that is gone", _ids((yield from read(after[-1], 10))), ("g",))


def _ids(lines: Iterable[Logged]) -> tuple[str, ...]:
    return tuple(one.entry.id for one in lines)


@check("pruning.idempotent", method="prune", advice="Count only what was still there.", needs=PRUNES)
def _idempotent() -> Flow[None]:
    """A second time finds nothing and changes nothing; so does a scrub for what was pruned, and the other way round."""
    cursors = yield from _lines("a", "b", "c")
    yield from prune(cursors[:1], cursors[1:2])
    before = yield from everything()
    equal("pruned the second time", tuple((yield from prune(cursors[:1], cursors[1:2])))[:2], (0, 0))
    equal("what is seen after the second time", (yield from everything()), before)
    equal("entries scrubbed", (yield from scrub("ann")).entries, 1)
    equal("pruned after the scrub", tuple((yield from prune(cursors, [])))[:2], (0, 0))
    equal("removed after the scrub", tuple((yield from prune([], cursors)))[:2], (0, 2))


@check(
    "pruning.clearings",
    method="prune",
    advice="Compare kind, id and subject whole, and the version as a number.",
    needs=PRUNES,
)
def _clearings() -> Flow[None]:
    """A clearing takes the private side of one record's lines about one person up to a version, and of no others."""
    facts = [
        line("old", "a", 1, private=WORDS, subject="ann"),
        line("older", "a", 2, private=WORDS, subject="ann"),
        line("new", "a", 10, private=WORDS, subject="ann"),
        line("near", "ab", 1, private=WORDS, subject="ann"),
        line("bob", "a", 1, private=WORDS, subject="bob"),
        line("bare", "a", 1),
    ]
    yield from commit(batch(lines=facts))
    answer = yield from prune([], [], [Clearing(key("a"), "ann", 2), Clearing(key("none"), "ann", 9)])
    equal("private sides pruned", tuple(answer)[:2], (2, 0))
    expected = [(one.id, one.private is not None and one.id not in ("old", "older")) for one in facts]
    equal("lines", (yield from _left()), expected)
    again = yield from prune([], [], [Clearing(key("a"), "ann", 2)])
    equal("pruned the second time", tuple(again)[:2], (0, 0))


@check("pruning.whole", method="prune", advice="Read every cursor before anything is changed.", needs=PRUNES)
def _whole() -> Flow[None]:
    """What is no cursor of this journal, or too much at once, is refused, and nothing changes."""
    cursors = yield from _lines("a", "b")
    before = yield from everything()
    for text in ("", "x", "-1", "9" * 18, "9" * 40, "a\0b", "\ud800"):
        yield from refused(prune([cursors[0], text], []), f"a clearing after {text!a:.40}", InvalidCursor)
        yield from refused(prune([], [cursors[0], text]), f"a removal after {text!a:.40}", InvalidCursor)
        equal("what is seen after the refusal", (yield from everything()), before)
    many = cursors[:1] * 1001
    for call in (prune(many, []), prune([], many), prune([], [], [Clearing(key("a"), "ann", 1)] * 1001)):
        yield from refused(call, "more than 1,000", InvalidQuery)
    equal("what is seen at the end", (yield from everything()), before)


@check(
    "pruning.restart",
    method="prune",
    advice="Keep the highest position ever given, and not only the highest that is left.",
    needs=PRUNES | Need.REOPEN,
)
def _restart() -> Flow[None]:
    """After a restart what was pruned is gone, and the cursors of removed lines are not given again."""
    cursors = yield from _lines("a", "b", "c")
    yield from prune(cursors[:1], cursors[1:])
    yield from restart()
    equal("lines", (yield from _left()), [("a", False)])
    equal("lines after the last cursor", _ids((yield from read(cursors[2], 10))), ())
    yield from _lines("d")
    equal("lines after the last cursor, and a new one", _ids((yield from read(cursors[2], 10))), ("d",))


@check("pruning.tenants", method="prune", advice="Look at the tenant's lines only.", needs=PRUNES | Need.NEIGHBOUR)
def _tenants() -> Flow[None]:
    """A cursor of one tenant takes nothing of another's."""
    cursors = yield from _lines("a", "b")

    def other() -> Flow[None]:
        yield from commit(batch(lines=[line("theirs", private=WORDS, subject="ann")]))
        yield from prune([], [], [Clearing(key("a"), "ann", 9)])
        for cursor in cursors:
            try:
                yield from prune([cursor], [cursor])
            except InvalidCursor:
                continue

    yield from neighbour(other())
    equal("lines", (yield from _left()), [("a", True), ("b", True)])

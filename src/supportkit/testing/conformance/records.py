"""Checks of what a store keeps: equal bytes by value, ids apart, and refusals that change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.calls import commit, find, load, read, scrub
from supportkit.core.records import Batch, Expect, IndexEntry, Key, Put, Query
from supportkit.errors import InvalidInput, InvalidQuery, StoreUnavailable, SupportKitError
from supportkit.testing.conformance.asking import close, declares, neighbour
from supportkit.testing.conformance.check import (
    Need,
    batch,
    check,
    document,
    equal,
    holds,
    key,
    line,
    place,
    plain,
    plain_all,
    plain_entry,
    plain_of,
    put,
    refused,
    tolerated,
    tombstone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supportkit.core.calls import Flow
    from supportkit.core.records import Entry

TWINS = (
    "a",
    "A",
    "a ",
    "\u00e9",
    "e\u0301",
    "\u00c9",
    "ss",
    "\u00df",
    "a/b",
    "a\\b",
    "a%",
    "a_",
    "'",
    '"',
    "\U0001f600",
)
"""Ids that a careless collation, escaping or normal form takes for one another."""


@check(
    "records.capabilities",
    method="capabilities",
    advice="Declare `capabilities = Capability(0)` if nothing more is promised.",
)
def _capabilities() -> Flow[None]:
    """A store declares its capabilities as a `Capability`; they are never guessed."""
    yield from declares()


@check(
    "records.load",
    method="load",
    advice="Leave out what was never written; keep tombstones in; answer a key that is asked twice once.",
)
def _load() -> Flow[None]:
    """A load answers the records that exist, tombstones among them, and leaves out keys never written."""
    equal("load of no keys", dict((yield from load([]))), {})
    equal("load of a key never written", dict((yield from load([key("a")]))), {})
    yield from commit(batch(put("a", value={"n": 1}), put("gone")))
    yield from commit(batch(tombstone("gone", 1)))
    answer = yield from load([key("a"), key("never"), key("gone"), key("a"), key("a", "other")])
    equal("keys of the answer", set(answer), {key("a"), key("gone")})
    equal("the record", plain(answer[key("a")]), plain_of(put("a", value={"n": 1}), 1))
    equal("the tombstone", plain(answer[key("gone")]), plain_of(tombstone("gone", 1), 2))
    generator = (key(name) for name in ("a", "never"))
    equal("keys given as a generator", set((yield from load(generator))), {key("a")})


@check("records.load_many", method="load", advice="Load in one statement, in parts if the driver limits parameters.")
def _load_many() -> Flow[None]:
    """One load answers any number of keys."""
    writes = [put(f"{number:05}") for number in range(1500)]
    yield from commit(Batch(tuple(writes)))
    answer = yield from load([*(write.key for write in writes), *(key(f"never-{number}") for number in range(2500))])
    equal("records found among 4,000 keys", len(answer), 1500)


@check(
    "records.round_trip",
    method="commit",
    advice="Keep bytes as they are, or JSON by value: no escaping, no normal form, no rounding, 4-byte UTF-8.",
)
def _round_trip() -> Flow[None]:
    """Body, private side, subject, index entries and journal lines come back equal, JSON by value."""
    values: list[object] = [
        None, True, 0, -1, 2**53 + 1, 2**63 - 1, -(2**63), 10**30, 0.1, 1e-300, "", " ", "\u00e9", "e\u0301",
        "\U0001f9e1", "back\\slash 'single' \"double\" %s ? $1 :x {}", "tab\tline\nreturn\r", [], {}, [[[]]],
        {"": {"\u00e9": [1, "1"]}}, {"b": 1, "a": 2},
    ]  # fmt: skip
    for number, value in enumerate(values):
        written = put(
            f"v{number}",
            0,
            value,
            place(number, "values"),
            place("\U0001f600", name="other"),
            private=[value],
            subject="ann",
        )
        fact = line(f"e{number}", f"v{number}", 1, value, [value], "ann")
        yield from commit(batch(written, lines=[fact]))
        answer = yield from load([written.key])
        equal(f"record with the value {number}", plain(answer[written.key]), plain_of(written, 1))
        cursor = None if number == 0 else (yield from read(None, 1000))[number - 1].cursor
        logged = yield from read(cursor, 10)
        equal(f"journal line with the value {number}", [plain_entry(one.entry) for one in logged], [plain_entry(fact)])


@check("records.all_of_unicode", method="commit", advice="Use UTF-8 with four bytes a character, end to end.")
def _all_of_unicode() -> Flow[None]:
    """Every code point but NUL and the halves of surrogate pairs is kept."""
    letters = "".join(map(chr, [*range(1, 0xD800), *range(0xE000, 0x110000)]))
    parts = [letters[start : start + 0x8000] for start in range(0, len(letters), 0x8000)]
    writes = [put(f"part-{number}", value=part, private=part, subject="ann") for number, part in enumerate(parts)]
    for write in writes:
        yield from commit(Batch((write,)))
    answer = yield from load([write.key for write in writes])
    for write in writes:
        equal(f"the text {write.key.id} of code points", plain(answer[write.key]), plain_of(write, 1))


@check("records.sides", method="commit", advice="`None` is not empty text; a side that is not given is NULL.")
def _sides() -> Flow[None]:
    """What is not given stays `None`: private side, subject, index entries."""
    writes = (
        put("bare"),
        put("subject", subject="ann"),
        put("both", private={}, subject="ann"),
        put("json-null", value=None),
    )
    yield from commit(Batch(writes))
    answer = yield from load([write.key for write in writes])
    for write in writes:
        equal(f"record {write.key.id}", plain(answer[write.key]), plain_of(write, 1))
    equal("a body that is the JSON `null`", bytes(answer[key("json-null")].body or b""), b"null")


@check("records.large", method="commit", advice="Use a column without a length limit; raise the packet limit.")
def _large() -> Flow[None]:
    """A document of one megabyte is kept whole, in records and in the journal."""
    value = "\u00e9\U0001f600x" * 150_000
    written = put("large", value=value, private=value, subject="ann")
    yield from commit(batch(written, lines=[line("e1", "large", 1, value)]))
    answer = yield from load([written.key])
    equal("the record", plain(answer[written.key]), plain_of(written, 1))
    equal("the line", plain_entry((yield from read(None, 1))[0].entry), plain_entry(line("e1", "large", 1, value)))


@check(
    "records.ids_apart",
    method="load",
    advice="Compare ids byte by byte: a binary collation, no case folding, no trimming, no Unicode normal form.",
)
def _ids_apart() -> Flow[None]:
    """Ids and kinds that differ in one code point name different records."""
    names = [key(twin) for twin in TWINS] + [key("thing", twin) for twin in TWINS]
    names += [key("c", "ab"), key("bc", "a"), key("c", "a/b"), key("b/c", "a"), key("c", "a:b"), key("b:c", "a")]
    yield from commit(Batch(tuple(Put(name, 0, document(number)) for number, name in enumerate(names))))
    answer = yield from load(names)
    equal("bodies by key", [int(answer[name].body or b"-1") for name in names], list(range(len(names))))


@check("records.id_lengths", method="commit", advice="Ids have up to 200 characters, not bytes; refuse longer ones.")
def _id_lengths() -> Flow[None]:
    """An id of 200 characters is kept, whatever their bytes; one more, or none, is refused and changes nothing."""
    longest = ("x" * 200, "\U0001f600" * 200)
    yield from commit(Batch(tuple(Put(Key("thing", name), 0, b"1") for name in longest)))
    equal("records found", len((yield from load([key(name) for name in longest]))), 2)
    for name in ("x" * 201, "\U0001f600" * 201, ""):
        what = f"an id of {len(name)} characters"
        yield from refused(commit(batch(put("beside"), put(name))), what, InvalidInput)
        yield from refused(commit(batch(put("beside"), put("other", kind=name))), f"{what} as a kind", InvalidInput)
        spot = IndexEntry("by_order", (name,), 1)
        yield from refused(commit(batch(put("beside", 0, 1, spot))), f"{what} in an index key", InvalidInput)
    equal("records written beside a refusal", dict((yield from load([key("beside")]))), {})


UNSTORABLE = ("a\0b", "\0", "\ud800", "x\udfff")


DEEP = b'["\\u0041",' + b"[" * 100_000 + b"]" * 100_001
"""JSON that a recursive reader runs out of stack on."""


def _unstorable() -> Iterable[tuple[str, Put | None, Entry | None]]:
    for text in UNSTORABLE:
        shown = ascii(text)
        yield f"id {shown}", put(text), None
        yield f"kind {shown}", put("other", kind=text), None
        yield f"subject {shown}", put("other", subject=text), None
        yield f"index key {shown}", put("other", 0, 1, place(1, text)), None
        yield f"index name {shown}", put("other", 0, 1, place(1, name=text)), None
        yield f"index order {shown}", put("other", 0, 1, place(text)), None
        yield f"id {shown} of a line", None, line(text)
        yield f"subject {shown} of a line", None, line("e1", subject=text)
        yield f"actor {shown} of a line", None, line("e1")._replace(actor=text)
    for body in (
        b'"a\\u0000b"',
        b'{"\\u0000": 1}',
        b'"\\ud800"',
        b'["x", "\\udfff"]',
        b'"a\0b"',
        b"\xff\xfe",
        b'"\xed\xa0\x80"',
    ):
        yield f"body {body!r:.40}", Put(key("other"), 0, body), None
        yield f"private side {body!r:.40}", Put(key("other"), 0, b"1", body, "ann"), None
        yield f"body {body!r:.40} of a line", None, line("e1")._replace(body=body)
        yield f"private side {body!r:.40} of a line", None, line("e1")._replace(private=body, subject="ann")


@check(
    "records.unstorable",
    method="commit",
    advice="Call `supportkit.storage.checks.check_batch` before the first write.",
)
def _unstorable_text() -> Flow[None]:
    """NUL, lone surrogates and bytes that are not UTF-8 are refused wherever they stand, and nothing changes."""
    for what, write, fact in _unstorable():
        writes = (put("beside"),) if write is None else (put("beside"), write)
        facts = () if fact is None else (fact,)
        yield from refused(commit(Batch(writes, facts)), what, InvalidInput)
        equal(f"records after {what} was refused", dict((yield from load([key("beside"), key("other")]))), {})
        equal(f"journal after {what} was refused", len((yield from read(None, 10))), 0)
    yield from tolerated(commit(Batch((Put(key("deep"), 0, DEEP),))), "a body of many brackets", InvalidInput)
    escaped = Put(key("emoji"), 0, b'"\\ud83d\\ude00"')
    yield from commit(Batch((escaped,)))
    equal(
        "an escaped pair",
        plain((yield from load([escaped.key]))[escaped.key]),
        plain_of(put("emoji", value="\U0001f600"), 1),
    )


@check(
    "records.malformed_batches",
    method="commit",
    advice="Call `supportkit.storage.checks.check_batch` before the first write.",
)
def _malformed() -> Flow[None]:
    """A key twice, a guard below 1, a tombstone with content and a number beyond 64 bits are refused unwritten."""
    beyond = line("e2")._replace(version=2**63)
    yield from commit(batch(put("there")))
    twice = [place(1), place(2)]
    cases = {
        "one key written twice": batch(put("a"), put("a")),
        "one key written and guarded": batch(put("there", 1), Expect(key("there"), 1)),
        "an Expect of version 0": batch(put("a"), Expect(key("never"), 0)),
        "a negative version": batch(put("a"), put("b", -1)),
        "an expected version of 2**63": batch(put("a"), put("b", 2**63)),
        "an Expect of version 2**63": batch(put("a"), Expect(key("there"), 2**63)),
        "a line of version 2**63": batch(put("a"), lines=[beyond]),
        "two entries of one index": batch(put("a"), put("b", 0, 1, *twice)),
        "a tombstone with an index entry": batch(put("a"), tombstone("there", 1)._replace(indexes=(place(1),))),
        "a tombstone with a private side": batch(put("a"), tombstone("there", 1)._replace(private=b"1", subject="ann")),
        "an order of 2**63": batch(put("a"), put("b", 0, 1, place(2**63))),
        "an order below -2**63": batch(put("a"), put("b", 0, 1, place(-(2**63) - 1))),
    }
    for what, malformed in cases.items():
        yield from refused(commit(malformed._replace(entries=(line("e1"), *malformed.entries))), what, InvalidInput)
        answer = yield from load([key("a"), key("b"), key("there")])
        equal(f"records after {what} was refused", plain_all(answer), {("thing", "there"): plain_of(put("there"), 1)})
        equal(f"journal after {what} was refused", len((yield from read(None, 10))), 0)


@check(
    "records.no_leaks",
    method="load",
    advice="Answer that nothing is there, or raise an error of supportkit; never the driver's own.",
)
def _no_leaks() -> Flow[None]:
    """Arguments that no database takes are answered with nothing or refused in supportkit's words."""
    yield from commit(batch(put("a", 0, 1, place(1), private=1, subject="ann"), lines=[line("e1")]))
    for text in (*UNSTORABLE, "", "x" * 100_000, "'; drop table records; --", "%", "*"):
        shown = f"{text!a:.30}"
        answer = yield from tolerated(load([key(text), Key(text, "a")]), f"load of {shown}", SupportKitError)
        equal(f"load of {shown}", dict(answer or {}), {})
        for query in (
            Query("thing", "by_order", (text,)),
            Query("thing", text, ("range",)),
            Query(text, "by_order", ("range",)),
        ):
            page = yield from tolerated(find(query), f"find with {shown}", SupportKitError)
            equal(f"find with {shown}", page.records if page else (), ())
        scrubbed = yield from tolerated(scrub(text), f"scrub of {shown}", SupportKitError)
        equal(f"scrub of {shown}", tuple(scrubbed or (0, 0))[:2], (0, 0))
    every = Query("thing", "by_order", ("range",))
    for bound in (2**63, -(2**63) - 1, 2**200):
        for query, count in ((every._replace(start=bound), bound < 0), (every._replace(stop=bound), bound > 0)):
            page = yield from tolerated(find(query), f"find with the bound {bound}", InvalidQuery)
            if page is not None:
                equal(f"records found with the bound {bound}", len(page.records), int(count))
    equal("records left", len((yield from load([key("a")]))), 1)


@check("records.closed", method="load", advice="Answer StoreUnavailable once closed, or open again.", needs=Need.CLOSE)
def _closed() -> Flow[None]:
    """A closed store answers still, or says `StoreUnavailable`; closing twice is no error."""
    yield from commit(batch(put("a")))
    yield from close()
    yield from close()
    yield from tolerated(load([key("a")]), "load after close", StoreUnavailable)
    yield from tolerated(find(Query("thing", "by_order", ("range",))), "find after close", StoreUnavailable)
    yield from tolerated(commit(batch(put("b"))), "commit after close", StoreUnavailable)
    yield from tolerated(read(None, 10), "read after close", StoreUnavailable)
    yield from tolerated(scrub("ann"), "scrub after close", StoreUnavailable)


@check(
    "records.tenants_apart",
    method="load",
    advice="Make the tenant the first column of every unique key, and a condition of every statement.",
    needs=Need.NEIGHBOUR,
)
def _tenants_apart() -> Flow[None]:
    """A handle sees, guards and scrubs nothing of another tenant, and each may use the same ids."""
    mine_row = put("a", 0, "mine", place(1), private="mine", subject="ann")
    mine = batch(mine_row, lines=[line("e1", private=1, subject="ann")])
    yield from commit(mine)

    def other_side() -> Flow[None]:
        equal("records seen by another tenant", dict((yield from load([key("a")]))), {})
        found = yield from find(Query("thing", "by_order", ("range",)))
        equal("index seen by another tenant", found.records, ())
        equal("journal seen by another tenant", len((yield from read(None, 10))), 0)
        equal("scrubbed by another tenant", tuple((yield from scrub("ann")))[:2], (0, 0))
        yield from commit(batch(put("a", 0, "theirs", place(1)), lines=[line("e1")]))
        equal("journal of the other tenant", len((yield from read(None, 10))), 1)

    yield from neighbour(other_side())
    answer = yield from load([key("a")])
    equal("the record after another tenant wrote its own", plain(answer[key("a")]), plain_of(mine_row, 1))
    page = yield from find(Query("thing", "by_order", ("range",)))
    equal("index after another tenant wrote its own", [record.key for record in page.records], [key("a")])
    lines = yield from read(None, 10)
    equal("journal", [plain_entry(one.entry) for one in lines], [plain_entry(one) for one in mine.entries])
    holds("the journal's private side is left", lines[0].entry.private is not None)

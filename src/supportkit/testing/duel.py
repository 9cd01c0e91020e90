"""Two stores, one history: whatever can be seen of them must be the same."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

from supportkit.core.calls import Call, arun, run
from supportkit.core.records import Batch, Entry, Expect, IndexEntry, Key, Put, Query
from supportkit.errors import SupportKitError
from supportkit.testing.conformance.check import AT, document, equal, plain, plain_all, plain_entry
from supportkit.testing.histories import ORDERS, SLOTS, SUBJECTS, CommitStep, FindStep, LoadStep, ReadStep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from supportkit.core.calls import Flow
    from supportkit.core.records import Page
    from supportkit.storage.protocol import Store
    from supportkit.testing.histories import Step, Write

RANGES = (("numbers",), ("texts", "a/b"))


def differential(
    left_factory: Callable[[], Store], right_factory: Callable[[], Any], *, examples: int = 50
) -> Callable[[], None]:
    """Make a test that plays random histories on two stores and fails, with the shortest, where they differ.

    `test_like_memory = differential(MemoryStore, make_mine)` is a whole test; it needs hypothesis.

    Args:
        left_factory: makes the reference, a `Store`.
        right_factory: makes the store in question, a `Store` or an `AsyncStore`, fresh and empty.
        examples: how many histories to play.
    """
    from hypothesis import HealthCheck, given, settings

    from supportkit.testing.strategies import histories

    @settings(
        max_examples=examples, deadline=None, report_multiple_bugs=False, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(histories())
    def test(steps: tuple[Step, ...]) -> None:
        compare(left_factory(), right_factory(), steps)

    def test_the_same_history() -> None:
        test()

    return test_the_same_history


def compare(left: Store, right: Any, steps: Iterable[Step]) -> None:
    """Play a history on two fresh stores and close both.

    Args:
        left: the reference.
        right: the store in question, a `Store` or an `AsyncStore`.
        steps: the history.

    Raises:
        CheckFailed: something that can be seen differs; the message says what.
    """
    try:
        if inspect.iscoroutinefunction(right.commit):
            asyncio.run(_async_duel(left, right, steps))
        else:
            run(right, duel(left, steps))
            _close(right)
    finally:
        _close(left)


async def _async_duel(left: Store, right: Any, steps: Iterable[Step]) -> None:
    await arun(right, duel(left, steps))
    closed = _close(right)
    if inspect.isawaitable(closed):
        await closed


def _close(store: Any) -> Any:
    closer = getattr(store, "aclose", None) or getattr(store, "close", None)
    return closer() if closer is not None else None


def duel(left: Store, steps: Iterable[Step]) -> Flow[None]:
    """Play a history on a reference and, by the calls it yields, on another store; fail where they differ."""
    match = _Match(left)
    for number, step in enumerate(steps, 1):
        yield from match.play(number, step)
    yield from match.compare_all()


class _Match:
    def __init__(self, left: Store) -> None:
        self._left = left
        self._lines: list[str] = []
        self._pages: dict[int, tuple[FindStep, str, str]] = {}
        self._cursors: tuple[str | None, str | None] = (None, None)

    def play(self, number: int, step: Step) -> Flow[None]:
        what = f"step {number}, {type(step).__name__.removesuffix('Step').lower()}"
        if isinstance(step, CommitStep):
            batch = self._batch(step)
            yield from self._both(what, Call("commit", (batch,)), _nothing)
        elif isinstance(step, LoadStep):
            keys = [_key(slot) for slot in step.slots]
            yield from self._both(what, Call("load", (keys,)), plain_all)
        elif isinstance(step, FindStep):
            yield from self._find(what, step)
        elif isinstance(step, ReadStep):
            yield from self._read(what, step)
        else:
            yield from self._both(what, Call("scrub", (SUBJECTS[step.subject],)), _counts)

    def compare_all(self) -> Flow[None]:
        keys = [_key(slot) for slot in range(SLOTS)]
        yield from self._both("all records at the end", Call("load", (keys,)), plain_all)
        for number, range_key in enumerate(RANGES):
            query = Query("thing", f"index-{number}", range_key, limit=1000)
            yield from self._both(f"range {number} at the end", Call("find", (query,)), _page)
        yield from self._both("the journal at the end", Call("read", (None, 1000)), _logged)

    def _both(self, what: str, call: Call, view: Callable[[Any], object], other: Call | None = None) -> Flow[Any]:
        """Make one call on both stores, compare what they answer or raise, and give both answers."""
        try:
            expected = getattr(self._left, call.method)(*call.arguments)
            left: object = view(expected)
        except SupportKitError as error:
            expected, left = None, (type(error).__name__, error.code)
        try:
            got = yield other or call
            right: object = view(got)
        except SupportKitError as error:
            got, right = None, (type(error).__name__, error.code)
        equal(what, right, left)
        return expected, got

    def _find(self, what: str, step: FindStep) -> Flow[None]:
        last = self._pages.get(step.range) if step.follow else None
        wanted = last[0] if last else step
        orders = ORDERS[wanted.range]
        start, stop = (orders[spot] if spot >= 0 else None for spot in (wanted.start, wanted.stop))
        query = Query(
            "thing", f"index-{wanted.range}", RANGES[wanted.range], start, stop,
            limit=wanted.limit, descending=wanted.descending,
        )  # fmt: skip
        calls = [Call("find", (query._replace(after=after),)) for after in (last[1:] if last else (None, None))]
        left, right = yield from self._both(what, calls[0], _page, calls[1])
        self._pages.pop(step.range, None)
        if left is not None and left.next is not None:
            equal(f"{what}: whether a page follows", right.next is not None, expected=True)
            self._pages[step.range] = (wanted, left.next, right.next)
        elif right is not None and right.next is not None:
            beyond: Page = yield Call("find", (query._replace(after=right.next),))
            equal(f"{what}: records after the last page", len(beyond.records), 0)

    def _read(self, what: str, step: ReadStep) -> Flow[None]:
        cursors = self._cursors if step.follow else (None, None)
        calls = [Call("read", (cursor, step.limit)) for cursor in cursors]
        left, right = yield from self._both(what, calls[0], _logged, calls[1])
        self._cursors = (left[-1].cursor, right[-1].cursor) if left else cursors

    def _batch(self, step: CommitStep) -> Batch:
        present = self._left.load([_key(slot) for slot in range(SLOTS)])
        writes: dict[Key[Any], Put | Expect] = {}
        for write in step.writes:
            record = present.get(_key(write.slot))
            writes.setdefault(_key(write.slot), _resolved(write, record.version if record else 0))
        stale = any(write.shift for write in step.writes)
        entries: list[Entry] = []
        for number in range(step.lines):
            name = f"line-{len(self._lines)}"
            if step.repeat and not stale and number == 0 and self._lines:
                name = self._lines[0]
            else:
                self._lines.append(name)
            cause = step.writes[number % len(step.writes)] if step.writes else None
            subject = SUBJECTS[cause.subject] if cause else None
            private = document([name]) if subject else None
            of = _key(cause.slot if cause else 0)
            entries.append(Entry(name, "thing.happened.1", of, 1, AT, AT, "actor", document(name), private, subject))
        return Batch(tuple(writes.values()), tuple(entries))


def _resolved(write: Write, present: int) -> Put | Expect:
    version = max(present + write.shift, 0)
    if write.what == 2 and version > 0:
        return Expect(_key(write.slot), version)
    if write.what == 1:
        return Put(_key(write.slot), version, None)
    subject = SUBJECTS[write.subject]
    private = document({"of": subject}) if subject else None
    entry = IndexEntry(f"index-{write.range}", RANGES[write.range], ORDERS[write.range][write.order])
    places = (entry,) if write.what == 0 else ()
    return Put(_key(write.slot), version, document({"value": write.value}), private, subject, places)


def _key(slot: int) -> Key[Any]:
    return Key("thing", f"row-{slot}" if slot < SLOTS else "never")


def _nothing(answer: object) -> object:
    return answer


def _counts(answer: Any) -> object:
    return answer.records, answer.entries


def _page(page: Any) -> object:
    return [plain(record) for record in page.records]


def _logged(lines: Any) -> object:
    return [plain_entry(one.entry) for one in lines]

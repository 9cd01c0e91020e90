"""What a use case works with: who acts, when, and what it has read; and how its changes become one batch.

A use case loads in one call whatever its arguments name, decides by pure code, and commits once. The commit guards
every row it loaded: written ones by their version, the others by an `Expect`, so that no decision rests on what has
changed meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast, overload

from supportkit.core.calls import Call, Flow
from supportkit.core.clock import stamp
from supportkit.core.codec import decode_record, encode
from supportkit.core.records import PAGE_LIMIT, Batch, Entry, Expect, Key, Put, Query
from supportkit.errors import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from supportkit.core.change import Change, Event
    from supportkit.core.ids import IdSource, PersonId
    from supportkit.core.records import Page, Record

_new: Any = cast("Any", tuple).__new__  # makes a NamedTuple of as many parts in a third of the time

T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")


class Maybe(Key[T]):
    """The key of something that need not exist."""

    __slots__ = ()


def maybe(key: Key[T]) -> Key[T | None]:
    """Say that a flow goes on where the thing does not exist; its value is then `None`."""
    return _new(Maybe, key)  # type: ignore[no-any-return]


class Found(NamedTuple, Generic[T]):
    """One page of a list; `next` is the cursor of the page after it, `None` at the end."""

    items: tuple[T, ...]
    next: str | None


class Context:
    """Who acts, when, and what this attempt has read.

    Args:
        actor: the person who acts.
        now: the one moment of the operation, the same at every attempt.
        ids: where new ids come from.
        operation: what is done, `area.name`, as the permission table calls it.
    """

    __slots__ = ("_erased", "_guarded", "_versions", "actor", "ids", "now", "operation")

    def __init__(self, *, actor: PersonId, now: datetime, ids: IdSource, operation: str) -> None:
        self.actor: PersonId = actor
        self.now: datetime = now
        self.ids: IdSource = ids
        self.operation: str = operation
        self._versions: dict[Key[Any], int] = {}
        self._guarded: dict[Key[Any], int] = {}
        self._erased: set[str] = set()

    @overload
    def load(self, one: Key[T1], /) -> Flow[T1]: ...
    @overload
    def load(self, one: Key[T1], two: Key[T2], /) -> Flow[tuple[T1, T2]]: ...
    @overload
    def load(self, one: Key[T1], two: Key[T2], three: Key[T3], /) -> Flow[tuple[T1, T2, T3]]: ...
    @overload
    def load(self, one: Key[T1], two: Key[T2], three: Key[T3], four: Key[T4], /) -> Flow[tuple[T1, T2, T3, T4]]: ...
    @overload
    def load(
        self, one: Key[T1], two: Key[T2], three: Key[T3], four: Key[T4], five: Key[T5], /
    ) -> Flow[tuple[T1, T2, T3, T4, T5]]: ...
    def load(self, *keys: Key[Any]) -> Flow[Any]:
        """Load by key, all in one call and from one view.

        Raises:
            NotFound: `record.not_found`, one that was not said to be `maybe`.
            Refused: `person.erased`, one that was not said to be `maybe` is the row of a person who was erased.
        """
        records = yield Call("load", (keys,))
        values = tuple([self._take(key, records.get(key)) for key in keys])
        return values[0] if len(values) == 1 else values

    def load_all(self, keys: Iterable[Key[T]]) -> Flow[tuple[T, ...]]:
        """Load any number of one kind by key, in the order of the keys."""
        wanted = tuple(keys)
        records = yield Call("load", (wanted,))
        return tuple(self._take(key, records.get(key)) for key in wanted)

    @property
    def asked(self) -> Key[Any]:
        """Answer the key that was read first: what the arguments name, whatever else hangs on it."""
        return next(iter(self._guarded))

    def version_of(self, key: Key[Any]) -> int:
        """Answer the version in which something was read, 0 where it was not or did not exist."""
        return self._versions.get(key, 0)

    def alive(self, people: Iterable[Key[Any]]) -> Flow[frozenset[str]]:
        """Answer the ids of those people whose data was not erased; each of their rows is guarded."""
        wanted = tuple(people)
        records = yield Call("load", (wanted,))
        living: set[str] = set()
        for key, record in records.items():
            self._note(key, record)
            if record.body is not None:
                living.add(key.id)
        return frozenset(living)

    def _note(self, key: Key[Any], record: Record) -> None:
        """Remember the version that was read first: what was decided since then rests on it."""
        self._guarded.setdefault(key, record.version)
        self._versions.setdefault(key, record.version)

    def _take(self, key: Key[Any], record: Record | None) -> Any:
        if record is not None:
            self._note(key, record)
            if record.body is not None:
                return decode_record(record)
            if key.kind == "person":
                # Said when it is about to be written, after it was asked who acts: else anybody could find out.
                self._erased.add(key.id)
        if type(key) is Maybe:
            return None
        if key.kind == "person" and key.id in self._erased:
            raise Refused("person.erased")
        raise NotFound("record.not_found", kind=key.kind, id=key.id)

    def find(
        self,
        kind: type[T],
        index: str,
        *key: str,
        start: str | int | None = None,
        stop: str | int | None = None,
        after: str | None = None,
        limit: int = 50,
        descending: bool = False,
    ) -> Flow[Found[T]]:
        """Answer one page of one range of one index.

        It guards nothing: a decision that rests on a range also loads the row which every change of that range writes.
        """
        name: str = kind.KIND  # type: ignore[attr-defined]
        page: Page = yield Call("find", (Query(name, index, key, start, stop, after, limit, descending),))
        for record in page.records:
            self._versions.setdefault(record.key, record.version)
        return Found(tuple(decode_record(record) for record in page.records), page.next)

    def find_all(
        self, kind: type[T], index: str, *key: str, start: str | int | None = None, stop: str | int | None = None
    ) -> Flow[tuple[T, ...]]:
        """Answer a whole range of one index, page by page; for ranges that one person or one group fills."""
        found: list[T] = []
        after: str | None = None
        while True:
            page = yield from self.find(kind, index, *key, start=start, stop=stop, after=after, limit=PAGE_LIMIT)
            found += page.items
            after = page.next
            if after is None:
                return tuple(found)

    def commit(
        self, *changes: Change[Any], buried: Iterable[Key[Any]] = (), unguarded: Collection[Key[Any]] = ()
    ) -> Flow[None]:
        """Write some changes and their facts, all or nothing, guarded by everything that was loaded.

        What must not outlive one of them is buried by the same commit.

        Args:
            changes: at most one for each thing; one without facts is none.
            buried: keys in whose place a tombstone is left.
            unguarded: keys whose change meanwhile would not matter; whoever names one says why.
        """
        orphans = yield from self._orphans(changes)
        batch = self.batch(changes, (*buried, *orphans) if orphans else buried, unguarded)
        yield Call("commit", (batch,))
        for write in batch.writes:
            if type(write) is Put:
                self._versions[write.key] = write.expected + 1
        self._guarded.clear()

    def _orphans(self, changes: Iterable[Change[Any]]) -> Flow[tuple[Key[Any], ...]]:
        """Answer the keys of what goes with things that are over."""
        keys = tuple([key for change in changes if change.events for key in change.state.goes_with()])
        if not keys:
            return ()
        records = yield Call("load", (keys,))
        for key, record in records.items():
            self._note(key, record)
        return tuple([key for key, record in records.items() if record.body is not None])

    def batch(
        self, changes: Iterable[Change[Any]], buried: Iterable[Key[Any]] = (), unguarded: Collection[Key[Any]] = ()
    ) -> Batch:
        """Make the batch of some changes: writes, guards, and one journal line for each fact.

        Raises:
            Refused: `person.erased`, something would be written about a person whose data was erased.
        """
        versions = self._versions
        writes: list[Put | Expect] = [Put(key, versions.get(key, 0), None) for key in buried]
        written: set[Key[Any]] = {write.key for write in writes}
        entries: list[Entry] = []
        subjects: set[str] = set()
        for change in changes:
            if not change.events:
                continue
            state = change.state
            key = state.record_key
            body, private = encode(state)
            subject = state.subject if private is not None else None
            expected = versions.get(key, 0)
            if subject in self._erased or (key.kind == "person" and key.id in self._erased):
                raise Refused("person.erased")
            writes.append(_new(Put, (key, expected, body, private, subject, state.indexes())))
            written.add(key)
            if subject is not None:
                subjects.add(subject)
            entries += self._entries(key, expected + 1, change.events)
        guarded = self._guarded
        writes += [
            _new(Expect, (key, version))
            for key, version in guarded.items()
            if key not in written and key not in unguarded
        ]
        for subject in subjects:
            person: Key[Any] = Key("person", subject)
            if person not in written and person not in guarded:
                raise RuntimeError(f"{self.operation} writes about a person without loading their row")
        return Batch(tuple(writes), tuple(entries))

    def _entries(self, key: Key[Any], version: int, events: Iterable[Event]) -> list[Entry]:
        recorded = stamp(self.now)
        lines: list[Entry] = []
        for event in events:
            body, private = encode(event)
            if event.FORGETS:
                private = None
            at = recorded if event.at is self.now else stamp(event.at)
            subject = event.subject if private is not None else None
            entry_id, by = self.ids.new("evt"), event.by
            lines.append(_new(Entry, (entry_id, event.TAG, key, version, at, recorded, by, body, private, subject)))
        return lines

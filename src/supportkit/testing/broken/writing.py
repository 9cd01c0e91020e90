"""Stores that write or load wrongly."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from supportkit.core.records import Batch, Expect, Key, Put, Record
from supportkit.errors import Conflict, DuplicateEntry
from supportkit.storage.checks import check_batch
from supportkit.storage.memory import MemoryStore
from supportkit.testing.broken.fault import fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@fault("concurrency.last_seat", "concurrency.counter")
class LostUpdate(MemoryStore):
    """Reads the versions in one step and writes in another: two writers both see the old version."""

    def commit(self, batch: Batch, /) -> None:
        """Check, pause as a round trip would, and write without looking again."""
        check_batch(batch)
        check_versions(batch, self._records)
        time.sleep(0.0005)
        with self._lock:
            for write in batch.writes:
                if isinstance(write, Put):
                    self._put(write)
            for entry in batch.entries:
                self._append(entry)


@fault("atomicity.all_or_nothing")
class PartialCommit(MemoryStore):
    """Writes one record after another without a transaction: what came before a conflict stays."""

    def commit(self, batch: Batch, /) -> None:
        """Commit each write alone."""
        check_batch(batch)
        for write in batch.writes:
            super().commit(Batch((write,)))
        super().commit(Batch((), batch.entries))


@fault("atomicity.expect", "scrubbing.erasure")
class IgnoresExpect(MemoryStore):
    """Checks what is written and forgets what is only guarded."""

    def commit(self, batch: Batch, /) -> None:
        """Drop the guards."""
        check_batch(batch)
        super().commit(batch._replace(writes=tuple(write for write in batch.writes if isinstance(write, Put))))


@fault("concurrency.guards_cross")
class WriteSkew(MemoryStore):
    """Reads what is guarded without locking it: two batches each write what the other guards."""

    def commit(self, batch: Batch, /) -> None:
        """Check the guards, pause as a round trip would, and write."""
        check_batch(batch)
        guards = tuple(write for write in batch.writes if isinstance(write, Expect))
        check_versions(batch._replace(writes=guards), self._records)
        if guards:
            time.sleep(0.002)
        super().commit(batch._replace(writes=tuple(write for write in batch.writes if isinstance(write, Put))))


@fault("records.load", "atomicity.tombstone", "atomicity.revival", "atomicity.expect_tombstone")
class HardDelete(MemoryStore):
    """Deletes the row instead of leaving a tombstone: the version begins again, and a stale writer slips through."""

    def commit(self, batch: Batch, /) -> None:
        """Remove what became a tombstone."""
        super().commit(batch)
        for write in batch.writes:
            if isinstance(write, Put) and write.body is None:
                del self._records[write.key]


@fault("atomicity.must_not_exist", "atomicity.tombstone")
class Upsert(MemoryStore):
    """Takes `expected=0` for "write in any case", as an upsert does."""

    def commit(self, batch: Batch, /) -> None:
        """Fill in the version that is there."""
        check_batch(batch)
        present = self.load([write.key for write in batch.writes])
        writes = (
            write._replace(expected=present[write.key].version)
            if isinstance(write, Put) and write.expected == 0 and write.key in present
            else write
            for write in batch.writes
        )
        super().commit(batch._replace(writes=tuple(writes)))


@fault("atomicity.stale", "atomicity.all_or_nothing", "journal.refused_leaves_no_gap")
class LinesBeforeChecks(MemoryStore):
    """Appends the journal lines first, outside the transaction that then fails."""

    def commit(self, batch: Batch, /) -> None:
        """Commit the lines, then the records."""
        check_batch(batch)
        super().commit(Batch((), batch.entries))
        super().commit(Batch(batch.writes))


@fault("atomicity.duplicate_entry")
class TakesDuplicateEntries(MemoryStore):
    """Has no unique key on the id of a journal line."""

    def commit(self, batch: Batch, /) -> None:
        """Forget which line ids are taken."""
        self._entry_ids.clear()
        super().commit(batch)


@fault("atomicity.duplicate_entry")
class SwallowsDuplicateEntries(MemoryStore):
    """Writes the records all the same when a line's id is taken, as `on conflict do nothing` does."""

    def commit(self, batch: Batch, /) -> None:
        """Leave out the lines that are there."""
        try:
            super().commit(batch)
        except DuplicateEntry:
            super().commit(batch._replace(entries=()))


@fault("records.unstorable", "records.id_lengths")
class TakesNul(MemoryStore):
    """Refuses nothing: NUL and halves of surrogate pairs go in, and a real database would cut or reject them."""

    def commit(self, batch: Batch, /) -> None:
        """Write without checking the batch."""
        with self._lock:
            check_versions(batch, self._records)
            for write in batch.writes:
                if isinstance(write, Put):
                    self._put(write)
            for entry in batch.entries:
                self._append(entry)


@fault("records.malformed_batches")
class LastOfTwice(MemoryStore):
    """Takes one key twice in a batch, and the last write wins."""

    def commit(self, batch: Batch, /) -> None:
        """Keep the last write of each key."""
        super().commit(batch._replace(writes=tuple({write.key: write for write in batch.writes}.values())))


@fault("records.large")
class ShortColumn(MemoryStore):
    """Cuts what is longer than its column, without a word."""

    def _put(self, put: Put) -> None:
        body = put.body
        super()._put(put._replace(body=body[:65_000] + b'"') if body is not None and len(body) > 65_535 else put)


@fault("records.round_trip", "records.all_of_unicode")
class ThreeByteText(MemoryStore):
    """Loses what needs four bytes in UTF-8, as `utf8mb3` does."""

    def _put(self, put: Put) -> None:
        text = (put.body or b"").decode()
        body = "".join(letter if letter < "\U00010000" else "?" for letter in text).encode()
        super()._put(put if put.body is None else put._replace(body=body))


@fault("records.ids_apart")
class FoldsCase(MemoryStore):
    """Compares ids without regard to case, as a default collation may."""

    def load(self, keys: Iterable[Key[object]], /) -> Mapping[Key[object], Record]:
        """Answer what an id reads like."""
        wanted = list(keys)
        folded = {(key.kind.casefold(), key.id.casefold()): record for key, record in self._records.items()}
        found = {key: folded.get((key.kind.casefold(), key.id.casefold())) for key in wanted}
        return {key: record for key, record in found.items() if record is not None}


@fault("records.load", "records.no_leaks")
class LeaksDriverErrors(MemoryStore):
    """Lets the driver's own exception out where a row is missing."""

    def load(self, keys: Iterable[Key[object]], /) -> Mapping[Key[object], Record]:
        """Raise `KeyError` for a row that is not there."""
        return {key: self._records[key] for key in keys}


@fault("atomicity.versions", "atomicity.revival")
class CountsFromZero(MemoryStore):
    """Shows versions from 0, one below those that a commit expects."""

    def load(self, keys: Iterable[Key[object]], /) -> Mapping[Key[object], Record]:
        """Answer versions one too low."""
        found = super().load(keys)
        return {key: record._replace(version=record.version - 1) for key, record in found.items()}


@fault("records.sides")
class EmptyForNone(MemoryStore):
    """Keeps empty text where nothing was given, as a column that is NOT NULL does."""

    def load(self, keys: Iterable[Key[object]], /) -> Mapping[Key[object], Record]:
        """Answer a subject that is never `None`."""
        found = super().load(keys)
        return {key: record._replace(subject=record.subject or "") for key, record in found.items()}


@fault("records.load_many")
class FewParameters(MemoryStore):
    """Lets the driver's limit of parameters out: so many keys, and not one more."""

    def load(self, keys: Iterable[Key[object]], /) -> Mapping[Key[object], Record]:
        """Raise where a driver would."""
        wanted = list(keys)
        if len(wanted) > 999:
            raise RuntimeError("too many variables")
        return super().load(wanted)


@fault("finding.moves", "atomicity.tombstone")
class StaleIndex(MemoryStore):
    """Adds index entries and never takes the former ones away."""

    def _unplace(self, former: Record) -> None:
        if former.subject is not None and former.private is not None:
            self._subjects[former.subject][0].discard(former.key)


def check_versions(batch: Batch, records: Mapping[Key[object], Record]) -> None:
    """Raise a `Conflict` unless every version is the expected one."""
    for write in batch.writes:
        expected = write.version if isinstance(write, Expect) else write.expected
        present = records.get(write.key)
        actual = present.version if present else 0
        if actual != expected:
            raise Conflict(key=write.key, expected=expected, actual=actual)

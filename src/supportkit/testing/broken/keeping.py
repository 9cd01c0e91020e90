"""Stores that keep the journal wrongly, scrub wrongly, or forget who they are."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from supportkit.core.records import Batch, Key, Logged, Record, Scrubbed
from supportkit.errors import InvalidCursor
from supportkit.storage.memory import MemoryStore
from supportkit.testing.broken.fault import fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from supportkit.core.records import Entry


@fault("journal.pages", "journal.follows")
class JournalSkips(MemoryStore):
    """Loses a line at the border of each full page."""

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """Hand out a cursor that stands one line too far."""
        lines = list(super().read(after, limit))
        if len(lines) == limit and int(lines[-1].cursor) < len(self._journal):
            lines[-1] = lines[-1]._replace(cursor=str(int(lines[-1].cursor) + 1))
        return lines


@fault("journal.cursor_bounds")
class StartsAgain(MemoryStore):
    """Takes a cursor that it does not know for none, and reads from the first line again."""

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """Read from the start if the cursor is strange."""
        try:
            return super().read(after, limit)
        except InvalidCursor:
            return super().read(None, limit)


@fault("journal.every_cursor")
class PageCursors(MemoryStore):
    """Gives all lines of a page the cursor of its last."""

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """Hand out one cursor."""
        lines = super().read(after, limit)
        return [one._replace(cursor=lines[-1].cursor) for one in lines]


@fault("journal.limits")
class WholeJournal(MemoryStore):
    """Reads as many lines as are asked for, however many."""

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """Read page by page until there are enough."""
        lines = list(super().read(after, min(max(limit, 1), 1000)))
        while lines and len(lines) < limit and (more := super().read(lines[-1].cursor, 1000)):
            lines += more
        return lines[: max(limit, 0)]


@fault("journal.order", "atomicity.batch", "history.like_memory")
class JournalOrder(MemoryStore):
    """Appends the lines of a batch in the order of their ids, not of the batch."""

    def commit(self, batch: Batch, /) -> None:
        """Sort the lines."""
        super().commit(batch._replace(entries=tuple(sorted(batch.entries, key=lambda entry: entry.id))))


@fault("concurrency.journal")
class EarlyNumbers(MemoryStore):
    """Numbers lines before they can be seen: a reader passes a gap that is filled behind it."""

    def __init__(self) -> None:
        super().__init__()
        self._hidden: set[int] = set()

    def commit(self, batch: Batch, /) -> None:
        """Commit, and show the lines a moment later."""
        with self._lock:
            start = len(self._journal)
            super().commit(batch)
            mine = set(range(start + 1, len(self._journal) + 1))
            self._hidden |= mine
        time.sleep(0.002 if start % 4 == 0 else 0)
        with self._lock:
            self._hidden -= mine

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """Answer the lines that can be seen."""
        with self._lock:
            return [one for one in super().read(after, limit) if int(one.cursor) not in self._hidden]


@fault("scrubbing.complete", "scrubbing.idempotent", "scrubbing.moved_rows")
class ScrubMissesEntries(MemoryStore):
    """Clears the records and forgets the journal."""

    def scrub(self, subject: str, /) -> Scrubbed:
        """Leave the lines."""
        lines = list(self._journal)
        answer = super().scrub(subject)
        self._journal = lines
        return answer._replace(entries=0)


@fault("scrubbing.keeps_bodies", "scrubbing.stops_late_writer", "scrubbing.beside_updates")
class ScrubKeepsVersions(MemoryStore):
    """Scrubs without bumping versions: who loaded before writes the text back."""

    def scrub(self, subject: str, /) -> Scrubbed:
        """Put the versions back."""
        former = dict(self._records)
        answer = super().scrub(subject)
        for key, record in self._records.items():
            self._records[key] = record._replace(version=former[key].version)
        return answer


@fault("scrubbing.others")
class ScrubByPrefix(MemoryStore):
    """Finds a person's rows by the start of the id, and clears those of others too."""

    def scrub(self, subject: str, /) -> Scrubbed:
        """Scrub everybody whose id begins so."""
        scrub_one = super().scrub
        answers = [scrub_one(other) for other in list(self._subjects) if other.startswith(subject)]
        return Scrubbed(sum(one.records for one in answers), sum(one.entries for one in answers))


@fault("scrubbing.keeps_bodies")
class ScrubEmptiesBodies(MemoryStore):
    """Takes the whole row away instead of its private side."""

    def scrub(self, subject: str, /) -> Scrubbed:
        """Leave an empty document."""
        keys = list(self._subjects.get(subject, (set[Key[object]](), []))[0])
        answer = super().scrub(subject)
        for key in keys:
            self._records[key] = self._records[key]._replace(body=b"{}")
        return answer


@fault("scrubbing.idempotent", "scrubbing.others")
class ScrubBumpsAlways(MemoryStore):
    """Bumps every row of the person at every scrub, also those that have nothing private."""

    def scrub(self, subject: str, /) -> Scrubbed:
        """Bump what was scrubbed before once more."""
        answer = super().scrub(subject)
        for key, record in self._records.items():
            if record.subject == subject and record.private is None:
                self._records[key] = record._replace(version=record.version + 1)
        return answer


@fault("concurrency.one_view")
class TornRead(MemoryStore):
    """Loads key by key, each from another moment."""

    def load(self, keys: Iterable[Key[object]], /) -> Mapping[Key[object], Record]:
        """Pause between keys, as a round trip would."""
        answer: dict[Key[object], Record] = {}
        for count, key in enumerate(keys):
            if count:
                time.sleep(0.0001)
            answer |= super().load([key])
        return answer


@fault("records.closed")
class LeaksOnceClosed(MemoryStore):
    """Lets the driver complain in its own words once the connection is closed."""

    def close(self) -> None:
        """Close what every call needs."""
        self._records = None  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]


@fault("records.capabilities")
class DeclaresNothing(MemoryStore):
    """Has no `capabilities`, so that what it can do would have to be guessed."""

    capabilities = None  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


@fault("records.round_trip", "journal.order")
class ForgetsLines(MemoryStore):
    """Takes the records and drops the journal, as a store without one would."""

    def _append(self, entry: Entry) -> None:
        self._entry_ids.add(entry.id)

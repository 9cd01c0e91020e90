"""Stores that prune wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.records import Capability, Clearing, Logged, Pruned
from supportkit.errors import InvalidCursor
from supportkit.storage.memory import MemoryStore
from supportkit.testing.broken.durable import Handle
from supportkit.testing.broken.fault import FAULTS, Fault, fault
from supportkit.testing.conformance.stage import Target

if TYPE_CHECKING:
    from collections.abc import Sequence


@fault("pruning.cursors")
class NumbersAnew(MemoryStore):
    """Numbers the lines that are left from one again, as a store that counts rows would."""

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """Close the gaps."""
        answer = super().prune(private, lines, clearings)
        self._positions = list(range(1, len(self._journal) + 1))
        self._numbered[0] = len(self._journal)
        return answer


@fault("pruning.cursors")
class RefusesOldCursors(MemoryStore):
    """Takes the cursor of a line that is gone for none of its own."""

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """Look the line up."""
        if after is not None and after.isdigit() and int(after) not in self._positions:
            raise InvalidCursor("cursor.invalid")
        return super().read(after, limit)


@fault("pruning.complete", "pruning.keeps_the_rest")
class PrunesWholeLines(MemoryStore):
    """Removes a line where only its private side was to go."""

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """Remove all of them."""
        return super().prune([], [*lines, *private], clearings)


@fault("pruning.clearings")
class ClearsAllVersions(MemoryStore):
    """Clears what was written about a record later, too."""

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """Look at the key only."""
        return super().prune(private, lines, [one._replace(version=2**62) for one in clearings])


@fault("pruning.whole")
class PrunesOneByOne(MemoryStore):
    """Removes what stands before the cursor that it cannot read."""

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """Take them one at a time."""
        one_by_one = super().prune
        answers = [one_by_one([cursor], []) for cursor in private]
        answers += [one_by_one([], [cursor]) for cursor in lines]
        answers.append(one_by_one([], [], clearings))
        return Pruned(sum(one.private for one in answers), sum(one.lines for one in answers))


@fault("pruning.idempotent")
class CountsWhatWasAsked(MemoryStore):
    """Answers how many lines were named, not how many were there."""

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """Count the arguments."""
        super().prune(private, lines, clearings)
        return Pruned(len(private), len(lines))


@fault("pruning.keeps_the_rest")
class PrunesRecords(MemoryStore):
    """Scrubs the person of a line where only the line was to be cleared."""

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """Scrub."""
        answer = super().prune(private, lines, clearings)
        for entry in self._journal:
            if private and entry.subject is not None:
                self.scrub(entry.subject)
        return answer


class PruningHandle(Handle):
    """One of several handles on the same data, which can prune."""

    capabilities: Capability = Capability.DURABLE | Capability.PRUNE


def _recounting(store: PruningHandle) -> PruningHandle:
    """Open a handle that counts on from the highest position that is left."""
    handle = PruningHandle(store)
    handle._numbered[0] = max(handle._positions, default=0)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return handle


FAULTS.extend(
    (
        Fault(
            id="ForgetsThePositionsGiven",
            sentence="Counts on from the highest position that is left, once it was opened anew.",
            target=Target(make=PruningHandle, reopen=_recounting),
            caught_by=("pruning.restart",),
        ),
        Fault(
            id="PrunesEveryTenant",
            sentence="Prunes by position alone, whoever's line stands there.",
            target=Target(make=PruningHandle, reopen=PruningHandle, neighbour=PruningHandle),
            caught_by=("pruning.tenants",),
        ),
    )
)

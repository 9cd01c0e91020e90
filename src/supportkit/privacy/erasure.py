"""An erasure that is under way: what makes a broken one resume, and a finished one provable."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import PersonId
from supportkit.core.lazy import Later
from supportkit.core.records import IndexEntry, Key

if TYPE_CHECKING:
    from supportkit.privacy import events as on
else:
    on = Later("supportkit.privacy.events")


@aggregate
@frozen(kw_only=True)
class Erasure(Aggregate):
    """The erasure of one person's data.

    Args:
        person_id: whose data.
        begun_at: since when nothing about them can be written.
        ended_at: when the private sides were gone from every record and journal line.
        records: how many records lost their private side.
        entries: how many journal lines did.
        residue: whether old bytes may lie in the store's files until its finishing step has run.
    """

    KIND: ClassVar[str] = "erasure"

    person_id: PersonId
    begun_at: datetime
    ended_at: datetime | None = None
    records: int = 0
    entries: int = 0
    residue: bool = False

    @staticmethod
    def key(person_id: PersonId) -> Key[Erasure]:
        """Answer the key of a person's erasure."""
        return Key("erasure", person_id)

    @property
    def record_key(self) -> Key[Erasure]:
        """The key it is kept under."""
        return Key("erasure", self.person_id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Those that are not finished, by their beginning."""
        return () if self.ended_at else (IndexEntry("erasure.unfinished", ("all",), stamp(self.begun_at)),)

    @classmethod
    def begin(cls, person_id: PersonId, *, at: datetime, by: PersonId) -> Change[Erasure]:
        """Begin: from here on nothing about the person can be written."""
        return begun(on.ErasureBegun(at=at, by=by, person_id=person_id))

    def end(self, *, records: int, entries: int, residue: bool, at: datetime, by: PersonId) -> Change[Erasure]:
        """Note that everything private about the person is gone."""
        counts = on.ErasureEnded(at=at, by=by, records=records, entries=entries, residue=residue)
        return changed(self, counts)

"""What is known of a person's death: who said so, who confirmed it, and what was held for the person before.

A report can be wrong, so nothing in it is for ever: withdrawing it buries this row, and everything is as it was. All of
it is private to the person. In the store the row is called `quiet`, a word that says nothing of a life; that such a row
exists can still be seen by whoever reads the tables, until an erasure buries it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.evolving import evolved
from supportkit.core.ids import PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import text_problems
from supportkit.errors import MUST_BE, InvalidInput, WrongState

if TYPE_CHECKING:
    from supportkit.privacy import death_events as on
else:
    on = Later("supportkit.privacy.death_events")


@frozen(kw_only=True)
class Former:
    """How long something was held for the person before the report, so that it can be given back.

    Args:
        of: the group.
        held_until: until when; `None` where nothing ended by itself.
    """

    of: str
    held_until: datetime | None = None


@frozen(kw_only=True)
class DeathReport:
    """What was said, by whom, and when.

    Args:
        reported_by: who reported it.
        reported_at: when.
        confirmed_by: how it is known for sure, in words; `None` while nobody has confirmed it.
        confirmed_at: since when it is.
        before: what was held for the person before.
    """

    reported_by: PersonId | None = None
    reported_at: datetime | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    before: tuple[Former, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.confirmed_by is not None:
            problems = tuple(text_problems("$.confirmed_by", self.confirmed_by))
            if problems:
                raise InvalidInput.of(problems)

    def __repr__(self) -> str:
        return "DeathReport(...)"


@aggregate
@frozen(kw_only=True)
class Death(Aggregate):
    """What is known of one person's death.

    Args:
        person_id: the person.
        since: since when nothing is addressed to them.
        report: what was said; private.
    """

    KIND: ClassVar[str] = "quiet"

    person_id: PersonId
    since: datetime
    report: DeathReport | Erased | None = private()

    @staticmethod
    def key(person_id: PersonId) -> Key[Death]:
        """Answer the key of what is known of a person's death."""
        return Key("quiet", person_id)

    @property
    def record_key(self) -> Key[Death]:
        """The key it is kept under."""
        return Key("quiet", self.person_id)

    @property
    def subject(self) -> PersonId:
        """The person."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person."""
        return (IndexEntry("quiet.by_person", (self.person_id,), stamp(self.since)),)

    @property
    def told(self) -> DeathReport:
        """What was said; nothing, where it was erased."""
        return self.report if isinstance(self.report, DeathReport) else DeathReport()

    @property
    def confirmed(self) -> bool:
        """Whether somebody has confirmed it."""
        return self.told.confirmed_at is not None

    @classmethod
    def begin(
        cls, person_id: PersonId, *, before: tuple[Former, ...] = (), at: datetime, by: PersonId
    ) -> Change[Death]:
        """Note that somebody reported it."""
        report = DeathReport(reported_by=by, reported_at=at, before=before)
        return begun(on.DeathReported(at=at, by=by, person_id=person_id, report=report))

    def confirm(self, confirmed_by: str, *, at: datetime, by: PersonId) -> Change[Death]:
        """Note that it is known for sure, and how.

        Raises:
            WrongState: it was confirmed before.
            InvalidInput: what is wrong with the words.
        """
        if self.confirmed:
            raise WrongState("confirm_death", "confirmed", ["reported"], hint=MUST_BE)
        report = evolved(self.told, confirmed_by=confirmed_by, confirmed_at=at)
        return changed(self, on.DeathConfirmed(at=at, by=by, person_id=self.person_id, report=report))

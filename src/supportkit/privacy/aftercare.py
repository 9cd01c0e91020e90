"""What those who lead a group do after a death: decide who tells the group, offer a choice to who cared, and debrief.

There is one for each group and person. Who may tell the group, and what may be said, is a decision that somebody made
and that can be looked up; it is private, for it is about the person who died.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.core.words import in_language, table
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supportkit.privacy import death_events as on
else:
    on = Later("supportkit.privacy.death_events")


class AftercareStatus(StrEnum):
    """Where it stands."""

    OPEN = "open"
    DONE = "done"


_S = AftercareStatus
AFTERCARE: Mapping[AftercareStatus, Mapping[str, AftercareStatus]] = {
    _S.OPEN: {"decide": _S.OPEN, "name_caregivers": _S.OPEN, "finish": _S.DONE},
    _S.DONE: {"decide": _S.DONE, "name_caregivers": _S.DONE},
}
"""The law of what is done after a death."""


@frozen(kw_only=True)
class Telling:
    """Who may tell the group, and what may be said.

    Args:
        teller: who tells it.
        words: what may be said, as it was agreed with those who are near to the person.
    """

    teller: PersonId
    words: str

    def __attrs_post_init__(self) -> None:
        problems = tuple(text_problems("$.words", self.words, TEXT_LIMIT))
        if problems:
            raise InvalidInput.of(problems)

    def __repr__(self) -> str:
        return "Telling(...)"


@aggregate
@frozen(kw_only=True)
class Aftercare(Aggregate):
    """What is to be done in one group after one person's death.

    Args:
        group_id: the group.
        community_id: its community.
        person_id: who died.
        opened_at: since when.
        status: where it stands.
        done_at: since when those who lead have talked about it.
        telling: who tells the group, and what may be said; private.
        caregivers: who cared for the person and is offered a choice of their own; private.
    """

    KIND: ClassVar[str] = "aftercare"

    group_id: GroupId
    community_id: CommunityId
    person_id: PersonId
    opened_at: datetime
    status: AftercareStatus = AftercareStatus.OPEN
    done_at: datetime | None = None
    telling: Telling | Erased | None = private()
    caregivers: tuple[PersonId, ...] | Erased | None = private()

    @staticmethod
    def key(group_id: GroupId, person_id: PersonId) -> Key[Aftercare]:
        """Answer the key of what is done in a group after a person's death."""
        return Key("aftercare", f"{group_id}:{person_id}")

    @property
    def record_key(self) -> Key[Aftercare]:
        """The key it is kept under."""
        return Key("aftercare", f"{self.group_id}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """Who died."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Those of a person, and the open ones of a community by their beginning."""
        entries = [IndexEntry("aftercare.by_person", (self.person_id,), self.group_id)]
        if self.status is AftercareStatus.OPEN:
            entries.append(IndexEntry("aftercare.open", (self.community_id,), stamp(self.opened_at)))
        return tuple(entries)

    @classmethod
    def begin(
        cls, group_id: GroupId, person_id: PersonId, *, community_id: CommunityId, at: datetime, by: PersonId
    ) -> Change[Aftercare]:
        """Note that there is something to do."""
        return begun(
            on.AftercareOpened(at=at, by=by, group_id=group_id, community_id=community_id, person_id=person_id)
        )

    def decide(self, telling: Telling, *, at: datetime, by: PersonId) -> Change[Aftercare]:
        """Decide who tells the group, and what may be said; a later decision replaces it."""
        step(AFTERCARE, self.status, "decide")
        return changed(self, on.TellingDecided(at=at, by=by, person_id=self.person_id, telling=telling))

    def name_caregivers(self, caregivers: tuple[PersonId, ...], *, at: datetime, by: PersonId) -> Change[Aftercare]:
        """Write down who is to be offered a choice: to stay for a time, or another group; nobody is moved by it."""
        step(AFTERCARE, self.status, "name_caregivers")
        return changed(self, on.CaregiversNamed(at=at, by=by, person_id=self.person_id, caregivers=caregivers))

    def finish(self, *, at: datetime, by: PersonId) -> Change[Aftercare]:
        """Note that those who lead have talked about it."""
        step(AFTERCARE, self.status, "finish")
        return changed(self, on.Debriefed(at=at, by=by, person_id=self.person_id))


class Step(NamedTuple):
    """One step of the guide for those who lead: what to do, and why."""

    do: str
    why: str


def death_guide(locale: str = "en") -> tuple[Step, ...]:
    """Answer the steps for those who lead a group in which somebody died, in English or Spanish (English otherwise)."""
    guide = in_language(table("supportkit.privacy", "death_guide.toml"), locale)
    return tuple(Step(**one) for one in guide["steps"])

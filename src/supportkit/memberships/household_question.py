"""The question to a member whether somebody of their household may come into the same group.

It is asked privately, and the answer is the member's own: a no is never told to anybody, and by nothing that others
can see does it differ from no answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.memberships.bond import key_of

if TYPE_CHECKING:
    from supportkit.memberships import joining_events as on
else:
    on = Later("supportkit.memberships.joining_events")


@aggregate
@frozen(kw_only=True)
class HouseholdQuestion(Aggregate):
    """Whether a member agrees to somebody of their household in the same group.

    Args:
        group_id: the group.
        community_id: the group's community.
        person_id: the member who is asked.
        applicant_id: who wants to come in.
        asked_at: since when it is asked.
        told_at: when the host told the member of the question; it has nothing to do with an answer.
        agrees: what the member answered; `None` for nothing. Private to the member.
    """

    KIND: ClassVar[str] = "household_question"

    group_id: GroupId
    community_id: CommunityId
    person_id: PersonId
    applicant_id: PersonId
    asked_at: datetime
    told_at: datetime | None = None
    agrees: bool | Erased | None = private()

    @staticmethod
    def key(group_id: GroupId, applicant_id: PersonId, person_id: PersonId) -> Key[HouseholdQuestion]:
        """Answer the key of the question to a member about somebody."""
        return Key("household_question", key_of(group_id, applicant_id, person_id))

    @property
    def record_key(self) -> Key[HouseholdQuestion]:
        """The key it is kept under."""
        return Key("household_question", key_of(self.group_id, self.applicant_id, self.person_id))

    @property
    def subject(self) -> PersonId:
        """Who is asked, whose answer it is."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By the member who is asked, and those of which nobody has told them yet; an answer changes neither."""
        asked = stamp(self.asked_at)
        entries = [IndexEntry("household_question.by_person", (self.person_id,), asked)]
        if self.told_at is None:
            entries.append(IndexEntry("household_question.to_tell", (self.community_id,), asked))
        return tuple(entries)

    @classmethod
    def ask(
        cls,
        group_id: GroupId,
        person_id: PersonId,
        applicant_id: PersonId,
        *,
        community_id: CommunityId,
        at: datetime,
        by: PersonId,
    ) -> Change[HouseholdQuestion]:
        """Ask a member about somebody; each pair is asked once for a group, and no more."""
        return begun(
            on.HouseholdAsked(
                at=at,
                by=by,
                group_id=group_id,
                community_id=community_id,
                person_id=person_id,
                applicant_id=applicant_id,
            )
        )

    def tell(self, *, at: datetime, by: PersonId) -> Change[HouseholdQuestion]:
        """Note that the member was told of it; once is enough."""
        return Change(self, ()) if self.told_at else changed(self, on.HouseholdTold(at=at, by=by))

    def answer(self, agrees: bool, *, at: datetime, by: PersonId) -> Change[HouseholdQuestion]:  # noqa: FBT001
        """Answer it, or change one's mind."""
        return changed(self, on.HouseholdAnswered(at=at, by=by, person_id=self.person_id, agrees=agrees))

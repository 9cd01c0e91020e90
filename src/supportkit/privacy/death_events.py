"""Facts around a death; what is private in them is about the person who died, and their tags say nothing of a life."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.private import Erased, private
from supportkit.privacy.aftercare import Aftercare, AftercareStatus, Telling
from supportkit.privacy.death import Death, DeathReport
from supportkit.privacy.wish import LastWish, Wish


@frozen(kw_only=True)
class QuietEvent(Event):
    """A fact about one person."""

    person_id: PersonId

    @property
    def subject(self) -> PersonId:
        """The person that the private fields are about."""
        return self.person_id


@frozen(kw_only=True)
class DeathReported(QuietEvent):
    """Somebody reported that the person has died."""

    TAG: ClassVar[str] = "quiet.noted.1"
    report: DeathReport | Erased | None = private()

    def apply(self, _: Death | None, /) -> Death:
        """Answer what is known."""
        return Death(person_id=self.person_id, since=self.at, report=self.report)


@frozen(kw_only=True)
class DeathConfirmed(QuietEvent):
    """It is known for sure."""

    TAG: ClassVar[str] = "quiet.settled.1"
    report: DeathReport | Erased | None = private()

    def apply(self, death: Death, /) -> Death:
        """Answer what is known."""
        return evolved(death, report=self.report)


@frozen(kw_only=True)
class AftercareOpened(QuietEvent):
    """Those who lead a group have something to do for it and for themselves."""

    TAG: ClassVar[str] = "aftercare.opened.1"
    group_id: GroupId
    community_id: CommunityId

    def apply(self, _: Aftercare | None, /) -> Aftercare:
        """Answer the task, open."""
        return Aftercare(
            group_id=self.group_id, community_id=self.community_id, person_id=self.person_id, opened_at=self.at
        )


@frozen(kw_only=True)
class TellingDecided(QuietEvent):
    """It was decided who tells the group, and what may be said."""

    TAG: ClassVar[str] = "aftercare.decided.1"
    telling: Telling | Erased | None = private()

    def apply(self, aftercare: Aftercare, /) -> Aftercare:
        """Answer the task with it."""
        return evolved(aftercare, telling=self.telling)


@frozen(kw_only=True)
class CaregiversNamed(QuietEvent):
    """It was written down who is to be offered a choice of their own."""

    TAG: ClassVar[str] = "aftercare.named.1"
    caregivers: tuple[PersonId, ...] | Erased | None = private()

    def apply(self, aftercare: Aftercare, /) -> Aftercare:
        """Answer the task with them."""
        return evolved(aftercare, caregivers=self.caregivers)


@frozen(kw_only=True)
class Debriefed(QuietEvent):
    """Those who lead have talked about it."""

    TAG: ClassVar[str] = "aftercare.done.1"

    def apply(self, aftercare: Aftercare, /) -> Aftercare:
        """Answer the task, done."""
        return evolved(aftercare, status=AftercareStatus.DONE, done_at=self.at)


@frozen(kw_only=True)
class WishBegun(QuietEvent):
    """The person left a wish with a community for the first time."""

    TAG: ClassVar[str] = "wish.begun.1"
    community_id: CommunityId
    wish: LastWish | Erased | None = private()

    def apply(self, _: Wish | None, /) -> Wish:
        """Answer the wish."""
        return Wish(community_id=self.community_id, person_id=self.person_id, left_at=self.at, wish=self.wish)


@frozen(kw_only=True)
class WishLeft(QuietEvent):
    """The person changed it."""

    TAG: ClassVar[str] = "wish.left.1"
    wish: LastWish | Erased | None = private()

    def apply(self, wish: Wish, /) -> Wish:
        """Answer the wish as it is now."""
        return evolved(wish, wish=self.wish, left_at=self.at)

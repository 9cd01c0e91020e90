"""Facts about people as such."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.private import Erased, private
from supportkit.privacy.erasure import Erasure
from supportkit.privacy.person import AccountLink, Origin, Person
from supportkit.privacy.profile import AboutMe, Profile


@frozen(kw_only=True)
class PersonMet(Event):
    """The store knows of somebody."""

    TAG: ClassVar[str] = "person.met.1"
    person_id: PersonId
    origin: Origin

    def apply(self, _: Person | None, /) -> Person:
        """Answer the person's row."""
        return Person(id=self.person_id, origin=self.origin, known_at=self.at)


@frozen(kw_only=True)
class QuietBegun(Event):
    """Nothing is addressed to the person from now on."""

    TAG: ClassVar[str] = "person.quiet_begun.1"

    def apply(self, person: Person, /) -> Person:
        """Answer the person's row with it."""
        return evolved(person, quiet_since=self.at)


@frozen(kw_only=True)
class QuietEnded(Event):
    """Things may be addressed to the person again."""

    TAG: ClassVar[str] = "person.quiet_ended.1"

    def apply(self, person: Person, /) -> Person:
        """Answer the person's row without it."""
        return evolved(person, quiet_since=None)


@frozen(kw_only=True)
class UseRestricted(Event):
    """The person's data is kept and not used from now on."""

    TAG: ClassVar[str] = "person.restricted.1"

    def apply(self, person: Person, /) -> Person:
        """Answer the person's row with it."""
        return evolved(person, restricted_since=self.at)


@frozen(kw_only=True)
class RestrictionLifted(Event):
    """The person's data may be used again."""

    TAG: ClassVar[str] = "person.restriction_lifted.1"

    def apply(self, person: Person, /) -> Person:
        """Answer the person's row without it."""
        return evolved(person, restricted_since=None)


@frozen(kw_only=True)
class AccountLinked(Event):
    """A host's account leads to a person id."""

    TAG: ClassVar[str] = "account_link.made.1"
    digest: str
    person_id: PersonId

    def apply(self, _: AccountLink | None, /) -> AccountLink:
        """Answer the link."""
        return AccountLink(digest=self.digest, person_id=self.person_id, made_at=self.at)


@frozen(kw_only=True)
class ErasureBegun(Event):
    """A person's row became a tombstone: nothing about them can be written from here on."""

    TAG: ClassVar[str] = "erasure.begun.1"
    person_id: PersonId
    community_id: CommunityId | None = None
    reached: str | None = None

    def apply(self, _: Erasure | None, /) -> Erasure:
        """Answer the erasure, under way."""
        return Erasure(person_id=self.person_id, community_id=self.community_id, begun_at=self.at, reached=self.reached)


@frozen(kw_only=True)
class ErasureWentOn(Event):
    """More ties of a person whose data is being erased are over."""

    TAG: ClassVar[str] = "erasure.went_on.1"
    reached: str
    records: int
    entries: int
    residue: bool = False

    def apply(self, erasure: Erasure, /) -> Erasure:
        """Answer the erasure, further on."""
        return evolved(erasure, reached=self.reached, records=self.records, entries=self.entries, residue=self.residue)


@frozen(kw_only=True)
class ErasureEnded(Event):
    """What was private about a person is gone from every record and journal line of the store."""

    TAG: ClassVar[str] = "erasure.ended.1"
    records: int
    entries: int
    residue: bool = False

    def apply(self, erasure: Erasure, /) -> Erasure:
        """Answer the erasure, ended."""
        return evolved(
            erasure,
            ended_at=self.at,
            reached=None,
            records=self.records,
            entries=self.entries,
            residue=self.residue,
        )


@frozen(kw_only=True)
class ProfileEvent(Event):
    """A fact about what one person tells of themself."""

    person_id: PersonId

    @property
    def subject(self) -> PersonId:
        """The person that the private fields are about."""
        return self.person_id


@frozen(kw_only=True)
class ProfileBegun(ProfileEvent):
    """A person told a community something of themself for the first time."""

    TAG: ClassVar[str] = "profile.begun.1"
    community_id: CommunityId
    about: AboutMe | Erased | None = private()

    def apply(self, _: Profile | None, /) -> Profile:
        """Answer the profile."""
        return Profile(community_id=self.community_id, person_id=self.person_id, changed_at=self.at, about=self.about)


@frozen(kw_only=True)
class ProfileTold(ProfileEvent):
    """A person told a community anew."""

    TAG: ClassVar[str] = "profile.told.1"
    about: AboutMe | Erased | None = private()

    def apply(self, profile: Profile, /) -> Profile:
        """Answer the profile with it."""
        return evolved(profile, about=self.about, changed_at=self.at)

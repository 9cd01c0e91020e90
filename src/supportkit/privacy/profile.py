"""What a person tells a community of themself: the only home of names, contacts and facts of their health.

All of it is private, all of it is the person's own choice, and all of it goes with an erasure.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.communities.experience import LivedExperience
from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.codes import language_problems, region_problems
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import text_problems
from supportkit.core.zones import zone
from supportkit.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supportkit.privacy import events as on
else:
    on = Later("supportkit.privacy.events")


class AgeOutcome(StrEnum):
    """What came of asking for somebody's age; the birth date itself is never kept."""

    ADULT = "adult"
    MINOR = "minor"


@frozen(kw_only=True)
class Experience:
    """One way in which an illness is part of somebody's life, from when and until when, if they say so."""

    kind: LivedExperience
    since: date | None = None
    until: date | None = None


@frozen(kw_only=True)
class AboutMe:
    """What a person tells a community of themself; everything may be left out.

    Args:
        experiences: how an illness is part of their life.
        conditions: their conditions, in the host's words.
        stage: its stage, in the host's words.
        region: where they live, as an ISO 3166 code (`DE`, `US-WA`).
        languages: BCP 47 tags of what they speak.
        zone: their IANA time zone.
        access_needs: what they need to take part, in the host's words (`captions`, `wheelchair`).
        age: what came of asking for their age.
    """

    experiences: tuple[Experience, ...] = ()
    conditions: tuple[str, ...] = ()
    stage: str | None = None
    region: str | None = None
    languages: tuple[str, ...] = ()
    zone: str | None = None
    access_needs: tuple[str, ...] = ()
    age: AgeOutcome | None = None

    def __attrs_post_init__(self) -> None:
        words = [("stage", self.stage), ("region", self.region), ("zone", self.zone)]
        words += [
            (f"{name}[{place}]", word)
            for name in ("conditions", "languages", "access_needs")
            for place, word in enumerate(getattr(self, name))
        ]
        problems = [problem for name, word in words if word is not None for problem in text_problems(f"$.{name}", word)]
        if problems:
            raise InvalidInput.of(problems)

    def __repr__(self) -> str:
        return "AboutMe(...)"

    def problems(self) -> Iterator[Problem]:
        """Say what in it is no zone, language or region.

        It is asked when it is told, not when it is read: zones and the data about them change.
        """
        for place, tag in enumerate(self.languages):
            yield from language_problems(f"$.languages[{place}]", tag)
        if self.region is not None:
            yield from region_problems("$.region", self.region)
        if self.zone is not None:
            yield from _zone_problems(self.zone)


def _zone_problems(name: str) -> Iterator[Problem]:
    try:
        zone(name)
    except InvalidInput as error:
        if error.code == "zone.offset":
            yield Problem("zone.offset", "$.zone")
            return
        # What was typed is not repeated: where somebody lives is private.
        allowed = "names of IANA time zones, such as Europe/Berlin"
        yield Problem("value.not_allowed", "$.zone", {"given": "This", "allowed": allowed})


def _checked(about: AboutMe) -> AboutMe:
    problems = tuple(about.problems())
    if problems:
        raise InvalidInput.of(problems)
    return about


@aggregate
@frozen(kw_only=True)
class Profile(Aggregate):
    """What one person told one community of themself.

    Args:
        community_id: the community.
        person_id: the person.
        changed_at: since when it is so.
        about: facts of their life and health; private.
    """

    KIND: ClassVar[str] = "profile"

    community_id: CommunityId
    person_id: PersonId
    changed_at: datetime
    about: AboutMe | Erased | None = private()

    @staticmethod
    def key(community_id: CommunityId, person_id: PersonId) -> Key[Profile]:
        """Answer the key of what a person told a community."""
        return Key("profile", f"{community_id}:{person_id}")

    @property
    def record_key(self) -> Key[Profile]:
        """The key it is kept under."""
        return Key("profile", f"{self.community_id}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """The person."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person."""
        return (IndexEntry("profile.by_person", (self.person_id,), self.community_id),)

    @property
    def told(self) -> AboutMe:
        """What the person told; nothing, where it was erased or never said."""
        return self.about if isinstance(self.about, AboutMe) else AboutMe()

    @classmethod
    def begin(
        cls, community_id: CommunityId, person_id: PersonId, *, about: AboutMe, at: datetime, by: PersonId
    ) -> Change[Profile]:
        """Tell a community something for the first time.

        Raises:
            InvalidInput: `language.malformed`, `region.malformed`, `zone.offset`, `value.not_allowed`.
        """
        return begun(
            on.ProfileBegun(at=at, by=by, community_id=community_id, person_id=person_id, about=_checked(about))
        )

    def tell(self, about: AboutMe, *, at: datetime, by: PersonId) -> Change[Profile]:
        """Tell it anew; what was told before is replaced.

        Raises:
            InvalidInput: see `begin`.
        """
        return changed(self, on.ProfileTold(at=at, by=by, person_id=self.person_id, about=_checked(about)))

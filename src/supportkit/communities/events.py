"""Facts about a community."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from supportkit.communities.community import Community, Document, Mode
from supportkit.communities.crisis_plan import CrisisPlan
from supportkit.communities.rules import CommunityRules
from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId


@frozen(kw_only=True)
class CommunityFounded(Event):
    """A community was founded."""

    TAG: ClassVar[str] = "community.founded.1"
    community_id: CommunityId
    name: str
    mode: Mode

    def apply(self, _: Community | None, /) -> Community:
        """Answer the new community."""
        return Community(id=self.community_id, name=self.name, mode=self.mode, founded_at=self.at)


@frozen(kw_only=True)
class CommunityDescribed(Event):
    """Its name, purpose, languages or regions were changed."""

    TAG: ClassVar[str] = "community.described.1"
    name: str
    purpose: str = ""
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def apply(self, community: Community, /) -> Community:
        """Answer the community with the new words."""
        return evolved(community, name=self.name, purpose=self.purpose, languages=self.languages, regions=self.regions)


@frozen(kw_only=True)
class GuidelinesSet(Event):
    """New guidelines are in force."""

    TAG: ClassVar[str] = "community.guidelines_set.1"
    document: Document

    def apply(self, community: Community, /) -> Community:
        """Answer the community with them."""
        return evolved(community, guidelines=self.document)


@frozen(kw_only=True)
class DisclaimerSet(Event):
    """A new disclaimer is in force."""

    TAG: ClassVar[str] = "community.disclaimer_set.1"
    document: Document

    def apply(self, community: Community, /) -> Community:
        """Answer the community with it."""
        return evolved(community, disclaimer=self.document)


@frozen(kw_only=True)
class CrisisPlanSet(Event):
    """It is settled what is done when somebody is in danger."""

    TAG: ClassVar[str] = "community.crisis_plan_set.1"
    plan: CrisisPlan

    def apply(self, community: Community, /) -> Community:
        """Answer the community with it."""
        return evolved(community, crisis_plan=self.plan)


@frozen(kw_only=True)
class RulesSet(Event):
    """It is settled what holds in all groups of the community."""

    TAG: ClassVar[str] = "community.rules_set.1"
    rules: CommunityRules

    def apply(self, community: Community, /) -> Community:
        """Answer the community with them."""
        return evolved(community, rules=self.rules)


@frozen(kw_only=True)
class OwnersCounted(Event):
    """An owner came or left."""

    TAG: ClassVar[str] = "community.owners_counted.1"
    owners: int

    def apply(self, community: Community, /) -> Community:
        """Answer the community with the new count."""
        return evolved(community, owners=community.owners + self.owners)

"""A community: what it is for, the rules its groups inherit, and whether it is a rehearsal or live."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.communities.crisis_plan import CrisisPlan
from supportkit.communities.rules import STANDARD, CommunityRules
from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.codes import region_problems
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, plain, text_problems
from supportkit.errors import InvalidInput, Refused
from supportkit.privacy.person import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supportkit.communities import events as on
    from supportkit.errors import Problem
else:
    on = Later("supportkit.communities.events")


class Mode(StrEnum):
    """Whether what happens in a community is real; a rehearsal can never become live."""

    REHEARSAL = "rehearsal"
    LIVE = "live"

    @property
    def origin(self) -> Origin:
        """Whose place it is: made-up people rehearse, real people live."""
        return Origin.REAL if self is Mode.LIVE else Origin.MADE_UP


@frozen(kw_only=True)
class Document:
    """Words that hold for everybody in a community, with their version.

    Args:
        version: 1 for the first words, one more at each change.
        text: the words, 1 to 20,000 characters.
    """

    version: int
    text: str

    def __attrs_post_init__(self) -> None:
        if not plain(self.text, TEXT_LIMIT):
            problems = tuple(text_problems("$.text", self.text, TEXT_LIMIT))
            if problems:
                raise InvalidInput.of(problems)


@aggregate
@frozen(kw_only=True)
class Community(Aggregate):
    """The whole place: many groups, one set of rules.

    Args:
        id: its id (`com_…`).
        name: what people call it, 1 to 200 characters.
        mode: rehearsal or live, for ever.
        founded_at: since when it is there.
        purpose: what it is for, in a few sentences.
        languages: BCP 47 tags of what is spoken.
        guidelines: the rules that all agree to; its groups inherit them.
        disclaimer: what it is not; its groups inherit it.
        rules: what holds in all its groups.
        owners: how many owners there are.
        regions: ISO 3166 codes of the regions it serves (`DE`, `US-WA`); a group may serve others.
        crisis_plan: what is done when somebody is in danger; its groups inherit it.
    """

    KIND: ClassVar[str] = "community"

    id: CommunityId
    name: str
    mode: Mode
    founded_at: datetime
    purpose: str = ""
    languages: tuple[str, ...] = ()
    guidelines: Document | None = None
    disclaimer: Document | None = None
    rules: CommunityRules = STANDARD
    owners: int = 0
    regions: tuple[str, ...] = ()
    crisis_plan: CrisisPlan | None = None

    def __attrs_post_init__(self) -> None:
        if not plain(self.name) or self.purpose or self.regions:
            problems = tuple(self._problems())
            if problems:
                raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        yield from text_problems("$.name", self.name)
        yield from text_problems("$.purpose", self.purpose, TEXT_LIMIT, empty=True)
        for place, region in enumerate(self.regions):
            yield from region_problems(f"$.regions[{place}]", region)

    @staticmethod
    def key(community_id: CommunityId) -> Key[Community]:
        """Answer the key of a community."""
        return Key("community", community_id)

    @property
    def record_key(self) -> Key[Community]:
        """The key it is kept under."""
        return Key("community", self.id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """All communities, in the order of their founding."""
        return (IndexEntry("community.all", ("all",), self.id),)

    @classmethod
    def found(
        cls, community_id: CommunityId, *, name: str, mode: Mode, at: datetime, by: PersonId
    ) -> Change[Community]:
        """Found a community."""
        return begun(on.CommunityFounded(at=at, by=by, community_id=community_id, name=name, mode=mode))

    def describe(
        self,
        *,
        at: datetime,
        by: PersonId,
        name: str | None,
        purpose: str | None,
        languages: tuple[str, ...] | None,
        regions: tuple[str, ...] | None = None,
    ) -> Change[Community]:
        """Change its name, purpose, languages or regions; `None` leaves one as it is."""
        return changed(
            self,
            on.CommunityDescribed(
                at=at,
                by=by,
                name=self.name if name is None else name,
                purpose=self.purpose if purpose is None else purpose,
                languages=self.languages if languages is None else languages,
                regions=self.regions if regions is None else regions,
            ),
        )

    def set_guidelines(self, text: str, *, at: datetime, by: PersonId) -> Change[Community]:
        """Put new guidelines in force, as the next version."""
        return changed(self, on.GuidelinesSet(at=at, by=by, document=_next(self.guidelines, text)))

    def set_disclaimer(self, text: str, *, at: datetime, by: PersonId) -> Change[Community]:
        """Put a new disclaimer in force, as the next version."""
        return changed(self, on.DisclaimerSet(at=at, by=by, document=_next(self.disclaimer, text)))

    def set_crisis_plan(self, plan: CrisisPlan, *, at: datetime, by: PersonId) -> Change[Community]:
        """Say what is done when somebody is in danger.

        Raises:
            InvalidInput: `crisis.not_yet_confirmed`, a resource with a day that is still to come.
        """
        plan.must_be_confirmed_by(at.date())
        return changed(self, on.CrisisPlanSet(at=at, by=by, plan=plan))

    def shown_outside(self) -> Community:
        """Answer the community as those who do not run it may see it: not who answers in a crisis."""
        if self.crisis_plan is None or not self.crisis_plan.responders:
            return self
        return evolved(self, crisis_plan=self.crisis_plan.shown_outside())

    def set_rules(self, rules: CommunityRules, *, at: datetime, by: PersonId) -> Change[Community]:
        """Say what holds in all its groups."""
        return changed(self, on.RulesSet(at=at, by=by, rules=rules))

    def count_owners(self, by_how_many: int, *, at: datetime, by: PersonId) -> Change[Community]:
        """Count an owner who came or left.

        Raises:
            Refused: `community.last_owner`, the last one cannot leave.
        """
        if self.owners + by_how_many < 1:
            raise Refused("community.last_owner")
        return changed(self, on.OwnersCounted(at=at, by=by, owners=by_how_many))


def _next(former: Document | None, text: str) -> Document:
    return Document(version=former.version + 1 if former else 1, text=text)

"""What is there for somebody now who has to wait, was not accepted or was referred: other groups, help, and a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from supportkit.core.words import in_language, table
from supportkit.groups.group import Access, Group
from supportkit.memberships.path import MembershipStatus

if TYPE_CHECKING:
    from supportkit.communities.community import Community

GROUPS = 5
"""Other groups that are named, at most (default)."""


@frozen(kw_only=True)
class Helpline:
    """Where somebody can turn today.

    Args:
        name: what it is called.
        reach: a number to dial or an address to open.
        region: where it serves, as an ISO 3166 code; `None` for everywhere.
    """

    name: str
    reach: str
    region: str | None = None


class Words(NamedTuple):
    """The same in words for the person; what there is nothing to say about is empty."""

    now: str
    by: str
    meanwhile: str
    help: str


@frozen(kw_only=True)
class Alternatives:
    """What is there for somebody now.

    Args:
        status: where their request stands.
        groups: groups that take people in now; of a referral, those that it names.
        elsewhere: a place outside that a referral names, in words for the person.
        helplines: where they can turn today.
        hear_back_on: the day by which they hear back, or until which a seat is held for them.
    """

    status: MembershipStatus
    groups: tuple[Group, ...] = ()
    elsewhere: str | None = None
    helplines: tuple[Helpline, ...] = ()
    hear_back_on: date | None = None

    def __repr__(self) -> str:
        return f"Alternatives(groups={len(self.groups)}, helplines={len(self.helplines)}, by={self.hear_back_on})"

    def words(self, locale: str = "en") -> Words:
        """Answer it in words, in a language there are words for (English otherwise)."""
        row = _words(_TOLD_AS[self.status], locale)
        return Words(
            now=row["now"],
            by=row["by"].format(date=self.hear_back_on.isoformat()) if self.hear_back_on else "",
            meanwhile=row["meanwhile"] if self.groups or self.elsewhere else "",
            help=row["help"] if self.helplines else "",
        )


_S = MembershipStatus
_TOLD_AS = {
    _S.APPLIED: "applied",
    _S.WAITING: "waiting",
    _S.OFFERED: "waiting",
    _S.DECLINED: "declined",
    _S.REFERRED: "referred",
}
TOLD = frozenset(_TOLD_AS)
"""States in which somebody is told what else there is."""


def helplines_of(community: Community, region: str | None) -> tuple[Helpline, ...]:
    """Answer where somebody can turn today, as the community's crisis plan says; never another country's number.

    Args:
        community: the community.
        region: where the person lives, if they told it; else all are answered, each with the region that it serves.
    """
    plan = community.crisis_plan
    notes = () if plan is None else plan.resources if region is None else plan.serving(region)
    return tuple(
        Helpline(name=note.name, reach=note.phone or note.text or note.url or "", region=note.region) for note in notes
    )


def takes_people(group: Group) -> bool:
    """Tell whether somebody can come into an open group by themself without waiting."""
    return group.access is not Access.BY_INVITATION and group.free > 0 and group.waiting == 0


def _words(told_as: str, locale: str) -> dict[str, str]:
    row: dict[str, dict[str, str]] = table("supportkit.memberships", "words.toml")[told_as]
    return in_language(row, locale)

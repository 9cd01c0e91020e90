"""How a group takes people in, keeps seats and shows itself, as one value that those who lead it set.

Each default says where it comes from; one that says nothing of it is ours, and nobody has measured it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from supportkit.core.text import number_problems, text_problems
from supportkit.errors import InvalidInput, Problem
from supportkit.groups.eligibility import ANYBODY, LISTED, Eligibility

if TYPE_CHECKING:
    from collections.abc import Iterator


class WaitlistOrder(StrEnum):
    """The published order in which free seats are offered."""

    FIRST_COME = "first_come"
    PRIORITY = "priority"
    """By class of priority, then first come; which class somebody is in is never shown to others."""
    BALANCE = "balance"
    """Who brings the lived experience that the group has least of, then first come."""


class PartyRule(StrEnum):
    """What happens where a party of two is next and one seat is free."""

    STRICT = "strict"
    """Nobody is offered it until there are two."""
    SKIP = "skip"
    """The next who comes alone is offered it, and the party keeps its place."""


class Circle(StrEnum):
    """Who may see something of a group."""

    LEADERS = "leaders"
    MEMBERS = "members"
    COMMUNITY = "community"


@frozen(kw_only=True)
class GroupRules:
    """How a group takes people in, keeps seats and shows itself.

    Args:
        eligibility: whom it is for.
        offers: what helps people take part there, in the host's words (`captions`, `wheelchair`); people say what they
            need in the same words.
        questionnaire_id: what those who want to join answer first; `None` for nothing.
        conversation: whether somebody who leads it talks with each person before they join.
        emergency_contact: whether each member names whom to call; for groups that meet live.
        order: in which order free seats are offered.
        parties: what happens where a party of two is next and one seat is free.
        offer_hours: hours for which a seat is held for somebody.
        pause_weeks: weeks for which the seat of somebody who rests is held.
        rejoin_after_days: days after leaving before which nobody comes back by themself.
        roster: who may see who belongs.
        content: who may see what is planned and said.
        attendance: who may see who came.
    """

    eligibility: Eligibility = ANYBODY
    offers: tuple[str, ...] = ()
    questionnaire_id: str | None = None
    conversation: bool = False
    emergency_contact: bool = False
    order: WaitlistOrder = WaitlistOrder.FIRST_COME
    parties: PartyRule = PartyRule.STRICT
    offer_hours: int = 72
    pause_weeks: int = 8
    rejoin_after_days: int = 0
    roster: Circle = Circle.LEADERS
    content: Circle = Circle.MEMBERS
    attendance: Circle = Circle.LEADERS

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        if len(self.offers) > LISTED:
            yield Problem("list.too_long", "$.offers", {"length": len(self.offers), "most": LISTED})
        else:
            for place, word in enumerate(self.offers):
                yield from text_problems(f"$.offers[{place}]", word, 100)
        yield from number_problems("$.offer_hours", self.offer_hours, 1, 720)
        yield from number_problems("$.pause_weeks", self.pause_weeks, 1, 104)
        yield from number_problems("$.rejoin_after_days", self.rejoin_after_days, 0, 366)


STANDARD = GroupRules()
"""What holds where nobody has decided otherwise."""

"""Sixty-four people race for eight seats: what they do, and what must be so of what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from supportkit.core.change import fold
from supportkit.errors import NotFound, Refused
from supportkit.groups.group import Access, Group
from supportkit.kit import Kit
from supportkit.memberships.events import SeatOffered
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus

PEOPLE = 64
SEATS = 8
S = MembershipStatus


def names(number: int) -> list[str]:
    """Name those who take part in one round."""
    return [f"r{number}p{one:02}" for one in range(PEOPLE)]


def new_group(kit: Kit, community: Any) -> Any:
    """Open a group with eight seats."""
    group = kit.groups.create(community, "Race", capacity=SEATS, facilitators=["fay"], access=Access.OPEN)
    kit.groups.open(group.id)
    return group.id


def take_part(kit: Kit, group_id: Any, people: Iterable[str], seed: str) -> None:
    """Ask for a seat for some people, one after the other, while some of those before them change their minds."""
    random = Random(seed)
    came: list[str] = []
    for person in people:
        kit.acting_as(person).memberships.apply(group_id)
        came.append(person)
        if random.random() < 0.4:  # those who came first have the seats
            _change_of_mind(kit, group_id, random.choice((*came, *came[:3] * 4)), random)
    for person in came:
        tie = kit.acting_as(person).memberships.get(group_id)
        if tie.status is S.OFFERED:
            _try(kit.acting_as(person).memberships.accept_offer, group_id)


def _change_of_mind(kit: Kit, group_id: Any, person: str, random: Random) -> None:
    theirs = kit.acting_as(person)
    what = random.choice(("leave", "leave", "decline_offer", "accept_offer", "erase"))
    if what == "erase":
        theirs.people.erase(person)
    else:
        _try(getattr(theirs.memberships, what), group_id)


def _try(call: Any, group_id: Any) -> None:
    """Do what may be refused: there is no offer, say, or the person has left."""
    try:
        call(group_id)
    except (Refused, NotFound) as error:
        assert error.code in ("state.wrong", "person.erased", "record.not_found")


class Referee:
    """Reads the journal as it goes on, and says whether all was fair."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.cursor: str | None = None

    def check(self, group_id: Any, people: list[str]) -> int:
        """Check a round, line by line, and answer how many offers there were."""
        group: Group | None = None
        ties: dict[str, Membership] = {}
        offers, erased = 0, set[str]()
        for fact in self._lines():
            event, key = fact.event, fact.key
            if isinstance(event, SeatOffered) and key.startswith(f"membership/{group_id}:"):
                line = [tie.ticket for tie in ties.values() if tie.status is S.WAITING]
                assert ties[event.person_id].ticket == min(line), "somebody was passed"
                offers += 1
            if key == str(Group.key(group_id)):
                group = fold(group, [event])
                assert group.taken + group.offered <= SEATS, "a seat was given twice"
            elif key.startswith(f"membership/{group_id}:"):
                ties[event.person_id] = fold(ties.get(event.person_id), [event])
            elif key.startswith("erasure/"):
                erased.add(key.removeprefix("erasure/"))
        assert group is not None
        assert {person for person in ties if person != "fay"} == set(people)
        self._told_why(group_id, group, ties, erased)
        return offers

    def _told_why(self, group_id: Any, group: Group, ties: dict[str, Membership], erased: set[str]) -> None:
        """Ask for everybody why they have a seat or not; the answer fits the place they have."""
        line = sorted((tie.ticket or 0, person) for person, tie in ties.items() if tie.status is S.WAITING)
        assert not line or group.free == 0
        assert group.taken == sum(tie.seated for tie in ties.values())
        expected = {S.ACTIVE: "belongs", S.OFFERED: "offer_running", S.WAITING: "no_seat_free"}
        for person, tie in ties.items():
            why = self.kit.memberships.explain(group_id, person)
            assert why.status is tie.status
            assert why.reasons[0].code == expected.get(tie.status, "no_longer_waiting")
            assert why.position == (line.index((tie.ticket or 0, person)) + 1 if tie.status is S.WAITING else None)
            # Who is erased ends, unless they had left before; and nobody else ends.
            assert tie.status in (S.LEFT, S.ENDED) if person in erased else tie.status is not S.ENDED

    def _lines(self) -> Iterable[Any]:
        while lines := self.kit.journal(self.cursor, limit=1000):
            self.cursor = lines[-1].cursor
            yield from lines

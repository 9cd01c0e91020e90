"""The order of a waitlist by its published policy, who is offered the free seats, and why somebody was or was not.

Everything here is computed from the ties of those who wait, so that anybody can compute it again. Whoever reads the
policy knows the order; what it looks at in a single person stays private.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from supportkit.core.clock import stamp
from supportkit.core.words import in_language, table
from supportkit.groups.rules import PartyRule, WaitlistOrder
from supportkit.memberships.path import BELONGING, MembershipStatus
from supportkit.memberships.waiting import ORDINARY, OfferReason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from supportkit.communities.experience import LivedExperience
    from supportkit.groups.group import Group
    from supportkit.memberships.membership import Membership

OFFERS_AT_ONCE = 50
"""Seats offered in one commit, at most (default); `offer_seats` goes on with what is left."""
LOOKED_AT = 200
"""People of a line that one decision looks at, at most (default): those with the lowest tickets."""
BALANCED_AMONG = 50
"""The same where the order looks at what each of them brings (default)."""


class Place(NamedTuple):
    """A place in the line: one person, or two who wait together.

    Two have the place of the one who began to wait later, so that nobody is passed because two people met.
    """

    people: tuple[Membership, ...]

    @property
    def ticket(self) -> int:
        """The ticket that counts."""
        return max(tie.ticket or 0 for tie in self.people)

    @property
    def band(self) -> int:
        """The class of priority that counts: two come in the class of the one who has the higher priority."""
        return min(tie.band for tie in self.people)


def places(ties: Iterable[Membership], *, whole: bool = True) -> list[Place]:
    """Group those who wait into places, by ticket.

    Args:
        ties: those who wait, lowest ticket first; each one at most once.
        whole: whether these are all; if not, one of two whose other is not among them has no place yet.
    """
    seen: dict[str, list[Membership]] = {}
    for tie in ties:
        seen.setdefault(tie.party or tie.person_id, []).append(tie)
    complete = [Place(tuple(people)) for people in seen.values() if whole or len(people) == 2 or not people[0].party]
    return sorted(complete, key=lambda place: place.ticket)


class Balance(NamedTuple):
    """How often each lived experience is in a group, and what those who wait would bring.

    Who told nothing of themself counts as one more kind, so that nobody has to tell in order to be offered a seat.

    Args:
        there: how many people in the group have each; `None` stands for having told nothing.
        brought: what each of those who wait brings, by person.
    """

    there: Counter[LivedExperience | None]
    brought: Mapping[str, frozenset[LivedExperience]]

    def kinds(self, tie: Membership) -> Collection[LivedExperience | None]:
        """Answer what a person brings."""
        return self.brought.get(tie.person_id) or (None,)


class Ranked(NamedTuple):
    """A place in the published order, and what it brings that the group has least of, where that was asked."""

    place: Place
    brings: LivedExperience | None = None


def ranked(line: Sequence[Place], order: WaitlistOrder, balance: Balance | None = None) -> list[Ranked]:
    """Put a line into the published order; who comes back from a rest that cost them their seat is before all others.

    Args:
        line: the places, by ticket.
        order: the order.
        balance: what it rests on, where that is balance; the group is looked at anew after each place, as if those
            before were seated.
    """
    if order is WaitlistOrder.PRIORITY:
        return [
            Ranked(place) for place in sorted(line, key=lambda place: (place.ticket >= 0, place.band, place.ticket))
        ]
    if balance is None:
        return [Ranked(place) for place in line]
    there, left, answer = Counter(balance.there), list(line), list[Ranked]()
    while left:
        # The kinds of a place, rarest first; of equally rare ones the first by name.
        rarest = {
            place: min((there[kind], kind or "", kind) for tie in place.people for kind in balance.kinds(tie))
            for place in left
        }
        place = min(left, key=lambda one: (one.ticket >= 0, rarest[one][0], one.ticket))
        answer.append(Ranked(place, rarest[place][2]))
        for tie in place.people:
            there.update(balance.kinds(tie))
        left.remove(place)
    return answer


class Choice(NamedTuple):
    """Who is offered a seat, and why.

    Args:
        offered: the places that are offered their seats, in order, with the reason.
        passed: the places of two that somebody behind was offered a seat before, with the seats that were free.
        short: all places of two for which there were not two seats.
        blocked: whether nobody behind the last of these is offered a seat.
        left: how many seats are still free.
    """

    offered: tuple[tuple[Ranked, OfferReason], ...]
    passed: tuple[tuple[Place, int], ...]
    short: tuple[Place, ...]
    blocked: bool
    left: int


def choose(line: Iterable[Ranked], free: int, parties: PartyRule, *, most: int = OFFERS_AT_ONCE) -> Choice:
    """Answer who is offered the free seats: down the line, two or none for two.

    Args:
        line: those who wait, in the published order.
        free: seats that are free.
        parties: what happens where two are next and one seat is free.
        most: seats that are offered at most.
    """
    offered: list[tuple[Ranked, OfferReason]] = []
    short: list[tuple[Place, int]] = []
    passed: tuple[tuple[Place, int], ...] = ()
    left = free
    blocked = False
    for one in line:
        size = len(one.place.people)
        if blocked or left == 0 or (size <= left and free - left + size > most):
            break
        if size <= left:
            offered.append((one, OfferReason.PARTY_PASSED if short else OfferReason.NEXT))
            passed = tuple(short)
            left -= size
        else:
            short.append((one.place, left))
            blocked = parties is PartyRule.STRICT
    return Choice(tuple(offered), passed, tuple(place for place, _ in short), blocked, left)


class Reason(NamedTuple):
    """One reason why somebody has, or has not, been offered a seat.

    Args:
        code: its stable name, such as `party_needs_two`.
        facts: what it rests on, by name; nothing about anybody else.
    """

    code: str
    facts: Mapping[str, str | int] = {}

    def words(self, locale: str = "en") -> str:
        """Answer it in words for the person, in a language there are words for (English otherwise)."""
        row = table("supportkit.memberships", "waitlist_words.toml")[self.code]
        return str(in_language(row, locale)).format_map(self.facts)


@frozen(kw_only=True)
class Explanation:
    """Why somebody has, or has not, been offered a seat.

    Args:
        status: where their tie stands.
        reasons: why, the one that decides first.
        order: the published order of the waitlist.
        parties: what happens where two are next and one seat is free.
        position: their place in the line, 1 for the first; `None` where they have none, or it is further back than was
            looked at, or telling it would tell of somebody else's priority.
    """

    status: MembershipStatus
    reasons: tuple[Reason, ...]
    order: WaitlistOrder
    parties: PartyRule
    position: int | None = None


_PLAINLY = {
    MembershipStatus.NEW: "not_asked",
    MembershipStatus.FOLLOWING: "not_asked",
    MembershipStatus.APPLIED: "not_decided",
    MembershipStatus.INVITED: "invited",
}


def explained(group: Group, tie: Membership, line: Sequence[Ranked], *, leading: bool, now: datetime) -> Explanation:
    """Say why somebody has, or has not, been offered a seat.

    Args:
        group: the group.
        tie: the person's tie to it.
        line: those who wait, in the published order, as far as they are looked at.
        leading: whether it is told to somebody who leads; they also learn of the person's own priority.
        now: when it is asked.
    """
    position: int | None = None
    if tie.status is MembershipStatus.WAITING:
        found = (number for number, one in enumerate(line, 1) if tie.person_id in _who(one.place))
        position = next(found, None)
        reasons = [*_held_up(group, line, position, now), *_history(tie)]
    elif tie.status is MembershipStatus.OFFERED:
        reasons = [_running(tie, now), *_history(tie)]
    elif tie.status in BELONGING:
        reasons = [Reason("belongs")]
    else:
        reasons = [Reason(_PLAINLY.get(tie.status, "no_longer_waiting"))]
    if leading and tie.band != ORDINARY:
        reasons.append(Reason("priority", {"band": tie.band}))
    # Where a single class or a single kind decides, a place that moves back would tell of somebody else's.
    tells = leading or group.rules.order is WaitlistOrder.FIRST_COME
    return Explanation(
        status=tie.status,
        reasons=tuple(reasons),
        order=group.rules.order,
        parties=group.rules.parties,
        position=position if tells else None,
    )


def _who(place: Place) -> set[str]:
    return {tie.person_id for tie in place.people}


def _running(tie: Membership, now: datetime) -> Reason:
    assert tie.offer_ends_at is not None  # noqa: S101  (so says the state)
    until = stamp(tie.offer_ends_at)
    if now >= tie.offer_ends_at:
        return Reason("offer_ended", {"until": until})
    return Reason("other_decides" if tie.agreed_at else "offer_running", {"until": until})


def _history(tie: Membership) -> list[Reason]:
    """Say what was before: why the offer came, and how many ran out."""
    why = [Reason(f"offered_{tie.offered_why.value}")] if tie.offered_why else []
    return [*why, Reason("offers_lapsed", {"count": tie.lapses})] if tie.lapses else why


def _held_up(group: Group, line: Sequence[Ranked], position: int | None, now: datetime) -> list[Reason]:
    """Say what stands in the way of one who waits."""
    if not group.takes_people(now):
        return [Reason("group_not_open")]
    if group.frozen_since is not None:
        return [Reason("waitlist_frozen", {"since": stamp(group.frozen_since)})]
    if group.free == 0:
        return [Reason("no_seat_free"), *_others_first(position)]
    choice = choose(line, group.free, group.rules.parties, most=group.free)
    if position is None:  # behind all who are looked at, or together with somebody who is
        return [Reason("others_first")]
    mine = line[position - 1].place
    if any(one.place is mine for one, _ in choice.offered):
        return [Reason("offer_comes")]
    if len(mine.people) > group.free:
        return [Reason("party_needs_two", {"needs": 2, "free": group.free}), *_others_first(position)]
    if choice.blocked:
        return [Reason("party_first", {"needs": 2, "free": choice.left}), *_others_first(position)]
    return _others_first(position)


def _others_first(position: int | None) -> list[Reason]:
    return [] if position == 1 else [Reason("others_first")]

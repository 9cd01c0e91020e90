"""Seats that become free go to those who wait, in the same commit that frees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.change import Change
from supportkit.core.flow import maybe
from supportkit.core.roles import LEADING
from supportkit.core.zones import known_zone
from supportkit.core.zones import zone as zone_of
from supportkit.errors import Refused
from supportkit.groups.rules import WaitlistOrder
from supportkit.memberships.line import Line
from supportkit.memberships.membership import Membership
from supportkit.memberships.offer_time import offer_end
from supportkit.memberships.party import parted, partner_of
from supportkit.memberships.path import SEATLESS, MembershipStatus
from supportkit.memberships.waiting import OfferReason
from supportkit.memberships.waitlist import OFFERS_AT_ONCE, Choice, choose
from supportkit.privacy.profile import Profile
from supportkit.privacy.quiet import awake
from supportkit.sessions.series import Series

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.groups.group import Group
    from supportkit.memberships.waitlist import Ranked

_PAGE = 50


def offer_free_seats(ctx: Context, freed: Change[Group]) -> Flow[tuple[Change[Group], tuple[Change[Membership], ...]]]:
    """Offer every free seat to those who are next by the group's published order."""
    return (yield from settle(ctx, freed))


def settle(
    ctx: Context,
    freed: Change[Group],
    *ties: Change[Membership],
    gone: Collection[str] = (),
    lapsed: Collection[str] = (),
) -> Flow[tuple[Change[Group], tuple[Change[Membership], ...]]]:
    """Offer every free seat to those who are next, and answer all that the commit changes.

    Args:
        ctx: the attempt.
        freed: what happened to the group.
        ties: what happened to the ties of those who stay in the line or come into it; they come first in the answer,
            with what came of it.
        gone: who leaves the line or the group by the same commit.
        lapsed: whose offer ran out by it; they get the seat again only where nobody else can take it.
    """
    changes: dict[str, Change[Membership]] = {tie.state.person_id: tie for tie in ties}
    group = freed.state
    if group.free == 0 or group.waiting == 0 or not group.takes_people(ctx.now) or group.frozen_since:
        return freed, ties
    line = Line(ctx, group, changes, gone)
    choice = yield from _chosen(line, lapsed)
    ends = yield from _ends(ctx, group, [one for one, _ in choice.offered])
    for (one, why), expires_at in zip(choice.offered, ends, strict=True):
        for tie in one.place.people:
            offered = tie.offer(expires_at, why=why, brings=line.brings(tie, one.brings), at=ctx.now, by=ctx.actor)
            _add(changes, tie, offered)
            freed = freed.then(lambda seats: seats.hold(at=ctx.now, by=ctx.actor))
    for place, free in choice.passed:
        for tie in place.people:
            _add(changes, tie, tie.pass_over(free, at=ctx.now, by=ctx.actor))
    return freed, tuple(changes.values())


def _add(changes: dict[str, Change[Membership]], tie: Membership, step: Change[Membership]) -> None:
    before = changes.get(tie.person_id)
    changes[tie.person_id] = Change(step.state, (before.events if before else ()) + step.events)


def _chosen(line: Line, lapsed: Collection[str]) -> Flow[Choice]:
    """Read as much of the line as the free seats need, and answer who is offered them."""
    group = line.group
    by_ticket = group.rules.order is WaitlistOrder.FIRST_COME
    # Nearly always this is enough: one for each seat, and one more for two of whom one is the last.
    yield from line.read(min(group.free, _PAGE) + 1 if by_ticket else line.most)
    while True:
        choice = _choice(group, (yield from line.ranked()), lapsed)
        people = [tie for one, _ in choice.offered for tie in one.place.people]
        people += [tie for place in choice.short for tie in place.people]
        enough = choice.left == 0 or choice.blocked or len(people) >= OFFERS_AT_ONCE - 1 or line.full
        if not enough:
            yield from line.read(_PAGE)
        elif (yield from line.without_the_erased(people)):
            return choice


def _choice(group: Group, ranking: Sequence[Ranked], lapsed: Collection[str]) -> Choice:
    """Choose among all others first, and then among those too whose offer has just run out."""

    def waited_out(one: Ranked) -> bool:
        return any(tie.person_id in lapsed for tie in one.place.people)

    first = choose([one for one in ranking if not waited_out(one)], group.free, group.rules.parties)
    if not lapsed or first.left == 0:
        return first
    done = [one for one, _ in first.offered]
    again = choose([one for one in ranking if one not in done], first.left, group.rules.parties)
    passed = {place.ticket: (place, free) for place, free in (*again.passed, *first.passed)}
    offered = ((one, OfferReason.NOBODY_ELSE if waited_out(one) else why) for one, why in again.offered)
    return Choice((*first.offered, *offered), tuple(passed.values()), again.short, again.blocked, again.left)


def _ends(ctx: Context, group: Group, offered: Sequence[Ranked]) -> Flow[list[datetime]]:
    """Answer until when each place is held its seats; where somebody is, nothing ends at night."""
    people = [tie for one in offered for tie in one.place.people]
    if not people:
        return []
    keys = (maybe(Profile.key(group.community_id, tie.person_id)) for tie in people)
    profiles = yield from ctx.load_all(keys)
    names = {tie.person_id: profile.told.zone for tie, profile in zip(people, profiles, strict=True) if profile}
    zones = {person_id: zone for person_id, name in names.items() if (zone := known_zone(name))}
    usual = yield from _usual_zone(ctx, group, needed=len(zones) < len(people))
    cohort = group.cohort
    begins_at = cohort.begins_at if cohort else None
    ends: list[datetime] = []
    for one in offered:
        where = [zones.get(tie.person_id, usual) for tie in one.place.people]
        end = offer_end(ctx.now, where, hours=group.rules.offer_hours, starts_at=begins_at)
        ends.append(min(end, cohort.joining_ends_at) if cohort else end)
    return ends


def _usual_zone(ctx: Context, group: Group, *, needed: bool) -> Flow[ZoneInfo]:
    """Answer the zone in which the group meets, or UTC where that is not known."""
    page = (yield from ctx.find(Series, "series.by_group", group.id, "active", limit=1)).items if needed else ()
    return (known_zone(page[0].zone) if page else None) or zone_of("UTC")


def others_wait(ctx: Context, group: Group) -> Flow[bool]:
    """Tell whether somebody waits who can be offered a seat."""
    after: str | None = None
    more = group.waiting > 0
    while more:
        page = yield from ctx.find(Membership, "membership.waitlist", group.id, after=after, limit=_PAGE)
        if (yield from awake(ctx, [one.person_id for one in page.items])):
            return True
        after = page.next
        more = after is not None
    return False


def without(ctx: Context, group: Group, tie: Membership) -> Flow[tuple[Change[Group], tuple[Change[Membership], ...]]]:
    """Free what a tie that ends held: a seat, an offer, a place on the waitlist, or the lead.

    Who waited together with the person waits alone from then on.
    """
    change = Change(group, ())
    if tie.seated:
        change = group.unseat(at=ctx.now, by=ctx.actor)
    elif tie.standing in LEADING:
        change = group.count_facilitators(-1, at=ctx.now, by=ctx.actor)
    elif tie.status is MembershipStatus.OFFERED:
        change = group.release(requeued=False, at=ctx.now, by=ctx.actor)
    elif tie.status is MembershipStatus.WAITING:
        change = group.unqueue(at=ctx.now, by=ctx.actor)
    partner = yield from partner_of(ctx, tie)
    change, left = parted(ctx, change, partner)
    return (yield from settle(ctx, change, *left, gone=[tie.person_id]))


def moved(
    ctx: Context, group: Group, before: Membership | None, after: Membership
) -> Flow[tuple[Change[Group], tuple[Change[Membership], ...]]]:
    """Count what a change of role does to the seats and to the lead.

    Raises:
        Refused: `group.full`; `group.others_wait`.
    """
    change = Change(group, ())
    led = before is not None and before.standing in LEADING
    leads = after.role in LEADING
    if led is not leads:
        change = change.then(lambda one: one.count_facilitators(1 if leads else -1, at=ctx.now, by=ctx.actor))
    was_seated = before is not None and before.seated
    if was_seated and after.role in SEATLESS:
        change = change.then(lambda one: one.unseat(at=ctx.now, by=ctx.actor))
    elif not was_seated and after.role not in SEATLESS:
        if (yield from others_wait(ctx, group)):
            raise Refused("group.others_wait", waiting=group.waiting)
        change = change.then(lambda one: one.seat(at=ctx.now, by=ctx.actor))
    return (yield from settle(ctx, change, gone=[after.person_id]))

"""Seats that become free go to those who wait, in the same commit that frees them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supportkit.core.change import Change
from supportkit.core.roles import LEADING
from supportkit.errors import Refused
from supportkit.groups.group import GroupStatus
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import SEATLESS, MembershipStatus
from supportkit.privacy.quiet import awake

if TYPE_CHECKING:
    from datetime import datetime

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.groups.group import Group

OFFER_HOURS = 72
"""Hours that a seat is held for somebody (default)."""
OFFERS_AT_ONCE = 50
"""Offers made in one commit, at most (default); `due_actions` names what is left."""


def offer_free_seats(ctx: Context, freed: Change[Group]) -> Flow[tuple[Change[Group], tuple[Change[Membership], ...]]]:
    """Offer every free seat to the first who wait.

    The list of those who wait is guarded by the group's row, which each change of the list writes.
    """
    group = freed.state
    wanted = min(group.free, group.waiting, OFFERS_AT_ONCE)
    if wanted == 0 or group.status is not GroupStatus.OPEN:
        return freed, ()
    expires_at = offer_end(ctx.now)
    offers: list[Change[Membership]] = []
    after: str | None = None
    while wanted:
        page = yield from ctx.find(Membership, "membership.waitlist", group.id, after=after, limit=wanted)
        alive = yield from awake(ctx, [one.person_id for one in page.items])
        for membership in page.items:
            if membership.person_id in alive:
                offers.append(membership.offer(expires_at, at=ctx.now, by=ctx.actor))
                freed = freed.then(lambda one: one.hold(at=ctx.now, by=ctx.actor))
        # Who was erased, or is left in peace, is passed over; then the ones behind are looked at.
        wanted, after = (wanted - len(alive), page.next) if page.next else (0, None)
    return freed, tuple(offers)


def others_wait(ctx: Context, group: Group) -> Flow[bool]:
    """Tell whether somebody waits who can be offered a seat."""
    after: str | None = None
    more = group.waiting > 0
    while more:
        page = yield from ctx.find(Membership, "membership.waitlist", group.id, after=after)
        if (yield from awake(ctx, [one.person_id for one in page.items])):
            return True
        after = page.next
        more = after is not None
    return False


def offer_end(now: datetime) -> datetime:
    """Answer until when an offer made now holds its seat."""
    return now + timedelta(hours=OFFER_HOURS)


def without(ctx: Context, group: Group, tie: Membership) -> Flow[tuple[Change[Group], tuple[Change[Membership], ...]]]:
    """Free what a tie that ends held: a seat, an offer, a place on the waitlist, or the lead."""
    change = Change(group, ())
    if tie.seated:
        change = group.unseat(at=ctx.now, by=ctx.actor)
    elif tie.standing in LEADING:
        change = group.count_facilitators(-1, at=ctx.now, by=ctx.actor)
    elif tie.status is MembershipStatus.OFFERED:
        change = group.release(requeued=False, at=ctx.now, by=ctx.actor)
    elif tie.status is MembershipStatus.WAITING:
        change = group.unqueue(at=ctx.now, by=ctx.actor)
    return (yield from offer_free_seats(ctx, change))


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
    return (yield from offer_free_seats(ctx, change))


def offered(
    ctx: Context, ended: Change[Membership], released: Change[Group]
) -> tuple[Change[Membership], Change[Group]]:
    """Offer a free seat to the one person who waits."""
    return (
        ended.then(lambda one: one.offer(offer_end(ctx.now), at=ctx.now, by=ctx.actor)),
        released.then(lambda one: one.hold(at=ctx.now, by=ctx.actor)),
    )

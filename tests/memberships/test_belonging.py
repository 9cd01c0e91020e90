"""Belonging, through the kit: asking, waiting, being offered a seat, resting, leaving, coming back, and roles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.kit.worlds import NOW, SECRET, World

import supportkit as sk
from supportkit.core.records import Key
from supportkit.errors import InvalidInput, NotAllowed, NotFound, Refused, WrongState
from supportkit.groups.group import Access
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus

S = MembershipStatus


def small(access: Access = Access.OPEN, capacity: int = 1) -> tuple[World, Any]:
    world = World()
    group = world.kit.groups.create(world.community, "Small", capacity=capacity, access=access, facilitators=["fay"])
    world.kit.groups.open(group.id)
    return world, group.id


def test_the_story_of_a_seat():
    world, group = small()
    assert world.by("p1").memberships.apply(group).status is S.ACTIVE
    assert world.by("p2").memberships.apply(group).status is S.WAITING
    assert world.by("p3").memberships.apply(group).ticket == 2
    world.by("p1").memberships.leave(group)
    offered = world.by("p2").memberships.get(group)
    assert (offered.status, offered.offer_ends_at) == (S.OFFERED, NOW + timedelta(hours=72))
    world.by("p2").memberships.decline_offer(group)
    assert world.by("p3").memberships.accept_offer(group).seated
    assert world.by("p1").memberships.apply(group).ticket == 3
    assert world.kit.groups.get(group).tickets == 3


def test_who_waits_or_has_an_offer_may_go():
    world, group = small()
    for person in ("p1", "p2", "p3", "p4"):
        world.by(person).memberships.apply(group)
    left = world.by("p3").memberships.leave(group)
    assert (left.status, left.ticket) == (S.LEFT, None)
    assert world.kit.groups.get(group).waiting == 2
    world.by("p1").memberships.leave(group)
    world.by("p2").memberships.leave(group)
    assert world.by("p4").memberships.get(group).status is S.OFFERED
    assert world.kit.groups.get(group).waiting == 0


def test_nobody_who_asks_later_passes_those_who_wait():
    world, group = small()
    for person in ("p1", "p2"):
        world.by(person).memberships.apply(group)
    world.kit.groups.describe(group, access=Access.BY_APPROVAL)
    world.by("p3").memberships.apply(group)
    with pytest.raises(Refused) as full:
        world.by("fay").memberships.accept(group, "p3")
    assert full.value.code == "group.full"
    world.kit.groups.pause(group)
    world.by("p1").memberships.leave(group)
    with pytest.raises(Refused) as caught:
        world.by("fay").memberships.accept(group, "p3")
    assert (caught.value.code, caught.value.params) == ("group.others_wait", {"waiting": 1})
    world.kit.groups.resume(group)
    assert world.by("p2").memberships.get(group).status is S.OFFERED


def test_nor_does_who_is_appointed_a_member():
    world, group = small()
    for person in ("p1", "p2"):
        world.by(person).memberships.apply(group)
    world.kit.groups.pause(group)
    world.by("p1").memberships.leave(group)
    with pytest.raises(Refused, match=r"group\.others_wait"):
        world.by("fay").memberships.appoint(group, "p9", "member")


def test_who_is_put_on_the_waitlist_gets_a_free_seat_offered_at_once():
    world, group = small(Access.BY_APPROVAL, capacity=1)
    for person in ("p1", "p2"):
        world.by(person).memberships.apply(group, note=SECRET)
    assert world.by("fay").memberships.waitlist(group, "p1").status is S.OFFERED
    assert world.by("fay").memberships.waitlist(group, "p2").status is S.WAITING
    with pytest.raises(WrongState):
        world.by("fay").memberships.waitlist(group, "p2")
    assert world.by("fay").memberships.decline(group, "p2").status is S.DECLINED
    assert world.kit.groups.get(group).waiting == 0


def test_an_offer_that_runs_out_comes_again_where_nobody_else_waits():
    world, group = small(Access.BY_APPROVAL)
    world.by("p1").memberships.apply(group)
    world.by("fay").memberships.waitlist(group, "p1")
    with pytest.raises(Refused) as early:
        world.by("fay").memberships.end_offer(group, "p1")
    assert early.value.code == "offer.running"
    for lapses in (1, 2):
        world.later(hours=72)
        with pytest.raises(Refused, match=r"offer\.expired"):
            world.by("p1").memberships.accept_offer(group)
        again = world.by("fay").memberships.end_offer(group, "p1")
        assert (again.status, again.lapses, again.offer_ends_at) == (
            S.OFFERED,
            lapses,
            world.clock.now() + timedelta(hours=72),
        )
    world.later(hours=72)
    assert world.by("fay").memberships.end_offer(group, "p1").status is S.LEFT
    assert world.kit.groups.get(group).free == 1


def test_in_a_paused_group_an_offer_stays_good_and_one_that_ran_out_waits():
    world, group = small(Access.BY_APPROVAL, capacity=2)
    for person in ("p1", "p2"):
        world.by(person).memberships.apply(group)
        world.by("fay").memberships.waitlist(group, person)
    world.kit.groups.pause(group)
    assert world.by("p1").memberships.accept_offer(group).seated
    world.later(hours=72)
    assert world.by("fay").memberships.end_offer(group, "p2").status is S.WAITING
    world.kit.groups.resume(group)
    assert world.by("p2").memberships.get(group).status is S.OFFERED


def test_an_invitation_holds_no_seat_and_opens_a_closed_door():
    world, group = small(Access.BY_INVITATION)
    with pytest.raises(Refused, match=r"group\.by_invitation"):
        world.by("p1").memberships.apply(group)
    for person in ("p1", "p2"):
        assert world.by("fay").memberships.invite(group, person).status is S.INVITED
    assert world.kit.groups.get(group).free == 1
    assert world.by("p2").memberships.apply(group).status is S.ACTIVE
    assert world.by("p1").memberships.apply(group).status is S.WAITING
    with pytest.raises(WrongState):
        world.by("fay").memberships.invite(group, "p1")


def test_a_removal_is_undone_by_an_invitation_only():
    world, group = small()
    world.by("p1").memberships.apply(group)
    removed = world.by("fay").memberships.remove(group, "p1", reason=SECRET)
    assert (removed.status, removed.reason) == (S.REMOVED, SECRET)
    for call in (
        lambda: world.by("p1").memberships.apply(group),
        lambda: world.by("fay").memberships.appoint(group, "p1", "member"),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.code == "membership.removed"
    world.by("fay").memberships.invite(group, "p1")
    back = world.by("p1").memberships.apply(group)
    assert (back.status, back.reason) == (S.ACTIVE, None)
    with pytest.raises(NotAllowed):
        world.by("fay").memberships.remove(group, "fay")


def test_roles_move_seats_and_the_lead():
    world, group = small(capacity=2)
    world.by("p1").memberships.apply(group)

    def counted() -> tuple[int, int]:
        now = world.kit.groups.get(group)
        return now.taken, now.facilitators

    appoint = world.by("cora").memberships.appoint
    assert counted() == (1, 1)
    for role, expected in (
        ("co_facilitator", (0, 2)),
        ("facilitator", (0, 2)),
        ("moderator", (0, 1)),
        ("champion", (1, 1)),
        ("member", (1, 1)),
    ):
        assert appoint(group, "p1", role).standing == role
        assert counted() == expected
    with pytest.raises(Refused, match=r"membership\.role_unchanged"):
        appoint(group, "p1", "member")
    appoint(group, "new", sk.Role.MEMBER)
    assert counted() == (2, 1)
    with pytest.raises(Refused, match=r"group\.full"):
        appoint(group, "newer", "member")
    with pytest.raises(InvalidInput, match=r"value\.not_allowed"):
        appoint(group, "newer", "owner")
    with pytest.raises(NotAllowed):
        world.by("fay").memberships.appoint(group, "fay", "member")
    world.by("p1").memberships.pause(group)
    assert appoint(group, "p1", "facilitator").status is S.PAUSED
    world.by("p1").memberships.leave(group)
    assert counted() == (1, 1)
    with pytest.raises(WrongState):
        world.by("ned").memberships.apply(world.closed)


def test_a_rest_has_an_end_or_none():
    world = World()
    with pytest.raises(InvalidInput, match=r"time\.order"):
        world.by("ann").memberships.pause(world.group, until=NOW)
    rest = world.by("fay").memberships.pause(world.group, "ann", until=NOW + timedelta(days=1))
    assert rest.paused_until == NOW + timedelta(days=1)
    assert world.by("fay").memberships.resume(world.group, "ann").paused_until is None
    with pytest.raises(WrongState):
        world.by("ann").memberships.resume(world.group)


def test_lists_of_people():
    world = World()
    fay = world.by("fay").memberships
    assert [one.person_id for one in fay.roster(world.group, status="applied").items] == ["abe", "alma"]
    first = fay.roster(world.group, limit=2)
    rest = fay.roster(world.group, after=first.next, limit=100)
    assert [one.person_id for one in (*first.items, *rest.items)] == ["ann", "chad", "cleo", "fay", "mo", "oz"]
    assert [one.person_id for one in fay.waiting(world.group).items] == ["wen"]
    assert [one.of for one in world.by("ann").memberships.mine().items] == [world.group]
    with pytest.raises(InvalidInput, match=r"value\.not_allowed"):
        fay.roster(world.group, status="ill")
    with pytest.raises(NotFound) as caught:
        fay.get(world.group, "nobody")
    assert caught.value.params["kind"] == "membership"


def test_what_is_left_over_is_offered_by_hand():
    world, group = small(Access.OPEN, capacity=1)
    for number in range(60):
        world.by(f"q{number:02}").memberships.apply(group)
    assert world.kit.groups.set_capacity(group, 56).offered == 50
    assert world.kit.memberships.offer_seats(group).offered == 55
    assert world.kit.memberships.offer_seats(group).waiting == 4


def test_texts_that_cannot_be_kept_are_not_repeated():
    world = World()
    for note in ("x" * 20_001, "\0" + SECRET):
        with pytest.raises(InvalidInput) as caught:
            world.by("ned").memberships.apply(world.group, note=note)
        assert caught.value.problems[0].path == "$.note"
        assert SECRET not in str(caught.value)
    with pytest.raises(InvalidInput):
        Membership(of="g", community_id=sk.CommunityId("c"), person_id=sk.PersonId("p"), reason=5)  # type: ignore[arg-type]


def test_who_was_erased_while_waiting_is_passed_over():
    """A place that an erasure could not end (more ties than it looks at) keeps nobody behind it waiting."""
    world, group = small()
    for person in ("p1", "p2", "p3"):
        world.by(person).memberships.apply(group)
    key = Key[Any]("person", "p2")
    record = world.store._records[key]
    world.store._records[key] = record._replace(body=None, version=record.version + 1)
    world.by("p1").memberships.leave(group)
    statuses = {person: one.status for person, one in _ties(world, group).items()}
    assert statuses == {"fay": S.ACTIVE, "p1": S.LEFT, "p2": S.WAITING, "p3": S.OFFERED}


def _ties(world: World, group: Any) -> dict[str, Membership]:
    found = {}
    for status in MembershipStatus:
        found |= {one.person_id: one for one in world.kit.memberships.roster(group, status=status).items}
    return found


def test_due_actions_come_in_order_and_by_the_page():
    world, group = small(Access.BY_APPROVAL, capacity=3)
    for person in ("p1", "p2", "p3"):
        world.by(person).memberships.apply(group)
        world.by("fay").memberships.waitlist(group, person)
        world.later(hours=1)
    ours = [a for a in world.kit.due.actions(world.community, until=NOW + timedelta(days=30)) if group in str(a)]
    assert [one.arguments["person_id"] for one in ours] == ["p1", "p2", "p3"]
    assert len(world.kit.due.actions(world.community, until=NOW + timedelta(days=30), limit=2)) == 2
    at_the_moment = world.kit.due.actions(world.community, until=NOW + timedelta(hours=72))
    assert [one.due_at for one in at_the_moment] == [NOW + timedelta(hours=72)] * 2
    assert world.kit.due.actions(world.community) == ()

"""Resting with a seat that is held, leaving without being asked, and the lead that must not get lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.worlds import CALLS, NOW, SECRET, World

import supportkit as sk
from supportkit.core.codec import decode_record
from supportkit.core.roles import Role
from supportkit.errors import InvalidInput, NotAllowed, Refused, SupportKitError, WrongState
from supportkit.groups.group import Access, StandIn
from supportkit.groups.rules import GroupRules
from supportkit.memberships import LeaveReason
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus

if TYPE_CHECKING:
    from supportkit.due import DueAction

S = MembershipStatus


def small(capacity: int = 1, weeks: int = 8) -> tuple[World, Any]:
    world = World()
    group = world.kit.groups.create(
        world.community, "Small", capacity=capacity, access=Access.OPEN, facilitators=["fay"]
    )
    world.kit.groups.set_rules(group.id, GroupRules(pause_weeks=weeks))
    world.kit.groups.open(group.id)
    return world, group.id


def due(world: World, what: str, group: Any) -> list[DueAction]:
    found = world.kit.due.actions(world.community, limit=1000)
    return [one for one in found if one.what == what and one.arguments.get("group_id") == group]


# Resting.


@given(weeks=st.integers(1, 104), early=st.timedeltas(timedelta(microseconds=1), timedelta(weeks=1)))
def test_a_seat_is_held_for_the_weeks_of_the_rules_and_not_a_moment_less(weeks: int, early: timedelta):
    world, group = small(weeks=weeks)
    world.by("p1").memberships.apply(group)
    rest = world.by("p1").memberships.pause(group)
    end = NOW + timedelta(weeks=weeks)
    assert rest.held_until == end
    world.clock.set(end - early)
    with pytest.raises(Refused, match=r"seat\.held"):
        world.by("fay").memberships.release_seat(group, "p1")
    assert due(world, "seat.hold_ends", group) == []
    world.clock.set(end)
    (action,) = due(world, "seat.hold_ends", group)
    assert (action.addressee, action.by_hand, action.due_at) == (None, True, end)
    world.kit.memberships.release_seat(**action.arguments)  # type: ignore[arg-type]
    assert due(world, "seat.hold_ends", group) == []


def test_who_rests_without_a_seat_belongs_and_comes_back_first_in_line():
    world, group = small()
    world.by("p1").memberships.apply(group)
    world.by("p2").memberships.apply(group)
    world.by("p1").memberships.pause(group)
    world.later(weeks=8)
    released = world.by("fay").memberships.release_seat(group, "p1")
    assert (released.status, released.standing, released.seated) == (S.PAUSED, Role.MEMBER, False)
    assert world.by("p1").sessions.upcoming(group).items == ()  # they still see what members see
    assert world.by("p2").memberships.accept_offer(group).seated
    world.by("p3").memberships.apply(group)
    back = world.by("p1").memberships.resume(group)
    assert (back.status, back.released_at) == (S.WAITING, None)
    assert [one.person_id for one in world.by("fay").memberships.waiting(group).items] == ["p1", "p3"]
    world.by("p2").memberships.leave(group)
    assert world.by("p1").memberships.accept_offer(group).seated
    with pytest.raises(WrongState):
        world.by("p1").memberships.resume(group)


def test_who_comes_back_takes_a_free_seat_at_once():
    world, group = small(capacity=2)
    world.by("p1").memberships.apply(group)
    world.by("p1").memberships.pause(group)
    world.later(weeks=8).by("fay").memberships.release_seat(group, "p1")
    assert world.kit.groups.get(group).taken == 0
    assert world.by("p1").memberships.resume(group).seated
    assert world.kit.groups.get(group).taken == 1


def test_those_who_come_back_do_so_in_their_own_order():
    world, group = small(capacity=2)
    for person in ("p1", "p2"):
        world.by(person).memberships.apply(group)
        world.by(person).memberships.pause(group)
    world.later(weeks=8)
    for person in ("p1", "p2"):
        world.by("fay").memberships.release_seat(group, person)
    for person in ("p3", "p4", "p5"):
        world.by(person).memberships.apply(group)
    for person in ("p2", "p1"):
        world.by(person).memberships.resume(group)
    assert [one.person_id for one in world.by("fay").memberships.waiting(group).items] == ["p2", "p1", "p5"]


def test_who_lost_the_seat_and_leaves_frees_none_and_who_is_appointed_takes_one():
    world, group = small(capacity=2)
    for person in ("p1", "p2"):
        world.by(person).memberships.apply(group)
        world.by(person).memberships.pause(group)
    world.later(weeks=8)
    for person in ("p1", "p2"):
        world.by("fay").memberships.release_seat(group, person)
    world.by("p1").memberships.leave(group)
    assert world.kit.groups.get(group).taken == 0
    assert world.by("fay").memberships.appoint(group, "p2", "champion").seated
    assert world.kit.groups.get(group).taken == 1


def test_a_seat_is_held_longer():
    world, group = small()
    world.by("p1").memberships.apply(group)
    world.by("p1").memberships.pause(group, until=NOW + timedelta(weeks=2))
    first = world.by("fay").memberships.hold_seat(group, "p1", weeks=3)
    assert (first.held_until, first.paused_until) == (NOW + timedelta(weeks=11), NOW + timedelta(weeks=2))
    world.later(weeks=20)
    assert [one.what for one in (*due(world, "pause.ends", group), *due(world, "seat.hold_ends", group))] == [
        "pause.ends",
        "seat.hold_ends",
    ]
    again = world.by("fay").memberships.hold_seat(group, "p1", weeks=1)
    assert (again.held_until, again.paused_until) == (NOW + timedelta(weeks=21), None)
    assert due(world, "pause.ends", group) == due(world, "seat.hold_ends", group) == []
    with pytest.raises(InvalidInput, match=r"number\.out_of_range"):
        world.by("fay").memberships.hold_seat(group, "p1", weeks=0)
    world.by("p1").memberships.resume(group)
    for call in (
        lambda: world.by("fay").memberships.hold_seat(group, "p1", weeks=1),
        lambda: world.by("fay").memberships.release_seat(group, "p1"),
    ):
        with pytest.raises(Refused, match=r"seat\.not_held"):
            call()


def test_a_pause_that_ends_is_a_welcome_and_never_automatic():
    world, group = small()
    world.by("p1").memberships.apply(group)
    world.by("p1").memberships.pause(group, until=NOW + timedelta(days=9))
    world.later(days=9)
    (action,) = due(world, "pause.ends", group)
    assert (action.operation, action.by_hand, action.addressee) == ("memberships.resume", True, None)
    assert world.kit.memberships.get(group, "p1").status is S.PAUSED


def test_who_leads_has_no_seat_to_hold():
    world, group = small()
    assert world.by("cora").memberships.pause(group, "fay").held_until is None


def test_who_rests_is_neither_absent_nor_gone():
    world = World()
    world.at_the_session()
    for person in ("ann", "bo", "chad"):
        world.by("fay").sessions.record_attendance(world.session, {person: "absent"})
    found = {one.person_id: one.presence for one in world.by("fay").sessions.roster(world.session).items}
    assert found == {"ann": "absent", "bo": "excused", "chad": "absent"}
    assert world.by("fay").memberships.get(world.group, "bo").standing is Role.MEMBER


# Leaving.


@pytest.mark.parametrize("reason", [None, *LeaveReason])
def test_why_somebody_left_is_for_them_alone(reason: LeaveReason | None):
    world = World()
    left = world.by("ann").memberships.leave(world.group, reason=reason, words=SECRET)
    assert (left.left_because, left.reason) == (reason, SECRET)
    assert SECRET not in repr(left)
    assert str(reason) not in repr(left) or reason is None
    assert world.by("ann").memberships.get(world.group) == left
    for person in ("fay", "olga", "mona"):
        seen = world.by(person).memberships.get(world.group, "ann")
        assert (seen.left_because, seen.reason) == (None, None)
    body = world.store._records[left.record_key].body or b""
    assert reason is None or reason.value.encode() not in body


def test_a_reason_that_is_not_on_the_list_is_not_repeated():
    world = World()
    with pytest.raises(InvalidInput) as caught:
        world.by("ann").memberships.leave(world.group, reason="health_worce")
    assert caught.value.code == "value.not_allowed"
    assert "worce" not in f"{caught.value!r}{caught.value}"
    assert "nearest" not in caught.value.params


def test_who_comes_back_carries_no_old_reason():
    world = World()
    world.by("ann").memberships.leave(world.group, reason="schedule", words=SECRET)
    again = world.by("ann").memberships.apply(world.group)
    assert (again.left_because, again.reason) == (None, None)


def test_a_death_is_no_reason_for_leaving():
    assert "deceased" not in set(LeaveReason)


# The lead.


def test_leaving_is_never_blocked_and_a_group_that_nobody_leads_is_known():
    world, group = small()
    world.kit.groups.set_stand_in(group, StandIn(person_id=sk.PersonId("stan")))
    world.by("fay").memberships.leave(group)
    (action,) = due(world, "group.without_facilitator", group)
    assert action.arguments == {"group_id": group, "role": "facilitator", "person_id": "stan"}
    assert (action.by_hand, action.due_at) == (True, NOW)
    assert "group.without_facilitator" not in {one.what for one in world.by("mona").due.actions(world.community)}
    world.kit.memberships.appoint(**action.arguments)  # type: ignore[arg-type]
    assert due(world, "group.without_facilitator", group) == []


def test_a_group_without_lead_and_without_a_person_who_stands_in_leaves_the_choice_open():
    world, group = small()
    world.by("fay").memberships.leave(group)
    (action,) = due(world, "group.without_facilitator", group)
    assert action.arguments == {"group_id": group, "role": "facilitator"}
    world.kit.groups.close(group)
    assert due(world, "group.without_facilitator", group) == []


def test_the_last_lead_is_not_taken_from_a_group():
    world, group = small()
    calls = {
        "removed": lambda: world.by("cora").memberships.remove(group, "fay"),
        "appointed": lambda: world.by("cora").memberships.appoint(group, "fay", "champion"),
    }
    for call in calls.values():
        with pytest.raises(Refused, match=r"group\.last_facilitator"):
            call()
    for stand_in in (StandIn(notice_hours=4), StandIn(person_id=sk.PersonId("fay"))):
        world.kit.groups.set_stand_in(group, stand_in)
        with pytest.raises(Refused, match=r"group\.last_facilitator"):
            calls["removed"]()
    world.by("cora").memberships.appoint(group, "fay", "co_facilitator")  # still leads it
    world.kit.groups.set_stand_in(group, StandIn(person_id=sk.PersonId("stan")))
    assert calls["removed"]().status is S.REMOVED


def test_another_who_leads_is_enough():
    world, group = small()
    world.by("cora").memberships.appoint(group, "cleo", "co_facilitator")
    assert world.by("cora").memberships.remove(group, "fay").status is S.REMOVED


# Roles.


def rights(world: World) -> dict[tuple[str, str], Role | None]:
    """Answer every role that anybody has anywhere."""
    ties = [decode_record(one) for one in world.store._records.values() if one.key.kind == "membership"]
    return {(tie.of, str(tie.person_id)): tie.standing_at(world.clock.now()) for tie in ties}


PEOPLE = ("olga", "cora", "mona", "fay", "cleo", "mo", "chad", "oz", "ann", "bo", "otto", "wen", "abe", "ivy", "zoe")
RANK = {None: 0, Role.OBSERVER: 1, Role.MEMBER: 1, Role.CHAMPION: 2, Role.MODERATOR: 3, Role.CO_FACILITATOR: 4}
RANK |= {Role.FACILITATOR: 5, Role.COORDINATOR: 6, Role.OWNER: 7}


@pytest.mark.parametrize("name", [name for name in CALLS if name not in ("setup.found", "groups.create")])
@given(data=st.data())
def test_nobody_promotes_themself_whatever_they_do(name: str, data: st.DataObject):
    """Whoever does it ends with no higher role than before, other than the member's that joining gives."""
    person = data.draw(st.sampled_from(PEOPLE))
    world = CALLS[name].world()
    before = rights(world)
    try:
        CALLS[name].call(world.by(person), world)
    except SupportKitError:
        assert rights(world) == before or world.clock.now() > NOW
        return
    for (of, who), role in rights(world).items():
        if who == person:
            assert RANK[role] <= max(RANK[before.get((of, who))], RANK[Role.MEMBER])


def test_a_champion_has_the_powers_of_a_member():
    from supportkit.core.roles import PERMITS

    for permit in PERMITS.values():
        assert (Role.CHAMPION in permit.group) is (Role.MEMBER in permit.group)


# Observers.


@given(days=st.integers(1, 300), after=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_after_the_term_an_observer_sees_nothing_though_nobody_noted_it(days: int, after: timedelta):
    world = World()
    end = NOW + timedelta(days=days)
    world.by("fay").memberships.name_observer(world.group, "ned", until=end)
    world.by("fay").memberships.agree_observer(world.group, "ned")
    calls = {
        name: example
        for name, example in CALLS.items()
        if name in ("sessions.upcoming", "sessions.get", "memberships.observers", "sessions.join_details")
    }
    world.clock.set(end - timedelta(microseconds=1))
    for example in calls.values():
        example.call(world.by("ned"), world)
    assert world.by("ned").people.reach("ned", world.group).allowed
    world.clock.set(end + after)
    for example in calls.values():
        with pytest.raises(NotAllowed):
            example.call(world.by("ned"), world)
    with pytest.raises(SupportKitError):
        world.by("ned").sessions.rsvp(world.session, "accepted")
    assert world.by("ned").people.reach("ned", world.group).reason == "membership.ended"
    (action,) = due(world, "role.ends", world.group)[:1]
    assert action.arguments["person_id"] in ("ned", "oz")
    assert world.kit.memberships.end_term(world.group, "ned").status is S.ENDED
    with pytest.raises(Refused, match=r"observer\.term_runs"):
        world.kit.memberships.end_term(world.group, "ned")


def test_an_observer_of_a_hidden_group_is_a_stranger_after_the_term():
    world = World(None, sk.Visibility.HIDDEN)
    world.later(days=300)
    with pytest.raises(sk.NotFound):
        world.by("oz").groups.get(world.group)


def test_nobody_watches_before_the_group_agreed():
    world = World()
    fay = world.by("fay").memberships
    end = NOW + timedelta(days=30)
    named = fay.name_observer(world.group, "ned", until=end, purpose=SECRET)
    assert named.status == "named"
    assert SECRET not in repr(named)
    assert {one.person_id for one in world.by("ann").memberships.observers(world.group).items} == {"ned", "oz"}
    with pytest.raises(NotAllowed):
        world.by("ned").sessions.upcoming(world.group)
    for asked_at in (NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)):
        with pytest.raises(InvalidInput, match=r"time\.order"):
            fay.agree_observer(world.group, "ned", asked_at=asked_at)
    assert fay.agree_observer(world.group, "ned", agreed=False).status == "stopped"
    with pytest.raises(WrongState):
        fay.agree_observer(world.group, "ned")
    fay.name_observer(world.group, "ned", until=end)
    assert fay.agree_observer(world.group, "ned", asked_at=NOW).status == "agreed"
    assert fay.get(world.group, "ned").role_until == end
    assert fay.agree_observer(world.group, "ned", agreed=False).status == "stopped"
    assert fay.get(world.group, "ned").status is S.ENDED


def test_what_an_observer_must_not_be():
    world = World()
    fay, end = world.by("fay").memberships, NOW + timedelta(days=30)
    with pytest.raises(NotAllowed):
        fay.name_observer(world.group, "fay", until=end)
    with pytest.raises(Refused, match=r"observer\.not_agreed"):
        fay.appoint(world.group, "ned", "observer")
    with pytest.raises(Refused, match=r"observer\.belongs"):
        fay.name_observer(world.group, "ann", until=end)
    with pytest.raises(WrongState):
        fay.name_observer(world.group, "abe", until=end)
    with pytest.raises(InvalidInput, match=r"time\.order"):
        fay.name_observer(world.group, "ned", until=NOW)
    with pytest.raises(InvalidInput, match=r"text\.not_storable"):
        fay.name_observer(world.group, "ned", until=end, purpose="\0")
    with pytest.raises(sk.NotFound):
        fay.agree_observer(world.group, "ned")
    with pytest.raises(Refused, match=r"observer\.term_runs"):
        fay.end_term(world.group, "nobody")
    fay.name_observer(world.group, "ned", until=end)
    with pytest.raises(InvalidInput, match=r"time\.order"):
        fay.name_observer(world.group, "ned", until=NOW)
    world.later(days=30)
    with pytest.raises(Refused, match=r"observer\.term_over"):
        fay.agree_observer(world.group, "ned")


def test_who_got_another_role_meanwhile_is_no_observer_any_more():
    world = World()
    fay = world.by("fay").memberships
    assert fay.appoint(world.group, "oz", "moderator").role_until is None
    fay.agree_observer(world.group, "oz", agreed=False)
    assert fay.get(world.group, "oz").standing is Role.MODERATOR


def test_a_role_for_a_set_time_says_what_it_allows_at_every_moment():
    tie = Membership(
        of="grp_1", community_id=sk.CommunityId("com_1"), person_id=sk.PersonId("ned"), status=S.ACTIVE, role_until=NOW
    )
    assert tie.standing_at(NOW - timedelta(microseconds=1)) is Role.MEMBER
    assert tie.standing_at(NOW) is None
    assert attrs.evolve(tie, role_until=None).standing_at(NOW) is Role.MEMBER


def test_the_end_of_a_term_is_noted_on_both_rows():
    world = World()
    world.later(days=300)
    assert world.by("fay").memberships.end_term(world.group, "oz").status is S.ENDED
    assert world.by("fay").memberships.observers(world.group).items[0].status == "over"
    again = world.by("fay").memberships.name_observer(world.group, "oz", until=NOW + timedelta(days=400))
    assert again.status == "named"

"""That a group exists, who is in it, what is planned and who came are four things; each has a rule of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.kit.worlds import SECRET, World

from supportkit.core.roles import PERMITS
from supportkit.errors import NotAllowed, NotFound
from supportkit.groups.group import Visibility
from supportkit.groups.rules import Circle, GroupRules
from supportkit.kit import Kit
from supportkit.memberships.circles import CIRCLED
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.sessions.attendance import Presence, Rsvp

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS: dict[str, Callable[[Kit, World], Any]] = {
    "memberships.roster": lambda kit, w: kit.memberships.roster(w.group),
    "sessions.upcoming": lambda kit, w: kit.sessions.upcoming(w.group),
    "sessions.past": lambda kit, w: kit.sessions.past(w.group),
    "sessions.get": lambda kit, w: kit.sessions.get(w.session),
    "sessions.roster": lambda kit, w: kit.sessions.roster(w.session),
}
LEADERS = {"fay", "cleo"}
GROUP_MODERATOR = {"mo"}
MEMBERS = {"ann", "bo", "chad", "oz"}
STAFF = {"olga", "cora", "mona"}
ELSEWHERE = {"nell"}  # belongs to another group of the community
OUTSIDE = {"zoe", "otto", "abe"}  # nobody; one with an offer; one who asked
EVERYBODY = LEADERS | GROUP_MODERATOR | MEMBERS | STAFF | ELSEWHERE | OUTSIDE

BY_TABLE = {
    "memberships.roster": LEADERS | GROUP_MODERATOR | STAFF,
    "sessions.upcoming": LEADERS | GROUP_MODERATOR | STAFF,
    "sessions.past": LEADERS | GROUP_MODERATOR | STAFF,
    "sessions.get": LEADERS | GROUP_MODERATOR | STAFF,
    "sessions.roster": LEADERS | {"olga", "cora"},
}
"""Whom the permission table lets in, apart from members."""


def expected(name: str, circle: Circle) -> set[str]:
    """Answer who may look."""
    found = set(BY_TABLE[name])
    if circle is not Circle.LEADERS:
        found |= LEADERS | GROUP_MODERATOR | MEMBERS
    if circle is Circle.COMMUNITY:
        found |= STAFF | ELSEWHERE
    return found


def made(rule: str, circle: Circle, visibility: Visibility = Visibility.SHOWN) -> World:
    """Make a world whose group shows one thing to a circle."""
    world = World(None, visibility)
    world.by("nell").memberships.apply(world.free)
    world.kit.groups.set_rules(world.group, GroupRules(**{rule: circle}))
    return world


def may(world: World, name: str, person: str) -> bool:
    """Tell whether somebody may look."""
    try:
        CALLS[name](world.by(person), world)
    except NotAllowed as error:
        assert error.params["operation"] == name
        return False
    return True


def test_every_operation_of_a_circle_is_tried_and_can_be_read_in_an_archive():
    assert set(CALLS) == set(CIRCLED)
    assert all(PERMITS[name].archived for name in CIRCLED)
    assert set(CIRCLED.values()) == {"roster", "content", "attendance"}


@pytest.mark.parametrize("circle", Circle)
@pytest.mark.parametrize("name", CALLS)
def test_who_may_look_is_what_the_rule_says(name: str, circle: Circle):
    world = made(CIRCLED[name], circle)
    assert {person for person in EVERYBODY if may(world, name, person)} == expected(name, circle)


@pytest.mark.parametrize("circle", Circle)
@pytest.mark.parametrize("name", CALLS)
def test_a_rule_opens_nothing_else(name: str, circle: Circle):
    world = made(CIRCLED[name], circle)
    standard = GroupRules()
    for other, rule in CIRCLED.items():
        if rule != CIRCLED[name]:
            by_rule = expected(other, getattr(standard, rule))
            assert {person for person in EVERYBODY if may(world, other, person)} == by_rule


@pytest.mark.parametrize("name", CALLS)
def test_a_hidden_group_is_not_shown_to_the_community(name: str):
    world = made(CIRCLED[name], Circle.COMMUNITY, Visibility.HIDDEN)
    for outsider in ("nell", "zoe"):
        with pytest.raises(NotFound):
            CALLS[name](world.by(outsider), world)
    assert may(world, name, "ann")


def test_who_belonged_to_the_community_once_is_not_of_it():
    world = made("roster", Circle.COMMUNITY)
    world.by("nell").memberships.leave(world.free)
    assert not may(world, "memberships.roster", "nell")
    other = world.kit.setup.found("Other", owner="nell", mode="rehearsal")
    assert other.owners == 1
    assert not may(world, "memberships.roster", "nell")


def test_a_leader_of_the_community_who_is_a_member_looks_as_staff():
    world = made("content", Circle.LEADERS)
    assert not may(world, "sessions.upcoming", "ann")
    world.kit.communities.appoint(world.community, "ann", "coordinator")
    assert may(world, "sessions.upcoming", "ann")


def test_a_role_for_a_set_time_opens_nothing_once_it_is_over():
    world = made("content", Circle.MEMBERS)
    assert may(world, "sessions.upcoming", "oz")
    world.later(days=301)
    assert not may(world, "sessions.upcoming", "oz")
    world.kit.groups.set_rules(world.group, GroupRules(content=Circle.COMMUNITY))
    assert not may(world, "sessions.upcoming", "oz")


def test_a_rule_that_leaves_members_out_does_not_name_them_among_those_whom_it_lets_in():
    world = made("content", Circle.LEADERS)
    with pytest.raises(NotAllowed) as caught:
        world.by("ann").sessions.upcoming(world.group)
    assert caught.value.params["roles"] == "co_facilitator, coordinator, facilitator, moderator, owner"


@pytest.mark.parametrize("person", ["chad", "nell"])
def test_others_see_who_is_there_and_nothing_private(person: str):
    world = made("roster", Circle.COMMUNITY)
    world.by("ann").memberships.pause(world.group)
    world.by("ann").memberships.resume(world.group)
    world.kit.groups.set_capacity(world.group, 9)
    world.by("fay").memberships.accept(world.group, "abe")
    ties = world.by(person).memberships.roster(world.group).items
    assert {tie.person_id for tie in ties} >= {"ann", "abe", "fay"}
    assert "bo" not in {tie.person_id for tie in ties}
    plain = {
        tie.person_id: Membership(
            of=tie.of,
            community_id=tie.community_id,
            person_id=tie.person_id,
            status=tie.status,
            role=tie.role,
            role_until=tie.role_until,
        )
        for tie in ties
    }
    assert all(tie == plain[tie.person_id] for tie in ties if tie.person_id != person)
    assert [tie.note for tie in world.by("fay").memberships.roster(world.group).items if tie.note] == [SECRET]


def test_a_person_sees_their_own_tie_whole():
    world = made("roster", Circle.MEMBERS)
    world.kit.groups.set_capacity(world.group, 9)
    world.by("fay").memberships.accept(world.group, "abe")
    mine = {tie.person_id: tie for tie in world.by("abe").memberships.roster(world.group).items}["abe"]
    assert mine == world.by("abe").memberships.get(world.group)
    assert mine.note == SECRET


@pytest.mark.parametrize("status", [one for one in MembershipStatus if one is not MembershipStatus.ACTIVE])
def test_who_rests_waits_or_left_is_for_those_whom_the_table_lets_in(status: str):
    world = made("roster", Circle.COMMUNITY)
    for person in ("ann", "nell"):
        with pytest.raises(NotAllowed):
            world.by(person).memberships.roster(world.group, status=status)
    world.by("mo").memberships.roster(world.group, status=status)


def seen(world: World, person: str) -> dict[str, tuple[Rsvp, Presence | None]]:
    """Answer what somebody is shown of who comes."""
    return {one.person_id: (one.rsvp, one.presence) for one in world.by(person).sessions.roster(world.session).items}


def test_others_see_who_comes_and_not_who_said_no_or_may_be():
    world = made("attendance", Circle.COMMUNITY)
    for person, answer in (("ann", "declined"), ("chad", "accepted"), ("oz", "tentative")):
        world.by(person).sessions.rsvp(world.session, answer)
    coming = {"chad": (Rsvp.ACCEPTED, None)}
    assert seen(world, "nell") == seen(world, "bo") == coming
    assert seen(world, "ann") == coming | {"ann": (Rsvp.DECLINED, None)}
    (shown,) = world.by("nell").sessions.roster(world.session).items
    assert shown.booked_for is None
    assert set(seen(world, "fay")) == {"ann", "chad", "oz"}


def test_others_see_who_came_and_never_who_was_missed():
    world = made("attendance", Circle.MEMBERS)
    for person, answer in (("ann", "accepted"), ("chad", "declined"), ("oz", "accepted")):
        world.by(person).sessions.rsvp(world.session, answer)
    world.at_the_session()
    world.by("oz").sessions.arrive(world.session)
    presences = {"ann": "absent", "bo": "late", "chad": "left_early", "cleo": "excused"}
    world.by("fay").sessions.record_attendance(world.session, presences)
    came = dict.fromkeys(("bo", "chad", "oz"), (Rsvp.ACCEPTED, Presence.PRESENT))
    assert seen(world, "mo") == came
    assert seen(world, "ann") == came | {"ann": (Rsvp.ACCEPTED, Presence.ABSENT)}
    assert seen(world, "fay")["ann"] == (Rsvp.ACCEPTED, Presence.ABSENT)
    assert all(one.arrived_at is None for one in world.by("ann").sessions.roster(world.session).items)


def test_a_page_that_leaves_people_out_leads_on_to_the_next():
    world = made("attendance", Circle.MEMBERS)
    for person, answer in (("ann", "declined"), ("chad", "accepted")):
        world.by(person).sessions.rsvp(world.session, answer)
    first = world.by("mo").sessions.roster(world.session, limit=1)
    assert first.items == ()
    (second,) = world.by("mo").sessions.roster(world.session, limit=1, after=first.next).items
    assert second.person_id == "chad"

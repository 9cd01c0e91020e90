"""Cohorts and followers, by example: their days, their minimum, their end, and who hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from tests.core.domain_strategies import cohorts, values
from tests.kit.worlds import COHORT, NOW, World

import supportkit as sk
from supportkit.core.ids import PersonId
from supportkit.core.roles import LEADING
from supportkit.errors import InvalidInput, NotFound, Refused, WrongState
from supportkit.groups import winding_flows
from supportkit.groups.cohort import Cohort
from supportkit.groups.group import Access, Enrollment, Group, GroupStatus, Visibility
from supportkit.groups.life import GOODBYE_DAYS, TAKING
from supportkit.groups.winding_flows import AT_ONCE
from supportkit.memberships.membership import Membership

ACT: dict[str, Any] = {"at": NOW, "by": PersonId("ruth")}


def cohort(world: World, people: int = 0, **more: Any) -> sk.GroupId:
    """Make a cohort that forms, with some people in it."""
    group = world.kit.groups.create(
        world.community, "C", **{"capacity": 5, "access": Access.OPEN, "facilitators": ["fay"], "cohort": DAYS} | more
    )
    world.kit.groups.open(group.id)
    for number in range(people):
        world.by(f"p{number}").memberships.apply(group.id)
    return group.id


DAYS = attrs.evolve(COHORT, minimum=3)


# Days.


def test_a_cohort_of_weeks_ends_on_the_day_before_its_first_weekday_comes_again():
    assert (DAYS.starts_on, DAYS.ends_on, DAYS.last_join_on) == (
        date(2026, 12, 1),
        date(2027, 1, 25),
        date(2026, 12, 14),
    )
    assert DAYS.begins_at == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert DAYS.joining_ends_at == datetime(2026, 12, 14, 23, tzinfo=UTC)
    assert DAYS.over_at == datetime(2027, 1, 25, 23, tzinfo=UTC)
    assert Cohort.of_weeks(1, starts_on=date(2026, 12, 1), zone="UTC").joining_ends_at == datetime(
        2026, 12, 2, tzinfo=UTC
    )


@given(cohorts())
def test_the_days_of_a_cohort_are_in_order(one: Cohort):
    assert one.begins_at < one.over_at
    assert one.joining_ends_at <= one.over_at


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"weeks": 0}, "number.out_of_range"),
        ({"weeks": 105}, "number.out_of_range"),
        ({"last_join_week": 9}, "number.out_of_range"),
        ({"starts_on": "soon"}, "time.unreadable"),
        ({"starts_on": "9999-12-01"}, "time.out_of_range"),
        ({"starts_on": "9999-11-01"}, "time.out_of_range"),
        ({"zone": "Europe/Atlantis"}, "zone.unknown"),
        ({"minimum": 0}, "number.out_of_range"),
    ],
)
def test_what_is_wrong_with_the_weeks_of_a_cohort(given_: dict[str, Any], code: str):
    with pytest.raises(InvalidInput) as caught:
        Cohort.of_weeks(**{"weeks": 8, "starts_on": "2026-12-01", "zone": "UTC"} | given_)
    assert caught.value.code == code


def test_what_is_wrong_with_the_days_of_a_cohort():
    with pytest.raises(InvalidInput) as caught:
        Cohort(starts_on=date(2026, 12, 2), ends_on=date(2026, 12, 1), last_join_on=date(2026, 12, 3))
    assert [one.path for one in caught.value.problems] == ["$.ends_on", "$.last_join_on"]


# From the draft to the first day.


def test_a_cohort_begins_when_enough_are_there_and_can_be_joined_for_a_while():
    world = World()
    group = cohort(world, people=2)
    assert world.kit.groups.get(group).status is GroupStatus.FORMING
    with pytest.raises(Refused) as caught:
        world.by("fay").groups.start(group)
    assert caught.value.params == {"there": 2, "needed": 3}
    world.by("ned").memberships.apply(group)
    assert world.kit.groups.start(group).status is GroupStatus.RUNNING
    world.clock.set(DAYS.joining_ends_at - timedelta(microseconds=1))
    assert world.by("late").memberships.apply(group).status == "active"
    world.clock.set(DAYS.joining_ends_at)
    for call in (
        lambda: world.by("later").memberships.apply(group),
        lambda: world.kit.memberships.appoint(group, "later", "member"),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert (caught.value.code, caught.value.params) == ("cohort.joining_over", {"last_join_on": "2026-12-14"})
    assert world.kit.memberships.appoint(group, "later", "moderator").status == "active", "who takes no seat may come"


def test_a_cohort_without_days_needs_the_usual_number_and_ends_by_decision():
    world = World()
    group = cohort(world, people=2, cohort=None, enrollment=Enrollment.COHORT)
    with pytest.raises(Refused, match=r"cohort\.too_few"):
        world.kit.groups.start(group)
    world.by("ned").memberships.apply(group)
    world.kit.groups.start(group)
    world.later(days=500)
    assert world.by("abe").memberships.apply(group).status == "active"
    assert world.kit.groups.get(group).due_at is None


def test_a_seat_is_not_held_longer_than_one_can_join():
    world = World()
    group = cohort(world, people=5)
    for who in ("ned", "zoe"):
        world.by(who).memberships.apply(group)
    world.clock.set(DAYS.joining_ends_at - timedelta(hours=5))
    world.by("p0").memberships.leave(group)
    assert world.kit.memberships.get(group, "ned").offer_ends_at == DAYS.joining_ends_at
    world.clock.set(DAYS.joining_ends_at)
    world.by("p1").memberships.leave(group)
    assert world.kit.memberships.get(group, "zoe").status == "waiting", "it is too late to offer it"
    with pytest.raises(Refused, match=r"offer\.expired"):
        world.by("ned").memberships.accept_offer(group)
    longer = attrs.evolve(DAYS, last_join_on=date(2026, 12, 20))
    world.kit.groups.set_cohort(group, longer)
    assert world.kit.memberships.get(group, "zoe").status == "offered", "one can join longer, so the seat is offered"


def test_a_day_that_was_moved_forward_ends_offers_that_run():
    world = World()
    group = cohort(world, people=5)
    world.by("ned").memberships.apply(group)
    world.by("p0").memberships.leave(group)
    world.kit.groups.set_cohort(group, attrs.evolve(DAYS, starts_on=date(2026, 11, 1), last_join_on=date(2026, 11, 2)))
    with pytest.raises(Refused, match=r"cohort\.joining_over"):
        world.by("ned").memberships.accept_offer(group)


def test_the_day_on_which_a_cohort_began_stays():
    world = World()
    group = cohort(world, people=3)
    moved = attrs.evolve(DAYS, starts_on=date(2026, 12, 8))
    assert world.kit.groups.set_cohort(group, moved).cohort == moved
    world.kit.groups.start(group)
    with pytest.raises(Refused) as caught:
        world.kit.groups.set_cohort(group, DAYS)
    assert (caught.value.code, caught.value.params) == ("cohort.started", {"starts_on": "2026-12-08"})
    world.kit.groups.set_cohort(group, attrs.evolve(moved, ends_on=date(2027, 3, 1)))
    with pytest.raises(WrongState):
        world.kit.groups.set_cohort(world.group, DAYS)


@given(values(Group))
def test_who_takes_people_in_says_so_in_the_same_way(group: Group):
    try:
        group.must_take_people("apply", NOW)
    except Refused as error:
        assert not group.takes_people(NOW)
        assert (error.code == "cohort.joining_over") is (group.status in TAKING)
    else:
        assert group.takes_people(NOW)


# What time brings.


def test_on_its_first_day_a_cohort_begins_or_is_called_off_and_ends_after_its_last():
    world = World()
    full, few = cohort(world, people=3), cohort(world, people=2)
    world.clock.set(DAYS.begins_at - timedelta(microseconds=1))
    assert its(world, full) == its(world, few) == []
    world.clock.set(DAYS.begins_at)
    assert its(world, full) == [("cohort.starts", "groups.start", DAYS.begins_at)]
    assert its(world, few) == [("cohort.too_few", "groups.cancel", DAYS.begins_at)]
    world.kit.groups.start(full)
    world.kit.groups.cancel(few)
    world.clock.set(DAYS.over_at)
    assert its(world, full) == [("cohort.ends", "groups.close", DAYS.over_at)]
    world.kit.groups.close(full)
    world.later(days=GOODBYE_DAYS)
    assert its(world, full) == [("group.winds_up", "groups.wind_up", world.clock.now())]
    world.kit.groups.wind_up(full)
    assert its(world, full) == []


def its(world: World, group: sk.GroupId) -> list[tuple[str, str, datetime]]:
    return [
        (one.what, one.operation, one.due_at)
        for one in world.kit.due.actions(world.community)
        if one.arguments.get("group_id") == group
    ]


# The end.


def test_who_was_there_to_the_end_is_one_of_its_alumni():
    world = World()
    kit = world.kit
    kit.groups.close(world.group)
    assert its(world, world.group) == [("group.winds_up", "groups.wind_up", NOW)], "its sessions do not stay on"
    assert world.by("fay").groups.wind_up(world.group).series == 0
    assert {kit.sessions.get(one).status for one in world.sessions} == {"cancelled"}
    assert kit.memberships.get(world.group, "ann").status == "active", "there is time to say goodbye"
    done = world.by("fay").groups.wind_up(world.group)
    assert done.wound_up_at == NOW
    assert (done.taken, done.offered, done.waiting, done.facilitators) == (0, 0, 0, 0)
    for who, status in {
        **dict.fromkeys(("ann", "bo", "chad", "oz", "mo", "fay", "cleo"), "alumni"),
        **dict.fromkeys(("abe", "alma", "ivy", "otto", "wen"), "ended"),
    }.items():
        assert kit.memberships.get(world.group, who).status == status, who


def test_who_wanted_to_come_to_a_cohort_that_was_called_off_is_no_alumnus():
    world = World()
    group = cohort(world, people=2)
    with pytest.raises(InvalidInput, match=r"text\.not_storable"):
        world.kit.groups.cancel(group, because="\0")
    assert world.by("fay").groups.cancel(group, because="Too few of us.").ended_because == "Too few of us."
    assert world.by("p0").groups.get(group).ended_because == "Too few of us."
    with pytest.raises(WrongState):
        world.by("ned").memberships.apply(group)
    world.kit.groups.archive(group)
    world.kit.groups.wind_up(group)
    assert world.kit.memberships.get(group, "p0").status == "ended"
    with pytest.raises(WrongState):
        world.kit.groups.wind_up(world.group)


def test_a_large_group_is_wound_up_step_by_step_and_who_leads_comes_last():
    world = World()
    # Who leads sorts in the middle of the others, so that the order of the roster alone would not do.
    group = world.kit.groups.create(
        world.community, "L", capacity=300, access=Access.OPEN, facilitators=["p100a"], cohort=DAYS
    ).id
    world.kit.groups.announce(group)
    for number in range(30):
        world.by(f"f{number}").memberships.follow(group)
    world.kit.groups.open(group)
    for number in range(AT_ONCE * 2):
        world.by(f"p{number}").memberships.apply(group)
    world.kit.sessions.plan(group, sk.daily(), start_on="2026-11-24", at="10:00", zone="UTC", weeks=16)
    world.kit.groups.start(group)
    world.kit.groups.close(group)
    lead = world.by("p100a")
    steps = []
    while (one := lead.groups.wind_up(group)).wound_up_at is None:
        steps.append((one.series, one.taken, one.facilitators))
    assert steps == [(1, 200, 1), (0, 200, 1), (0, 130, 1), (0, 30, 1)]
    assert lead.memberships.get(group).status == "alumni"
    assert (one.taken, one.facilitators) == (0, 0)
    assert world.kit.sessions.upcoming(group, limit=1000).items[0].status == "cancelled"


def test_sessions_of_many_plans_are_looked_through_page_by_page(monkeypatch: pytest.MonkeyPatch):
    world = World()
    world.kit.sessions.cancel(world.session)
    world.kit.groups.close(world.group)
    monkeypatch.setattr(winding_flows, "PAGE_LIMIT", 1)
    assert world.kit.groups.wind_up(world.group).series == 0
    assert {world.kit.sessions.get(one).status for one in world.sessions} == {"cancelled"}


@given(values(Membership))
def test_no_seat_is_a_leaders(tie: Membership):
    assert not (tie.seated and tie.standing in LEADING)


def test_who_leads_takes_no_members_seat():
    world = World()
    group = cohort(world, capacity=1, facilitators=["fay", "cleo"])
    assert world.kit.groups.get(group).free == 1
    assert world.by("ned").memberships.apply(group).status == "active"
    world.kit.memberships.appoint(group, "mo", "co_facilitator")
    world.kit.memberships.appoint(group, "ned", "co_facilitator")
    assert (world.kit.groups.get(group).facilitators, world.kit.groups.get(group).free) == (4, 1)


# Followers.


def test_people_follow_a_group_until_it_opens_and_join_it_then():
    world = World()
    world.kit.groups.announce(world.draft)
    zoe = world.by("zoe")
    assert world.draft in {one.id for one in zoe.groups.directory(world.community, status="listed").items}
    assert zoe.memberships.follow(world.draft).status == "following"
    facts = len(world.kit.journal(limit=1000))
    assert zoe.memberships.follow(world.draft).status == "following"
    assert len(world.kit.journal(limit=1000)) == facts, "once is enough"
    with pytest.raises(WrongState):
        zoe.memberships.apply(world.draft)
    assert [tie.person_id for tie in world.by("fay").memberships.roster(world.draft, status="following").items] == [
        "zoe"
    ]
    assert world.by("fay").people.reach("zoe", world.draft).allowed
    world.kit.groups.open(world.draft)
    assert zoe.memberships.apply(world.draft).status == "applied"


def test_who_follows_can_cease_to():
    world = World()
    zoe = world.by("zoe").memberships
    zoe.follow(world.paused)
    assert zoe.leave(world.paused).status == "left"
    assert not world.by("fay").people.reach("zoe", world.paused).allowed


def test_followers_of_what_never_opened_are_let_go():
    world = World()
    world.kit.groups.announce(world.draft)
    world.by("zoe").memberships.follow(world.draft)
    world.kit.groups.archive(world.draft)
    world.later(days=GOODBYE_DAYS)
    while its(world, world.draft):
        world.kit.groups.wind_up(world.draft)
    tie = world.store._records[Membership.key(world.draft, PersonId("zoe"))]
    assert b'"ended"' in (tie.body or b"")


def test_what_can_be_joined_or_is_hidden_or_is_not_ours_is_not_followed():
    world = World()
    zoe = world.by("zoe").memberships
    for group in (world.group, world.closed, world.cohort):
        with pytest.raises(WrongState):
            zoe.follow(group)
    with pytest.raises(Refused, match=r"group\.imported"):
        zoe.follow(world.listed)
    world.kit.groups.describe(world.paused, visibility=Visibility.HIDDEN)
    with pytest.raises(NotFound):
        zoe.follow(world.paused)


def test_a_group_of_a_public_list_is_claimed_and_nothing_else():
    world = World()
    kit = world.kit
    for call in (
        lambda: kit.groups.open(world.listed),
        lambda: kit.groups.set_cohort(world.listed, DAYS),
        lambda: kit.memberships.appoint(world.listed, "fay", "facilitator"),
        lambda: kit.memberships.invite(world.listed, "ann"),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.code == "group.imported"
    with pytest.raises(WrongState):
        kit.groups.announce(world.listed)
    kit.groups.announce(world.draft)
    with pytest.raises(Refused, match=r"group\.not_imported"):
        kit.groups.claim(world.draft, world.community)
    kit.memberships.appoint(world.draft, "new", "co_facilitator")
    assert kit.sessions.plan(world.draft, sk.daily(), start_on="2026-11-24", at="10:00", zone="UTC", weeks=1)
    assert kit.sessions.upcoming(world.draft).items, "the sessions of an announced group are planned"
    (plan, *_) = world.by("zoe").sessions.series(world.draft).items
    assert plan.venue.name == "", "those outside are not told at which door"

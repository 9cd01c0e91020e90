"""Sessions through the kit: local time stays, the past is frozen, and answers and arrivals are counted right."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.worlds import NOW, SECRET, World

import supportkit as sk
from supportkit.core.clock import FixedClock, instant, parse_instant
from supportkit.core.codec import decode_record
from supportkit.core.ids import PersonId
from supportkit.errors import InvalidInput, NotAllowed, NotFound, Refused, SupportKitError, WrongState
from supportkit.sessions.attendance import Attendance, Presence, Rsvp
from supportkit.sessions.series import SeriesStatus
from supportkit.sessions.session import Session, SessionStatus
from supportkit.sessions.venue import Venue, VenueMode

NAIVE = datetime(2026, 12, 1, 18, 30)
ACT: dict[str, Any] = {"at": NOW, "by": PersonId("ruth")}


def planned(kit: Any, zone: str, start_on: str, at: str, weeks: int, rule: Any = None) -> Any:
    group = kit.groups.create(kit.community.id, "G", capacity=3)
    series = kit.sessions.plan(group.id, rule or sk.weekly("TU"), start_on=start_on, at=at, zone=zone, weeks=weeks)
    return group, series, kit.sessions.upcoming(group.id, limit=200).items


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Europe/Berlin", {timedelta(hours=1), timedelta(hours=2)}),
        ("America/New_York", {timedelta(hours=-5), timedelta(hours=-4)}),
        ("Asia/Kolkata", {timedelta(hours=5.5)}),
        ("Australia/Lord_Howe", {timedelta(hours=10.5), timedelta(hours=11)}),
    ],
)
def test_the_wall_time_stays_the_same_all_year(zone: str, hours: set[timedelta]):
    kit = sk.rehearse(at=NOW)
    _, series, sessions = planned(kit, zone, "2026-12-01", "18:30", 60)
    assert len(sessions) == 60
    assert {one.local_start.time() for one in sessions} == {time(18, 30)}
    assert {one.local_start.weekday() for one in sessions} == {1}
    assert {one.local_start.replace(tzinfo=UTC) - one.starts_at for one in sessions} == hours
    assert {one.ends_at - one.starts_at for one in sessions} == {timedelta(minutes=90)}
    assert [one.id for one in sessions] == [f"{series.id}@{one.local_start:%Y%m%dT%H%M}" for one in sessions]
    assert not any(one.adjusted for one in sessions)


def test_a_local_time_that_a_day_does_not_have_is_marked():
    kit = sk.rehearse(at=NOW)
    _, _, sessions = planned(kit, "Europe/Berlin", "2027-03-21", "02:30", 2, sk.weekly("SU"))
    assert [one.adjusted for one in sessions[:2]] == [False, True]
    assert sessions[1].local_start == datetime(2027, 3, 28, 3, 30)


@given(weeks=st.lists(st.integers(1, 104), min_size=1, max_size=4), gaps=st.lists(st.integers(0, 40), max_size=4))
def test_however_often_a_plan_is_extended_no_session_is_doubled_or_lost(weeks: list[int], gaps: list[int]):
    kit = sk.rehearse(at=NOW)
    group, series, _ = planned(kit, "Europe/Berlin", "2026-12-01", "18:30", weeks[0])
    for number, more in enumerate(weeks[1:]):
        kit.clock.advance(timedelta(weeks=gaps[number] if number < len(gaps) else 0))  # type: ignore[attr-defined]
        kit.sessions.extend(series.id, weeks=more)
    (now,) = kit.sessions.series(group.id).items
    found = [
        decode_record(record)
        for key, record in kit.store._records.items()  # type: ignore[attr-defined]
        if key.kind == "session"
    ]
    starts = [one.starts_at for one in found]
    assert len(starts) == len(set(starts)) == len({one.id for one in found})
    assert now.planned_until is not None
    wanted = {one.starts_at for one in series.occurrences(NOW, now.planned_until)}
    # What would have begun while nobody had planned it is not planned afterwards.
    assert set(starts) <= wanted
    assert {one for one in wanted if one >= kit.clock.now()} <= set(starts)


def test_a_plan_needs_its_first_day_on_the_rule_and_a_zone_that_exists():
    kit = sk.rehearse(at=NOW)
    for wrong, code in (
        ({"start_on": "2026-12-02"}, "series.start_not_on_rule"),
        ({"start_on": "soon"}, "time.unreadable"),
        ({"at": "half past six"}, "time.unreadable"),
        ({"at": "18:30+01:00"}, "value.wrong_type"),
        ({"at": time(18, 30, tzinfo=UTC)}, "value.wrong_type"),
        ({"zone": "Europe/Berln"}, "zone.unknown"),
        ({"zone": "+01:00"}, "zone.offset"),
        ({"minutes": 0}, "number.out_of_range"),
        ({"weeks": 105}, "number.out_of_range"),
        ({"title": " "}, "text.empty"),
        ({"notes": "\0"}, "text.not_storable"),
        ({"recurrence": sk.weekly("TU", until=date(2020, 1, 1))}, "series.start_not_on_rule"),
    ):
        given_: Any = {"recurrence": sk.weekly("TU"), "start_on": "2026-12-01", "at": "18:30", "zone": "UTC"} | wrong
        group = kit.groups.create(kit.community.id, "G")
        before = len(kit.journal(limit=1000))
        with pytest.raises(InvalidInput) as caught:
            kit.sessions.plan(group.id, given_.pop("recurrence"), **given_)
        assert caught.value.code == code
        assert len(kit.journal(limit=1000)) == before


def test_a_plan_without_a_zone_waits_for_one():
    kit = sk.rehearse(at=NOW)
    group = kit.groups.create(kit.community.id, "G").id
    series = kit.sessions.plan(group, sk.weekly("TU"), start_on=date(2026, 12, 1), at=time(18, 30), zone=None)
    assert kit.sessions.upcoming(group).items == ()
    with pytest.raises(Refused, match=r"series\.no_zone"):
        kit.sessions.extend(series.id)
    with pytest.raises(InvalidInput, match=r"zone\.unknown"):
        kit.sessions.set_zone(series.id, "Nowhere/Land")
    kit.sessions.set_zone(series.id, "Europe/Berlin")
    with pytest.raises(Refused, match=r"series\.zone_set"):
        kit.sessions.set_zone(series.id, "Europe/Madrid")
    assert len(kit.sessions.extend(series.id, weeks=3)) == 3
    assert kit.sessions.extend(series.id, weeks=2) == ()
    with pytest.raises(InvalidInput):
        kit.sessions.extend(series.id, weeks=0)


def test_a_plan_that_began_long_ago_brings_only_what_lies_ahead():
    kit = sk.rehearse(at=NOW)
    _, series, sessions = planned(kit, "Europe/Berlin", "2025-01-07", "18:30", 3)
    assert [one.starts_at >= NOW for one in sessions] == [True] * 3
    assert series.planned_until == NOW + timedelta(weeks=3)


def test_ending_a_plan_cancels_what_has_not_begun_and_nothing_else():
    world = World()
    fay = world.by("fay")
    other = fay.sessions.plan(world.group, sk.weekly("WE"), start_on="2026-11-25", at="10:00", zone="UTC", weeks=2)
    fay.sessions.begin(world.at_the_session().session)
    assert world.kit.groups.get(world.group).series == 2
    assert fay.sessions.end_series(world.series).status is SeriesStatus.ENDED
    assert world.kit.groups.get(world.group).series == 1
    sessions = [*fay.sessions.past(world.group).items, *fay.sessions.upcoming(world.group).items]
    status = {one.id: one.status for one in sessions}
    assert status[world.sessions[0]] is SessionStatus.UNDER_WAY
    assert status[world.sessions[1]] is SessionStatus.CANCELLED
    assert Counter(one.status for one in sessions if one.series_id == other.id) == {SessionStatus.PLANNED: 2}
    with pytest.raises(WrongState):
        fay.sessions.end_series(world.series)
    with pytest.raises(WrongState):
        fay.sessions.extend(world.series, weeks=50)
    assert [one.id for one in fay.sessions.series(world.group, status="ended").items] == [world.series]
    with pytest.raises(InvalidInput):
        fay.sessions.series(world.group, status="over")


def test_a_plan_that_has_ended_is_not_extended_even_by_nothing():
    world = World()
    world.by("fay").sessions.end_series(world.series)
    with pytest.raises(WrongState):
        world.by("fay").sessions.extend(world.series, weeks=1)


def test_ending_a_plan_cancels_all_of_its_sessions_however_many():
    kit = sk.rehearse(at=NOW)
    group, series, _ = planned(kit, "UTC", "2026-12-01", "10:00", 104, sk.daily())
    second = kit.sessions.plan(group.id, sk.daily(), start_on="2026-12-01", at="12:00", zone="UTC", weeks=104)
    kit.sessions.end_series(second.id)
    left = Counter(
        (one.series_id == second.id, one.status)
        for one in map(decode_record, kit.store._records.values())  # type: ignore[attr-defined]
        if isinstance(one, Session)
    )
    assert left == {(True, SessionStatus.CANCELLED): 728, (False, SessionStatus.PLANNED): 728}
    assert kit.sessions.series(group.id).items[0].id == series.id


# The past is frozen.


def test_a_session_that_has_begun_keeps_its_time():
    world = World()
    fay = world.by("fay")
    moved = fay.sessions.reschedule(world.session, world.starts_at + timedelta(hours=1))
    assert moved.id == world.session
    assert moved.ends_at - moved.starts_at == timedelta(minutes=90)
    world.clock.set(moved.starts_at)
    with pytest.raises(Refused, match=r"session\.past"):
        fay.sessions.reschedule(world.session, moved.starts_at + timedelta(hours=1))
    fay.sessions.begin(world.session)
    with pytest.raises(WrongState):
        fay.sessions.reschedule(world.session, moved.starts_at + timedelta(hours=1))
    with pytest.raises(WrongState):
        fay.sessions.cancel(world.session)
    fay.sessions.end(world.session)
    assert fay.sessions.get(world.session).starts_at == moved.starts_at


def test_a_session_is_not_moved_into_the_past():
    world = World()
    for when in (NOW, NOW - timedelta(days=1)):
        with pytest.raises(InvalidInput) as caught:
            world.by("fay").sessions.reschedule(world.session, when)
        assert [(one.code, one.path) for one in caught.value.problems] == [("time.order", "$.starts_at")]


def test_local_time_moves_a_session_to_the_moment_it_means():
    world = World()
    there = (world.starts_at + timedelta(hours=3)).astimezone(timezone(timedelta(hours=-7)))
    moved = world.by("fay").sessions.reschedule(world.session, there)
    assert moved.starts_at == there
    assert moved.starts_at.tzinfo is UTC
    assert decode_record(world.store._records[moved.record_key]) == moved


@pytest.mark.parametrize(
    "call",
    [
        lambda w: w.by("fay").sessions.reschedule(w.session, NAIVE),
        lambda w: w.by("ann").memberships.pause(w.group, until=NAIVE),
        lambda w: w.kit.due.actions(w.community, until=NAIVE),
        lambda _: FixedClock(NAIVE),
        lambda w: w.clock.set(NAIVE),
        lambda _: sk.rehearse(at=NAIVE),
        lambda _: instant(NAIVE),
        lambda _: parse_instant("2026-12-01T18:30"),
        lambda _: sk.from_data(Attendance, {"arrived_at": NAIVE, "session_id": "s"} | IDS),
        lambda _: sk.from_data(Attendance, {"arrived_at": NAIVE.isoformat(), "session_id": "s"} | IDS),
        lambda w: w.kit.sessions.series(w.group).items[0].occurrences(NAIVE, NOW),
    ],
)
def test_a_time_without_an_offset_is_refused_wherever_it_comes_in(call: Any):
    with pytest.raises(InvalidInput) as caught:
        call(World())
    assert caught.value.code == "time.naive"


IDS = {"group_id": "g", "community_id": "c", "person_id": "ann"}


def test_a_time_that_cannot_be_read():
    with pytest.raises(InvalidInput, match=r"time\.unreadable"):
        parse_instant("tomorrow")


# Who comes.


def test_answers_are_counted_and_can_be_changed_until_the_session_begins():
    world = World()
    ann, bo = world.by("ann"), world.by("bo")

    def going() -> int:
        return world.kit.sessions.get(world.session).going

    assert ann.sessions.rsvp(world.session, "accepted").rsvp is Rsvp.ACCEPTED
    assert ann.sessions.rsvp(world.session, Rsvp.ACCEPTED).rsvp is Rsvp.ACCEPTED
    assert bo.sessions.rsvp(world.session, "tentative").rsvp is Rsvp.TENTATIVE  # who rests still belongs
    assert going() == 1
    assert bo.sessions.rsvp(world.session, "accepted").presence is None
    assert going() == 2
    ann.sessions.rsvp(world.session, "declined")
    assert going() == 1
    with pytest.raises(InvalidInput, match=r"value\.not_allowed"):
        ann.sessions.rsvp(world.session, "maybe")
    world.clock.set(world.starts_at - timedelta(microseconds=1))
    ann.sessions.rsvp(world.session, "accepted")
    world.clock.set(world.starts_at)
    for answer in Rsvp:
        with pytest.raises(Refused, match=r"session\.begun"):
            ann.sessions.rsvp(world.session, answer)
    assert going() == 2


@pytest.mark.parametrize("person", ["otto", "wen", "abe", "ivy", "zoe"])
def test_only_who_belongs_answers(person: str):
    world = World()
    with pytest.raises(Refused, match=r"membership\.needed"):
        world.by(person).sessions.rsvp(world.session, "accepted")


def test_who_left_no_longer_answers():
    world = World()
    world.by("ann").sessions.rsvp(world.session, "accepted")
    world.by("ann").memberships.leave(world.group)
    with pytest.raises(Refused, match=r"membership\.needed"):
        world.by("ann").sessions.rsvp(world.session, "declined")


def test_a_session_that_is_called_off_takes_no_answers():
    world = World()
    world.by("fay").sessions.cancel(world.session)
    with pytest.raises(WrongState) as caught:
        world.by("ann").sessions.rsvp(world.session, "accepted")
    assert caught.value.params["current"] == "cancelled"
    with pytest.raises(WrongState):
        world.at_the_session().by("fay").sessions.arrive(world.session, "ann")
    with pytest.raises(WrongState):
        world.by("fay").sessions.record_attendance(world.session, {"ann": "present"})


def test_a_session_has_as_many_places_as_it_says():
    world = World()
    session = attrs.evolve(world.kit.sessions.get(world.session), capacity=1)
    full = session.count(going=1, **ACT).state
    with pytest.raises(Refused) as caught:
        full.count(going=1, **ACT)
    assert (caught.value.code, caught.value.params) == ("session.full", {"capacity": 1})
    assert full.count(going=-1, **ACT).state.going == 0
    assert full.count(present=1, **ACT).state.present == 1


def test_who_arrives_is_in_time_or_late_and_counted_once():
    world = World()
    fay = world.by("fay")
    world.clock.set(world.starts_at - timedelta(minutes=31))
    for call in (
        lambda: fay.sessions.arrive(world.session, "ann"),
        lambda: fay.sessions.begin(world.session),
        lambda: fay.sessions.record_attendance(world.session, {"ann": "present"}),
    ):
        with pytest.raises(Refused, match=r"session\.not_yet"):
            call()
    world.clock.set(world.starts_at - timedelta(minutes=30))
    early = world.by("ann").sessions.arrive(world.session)
    assert (early.presence, early.arrived_at) == (Presence.PRESENT, world.clock.now())
    world.clock.set(world.starts_at + timedelta(minutes=10))
    assert fay.sessions.arrive(world.session, "chad").presence is Presence.PRESENT
    world.clock.advance(timedelta(seconds=1))
    assert fay.sessions.arrive(world.session, "bo").presence is Presence.LATE
    assert world.by("ann").sessions.arrive(world.session) == early
    assert fay.sessions.get(world.session).present == 3
    with pytest.raises(NotAllowed):
        world.by("ann").sessions.arrive(world.session, "bo")
    fay.sessions.begin(world.session)
    fay.sessions.end(world.session)
    with pytest.raises(WrongState):
        world.by("cleo").sessions.arrive(world.session)


PRESENCES = st.dictionaries(
    st.sampled_from(["ann", "bo", "chad", "fay", "otto"]), st.sampled_from(Presence), max_size=5
)


@given(rounds=st.lists(PRESENCES, max_size=5), arriving=st.lists(st.sampled_from(["ann", "bo", "chad"]), max_size=3))
def test_corrections_leave_the_right_count(rounds: list[dict[str, Presence]], arriving: list[str]):
    world = World().at_the_session()
    fay = world.by("fay")
    known: dict[str, Presence] = {}
    for person in arriving:
        fay.sessions.arrive(world.session, person)
        known.setdefault(person, Presence.PRESENT)
    for presences in rounds:
        resting = {"bo": Presence.EXCUSED} if presences.get("bo") is Presence.ABSENT else {}
        known |= presences | resting
        fay.sessions.record_attendance(world.session, dict(presences))
        assert fay.sessions.get(world.session).present == sum(one.came for one in known.values())
    roster = fay.sessions.roster(world.session, limit=100).items
    assert {row.person_id: row.presence for row in roster} == known
    for row in roster:
        assert (row.arrived_at is None) or row.person_id in arriving
        assert row.presence is not None
        assert row.arrived_at is None or row.presence.came


def test_what_is_wrong_with_a_record_of_attendance():
    world = World().at_the_session()
    fay = world.by("fay")
    wrong: list[tuple[dict[str, str], type[SupportKitError], str]] = [
        ({"ann": "there"}, InvalidInput, "value.not_allowed"),
        ({"ann@example.org": "present"}, InvalidInput, "person.contact_data"),
        ({f"p{number}": "present" for number in range(501)}, InvalidInput, "number.out_of_range"),
        ({"stranger": "present"}, NotFound, "record.not_found"),
    ]
    before = dict(world.store._records)
    for presences, kind, code in wrong:
        with pytest.raises(kind) as caught:
            fay.sessions.record_attendance(world.session, presences)
        assert caught.value.code == code
    assert fay.sessions.record_attendance(world.session, {}).present == 0
    assert world.store._records == before


def test_a_made_up_person_was_never_at_a_real_session():
    kit = sk.rehearse(at=NOW)
    kit.memberships.invite(kit.groups.create(kit.community.id, "Play").id, "puppet")
    live = kit.acting_as("real")
    community = live.setup.found("Live", owner="real")
    group = live.groups.create(community.id, "Real")
    live.sessions.plan(group.id, sk.weekly("TU"), start_on="2026-11-24", at="10:00", zone="UTC", weeks=1)
    (session,) = live.sessions.upcoming(group.id).items
    kit.clock.set(session.starts_at)  # type: ignore[attr-defined]
    with pytest.raises(Refused, match=r"person\.made_up"):
        live.sessions.record_attendance(session.id, {"puppet": "present"})


def test_how_to_get_in_is_for_those_who_belong():
    world = World()
    details = world.by("bo").sessions.join_details(world.series)
    assert details is not None
    assert (details.link, details.phone, details.passcode, details.notes) == (SECRET,) * 4
    assert SECRET not in repr(details)
    assert details.subject is None
    with pytest.raises(NotAllowed):
        world.by("otto").sessions.join_details(world.series)
    with pytest.raises(NotFound):
        world.kit.sessions.join_details(sk.SeriesId(sk.SeededIds(3).new("ser")))


def test_a_closed_group_plans_nothing_more():
    world = World()
    with pytest.raises(WrongState) as caught:
        world.kit.sessions.plan(world.closed, sk.weekly("TU"), start_on="2026-11-24", at="10:00", zone="UTC")
    assert caught.value.params["verb"] == "plan"


def test_a_venue_is_a_place_on_earth():
    with pytest.raises(InvalidInput) as caught:
        Venue(mode=VenueMode.HYBRID, name=" ", address="\0", latitude=90.1, longitude=float("nan"))
    assert [one.path for one in caught.value.problems] == ["$.name", "$.address", "$.latitude", "$.longitude"]
    assert Venue(latitude=-90, longitude=180).approximate is False

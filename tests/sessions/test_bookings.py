"""How many sessions to come one person may have said yes to at a time; what stands is never taken away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.kit.worlds import World

import supportkit as sk
from supportkit.communities.rules import CommunityRules
from supportkit.errors import Refused


def planned(weeks: int = 8) -> World:
    world = World()
    series = world.kit.sessions.plan(
        world.group, sk.daily(), start_on="2026-12-01", at="10:00", zone="UTC", weeks=weeks
    )
    found = world.kit.sessions.upcoming(world.group, limit=500).items
    world.sessions = [one.id for one in found if one.series_id == series.id]
    return world


def test_a_cap_that_is_lowered_cancels_nothing_and_says_no_until_below():
    world = planned()
    ann = world.by("ann").sessions
    for session in world.sessions[:3]:
        ann.rsvp(session, "accepted")
    world.kit.communities.set_rules(world.community, CommunityRules(bookings_at_once=2))
    assert [ann.rsvp(one, "accepted").rsvp for one in world.sessions[:3]] == ["accepted"] * 3
    for given_up in (0, 1):
        with pytest.raises(Refused) as caught:
            ann.rsvp(world.sessions[3], "accepted")
        assert caught.value.code == "session.bookings_at_once"
        assert caught.value.params == {"most": 2, "booked": 3 - given_up}
        ann.rsvp(world.sessions[given_up], "declined")
    assert ann.rsvp(world.sessions[3], "accepted").rsvp == "accepted"
    with pytest.raises(Refused, match=r"bookings_at_once"):
        ann.rsvp(world.sessions[4], "accepted")
    assert ann.rsvp(world.sessions[4], "tentative").rsvp == "tentative"
    assert world.by("chad").sessions.rsvp(world.sessions[4], "accepted").rsvp == "accepted"


def test_what_is_over_or_cancelled_counts_no_more():
    world = planned()
    world.kit.communities.set_rules(world.community, CommunityRules(bookings_at_once=1))
    ann = world.by("ann").sessions
    ann.rsvp(world.sessions[0], "accepted")
    with pytest.raises(Refused, match=r"bookings_at_once"):
        ann.rsvp(world.sessions[1], "accepted")
    world.by("fay").sessions.cancel(world.sessions[0])
    ann.rsvp(world.sessions[1], "accepted")
    world.clock.set(world.kit.sessions.get(world.sessions[1]).starts_at + timedelta(minutes=1))
    assert ann.rsvp(world.sessions[3], "accepted").booked_for is not None


def test_a_session_that_was_moved_behind_counts_by_its_new_time():
    world = planned()
    world.kit.communities.set_rules(world.community, CommunityRules(bookings_at_once=1))
    ann = world.by("ann").sessions
    ann.rsvp(world.sessions[5], "accepted")
    first = world.kit.sessions.get(world.sessions[0]).starts_at
    world.by("fay").sessions.reschedule(world.sessions[5], first - timedelta(hours=1))
    world.clock.set(first - timedelta(minutes=30))
    assert ann.rsvp(world.sessions[0], "accepted").rsvp == "accepted"


def test_bookings_are_counted_over_every_page():
    world = planned(weeks=10)
    ann = world.by("ann").sessions
    for session in world.sessions[:60]:
        ann.rsvp(session, "accepted")
    world.kit.communities.set_rules(world.community, CommunityRules(bookings_at_once=2))
    with pytest.raises(Refused, match=r"bookings_at_once"):
        ann.rsvp(world.sessions[61], "accepted")
    for session in world.sessions[:58]:
        world.by("fay").sessions.cancel(session)
    with pytest.raises(Refused, match=r"bookings_at_once"):
        ann.rsvp(world.sessions[61], "accepted")
    world.kit.communities.set_rules(world.community, CommunityRules(bookings_at_once=3))
    assert ann.rsvp(world.sessions[61], "accepted").rsvp == "accepted"

"""A feed says what the format can say, names what it cannot, and gives nothing private away."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.interop.feeds import feed, kit_at, meeting

from supportkit.communities import CrisisPlan, CrisisResourceNote
from supportkit.core.clock import FixedClock
from supportkit.core.ids import PersonId, SessionId
from supportkit.errors import NotAllowed
from supportkit.groups import Access, Audience, Cohort, Enrollment, StandIn, Visibility
from supportkit.interop.meeting_guide import Export, export_feed, exporting, import_feed, importing
from supportkit.kit import Kit
from supportkit.sessions import Venue, VenueMode, Weekday, daily, monthly, weekly
from supportkit.storage.memory import MemoryStore

if TYPE_CHECKING:
    from supportkit.groups import Group
    from supportkit.opening import Rehearsal
    from supportkit.sessions import Series

AT = datetime(2026, 10, 14, 12, tzinfo=UTC)
words = st.text("abcdefghij ÄÖéñ", min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)


def opened(kit: Rehearsal, name: str = "Evening Circle", **options: Any) -> Group:
    group = kit.groups.create(kit.community.id, name, **options)
    return kit.groups.open(group.id)


def planned(kit: Rehearsal, group: Group, rule: Any = None, **options: Any) -> Series:
    rule = rule or weekly("TU")
    plan = {"start_on": rule.first_on_or_after(date(2026, 10, 14)), "at": "18:30", "zone": "Europe/Madrid"} | options
    return kit.sessions.plan(group.id, rule, **plan)


def codes(export: Export) -> set[str]:
    assert all(loss.words() and loss.words("es") for loss in export.losses)
    return {loss.code for loss in export.losses}


venues = st.builds(
    Venue,
    mode=st.sampled_from([VenueMode.IN_PERSON, VenueMode.ONLINE]),
    name=words | st.just(""),
    region=st.lists(words, max_size=2).map(tuple),
) | st.builds(
    Venue,
    mode=st.sampled_from([VenueMode.IN_PERSON, VenueMode.HYBRID]),
    address=words,
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
)
plans = st.fixed_dictionaries(
    {
        "rule": st.sets(st.sampled_from(Weekday), min_size=1).map(lambda days: weekly(*days)),
        "at": st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        "zone": st.sampled_from(["Europe/Madrid", "America/New_York", "Australia/Lord_Howe"]),
        "minutes": st.integers(1, 24 * 60 - 1),
        "title": words | st.just(""),
        "venue": venues,
    }
)


def said(kit: Rehearsal, groups: list[Any]) -> list[object]:
    """Answer what the format can say of the plans of some groups."""
    return sorted(
        (
            (group.name, one.title or group.name, one.recurrence, one.at, one.zone, one.minutes, one.venue)
            for group in groups
            for one in kit.sessions.series(group.id).items
        ),
        key=repr,
    )


@given(st.lists(plans, min_size=1, max_size=3), st.booleans())
def test_what_is_written_and_read_again_says_the_same(each: list[dict[str, Any]], public: bool):
    kit, other = kit_at(AT), kit_at(AT)
    group = opened(kit, audience=Audience.PUBLIC if public else Audience.MEMBERS)
    for plan in each:
        planned(kit, group, plan.pop("rule"), weeks=1, link="https://example.org/j/1", **plan)
    export = export_feed(kit, kit.community.id)
    done = import_feed(other, other.community.id, export.to_json(), name="list")
    assert (done.accepted, done.rows) == (len(each), len(each))
    read = [other.groups.get(one) for one in done.groups]
    assert said(other, read) == said(kit, [group])
    assert [one.audience for one in read] == [group.audience]
    assert "venue.mode" not in codes(export)


@pytest.mark.parametrize(
    "name", ["sanjose_latest", "sussex_2022-09", "edge_times", "edge_timezones", "edge_appointment"]
)
def test_a_real_list_is_written_as_it_was_read(name: str):
    kit, other = kit_at(AT), kit_at(AT)
    done = import_feed(kit, kit.community.id, feed(name), name="list", zone="America/Los_Angeles")
    export = export_feed(kit, kit.community.id, include_private=True)
    assert {row["slug"] for row in export.rows} == {one["slug"] for one in json.loads(feed(name))}
    again = import_feed(other, other.community.id, export.to_json(), name="list")
    assert (again.accepted, again.series, again.rejected) == (done.accepted, done.series, ())
    left, right = (
        {row["slug"]: {one: row.get(one) for one in KEPT} for row in rows if "day" in row}
        for rows in (export.rows, export_feed(other, other.community.id, include_private=True).rows)
    )
    assert left == right


KEPT = "name day time end_time timezone location formatted_address approximate regions conference_url notes".split()


def test_a_row_as_the_format_writes_it():
    kit = kit_at(AT)
    group = opened(kit, audience=Audience.PUBLIC, access=Access.OPEN)
    venue = Venue(mode=VenueMode.IN_PERSON, name="Library", address="Calle Mayor 1", region=("Madrid", "Centro"))
    series = planned(kit, group, weekly("SU"), at=time(23, 30), minutes=75, venue=venue, title="Night Circle")
    export = export_feed(kit, kit.community.id, website="https://example.org")
    assert export.rows == (
        {
            "name": "Night Circle",
            "slug": series.id,
            "day": 0,
            "time": "23:30",
            "end_time": "00:45",
            "timezone": "Europe/Madrid",
            "types": ["O"],
            "group": "Evening Circle",
            "location": "Library",
            "formatted_address": "Calle Mayor 1",
            "approximate": "no",
            "regions": ["Madrid", "Centro"],
            "entity": "Rehearsal",
            "entity_website_url": "https://example.org",
            "notes": "Rehearsal: this group is made up.",
        },
    )
    assert export.rehearsal
    assert codes(export) == set()


def test_nothing_private_is_written_unless_it_is_asked_for():
    kit = kit_at(AT)
    details = {"link": "https://example.org/j/1", "phone": "+1555", "passcode": "moon", "notes": "Ring twice."}
    planned(kit, opened(kit), **details)
    export = export_feed(kit, kit.community.id)
    assert export.private_left_out == 4
    assert not [value for value in details.values() if value in export.to_json()]
    asked = export_feed(kit, kit.community.id, include_private=True)
    assert asked.private_left_out == 0
    row = asked.rows[0]
    assert (row["conference_url"], row["conference_phone"]) == ("https://example.org/j/1", "+1555")
    assert row["conference_url_notes"] == "moon"
    assert row["notes"] == "Rehearsal: this group is made up.\n\nRing twice."


def test_what_is_hidden_or_not_open_is_not_written():
    kit = kit_at(AT)
    planned(kit, opened(kit, "Hidden Circle", visibility=Visibility.HIDDEN))
    planned(kit, kit.groups.create(kit.community.id, "Draft Circle"))
    paused = opened(kit, "Paused Circle")
    planned(kit, paused)
    kit.groups.pause(paused.id)
    assert export_feed(kit, kit.community.id) == Export(rows=(), rehearsal=True)


def test_who_exports_must_run_the_community():
    kit = kit_at(AT)
    planned(kit, opened(kit))
    with pytest.raises(NotAllowed):
        export_feed(kit.acting_as("ann"), kit.community.id)


@pytest.mark.parametrize(
    ("rule", "options", "code", "written"),
    [
        (weekly("TU", every=2), {}, "rule.not_weekly", False),
        (monthly("TU", nth=(1,)), {}, "rule.not_weekly", False),
        (daily(every=3), {}, "rule.not_weekly", False),
        (weekly("TU", until=date(2026, 10, 6)), {"start_on": date(2026, 9, 29)}, "plan.ended", False),
        (weekly("TU", count=3), {}, "rule.end", True),
        (weekly("TU"), {"start_on": date(2027, 1, 5)}, "plan.start", True),
        (weekly("TU"), {"zone": None}, "plan.no_zone", True),
        (weekly("TU"), {"at": time(18, 30, 15)}, "plan.seconds", True),
        (weekly("TU"), {"minutes": 24 * 60}, "plan.whole_day", True),
        (weekly("TU"), {"venue": Venue(mode=VenueMode.PHONE)}, "venue.mode", True),
        (weekly("TU"), {"venue": Venue(mode=VenueMode.HYBRID)}, "venue.mode", True),
    ],
)
def test_what_the_format_cannot_say_of_a_plan(rule: Any, options: dict[str, Any], code: str, written: bool):
    kit = kit_at(AT)
    planned(kit, opened(kit, access=Access.OPEN), rule, notes="Ring twice.", **options)
    export = export_feed(kit, kit.community.id)
    assert codes(export) == {code}
    assert (len(export.rows), export.private_left_out) == (int(written), 1)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"capacity": 8}, "group.capacity"),
        ({"about": "For those who wait."}, "group.about"),
        ({"enrollment": Enrollment.COHORT}, "group.cohort"),
        ({"audience": Audience.INVITED}, "group.invited"),
        ({"access": Access.BY_APPROVAL}, "group.access"),
    ],
)
def test_what_the_format_cannot_say_of_a_group(options: dict[str, Any], code: str):
    kit = kit_at(AT)
    planned(kit, opened(kit, **({"access": Access.OPEN} | options)))
    export = export_feed(kit, kit.community.id)
    assert codes(export) == {code}
    assert export.rows[0]["types"] == ["C", "ONL"]


def test_what_is_only_announced_or_runs_as_a_cohort_is_in_no_list():
    kit = kit_at(AT)
    announced = kit.groups.create(kit.community.id, "Soon")
    planned(kit, announced)
    kit.groups.announce(announced.id)
    assert export_feed(kit, kit.community.id).rows == ()
    days = Cohort.of_weeks(4, starts_on=AT.date(), zone="UTC", minimum=1)
    cohort = opened(kit, capacity=3, access=Access.OPEN, cohort=days)
    planned(kit, cohort)
    assert len(export_feed(kit, kit.community.id).rows) == 1
    kit.acting_as("ann").memberships.apply(cohort.id)
    kit.groups.start(cohort.id)
    assert export_feed(kit, kit.community.id).rows == ()


def test_that_people_wait_cannot_be_said():
    kit = kit_at(AT)
    group = opened(kit, capacity=1, access=Access.OPEN)
    planned(kit, group)
    kit.memberships.apply(group.id)
    kit.acting_as("ann").memberships.apply(group.id)
    export = export_feed(kit, kit.community.id)
    assert codes(export) == {"group.capacity", *(["group.waitlist"] if kit.groups.get(group.id).waiting else [])}
    assert kit.groups.get(group.id).waiting == 1


def test_a_meeting_each_day_is_weekly_on_all_days():
    kit = kit_at(AT)
    planned(kit, opened(kit), daily())
    assert export_feed(kit, kit.community.id).rows[0]["day"] == [0, 1, 2, 3, 4, 5, 6]


def test_exceptions_are_named():
    kit = kit_at(AT)
    group = opened(kit, access=Access.OPEN)
    planned(kit, group, weekly("TU", "TH"))
    first, second, *_ = kit.sessions.upcoming(group.id).items
    kit.sessions.cancel(first.id)
    kit.sessions.reschedule(second.id, second.starts_at + timedelta(hours=1))
    assert [loss.code for loss in export_feed(kit, kit.community.id).losses] == ["session.exception"] * 2


def test_a_group_without_a_plan_and_two_of_one_name_are_named():
    kit = kit_at(AT)
    opened(kit, access=Access.OPEN)
    planned(kit, opened(kit, access=Access.OPEN))
    export = export_feed(kit, kit.community.id)
    assert [loss.code for loss in export.losses] == ["group.same_name", "group.no_plan", "group.same_name"]
    assert len(export.rows) == 1


def test_a_slug_stays_with_its_plan_when_another_one_ends():
    kit = kit_at(AT)
    rows = [meeting(slug=slug, group="Circle", day=day) for slug, day in (("a", 1), ("appointment", None), ("b", 2))]
    done = import_feed(kit, kit.community.id, rows, name="list")
    first, _ = kit.sessions.series(done.groups[0]).items
    kit.sessions.end_series(first.id)
    export = export_feed(kit, kit.community.id)
    assert [(row["slug"], row.get("day")) for row in export.rows] == [("b", 2), ("appointment", None)]


def test_a_suspended_meeting_stays_suspended():
    kit, other = kit_at(AT), kit_at(AT)
    import_feed(kit, kit.community.id, [meeting(types=["TC", "C"])], name="list")
    export = export_feed(kit, kit.community.id)
    assert export.rows[0]["types"] == ["C", "TC"]
    again = import_feed(other, other.community.id, export.rows, name="list")
    assert (again.accepted, again.series) == (1, 0)


def test_pages_are_read_to_their_end(monkeypatch: pytest.MonkeyPatch):
    kit = kit_at(AT)
    rows = [meeting(slug=f"s{number}", group=f"Circle {number // 2}", day=number) for number in range(6)]
    done = import_feed(kit, kit.community.id, rows, name="list")
    own = opened(kit, access=Access.OPEN)
    planned(kit, own, weekly("TU", "TH"))
    kit.sessions.cancel(kit.sessions.upcoming(own.id).items[1].id)
    whole = export_feed(kit, kit.community.id)
    monkeypatch.setattr(exporting, "READ_TOGETHER", 1)
    monkeypatch.setattr(importing, "GROUPS_TOGETHER", 1)
    assert export_feed(kit, kit.community.id) == whole
    assert len(whole.rows) == 7
    assert len(whole.losses) == 1
    again = import_feed(kit, kit.community.id, rows, name="list")
    assert (again.accepted, len(again.rejected), len(done.groups)) == (0, 6, 3)


def test_a_session_of_no_plan_is_an_exception():
    kit = kit_at(AT)
    group = opened(kit)
    planned(kit, group, at=time(18, 30, 15))
    session = kit.sessions.upcoming(group.id).items[0]
    assert not exporting.is_moved(session)
    assert exporting.is_moved(evolve(session, id=SessionId("ses_of_its_own")))


def test_groups_of_a_live_community_are_not_called_made_up():
    kit = Kit(MemoryStore(), actor="ruth", clock=FixedClock(AT))
    community = kit.setup.found("Riverside", owner="ruth")
    kit.communities.describe(
        community.id, purpose="Company.", guidelines="Be kind.", disclaimer="No treatment.", regions=("US",)
    )
    line = CrisisResourceNote(region="US", name="A line", phone="988", confirmed_on=AT.date())
    kit.communities.set_crisis_plan(
        community.id, CrisisPlan(hours="Always", responders=(PersonId("ruth"),), resources=(line,))
    )
    done = import_feed(kit, community.id, [meeting(notes="Ring twice.")], name="list")
    claimed = kit.groups.claim(
        done.groups[0], community.id, capacity=8, facilitators=["ruth"], stand_in=StandIn(notice_hours=4)
    )
    kit.groups.describe(claimed.id, about="For whoever comes.")
    kit.groups.open(claimed.id)
    export = export_feed(kit, community.id, include_private=True)
    assert not export.rehearsal
    listed, own = export.rows
    assert (listed["notes"], own["notes"], own["entity"]) == ("Ring twice.", "Ring twice.", "Riverside")
    assert "group.same_name" in codes(export)

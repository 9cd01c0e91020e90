"""Each row is accepted or rejected, with reasons; nothing crashes and nothing is lost without a word."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.interop.feeds import EDGES, FEEDS, anything, feed, kit_at, meeting, mutated

from supportkit.core.words import table
from supportkit.errors import Code, InvalidInput, NotAllowed
from supportkit.groups import Audience, GroupStatus
from supportkit.interop.meeting_guide import ImportReport, Rejection, changes, import_feed
from supportkit.interop.meeting_guide.rows import Row, read_row
from supportkit.sessions import VenueMode, Weekday, weekly

if TYPE_CHECKING:
    from supportkit.sessions import Series

AT = datetime(2026, 10, 14, 3, tzinfo=UTC)  # a Wednesday, and still Tuesday in New York
ORDER = (Weekday.SU, Weekday.MO, Weekday.TU, Weekday.WE, Weekday.TH, Weekday.FR, Weekday.SA)


def imported(*rows: object, **options: Any) -> tuple[ImportReport, tuple[Series, ...]]:
    kit = kit_at(AT)
    done = import_feed(kit, kit.community.id, rows, name="list", **options)
    return done, tuple(series for group in done.groups for series in kit.sessions.series(group).items)


def read(**fields: Any) -> tuple[Row, set[str]]:
    found = read_row(1, meeting(**fields), zone=None)
    assert not isinstance(found, Rejection)
    return found[0], {f"{issue.code} {issue.field}" for issue in found[1]}


def check(done: ImportReport) -> None:
    assert done.accepted + len(done.rejected) == done.rows
    assert all(one.code in get_args(Code) and one.message for one in done.rejected)
    assert all(one.note and one.words("es") != one.note for one in done.issues)
    json.dumps(done.to_data(), allow_nan=False)


@given(st.lists(anything | mutated, max_size=6))
def test_any_rows_are_accepted_or_rejected(rows: list[object]):
    done, series = imported(*rows)
    check(done)
    assert done.series == len(series)
    assert len(done.groups) <= done.accepted


@given(mutated)
def test_a_row_without_a_plan_says_why(row: dict[str, Any]):
    found = read_row(1, row, zone=None)
    if not isinstance(found, Rejection) and found[0].plan is None:
        codes = {issue.code for issue in found[1]}
        assert codes & {
            "plan.by_appointment",
            "day.unreadable",
            "time.missing",
            "time.unreadable",
            "meeting.suspended",
        }


@pytest.mark.parametrize("name", [*FEEDS, *EDGES])
def test_every_row_of_the_shared_feeds_is_answered_for(name: str):
    kit = kit_at(AT)
    seen: list[tuple[int, int]] = []
    done = import_feed(
        kit, kit.community.id, feed(name), name=name, zone="America/Los_Angeles", progress=lambda *at: seen.append(at)
    )
    check(done)
    assert [(one.slug, one.code) for one in done.rejected] == (
        [("pass-it-on-group", "feed.duplicate_slug")] if name == "sanjose_latest" else []
    )
    assert done.rows == len(json.loads(feed(name)))
    assert seen[-1] == (done.rows, done.rows)
    assert seen == sorted(seen)
    slugs = [slug for group in done.groups for slug in _listing(kit.groups.get(group)).slugs]
    assert len(slugs) == len(set(slugs)) == done.accepted


def _listing(group: Any) -> Any:
    assert group.status is GroupStatus.LISTED
    return group.listing


@pytest.mark.parametrize("name", EDGES)
@given(data=st.data())
def test_mutated_real_rows_are_answered_for(name: str, data: st.DataObject):
    rows: list[dict[str, Any]] = json.loads(feed(name))
    row = data.draw(st.sampled_from(rows))
    odd = data.draw(st.dictionaries(st.sampled_from(sorted(row)), anything, max_size=3))
    check(imported(row | odd, *rows)[0])


@pytest.mark.parametrize(
    ("row", "code", "slug"),
    [
        ("a text", "feed.row_not_object", None),
        (None, "feed.row_not_object", None),
        (meeting(slug=...), "feed.no_slug", None),
        (meeting(slug="two words"), "feed.slug_unfit", None),
        (meeting(slug="ann@example.org"), "feed.slug_unfit", None),
        (meeting(slug=True), "feed.slug_unfit", None),
        (meeting(name=...), "feed.no_name", "thursday-circle"),
        (meeting(name="<p> </p>"), "feed.no_name", "thursday-circle"),
        (meeting(name="408-555-0134"), "feed.no_name", "thursday-circle"),
    ],
)
def test_a_row_is_rejected_with_its_reason(row: object, code: str, slug: str | None):
    done, _ = imported(meeting(slug="other"), row)
    assert done.rejected == (Rejection(2, slug, code),)  # type: ignore[arg-type]
    assert done.accepted == 1


def test_the_first_of_two_rows_with_one_slug_is_taken():
    done, (series,) = imported(meeting(time="09:30"), meeting(time="10:30"))
    assert done.rejected == (Rejection(2, "thursday-circle", "feed.duplicate_slug"),)
    assert series.at == time(9, 30)


@given(st.sets(st.integers(0, 6), min_size=1), st.booleans(), st.booleans())
def test_a_day_may_be_a_number_a_text_or_a_list(days: set[int], as_text: bool, as_list: bool):
    each: list[object] = [str(day) if as_text else day for day in days]
    given: object = each if as_list or len(each) > 1 else each[0]
    row, issues = read(day=given)
    assert row.plan is not None
    assert set(row.plan.weekdays) == {ORDER[day] for day in days}
    assert not issues


@given(st.times(), st.integers(1, 24 * 60 - 1))
def test_an_end_before_the_start_is_the_next_day(start: time, minutes: int):
    end = (start.hour * 60 + start.minute + minutes) % (24 * 60)
    row, issues = read(time=f"{start:%H:%M}", end_time=f"{end // 60:02}:{end % 60:02}")
    assert row.plan is not None
    assert (row.plan.at, row.plan.minutes) == (start.replace(second=0, microsecond=0), minutes)
    assert issues == ({"end_time.late end_time"} if minutes > 360 else set())


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sets(st.integers(0, 6), min_size=1))
def test_a_plan_starts_on_its_first_date_from_the_start(start: date, days: set[int]):
    _, (series,) = imported(meeting(day=sorted(days)), start_on=start)
    assert series.recurrence == weekly(*(ORDER[day] for day in days))
    assert 0 <= (series.start_on - start).days < 7
    assert series.start_on == series.recurrence.first_on_or_after(start)


def test_today_is_where_the_group_meets():
    _, (east, west) = imported(meeting(slug="a", day=2), meeting(slug="b", day=2, timezone="Asia/Tokyo"))
    assert (east.start_on, west.start_on) == (date(2026, 10, 13), date(2026, 10, 20))


@pytest.mark.parametrize(
    ("fields", "minutes", "issues"),
    [
        ({"time": "23:30", "end_time": "00:45"}, 75, set[str]()),
        ({"time": "23:00", "end_time": "24:00"}, 60, set[str]()),
        ({"end_time": ...}, 60, set[str]()),
        ({"end_time": ""}, 60, set[str]()),
        ({"end_time": "19:00"}, 60, {"end_time.same end_time"}),
        ({"end_time": "late"}, 60, {"end_time.unreadable end_time"}),
        ({"time": "7:00 PM", "end_time": "8:15 p.m."}, 75, set[str]()),
        ({"time": "12:00 am", "end_time": "12:30 am"}, 30, set[str]()),
    ],
)
def test_how_long_a_meeting_lasts(fields: dict[str, Any], minutes: int, issues: set[str]):
    row, found = read(**fields)
    assert row.plan is not None
    assert row.plan.minutes == minutes
    assert found == issues


@pytest.mark.parametrize(
    ("fields", "issue"),
    [
        ({"day": ...}, "plan.by_appointment day"),
        ({"day": []}, "plan.by_appointment day"),
        ({"day": "7"}, "day.unreadable day"),
        ({"day": True}, "day.unreadable day"),
        ({"day": 1.5}, "day.unreadable day"),
        ({"time": ...}, "time.missing time"),
        ({"time": "25:00"}, "time.unreadable time"),
        ({"time": "13:00 pm"}, "time.unreadable time"),
        ({"time": 19}, "time.unreadable time"),
        ({"types": ["TC"]}, "meeting.suspended types"),
        ({"attendance_option": "inactive"}, "meeting.suspended types"),
    ],
)
def test_a_group_without_a_plan_is_listed_all_the_same(fields: dict[str, Any], issue: str):
    row, issues = read(**fields)
    assert row.plan is None
    assert issue in issues
    done, series = imported(meeting(**fields))
    assert (done.accepted, len(done.groups), series) == (1, 1, ())


def test_a_day_that_cannot_be_read_leaves_the_others():
    row, issues = read(day=[1, 9])
    assert row.plan is not None
    assert row.plan.weekdays == (Weekday.MO,)
    assert issues == {"day.unreadable day"}


@pytest.mark.parametrize(
    ("given", "codes", "issues"),
    [
        (["O", "D"], ("O", "D"), set[str]()),
        ("O,D", ("O", "D"), set[str]()),
        (None, (), set[str]()),
        ("", (), set[str]()),
        (["O", "JFT"], ("O", "JFT"), {"types.unknown types"}),
        (["O", 11], ("O", "11"), set[str]()),
        (["O", None, "call 5550134"], ("O",), {"types.unreadable types"}),
        (["5550134"], (), {"types.unreadable types"}),
        ({"O": 1}, (), {"types.unreadable types"}),
        (["O", "C"], ("O", "C"), {"audience.unclear types"}),
    ],
)
def test_types_are_kept_as_they_stand(given: object, codes: tuple[str, ...], issues: set[str]):
    row, found = read(types=given)
    assert row.types == codes
    assert found == issues


@pytest.mark.parametrize(
    ("types", "audience", "mixed"),
    [
        ([["O"], ["O", "D"]], Audience.PUBLIC, False),
        ([["C"], ["C"]], Audience.MEMBERS, False),
        ([["O"], ["C"]], Audience.MEMBERS, True),
        ([["O"], []], Audience.PUBLIC, False),
        ([["O", "C"], []], Audience.MEMBERS, False),
        ([[], []], Audience.MEMBERS, False),
    ],
)
def test_who_may_come(types: list[list[str]], audience: Audience, mixed: bool):
    kit = kit_at(AT)
    rows = [meeting(slug=f"s{number}", group="Circle", types=one) for number, one in enumerate(types)]
    done = import_feed(kit, kit.community.id, rows, name="list")
    assert kit.groups.get(done.groups[0]).audience is audience
    assert ("audience.mixed" in {one.code for one in done.issues}) is mixed


@pytest.mark.parametrize(
    ("fields", "mode", "approximate"),
    [
        ({}, VenueMode.IN_PERSON, False),
        ({"conference_url": "https://example.org/j/1"}, VenueMode.HYBRID, False),
        ({"conference_url": "https://example.org/j/1", "approximate": "yes"}, VenueMode.ONLINE, True),
        ({"conference_url": "https://example.org/j/1", "types": ["TC"]}, VenueMode.ONLINE, False),
        ({"conference_url": "https://example.org/j/1", "formatted_address": "Salem, USA"}, VenueMode.ONLINE, True),
        (
            {"conference_url": "https://example.org/j/1", "formatted_address": "Salem, USA", "approximate": "no"},
            VenueMode.HYBRID,
            False,
        ),
        ({"conference_phone": "+1555", "formatted_address": ...}, VenueMode.PHONE, False),
        ({"types": ["ONL"], "formatted_address": ...}, VenueMode.ONLINE, False),
        ({"attendance_option": "online"}, VenueMode.ONLINE, False),
        ({"formatted_address": ..., "address": "12 Elm St", "city": "Salem"}, VenueMode.IN_PERSON, False),
        ({"formatted_address": ..., "city": "Salem"}, VenueMode.IN_PERSON, True),
    ],
)
def test_how_people_come_together(fields: dict[str, Any], mode: VenueMode, approximate: bool):
    venue = read(**fields)[0].venue
    assert (venue.mode, venue.approximate) == (mode, approximate)


@pytest.mark.parametrize(
    ("fields", "issue"),
    [
        ({"latitude": "91", "longitude": "0"}, "position.unreadable latitude"),
        ({"latitude": 40.0}, "position.unreadable latitude"),
        ({"latitude": float("nan"), "longitude": 1}, "position.unreadable latitude"),
        ({"latitude": "north", "longitude": 1}, "position.unreadable latitude"),
        ({"approximate": "maybe"}, "field.unreadable approximate"),
        ({"attendance_option": "sometimes"}, "field.unreadable attendance_option"),
        ({"formatted_address": ...}, "place.missing formatted_address"),
        ({"timezone": ...}, "zone.missing timezone"),
        ({"timezone": "EST"}, "zone.unknown timezone"),
        ({"timezone": "America/San_Jose"}, "zone.unknown timezone"),
        ({"timezone": "x" * 20_000}, "zone.unknown timezone"),
        ({"updated": "8/29/2021"}, "updated.unreadable updated"),
        ({"group_id": [1]}, "field.unreadable group_id"),
        ({"location": "<b>Hall</b>"}, "text.cleaned location"),
        ({"location": "x" * 20_001}, "text.too_long location"),
        ({"location": "x" * 1_001}, "text.shortened location"),
        ({"location": ["Hall"]}, "field.unreadable location"),
        (
            {"entity_url": "https://old.example", "entity_website_url": "https://new.example"},
            "entity.two_addresses entity_url",
        ),
        ({"conference_url": "javascript:alert(1)"}, "link.odd conference_url"),
    ],
)
def test_an_oddity_is_noted_and_the_row_accepted(fields: dict[str, Any], issue: str):
    assert issue in read(**fields)[1]
    assert imported(meeting(**fields))[0].accepted == 1


def test_a_position_may_be_text():
    venue = read(latitude="37.25", longitude="-121.5")[0].venue
    assert (venue.latitude, venue.longitude) == (37.25, -121.5)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2024-03-08 01:55:57", "2024-03-08 01:55:57"),
        ("2024-03-08T01:55:57+02:00", "2024-03-07 23:55:57"),
        ("0001-01-01T00:00:00+02:00", None),
        (None, None),
        (20240308, None),
    ],
)
def test_when_a_list_changed_a_row(given: object, kept: str | None):
    assert read(updated=given)[0].updated_at == kept


def test_a_number_may_stand_where_text_is_meant():
    row, issues = read(location=12, notes=408, entity=10**30)
    assert (row.venue.name, row.notes, row.entity) == ("12", "408", "")
    assert issues == {"field.unreadable entity"}


def test_zones_of_the_row_of_the_caller_and_none():
    _, (own, other) = imported(meeting(slug="a"), meeting(slug="b", timezone=...), zone="Europe/Madrid")
    assert (own.zone, other.zone) == ("America/New_York", "Europe/Madrid")
    _, (nobody, unknown) = imported(meeting(slug="a", timezone=...), meeting(slug="b", timezone="Mars/Olympus"))
    assert (nobody.zone, unknown.zone) == (None, None)


def test_rows_of_one_group_are_one_group():
    rows = [
        meeting(slug="a", group="Circle ", name="Thursday"),
        meeting(slug="b", group="Circle", name="Circle", day=1),
        meeting(slug="c", group="Circle", group_id=7),
        meeting(slug="d", group="Ring", group_id="7"),
        meeting(slug=1234),
    ]
    kit = kit_at(AT)
    done = import_feed(kit, kit.community.id, rows, name="list")
    groups = [kit.groups.get(group) for group in done.groups]
    assert [(group.name, _listing(group).slugs, group.series) for group in groups] == [
        ("Circle", ("a", "b"), 2),
        ("Circle", ("c", "d"), 2),
        ("Thursday Circle", ("1234",), 1),
    ]
    assert [one.title for one in kit.sessions.series(groups[0].id).items] == ["Thursday", ""]
    assert "group.other_name" in {one.code for one in done.issues}


def test_what_has_no_place_is_counted():
    done, _ = imported(
        meeting(author="Ann", edit_url="x", **{"my own": 1, "other too": 2}), meeting(slug="b", author="")
    )
    assert {one.field: one.rows for one in done.not_kept} == {"author": 1, "edit_url": 1, "other": 1}


def test_a_row_is_not_listed_twice_under_one_name():
    kit = kit_at(AT)
    first = import_feed(kit, kit.community.id, [meeting()], name="list")
    kit.groups.archive(first.groups[0])
    again = import_feed(kit, kit.community.id, [meeting(), meeting(slug="new")], name="list")
    assert again.rejected == (Rejection(1, "thursday-circle", "feed.already_listed"),)
    assert import_feed(kit, kit.community.id, [meeting()], name="another list").accepted == 1


def test_who_imports_must_run_the_community():
    kit = kit_at(AT)
    with pytest.raises(NotAllowed):
        import_feed(kit.acting_as("ann"), kit.community.id, [meeting()], name="list")


@pytest.mark.parametrize(
    ("options", "code"),
    [({"name": " "}, "text.empty"), ({"name": "list", "zone": "Mars/Olympus"}, "zone.unknown")],
)
def test_what_the_caller_says_is_checked_first(options: dict[str, str], code: str):
    kit = kit_at(AT)
    with pytest.raises(InvalidInput) as caught:
        import_feed(kit, kit.community.id, [], **options)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_mapping_is_no_list():
    kit = kit_at(AT)
    with pytest.raises(InvalidInput) as caught:
        import_feed(kit, kit.community.id, {"a": 1}, name="list")  # type: ignore[arg-type]
    assert caught.value.code == "feed.not_a_list"


def test_a_claimed_group_has_the_plans_of_its_list():
    kit = kit_at(AT)
    done = import_feed(kit, kit.community.id, [meeting(timezone=...)], name="list")
    claimed = kit.groups.claim(done.groups[0], kit.community.id, zone="America/New_York", capacity=8)
    (series,) = kit.sessions.series(claimed.id).items
    assert (series.zone, series.at, series.minutes) == ("America/New_York", time(19), 90)


def test_the_words_of_every_issue_are_there_in_both_languages():
    assert all(
        set(row) == {"en", "es"} and all(text.endswith(".") for text in row.values())
        for row in table("supportkit.interop.meeting_guide", "words.toml").values()
    )


def test_what_changed_between_two_dates_of_san_jose():
    found = changes(feed("sanjose_2018-07"), feed("sanjose_2019-07"))
    before, after = ({row["slug"] for row in json.loads(feed(f"sanjose_{date}"))} for date in ("2018-07", "2019-07"))
    assert (set(found.added), set(found.removed)) == (after - before, before - after)
    assert (len(found.added), len(found.removed)) == (16, 14)
    assert set(found.moved) <= before & after
    assert changes(feed("sanjose_2018-07"), feed("sanjose_2018-07")) == ((), (), ())


def test_what_changed_in_a_row():
    old = [meeting(), meeting(slug="gone"), meeting(slug="same")]
    new = [meeting(time="18:00"), meeting(slug="same", notes="new words"), meeting(slug="come"), "no row"]
    assert changes(old, new) == (("come",), ("gone",), ("thursday-circle",))

"""Data from outside: everything that is wrong with it at once, each with its path, and nothing that was typed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.domain_strategies import EVENTS, KINDS, values

from supportkit.core.codec import from_data, to_data
from supportkit.errors import InvalidInput
from supportkit.groups.group import Group, StandIn
from supportkit.groups.listing import Listing
from supportkit.memberships.membership import Membership
from supportkit.sessions.recurrence import Recurrence
from supportkit.sessions.series import Series
from supportkit.sessions.session import Session
from supportkit.sessions.venue import Venue

INSIDE = [StandIn, Listing, Venue, Recurrence]
EVERYTHING = [*KINDS, *EVENTS, *INSIDE]
GROUP = {
    "id": "grp_1",
    "community_id": "com_1",
    "mode": "live",
    "name": "Tuesday",
    "created_at": "2026-03-02T09:00:00Z",
}


def problems(kind: type[Any], data: Any) -> list[tuple[str, str]]:
    """Answer code and path of everything that is wrong."""
    with pytest.raises(InvalidInput) as caught:
        from_data(kind, data)
    return [(one.code, one.path) for one in caught.value.problems]


@pytest.mark.parametrize("kind", EVERYTHING, ids=[kind.__name__ for kind in EVERYTHING])
@given(data=st.data())
def test_plain_data_gives_the_same_value(kind: type[Any], data: st.DataObject):
    value = data.draw(values(kind))
    plain = to_data(value)
    assert from_data(kind, plain) == value
    assert from_data(kind, json.loads(json.dumps(plain))) == value


def test_every_problem_at_once_with_its_path():
    data = {
        "id": 7,
        "community_id": "com_1",
        "mode": "lively",
        "capacity": "many",
        "created_at": "2026-03-02T09:00:00",
        "stand_in": {"notice_hours": 500},
        "listing": {"feed": "f", "slugs": ["a", 3]},
        "facilitatros": 2,
    }
    assert problems(Group, data) == [
        ("value.misspelt", "$.mode"),
        ("value.wrong_type", "$.listing.slugs[1]"),
        ("value.wrong_type", "$.id"),
        ("value.missing", "$.name"),
        ("time.naive", "$.created_at"),
        ("value.wrong_type", "$.capacity"),
        ("number.out_of_range", "$.stand_in.notice_hours"),
        ("value.unknown_field", "$"),
    ]


def test_a_near_name_is_suggested():
    with pytest.raises(InvalidInput) as caught:
        from_data(Group, GROUP | {"facilitatros": 2})
    assert caught.value.problems[0].params == {"name": "facilitatros", "nearest": "facilitators"}
    assert "Did you mean `facilitators`?" in str(caught.value)


def test_a_near_value_is_suggested_and_the_typed_one_not_repeated():
    with pytest.raises(InvalidInput) as caught:
        from_data(Group, GROUP | {"access": "by_aproval"})
    assert caught.value.problems[0].params["nearest"] == "by_approval"
    assert "Did you mean `by_approval`?" in str(caught.value)
    assert "by_aproval" not in str(caught.value)
    with pytest.raises(InvalidInput) as caught:
        from_data(Group, GROUP | {"access": "Mary is ill"})
    assert str(caught.value).startswith("This is not one of the values possible here.")


@pytest.mark.parametrize(
    ("field", "given_", "code"),
    [
        ("name", None, "value.wrong_type"),
        ("name", "", "text.empty"),
        ("name", "n" * 201, "text.too_long"),
        ("name", "a\0", "text.not_storable"),
        ("capacity", True, "value.wrong_type"),
        ("capacity", 3.0, "value.wrong_type"),
        ("capacity", 0, "number.out_of_range"),
        ("capacity", 501, "number.out_of_range"),
        ("created_at", 5, "value.wrong_type"),
        ("created_at", "soon", "time.unreadable"),
        ("status", ["open"], "value.not_allowed"),
        ("stand_in", "ann", "value.wrong_type"),
        ("stand_in", {}, "value.wrong_type"),
    ],
)
def test_exactly_the_type_that_is_asked_for(field: str, given_: Any, code: str):
    found = problems(Group, GROUP | {field: given_})
    assert found == [(code, f"$.{field}")]


@pytest.mark.parametrize("data", [None, 5, "text", [], [1], True])
def test_what_is_no_object_is_refused(data: Any):
    assert problems(Group, data)[0][0] in ("value.wrong_type", "value.missing")


def test_other_kinds_of_fields():
    assert problems(Venue, {"approximate": "yes", "latitude": "north", "longitude": 181}) == [
        ("value.wrong_type", "$.latitude"),
        ("value.wrong_type", "$.approximate"),
    ]
    assert problems(Venue, {"longitude": 181, "latitude": -91}) == [
        ("number.out_of_range", "$.latitude"),
        ("number.out_of_range", "$.longitude"),
    ]
    assert from_data(Venue, {"latitude": 3}).latitude == 3.0
    plan = {"recurrence": {"frequency": "WEEKLY", "weekdays": ["TU"]}, "id": "s", "lineage_id": "s", "group_id": "g"}
    plan |= {"community_id": "c", "start_on": "2026-03-03", "at": "18:30"}
    assert from_data(Series, plan).start_on == date(2026, 3, 3)
    assert problems(Series, plan | {"start_on": "3 March", "at": 1830}) == [
        ("time.unreadable", "$.start_on"),
        ("value.wrong_type", "$.at"),
    ]
    assert problems(Series, plan | {"recurrence": {"frequency": "WEEKLY", "weekdays": ["XX"]}}) == [
        ("value.wrong_type", "$.recurrence.weekdays")
    ]
    assert problems(Series, plan | {"minutes": 0, "title": "\x07"}) == [
        ("text.not_storable", "$.title"),
        ("number.out_of_range", "$.minutes"),
    ]
    assert problems(Series, plan | {"at": "18:30+01:00"}) == [("value.wrong_type", "$.at")]


def test_a_span_of_time_ends_after_it_begins():
    data = {"id": "s@1", "group_id": "g", "community_id": "c", "series_id": "s", "zone": "UTC", "tzdata": "2026a"}
    data |= {"starts_at": "2026-03-03T18:30:00Z", "ends_at": "2026-03-03T18:30:00Z"}
    assert problems(Session, data) == [("time.order", "$.ends_at")]


SECRET = "Zx9-Mary-has-cancer"


@given(data=st.data())
def test_what_was_typed_is_never_repeated(data: st.DataObject):
    kind = data.draw(st.sampled_from([Group, Membership, Series]))
    plain = to_data(data.draw(values(kind)))
    field = data.draw(st.sampled_from(sorted(plain)))
    wrong = data.draw(st.sampled_from([SECRET + "\0", [SECRET], {SECRET: SECRET}, {"erased": SECRET}]))
    try:
        from_data(kind, plain | {field: wrong, SECRET: 1})
    except InvalidInput as error:
        shown = [str(error), repr(error), json.dumps(error.to_problem()), *map(repr, error.problems)]
        assert not [text for text in shown if SECRET in text]
        assert error.__context__ is None or error.__suppress_context__
    else:  # pragma: no cover
        pytest.fail("an unknown field was let through")

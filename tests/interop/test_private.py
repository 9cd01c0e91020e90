"""What a list says about people or about getting in is found on private sides only."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.interop.feeds import as_kept, feed, kit_at, meeting, open_side, private_side

from supportkit.interop.meeting_guide import Rejection, export_feed, import_feed
from supportkit.interop.meeting_guide.rows import read_row

if TYPE_CHECKING:
    from supportkit.opening import Rehearsal

PRIVATE = (
    "notes location_notes group_notes conference_url_notes conference_phone_notes conference_url conference_phone "
    "contact_1_name contact_1_email contact_1_phone contact_2_name contact_2_email contact_2_phone contact_3_name "
    "contact_3_email contact_3_phone email phone website website_2 url venmo square paypal homegroup_online "
    "entity_url edit_url author feedback_emails mailing_address entity_email entity_phone an_unknown_field".split()
)
NOT_KEPT = "edit_url author feedback_emails mailing_address entity_email entity_phone an_unknown_field".split()
secrets = st.text("QZXJ", min_size=12, max_size=16).map(lambda text: f"{text}:5550134")


def told_apart(values: dict[str, str]) -> dict[str, str]:
    """Make each value one of its own."""
    return {field: f"{text}{PRIVATE.index(field):02}" for field, text in values.items()}


def everything_shown(kit: Rehearsal, *values: object) -> str:
    """Answer all that is open: bodies, indexes, journal, what a `repr` says, and an export."""
    exported = export_feed(kit, kit.community.id)
    facts = [repr(fact) for fact in kit.journal(limit=1000)]
    return "\n".join([open_side(kit), exported.to_json(), repr(exported), *facts, *map(repr, values)])


@given(st.dictionaries(st.sampled_from(PRIVATE), secrets, min_size=1).map(told_apart), st.booleans())
def test_no_private_value_is_shown_anywhere(values: dict[str, str], by_appointment: bool):
    kit = kit_at()
    row = meeting(**values) | ({"day": None} if by_appointment else {})
    done = import_feed(kit, kit.community.id, [row, row, {**row, "name": ""}], name="list")
    read = read_row(1, row, zone=None)
    assert done.accepted == 1
    shown = everything_shown(kit, done, done.to_data(), read)
    assert not [field for field, value in values.items() if value in shown]
    private = private_side(kit)
    kept = {field for field, value in values.items() if value in private}
    expected = set(values) - set(NOT_KEPT)
    if by_appointment:
        expected = {field for field in expected if field.startswith("contact_") or field in ("email", "phone")}
    assert kept == expected
    if by_appointment and set(values) - set(NOT_KEPT) - expected:
        assert "private.not_kept" in {issue.code for issue in done.issues}


@given(secrets)
def test_no_contact_in_a_name_is_shown_and_the_whole_is_kept(secret: str):
    kit = kit_at()
    mail = f"{secret.partition(':')[0]}@example.org"
    fields = dict.fromkeys(("name", "group", "location", "entity", "region"), f"Hope, ask {mail} or 408-555-0134")
    done = import_feed(kit, kit.community.id, [meeting(**fields)], name="list")
    shown = everything_shown(kit, done)
    assert mail not in shown
    assert "555-0134" not in shown
    assert private_side(kit).count(mail) >= len(set(fields) - {"region"})
    assert {(one.code, one.field) for one in done.issues} >= {("contact.kept_private", name) for name in fields}


@pytest.mark.parametrize("name", ["sanjose_2021-07", "sanjose_latest", "sussex_2022-09"])
def test_no_private_value_of_a_real_list_is_shown(name: str, caplog: pytest.LogCaptureFixture):
    kit = kit_at()
    rows: list[dict[str, Any]] = json.loads(feed(name))
    with caplog.at_level(logging.DEBUG):
        done = import_feed(kit, kit.community.id, rows, name="list")
    shown = open_side(kit) + json.dumps(done.to_data()) + repr(done) + export_feed(kit, kit.community.id).to_json()
    words = {
        str(row[field]).strip()
        for row in rows
        for field in PRIVATE
        if field != "contact_1_name" and isinstance(row.get(field), str) and len(row[field].strip()) > 12
    }
    assert len(words) > 50
    public = {
        text for row in rows for text in (row["name"], row.get("group", ""), row.get("location", ""), row["slug"])
    }
    assert not [word for word in words - public if as_kept(word) in shown and not any(word in one for one in public)]
    assert not caplog.records


def test_how_to_get_in_is_kept_with_the_plan():
    kit = kit_at()
    row = meeting(
        conference_url="https://example.org/j/1?a=1&amp;b=2",
        conference_phone="+1 555 0134,,99#",
        notes="Ring twice.\n\nBring a cup.",
        conference_url_notes="Password: moon",
        venmo="@ann",
    )
    done = import_feed(kit, kit.community.id, [row], name="list")
    (series,) = kit.sessions.series(done.groups[0]).items
    details = kit.sessions.join_details(series.id)
    assert details is not None
    assert details.link == "https://example.org/j/1?a=1&b=2"
    assert details.phone == "+1 555 0134,,99#"
    assert details.notes == "Ring twice.\n\nBring a cup.\n\nconference_url_notes: Password: moon\n\nvenmo: @ann"


def test_notes_that_do_not_fit_are_said_to_be_left_out():
    kit = kit_at()
    done = import_feed(
        kit, kit.community.id, [meeting(notes="n" * 15_000, group_notes="g" * 15_000, venmo="@ann")], name="list"
    )
    assert {(one.code, one.field) for one in done.issues} == {("text.too_long", "group_notes")}
    (series,) = kit.sessions.series(done.groups[0]).items
    details = kit.sessions.join_details(series.id)
    assert details is not None
    assert details.notes == "n" * 15_000 + "\n\nvenmo: @ann"


def test_a_contact_of_several_rows_is_kept_once_and_can_be_erased():
    kit = kit_at()
    named = {"contact_1_name": "Ann Zyx", "contact_1_email": "ann@example.org"}
    rows = [meeting(slug=slug, group="Circle", **named) for slug in ("a", "b")]
    done = import_feed(kit, kit.community.id, rows, name="list")
    assert done.contacts_kept_private == 1
    store: Any = kit.store
    (contact,) = [one for one in store._records.values() if one.key.kind == "contact"]
    assert "Ann Zyx" in private_side(kit)
    kit.people.erase(contact.subject, community_id=kit.community.id)
    assert "Ann Zyx" not in private_side(kit)


def test_a_rejected_row_leaves_nothing_behind():
    kit = kit_at()
    import_feed(kit, kit.community.id, [meeting(slug="ann zyx", notes="Zyx")], name="list")
    assert "yx" not in (open_side(kit) + private_side(kit)).lower().replace("zyx_", "")


def test_the_reading_of_a_row_shows_nothing_private():
    read = read_row(1, meeting(notes="Zyxnote", contact_1_name="Zyxname", conference_url="https://zyx"), zone=None)
    assert not isinstance(read, Rejection)
    assert "zyx" not in repr(read).lower()

"""Rows to test with, and what a kit keeps where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st
from tests.conftest import DATA, NO_DATA

import supportkit as sk

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from supportkit.opening import Rehearsal

FOLDER = DATA / "meetings_tsml"
FEEDS = "sanjose_2018-07 sanjose_2019-07 sanjose_2021-07 sanjose_latest sussex_2022-09".split()
EDGES = "edge_appointment edge_atlanta edge_times edge_timezones".split()


def feed(name: str) -> bytes:
    """Answer a shared feed as it was fetched."""
    path: Path = FOLDER / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"{NO_DATA}: {name}")
    return path.read_bytes()


def kit_at(at: datetime | None = None) -> Rehearsal:
    """Answer a new kit on memory."""
    return sk.rehearse(at=at)


def meeting(**fields: Any) -> dict[str, Any]:
    """Answer a plain row, with some fields of its own; `...` leaves a field out."""
    row = {
        "name": "Thursday Circle",
        "slug": "thursday-circle",
        "day": 4,
        "time": "19:00",
        "end_time": "20:30",
        "timezone": "America/New_York",
        "types": ["O", "D"],
        "formatted_address": "12 Elm St, Springfield, MA 01101, USA",
    } | fields
    return {name: value for name, value in row.items() if value is not ...}


def open_side(kit: Rehearsal) -> str:
    """Answer everything that is kept about no person: bodies, keys, indexes and the journal's bodies."""
    store: Any = kit.store
    rows = [(one.key, one.body, one.indexes, one.subject) for one in store._records.values()]
    lines = [(one.id, one.tag, one.key, one.actor, one.body, one.subject) for one in store._journal]
    return repr((rows, lines))


def private_side(kit: Rehearsal) -> str:
    """Answer everything that is kept privately."""
    store: Any = kit.store
    return "\n".join((one.private or b"").decode() for one in store._records.values())


def as_kept(text: str) -> str:
    """Answer a text as it stands within a JSON document."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["", " ", "<b>x</b>", "\ud800", "\x00", "19:00", "24:00", "America/New_York", "O,D", "yes", "7"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
"""JSON, and what JSON can only almost say."""

NAMES = (
    "name slug day time end_time timezone formatted_address address city state postal_code country latitude longitude "
    "approximate region sub_region regions location conference_url conference_phone types group group_id updated "
    "entity entity_url entity_website_url contact_1_name contact_1_email contact_1_phone email phone "
    "attendance_option notes location_notes group_notes conference_url_notes website venmo id author".split()
)

mutated = st.dictionaries(st.sampled_from(NAMES), anything, max_size=5).map(lambda odd: meeting(**odd))
"""A plain row of which some fields hold anything."""

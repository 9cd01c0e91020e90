"""The zone of the nearest principal place: a guess, and often right."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.interop.feeds import feed

from supportkit.interop.meeting_guide import nearest_zone, zones_near

if TYPE_CHECKING:
    from pathlib import Path


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_place_on_earth_has_a_zone_that_exists(latitude: float, longitude: float):
    name = nearest_zone(latitude, longitude)
    assert name is not None
    assert ZoneInfo(name).key == name


@given(st.floats(-90, 90))
def test_the_two_sides_of_the_date_line_are_one_place(latitude: float):
    assert nearest_zone(latitude, 180) == nearest_zone(latitude, -180)


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_what_is_no_place_has_none(latitude: float, longitude: float):
    assert nearest_zone(latitude, longitude) is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [
        (51.5, -0.12, "Europe/London"),
        (40.42, -3.7, "Europe/Madrid"),
        (-33.87, 151.2, "Australia/Sydney"),
        (37.34, -121.89, "America/Los_Angeles"),
        (-1.29, 36.82, "Africa/Nairobi"),
    ],
)
def test_places_that_everybody_knows(latitude: float, longitude: float, name: str):
    assert nearest_zone(latitude, longitude) == name


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("sanjose_latest", "America/Los_Angeles"),
        ("sussex_2022-09", "America/New_York"),
        ("edge_atlanta", "America/New_York"),
    ],
)
def test_the_guess_tells_the_time_of_the_shared_lists(name: str, zone: str):
    at = datetime(2024, 7, 1, 19, tzinfo=UTC)
    for row in json.loads(feed(name)):
        guess = nearest_zone(row["latitude"], row["longitude"])
        assert guess is not None
        assert at.astimezone(ZoneInfo(guess)).utcoffset() == at.astimezone(ZoneInfo(zone)).utcoffset()


@pytest.fixture
def _no_table(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(zones_near, "_TABLES", ("no.tab",))
    zones_near._places.cache_clear()
    yield
    zones_near._places.cache_clear()


@pytest.mark.usefixtures("_no_table")
def test_without_a_table_there_is_no_guess():
    assert nearest_zone(0, 0) is None


def test_the_table_of_the_package_serves_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(zones_near, "TZPATH", (str(tmp_path),))
    assert "Europe/London" in zones_near._table()
    (tmp_path / "zone.tab").write_text("# a table\nGB\t+513030-0000731\tEurope/London\n", "utf-8")
    assert zones_near._table().startswith("# a table")

"""A guess at the zone of a place, for callers that want one and say that it is one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from math import asin, cos, isfinite, radians, sin, sqrt
from pathlib import Path
from zoneinfo import TZPATH

_TABLES = ("zone.tab", "zone1970.tab")
"""Tables of the time-zone data that name a principal place for each zone; the first has more places."""


def nearest_zone(latitude: float, longitude: float) -> str | None:
    """Answer the zone whose principal place is nearest, or `None` where there is no place or no table.

    This is a guess: zones end at borders, not halfway between cities. It is right for most of the world's people and
    wrong for some of them; show it to somebody who knows the place before you rely on it.

    Args:
        latitude: degrees north, -90 to 90.
        longitude: degrees east, -180 to 180.
    """
    if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    north, east = radians(latitude), radians(longitude)
    return min(_places(), key=lambda place: _apart(north, east, place[0], place[1]), default=(0.0, 0.0, None))[2]


def _apart(north: float, east: float, other_north: float, other_east: float) -> float:
    """Answer how far apart two places are on a round earth, as an angle (haversine)."""
    half = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * asin(min(1.0, sqrt(half)))


@cache
def _places() -> tuple[tuple[float, float, str], ...]:
    table = _table()
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return tuple((*_position(row[1]), row[2].strip()) for row in rows)


def _table() -> str:
    for name in _TABLES:
        for folder in TZPATH:
            path = Path(folder) / name
            if path.is_file():
                return path.read_text("utf-8")
        try:
            return files("tzdata").joinpath("zoneinfo", name).read_text("utf-8")
        except (ImportError, OSError):
            continue
    return ""


def _position(text: str) -> tuple[float, float]:
    """Read a position in ISO 6709: `+513030-0000731` is 51° 30′ 30″ north, 0° 7′ 31″ west."""
    split = max(text.rfind("+"), text.rfind("-"))
    return radians(_degrees(text[:split], 2)), radians(_degrees(text[split:], 3))


def _degrees(text: str, width: int) -> float:
    sign, digits = (-1 if text[0] == "-" else 1), text[1:]
    return sign * (int(digits[:width]) + int(digits[width : width + 2]) / 60 + int(digits[width + 2 :] or 0) / 3600)

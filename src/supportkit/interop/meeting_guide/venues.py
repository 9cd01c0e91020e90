"""Where a row's meeting is, and how people come together there, which the format says only between the lines."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from supportkit.interop.meeting_guide import types
from supportkit.sessions.venue import Venue, VenueMode

if TYPE_CHECKING:
    from supportkit.interop.meeting_guide.fields import Fields

_PLACE_LIMIT = 1000
_PARTS = ("address", "city", "state", "postal_code", "country")
_SAID = {
    "in_person": VenueMode.IN_PERSON,
    "online": VenueMode.ONLINE,
    "hybrid": VenueMode.HYBRID,
}
"""A field that some lists add to the format; where it stands, it says more than can be derived."""


class Place(NamedTuple):
    """A venue, and whether nobody meets there for now."""

    venue: Venue
    suspended: bool


def venue_of(fields: Fields, codes: tuple[str, ...], *, online: bool, by_phone: bool) -> Place:
    """Derive a row's venue.

    A street and a way in online mean both; a way in online and no street, or a place that is closed, mean online; a
    place that is closed and no way in means that nobody meets for now.

    Args:
        fields: the row.
        codes: its types.
        online: whether the row names a link or a number.
        by_phone: whether it names a number only.
    """
    address, has_street = _address(fields)
    approximate = _approximate(fields)
    street = has_street if approximate is None else bool(address) and not approximate
    closed = types.PLACE_CLOSED in codes
    online = online or types.ONLINE in codes
    said = fields.data.get("attendance_option")
    suspended = said == "inactive" or (closed and not online and said not in ("online", "hybrid"))
    mode = _mode(street=street and not closed, online=online, by_phone=by_phone and types.ONLINE not in codes)
    if isinstance(said, str) and said in _SAID:
        mode = mode if mode is VenueMode.PHONE and said == "online" else _SAID[said]
    elif said is not None and said not in ("", "inactive"):
        fields.note("field.unreadable", "attendance_option")
    if not address and not online:
        fields.note("place.missing", "formatted_address")
    latitude, longitude = _position(fields)
    venue = Venue(
        mode=mode,
        name=fields.shown("location", _PLACE_LIMIT),
        address=address,
        region=_region(fields),
        latitude=latitude,
        longitude=longitude,
        approximate=bool(address or latitude is not None) and not street,
    )
    return Place(venue, suspended)


def _mode(*, street: bool, online: bool, by_phone: bool) -> VenueMode:
    if not online:
        return VenueMode.IN_PERSON
    if street:
        return VenueMode.HYBRID
    return VenueMode.PHONE if by_phone else VenueMode.ONLINE


def _address(fields: Fields) -> tuple[str, bool]:
    """Answer the address, and whether it looks as if it named a street.

    One that is written in one line names a street if it has four parts or more, or a number in its first part.
    """
    whole = fields.shown("formatted_address", _PLACE_LIMIT)
    if whole:
        parts = whole.split(",")
        return whole, len(parts) > 3 or any(letter.isdigit() for letter in parts[0])
    found = [fields.shown(name, 190) for name in _PARTS]
    return ", ".join(one for one in found if one), bool(found[0])


def _approximate(fields: Fields) -> bool | None:
    if not fields.given("approximate"):
        return None
    given = fields.data.get("approximate")
    text = given.strip().lower() if isinstance(given, str) else given
    if text in ("yes", "no"):
        return text == "yes"
    fields.note("field.unreadable", "approximate")
    return given if isinstance(given, bool) else None


def _region(fields: Fields) -> tuple[str, ...]:
    if fields.given("regions"):
        return fields.shown_list("regions")
    found = (fields.shown("region"), fields.shown("sub_region"))
    return tuple(one for one in found if one)


def _position(fields: Fields) -> tuple[float | None, float | None]:
    if not fields.given("latitude") and not fields.given("longitude"):
        return None, None
    latitude, longitude = (_degrees(fields.data.get(name)) for name in ("latitude", "longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        fields.note("position.unreadable", "latitude")
        return None, None
    return latitude, longitude


def _degrees(given: object) -> float | None:
    if type(given) not in (int, float, str):
        return None
    try:
        number = float(given)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None

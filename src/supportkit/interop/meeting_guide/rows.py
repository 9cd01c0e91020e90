"""From one row of a list to what it says here: a plan, a venue, contacts, and everything that was odd about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, cast

from attrs import field, frozen

from supportkit.core.zones import zone as zone_of
from supportkit.errors import InvalidInput
from supportkit.groups.contact import Named
from supportkit.interop.meeting_guide import cleaning, types
from supportkit.interop.meeting_guide.fields import KNOWN, UNREAD, Fields
from supportkit.interop.meeting_guide.report import Rejection
from supportkit.interop.meeting_guide.venues import Place, venue_of
from supportkit.sessions.recurrence import Weekday
from supportkit.sessions.venue import Venue

if TYPE_CHECKING:
    from supportkit.errors import Code
    from supportkit.interop.meeting_guide.report import Issue

DEFAULT_MINUTES = 60
"""How long a meeting lasts that names no end: the format's own default."""
LONG_MINUTES = 6 * 60
"""From this length on an end is noted as doubtful (default): most often morning and evening were exchanged."""
ZONE_LIMIT = 64
"""Characters of a zone's name, at most (default)."""

_DAYS = (Weekday.SU, Weekday.MO, Weekday.TU, Weekday.WE, Weekday.TH, Weekday.FR, Weekday.SA)
"""The weekdays by the number that the format gives them."""
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?\s*(?:([AaPp])\.?[Mm]\.?)?")
_CODE = re.compile(r"(?![0-9-]{5})[A-Za-z0-9][A-Za-z0-9-]{0,11}")
_SLUG = re.compile(r"[\w.~%-]{1,255}")


@frozen(kw_only=True)
class Plan:
    """When a row's meeting is: weekdays and a local time.

    Args:
        weekdays: the days of the week.
        at: the local time of day.
        minutes: how long it lasts.
        zone: the IANA zone, where the row or its list names one.
    """

    weekdays: tuple[Weekday, ...]
    at: time
    minutes: int = DEFAULT_MINUTES
    zone: str | None = None


@frozen(kw_only=True)
class Row:
    """What a row says; its private side is never shown in a `repr`.

    Args:
        number: its place in the list, from 1.
        slug: its name in the list.
        name: what its meeting is called.
        group: what names its group: an id of the list, or the group's name, or the row itself.
        group_name: what its group is called, if it says so.
        plan: when it is; `None` by appointment, or while it is suspended.
        venue: where it is.
        types: its codes.
        entity: the organisation behind the list.
        updated_at: when the list last changed it, UTC.
        link: private.
        phone: private.
        notes: private.
        contacts: private.
        unread: the fields of it that have no place here.
    """

    number: int
    slug: str
    name: str
    group: tuple[str, str]
    group_name: str
    plan: Plan | None
    venue: Venue
    types: tuple[str, ...]
    entity: str
    updated_at: str | None
    link: str = field(repr=False)
    phone: str = field(repr=False)
    notes: str = field(repr=False)
    contacts: tuple[Named, ...] = field(repr=False)
    unread: tuple[str, ...] = field(repr=False)


def slug_of(data: object) -> str | None:
    """Answer the slug of a row, if it has one that is fit to be kept and repeated."""
    given = cast("Mapping[object, object]", data).get("slug") if isinstance(data, Mapping) else None
    text = str(given) if type(given) is int and abs(given) < 10**18 else given
    return text.strip() if isinstance(text, str) and _SLUG.fullmatch(text.strip()) else None


def read_row(number: int, data: object, *, zone: str | None) -> tuple[Row, tuple[Issue, ...]] | Rejection:
    """Read one row by itself: what it says and what was odd about it, or why it cannot be taken.

    Args:
        number: its place in the list, from 1.
        data: the row.
        zone: the zone of a row that names none.
    """
    if not isinstance(data, Mapping):
        return Rejection(number, None, "feed.row_not_object")
    row = cast("Mapping[object, object]", data)
    slug = slug_of(row)
    if slug is None:
        code: Code = "feed.no_slug" if row.get("slug") in (None, "") else "feed.slug_unfit"
        return Rejection(number, None, code)
    fields = Fields(number, slug, row)
    name = fields.shown("name")
    if not name:
        return Rejection(number, slug, "feed.no_name")
    return _read(fields, name, zone), tuple(fields.issues)


def _read(fields: Fields, name: str, zone: str | None) -> Row:
    codes = _codes(fields)
    plan = _plan(fields, zone)
    link, phone = _link(fields), fields.text("conference_phone")
    online = fields.given("conference_url") or fields.given("conference_phone")
    place: Place = venue_of(fields, codes, online=online, by_phone=bool(phone) and not fields.given("conference_url"))
    if place.suspended:
        fields.note("meeting.suspended", "types")
        plan = None
    group_name = fields.shown("group")
    contacts = _contacts(fields)
    _entity_address(fields)
    notes = fields.notes()
    if plan is None:
        fields.note("plan.none", "name")
        for one, said in (("conference_url", link), ("conference_phone", phone), ("notes", notes)):
            if said:
                fields.note("private.not_kept", one)
    return Row(
        number=fields.number,
        slug=fields.slug,
        name=name,
        group=_group(fields, group_name),
        group_name=group_name,
        plan=plan,
        venue=place.venue,
        types=codes,
        entity=fields.shown("entity"),
        updated_at=_updated(fields),
        link=link,
        phone=phone,
        notes=notes,
        contacts=contacts,
        unread=_unread(fields),
    )


def _group(fields: Fields, name: str) -> tuple[str, str]:
    given = fields.data.get("group_id")
    if (type(given) is int and abs(given) < 10**18) or (isinstance(given, str) and given.strip()):
        return "id", str(given).strip()
    if fields.given("group_id"):
        fields.note("field.unreadable", "group_id")
    return ("name", name) if name else ("row", str(fields.number))


def _unread(fields: Fields) -> tuple[str, ...]:
    names = {"other" if one not in UNREAD else str(one) for one in fields.data if one not in KNOWN}
    return tuple(sorted(one for one in names if one == "other" or fields.given(one)))


def _codes(fields: Fields) -> tuple[str, ...]:
    given = fields.data.get("types")
    if given is None or given == "":
        return ()
    if isinstance(given, str):
        given = [one for one in re.split(r"[,;\s]+", given) if one]
    if not isinstance(given, (list, tuple)):
        fields.note("types.unreadable", "types")
        return ()
    texts = [str(one).strip() for one in cast("list[object]", given) if type(one) in (str, int)]
    codes = tuple(dict.fromkeys(one for one in texts if _CODE.fullmatch(one)))
    if len(texts) < len(cast("list[object]", given)) or not all(map(_CODE.fullmatch, texts)):
        fields.note("types.unreadable", "types")
    if not types.KNOWN.issuperset(codes):
        fields.note("types.unknown", "types")
    if types.OPEN in codes and types.CLOSED in codes:
        fields.note("audience.unclear", "types")
    return codes


def _plan(fields: Fields, zone: str | None) -> Plan | None:
    days = _weekdays(fields)
    if not days:
        return None
    at = _time_of(fields, "time")
    if at is None:
        fields.note("time.unreadable" if fields.given("time") else "time.missing", "time")
        return None
    return Plan(weekdays=days, at=at, minutes=_minutes(fields, at), zone=_zone(fields, zone))


def _weekdays(fields: Fields) -> tuple[Weekday, ...]:
    given = fields.data.get("day")
    if given is None or given in ("", []):
        fields.note("plan.by_appointment", "day")
        return ()
    if isinstance(given, str):
        given = given.split(",")
    each = cast("list[object]", given) if isinstance(given, (list, tuple)) else [given]
    found = [_DAYS[number] for one in each if (number := _day(one)) is not None]
    if len(found) < len(each) or not found:
        fields.note("day.unreadable", "day")
    return tuple(sorted(set(found), key=_DAYS.index))


def _day(given: object) -> int | None:
    if isinstance(given, str) and given.strip() in {"0", "1", "2", "3", "4", "5", "6"}:
        return int(given)
    if type(given) in (int, float) and given in range(7):
        return int(cast("float", given))
    return None


def _time_of(fields: Fields, name: str) -> time | None:
    given = fields.data.get(name)
    found = _TIME.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2]), found[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    if name == "end_time" and (hour, minute) == (24, 0):
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _minutes(fields: Fields, at: time) -> int:
    if not fields.given("end_time"):
        return DEFAULT_MINUTES
    end = _time_of(fields, "end_time")
    if end is None:
        fields.note("end_time.unreadable", "end_time")
        return DEFAULT_MINUTES
    if end == at:
        fields.note("end_time.same", "end_time")
        return DEFAULT_MINUTES
    minutes = (end.hour * 60 + end.minute - at.hour * 60 - at.minute) % (24 * 60)
    if minutes > LONG_MINUTES:
        fields.note("end_time.late", "end_time")
    return minutes


def _zone(fields: Fields, zone: str | None) -> str | None:
    if not fields.given("timezone"):
        if zone is None:
            fields.note("zone.missing", "timezone")
        return zone
    given = fields.data.get("timezone")
    try:
        return zone_of(given.strip() if isinstance(given, str) and len(given) <= ZONE_LIMIT else "").key
    except InvalidInput:
        fields.note("zone.unknown", "timezone")
        return None


def _link(fields: Fields) -> str:
    link = fields.text("conference_url", cleaning.link)
    if link and not link.lower().startswith(("https://", "http://")):
        fields.note("link.odd", "conference_url")
        fields.keep("conference_url", link)
        return ""
    return link


def _contacts(fields: Fields) -> tuple[Named, ...]:
    prefixes = ("contact_1_", "contact_2_", "contact_3_")
    named = [tuple(fields.text(prefix + part) for part in ("name", "email", "phone")) for prefix in prefixes]
    named.append(("", fields.text("email"), fields.text("phone")))
    return tuple(
        Named(name=name or None, email=email or None, phone=phone or None)
        for name, email, phone in named
        if name or email or phone
    )


def _entity_address(fields: Fields) -> None:
    """Keep the organisation's address under the name that the format gives it; an older one is read too."""
    if fields.given("entity_website_url") and fields.given("entity_url"):
        fields.note("entity.two_addresses", "entity_url")
    chosen = "entity_website_url" if fields.given("entity_website_url") else "entity_url"
    address = fields.text(chosen, cleaning.link)
    if address:
        fields.keep("entity_website_url", address)


def _updated(fields: Fields) -> str | None:
    if not fields.given("updated"):
        return None
    given = fields.data.get("updated")
    try:
        at = datetime.fromisoformat(given.strip()) if isinstance(given, str) else None
        if at is not None and at.tzinfo is not None:
            at = at.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        at = None
    if at is None:
        fields.note("updated.unreadable", "updated")
        return None
    return at.isoformat(" ", "seconds")

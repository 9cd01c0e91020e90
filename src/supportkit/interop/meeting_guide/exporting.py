"""From the groups of a community to a Meeting Guide feed, and what the format could not say."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import frozen

from supportkit.communities.community import Mode
from supportkit.core.zones import to_utc
from supportkit.core.zones import zone as zone_of
from supportkit.groups.group import Access, Audience, Enrollment, Group, GroupStatus
from supportkit.interop.meeting_guide import types
from supportkit.interop.meeting_guide.fields import LABELS, Fields
from supportkit.interop.meeting_guide.report import words
from supportkit.interop.meeting_guide.venues import venue_of
from supportkit.sessions.recurrence import Frequency, Weekday
from supportkit.sessions.series import Series, SeriesStatus
from supportkit.sessions.session import SessionStatus
from supportkit.sessions.venue import VenueMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supportkit.core.ids import CommunityId, GroupId
    from supportkit.kit import Kit
    from supportkit.sessions.session import Session
    from supportkit.sessions.venue import JoinDetails, Venue

_WEEK = (Weekday.SU, Weekday.MO, Weekday.TU, Weekday.WE, Weekday.TH, Weekday.FR, Weekday.SA)
READ_TOGETHER = 500
"""Groups, plans or sessions that are read in one page (default)."""
_PRIVATE = ("link", "phone", "passcode", "notes")


class Loss(NamedTuple):
    """Something that the format cannot say, or that was left out.

    Args:
        code: what it is; its words stand in `words.toml`.
        group_id: the group that it is about.
        slug: the row that it is about; `None` for the whole group, or where there is no row.
    """

    code: str
    group_id: GroupId
    slug: str | None = None

    def words(self, locale: str = "en") -> str:
        """Answer what was lost, in a language there are words for (English otherwise)."""
        return words(self.code, locale)


@frozen(kw_only=True)
class Export:
    """A feed that was written.

    Args:
        rows: the rows, as plain data.
        losses: what the format could not say.
        private_left_out: how many links, numbers, passcodes and notes were left out because they are private.
        rehearsal: whether the community is a rehearsal, so that its own groups are made up.
    """

    rows: tuple[dict[str, Any], ...]
    losses: tuple[Loss, ...] = ()
    private_left_out: int = 0
    rehearsal: bool = False

    def to_json(self) -> str:
        """Answer the feed as text."""
        return json.dumps(self.rows, ensure_ascii=False, indent=1)


def export_feed(
    kit: Kit, community_id: CommunityId, *, include_private: bool = False, website: str | None = None
) -> Export:
    """Write the shown groups of a community that are listed or open as a Meeting Guide feed.

    Args:
        kit: the kit of a coordinator or owner of the community.
        community_id: the community.
        include_private: whether links, numbers and notes are written too; what a list names as contacts never is.
        website: the address of the organisation, which stands in the rows of its own groups.

    Raises:
        NotAllowed: `access.not_allowed`.
        NotFound: `record.not_found`.
    """
    community = kit.communities.get(community_id)
    writer = _Writer(kit, kit.now(), include_private)
    # What is only announced has not opened, and a cohort that runs is closed to those who would come by this list.
    shown = (GroupStatus.LISTED, GroupStatus.OPEN, GroupStatus.FORMING)
    groups = [group for status in shown for group in _groups(kit, community_id, status)]
    groups = [group for group in groups if group.imported or group.status is not GroupStatus.LISTED]
    names = Counter(group.name for group in groups)
    for group in groups:
        if names[group.name] > 1:
            writer.lose("group.same_name", group)
        own: dict[str, Any] = {}
        if group.listing is None:
            own = {"entity": community.name} | ({"entity_website_url": website} if website else {})
            if community.mode is Mode.REHEARSAL:
                own["notes"] = words("community.rehearsal")
        writer.write(group, own)
    return Export(
        rows=tuple(writer.rows),
        losses=tuple(writer.losses),
        private_left_out=writer.left_out,
        rehearsal=community.mode is Mode.REHEARSAL,
    )


def _groups(kit: Kit, community_id: CommunityId, status: GroupStatus) -> Iterator[Group]:
    after: str | None = None
    while True:
        page = kit.groups.directory(community_id, status=status, after=after, limit=READ_TOGETHER)
        yield from page.items
        after = page.next
        if after is None:
            return


def _series(kit: Kit, group: Group, status: SeriesStatus) -> Iterator[Series]:
    after: str | None = None
    while True:
        page = kit.sessions.series(group.id, status=status, after=after, limit=READ_TOGETHER)
        yield from page.items
        after = page.next
        if after is None:
            return


class _Writer:
    """Writes rows and notes what they do not say."""

    def __init__(self, kit: Kit, now: datetime, include_private: bool) -> None:  # noqa: FBT001
        self.kit = kit
        self.now = now
        self.include_private = include_private
        self.rows: list[dict[str, Any]] = []
        self.losses: list[Loss] = []
        self.left_out = 0

    def lose(self, code: str, group: Group, slug: str | None = None) -> None:
        self.losses.append(Loss(code, group.id, slug))

    def write(self, group: Group, own: dict[str, Any]) -> None:
        for code in _lost_of(group):
            self.lose(code, group)
        active = list(_series(self.kit, group, SeriesStatus.ACTIVE))
        slugs = list(group.listing.slugs) if group.listing else []
        named: dict[str, str] = {}
        if slugs:
            ended = _series(self.kit, group, SeriesStatus.ENDED)
            every = sorted(one.id for one in (*active, *ended))
            named = dict(zip(every, slugs, strict=False))
        for series in active:
            self._write_plan(group, series, named.get(series.id, series.id), own)
        self.rows += [_row(slug, group, None, own) for slug in slugs[len(named) :]]
        if group.listing is None:
            if not active:
                self.lose("group.no_plan", group)
            self._note_exceptions(group)

    def _write_plan(self, group: Group, series: Series, slug: str, own: dict[str, Any]) -> None:
        details = self.kit.sessions.join_details(series.id)
        unsaid = _unsaid(series, self.now)
        if unsaid is not None:
            self.lose(unsaid, group)
            self.left_out += _count(details)
            return
        row = _row(slug, group, series, own)
        if self.include_private:
            private = _private(details)
            if "notes" in private and "notes" in own:
                private["notes"] = f"{own['notes']}\n\n{private['notes']}"
            row |= private
        else:
            self.left_out += _count(details)
        for code in _lost_of_plan(series, self.now):
            self.lose(code, group, slug)
        if _mode_read(row) is not series.venue.mode:
            self.lose("venue.mode", group, slug)
        self.rows.append(row)

    def _note_exceptions(self, group: Group) -> None:
        after: str | None = None
        while True:
            page = self.kit.sessions.upcoming(group.id, after=after, limit=READ_TOGETHER)
            for session in page.items:
                if session.status is SessionStatus.CANCELLED or is_moved(session):
                    self.lose("session.exception", group)
            after = page.next
            if after is None:
                return


def is_moved(session: Session) -> bool:
    """Tell whether a session is not when its plan says, or belongs to no plan."""
    _, planned, local = session.id.partition("@")
    if not planned:
        return True
    meant = to_utc(datetime.fromisoformat(local), zone_of(session.zone))
    return meant != session.starts_at.replace(second=0, microsecond=0)


def _today(series: Series, now: datetime) -> date:
    return (now.astimezone(UTC) if series.zone is None else now.astimezone(zone_of(series.zone))).date()


def _unsaid(series: Series, now: datetime) -> str | None:
    """Answer why a plan cannot be written at all, if it cannot."""
    rule = series.recurrence
    if rule.frequency not in (Frequency.DAILY, Frequency.WEEKLY) or rule.every > 1:
        return "rule.not_weekly"
    ahead = next(rule.dates(series.start_on, from_on=_today(series, now)), None)
    return "plan.ended" if ahead is None else None


def _lost_of(group: Group) -> Iterator[str]:
    """Answer what the format cannot say of a group."""
    if group.capacity is not None:
        yield "group.capacity"
    if group.waiting:
        yield "group.waitlist"
    if group.enrollment is Enrollment.COHORT:
        yield "group.cohort"
    if group.listing is None and group.access is not Access.OPEN:
        yield "group.access"
    if group.audience is Audience.INVITED:
        yield "group.invited"
    if group.about:
        yield "group.about"


def _lost_of_plan(series: Series, now: datetime) -> Iterator[str]:
    """Answer what the format cannot say of a plan that is written."""
    if series.recurrence.until is not None or series.recurrence.count is not None:
        yield "rule.end"
    if series.start_on > _today(series, now) + timedelta(days=7):
        yield "plan.start"
    if series.zone is None:
        yield "plan.no_zone"
    if series.at.second or series.at.microsecond:
        yield "plan.seconds"
    if series.minutes >= 24 * 60:
        yield "plan.whole_day"


def _row(slug: str, group: Group, series: Series | None, own: dict[str, Any]) -> dict[str, Any]:
    name = series.title if series is not None and series.title else group.name
    row: dict[str, Any] = {"name": name, "slug": slug}
    if series is not None:
        row |= _when(series)
    row["types"] = _types(group, series)
    row["group"] = group.name
    region = group.listing.region if group.listing else ()
    if series is not None:
        row |= _where(series.venue)
        region = series.venue.region or region
    if region:
        row["regions"] = list(region)
    if group.listing is not None:
        row |= {"updated": group.listing.updated_at} if group.listing.updated_at else {}
        row |= {"entity": group.listing.entity} if group.listing.entity else {}
    return row | own


def _when(series: Series) -> dict[str, Any]:
    rule = series.recurrence
    days = sorted(range(7) if rule.frequency is Frequency.DAILY else (_WEEK.index(day) for day in rule.weekdays))
    end = datetime.combine(date(2000, 1, 1), series.at) + timedelta(minutes=series.minutes)
    when: dict[str, Any] = {
        "day": days[0] if len(days) == 1 else days,
        "time": series.at.strftime("%H:%M"),
        "end_time": end.strftime("%H:%M"),
    }
    return when | ({"timezone": series.zone} if series.zone is not None else {})


def _types(group: Group, series: Series | None) -> list[str]:
    told = group.listing.types if group.listing else ()
    codes = [code for code in told if code not in types.OF_A_ROW]
    if group.listing is None or types.OPEN in told or types.CLOSED in told:
        codes.insert(0, types.OPEN if group.audience is Audience.PUBLIC else types.CLOSED)
    if series is None:
        codes += [types.PLACE_CLOSED] if types.PLACE_CLOSED in told else []
    elif series.venue.mode is not VenueMode.IN_PERSON:
        codes.append(types.ONLINE)
    return codes


def _where(venue: Venue) -> dict[str, Any]:
    where: dict[str, Any] = {}
    if venue.name:
        where["location"] = venue.name
    if venue.address:
        where["formatted_address"] = venue.address
    if venue.latitude is not None and venue.longitude is not None:
        where |= {"latitude": venue.latitude, "longitude": venue.longitude}
    if where.keys() & {"formatted_address", "latitude"}:
        in_room = venue.mode in (VenueMode.IN_PERSON, VenueMode.HYBRID)
        where["approximate"] = "no" if in_room and not venue.approximate else "yes"
    return where


def _mode_read(row: dict[str, Any]) -> VenueMode:
    """Answer what a reader makes of a row, link or not."""
    by_phone = "conference_phone" in row and "conference_url" not in row
    return venue_of(Fields(0, "", row), tuple(row["types"]), online=False, by_phone=by_phone).venue.mode


def _count(details: JoinDetails | None) -> int:
    return 0 if details is None else sum(bool(getattr(details, name)) for name in _PRIVATE)


def _private(details: JoinDetails | None) -> dict[str, str]:
    """Answer how to get in, in the fields of the format; a passcode has none and goes with the notes on the link."""
    if details is None:
        return {}
    ways = {"conference_url": details.link, "conference_phone": details.phone, "conference_url_notes": details.passcode}
    row = {field: said for field, said in ways.items() if isinstance(said, str)}
    field = "notes"
    for paragraph in details.notes.split("\n\n") if isinstance(details.notes, str) else ():
        label, colon, text = paragraph.partition(": ")
        marked = bool(colon) and label in LABELS
        field = label if marked else field  # an unmarked paragraph goes on where the one before stood
        before = f"{row[field]}\n\n" if field in row else ""
        row[field] = before + (text if marked else paragraph)
    return row

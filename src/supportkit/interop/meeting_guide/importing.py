"""From a list to listed groups, by the kit's own operations: each row by itself, none dropped without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import define, field

from supportkit.core.text import text_problems
from supportkit.core.zones import zone as zone_of
from supportkit.errors import InvalidInput
from supportkit.groups.group import Audience, GroupStatus
from supportkit.groups.listing import Listing
from supportkit.interop.meeting_guide import types
from supportkit.interop.meeting_guide.reading import read_feed
from supportkit.interop.meeting_guide.report import ImportReport, Issue, NotKept, Rejection
from supportkit.interop.meeting_guide.rows import Row, read_row
from supportkit.sessions.recurrence import weekly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from supportkit.core.ids import CommunityId, GroupId
    from supportkit.groups.contact import Named
    from supportkit.kit import Kit

ROWS_TOGETHER = 100
"""Rows that are written as one (default): far fewer commits, and none of them large."""


GROUPS_TOGETHER = 500
"""Groups that are read in one page (default)."""


@define(kw_only=True)
class _Sheet:
    """What was read of a list so far."""

    rows: list[Row] = field(factory=list[Row])
    rejected: list[Rejection] = field(factory=list[Rejection])
    issues: list[Issue] = field(factory=list[Issue])
    unread: Counter[str] = field(factory=Counter[str])

    def take(self, number: int, data: object, zone: str | None, seen: set[str], listed: frozenset[str]) -> None:
        """Read one row."""
        read = read_row(number, data, zone=zone)
        if isinstance(read, Rejection):
            self.rejected.append(read)
            return
        row, issues = read
        if row.slug in seen:
            self.rejected.append(Rejection(number, row.slug, "feed.duplicate_slug"))
        elif row.slug in listed:
            self.rejected.append(Rejection(number, row.slug, "feed.already_listed"))
        else:
            self.rows.append(row)
            self.issues += issues
            self.unread.update(row.unread)
        seen.add(row.slug)


def import_feed(
    kit: Kit,
    community_id: CommunityId,
    feed: str | bytes | Sequence[object],
    *,
    name: str,
    zone: str | None = None,
    start_on: date | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> ImportReport:
    """List the groups of a Meeting Guide feed in a community, and plan what their rows say.

    Rows of one group become one listed group with a plan for each row. What a row says about people or about getting
    in is kept on private sides. A row that is listed already under the same name of a list is not listed twice, so an
    import that was broken off can be run again.

    Args:
        kit: the kit of a coordinator or owner of the community.
        community_id: the community that shows the groups.
        feed: the list, as text, as bytes, or as rows that were read before.
        name: the name of the list, 1 to 200 characters, by which it is known again.
        zone: the IANA zone of rows that name none; their plans have no zone if it is left out.
        start_on: the date on or after which the plans begin; today, by the kit's clock, if left out.
        progress: called with the rows done and the rows in all, after each part that was written.

    Raises:
        NotAllowed: `access.not_allowed`.
        NotFound: `record.not_found`, no such community.
        InvalidInput: `feed.not_json`, `feed.not_a_list`, `feed.too_large`; what is wrong with the name; `zone.unknown`,
            `zone.offset`.
    """
    problems = tuple(text_problems("$.name", name))
    if problems:
        raise InvalidInput.of(problems)
    if zone is not None:
        zone_of(zone)
    rows = _rows(feed)
    listed = _listed(kit, community_id, name)
    sheet, seen = _Sheet(), set[str]()
    for number, data in enumerate(rows, 1):
        sheet.take(number, data, zone, seen, listed)
    groups: list[GroupId] = []
    contacts = 0
    done = len(sheet.rejected)
    now = kit.now()
    for part in _parts(_by_group(sheet.rows)):
        with kit.together() as batch:
            for members in part:
                named = _contacts(members)
                groups.append(_list(batch, community_id, name, members, named, sheet.issues))
                contacts += len(named)
                for row in members:
                    _plan(batch, groups[-1], row, _title(row, members), start_on or now)
        done += sum(map(len, part))
        if progress is not None:
            progress(done, len(rows))
    return ImportReport(
        name=name,
        rows=len(rows),
        accepted=len(sheet.rows),
        rejected=tuple(sheet.rejected),
        issues=tuple(sorted(sheet.issues, key=lambda issue: issue.row)),
        groups=tuple(groups),
        series=sum(row.plan is not None for row in sheet.rows),
        contacts_kept_private=contacts,
        not_kept=tuple(NotKept(one, count) for one, count in sorted(sheet.unread.items())),
    )


def _rows(feed: str | bytes | Sequence[object]) -> Sequence[object]:
    if isinstance(feed, (str, bytes)):
        return read_feed(feed)
    if not isinstance(feed, Sequence):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidInput("feed.not_a_list", found="an object")
    return feed


def _listed(kit: Kit, community_id: CommunityId, name: str) -> frozenset[str]:
    """Answer the slugs of a list that are listed already, or were until their group was put away."""
    slugs: set[str] = set()
    for status in (GroupStatus.LISTED, GroupStatus.ARCHIVED):
        after: str | None = None
        while True:
            page = kit.groups.directory(community_id, status=status, after=after, limit=GROUPS_TOGETHER)
            for group in page.items:
                if group.listing is not None and group.listing.feed == name:
                    slugs.update(group.listing.slugs)
            after = page.next
            if after is None:
                break
    return frozenset(slugs)


def _by_group(rows: list[Row]) -> list[list[Row]]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return list(groups.values())


def _parts(groups: list[list[Row]]) -> Iterator[list[list[Row]]]:
    part: list[list[Row]] = []
    for members in groups:
        part.append(members)
        if sum(map(len, part)) >= ROWS_TOGETHER:
            yield part
            part = []
    if part:
        yield part


def _name(members: list[Row]) -> str:
    return next((row.group_name for row in members if row.group_name), members[0].name)


def _title(row: Row, members: list[Row]) -> str:
    return "" if row.name == _name(members) else row.name


def _contacts(members: list[Row]) -> tuple[Named, ...]:
    """Answer the contacts of all rows of a group, each once, in the order of the list."""
    return tuple(dict.fromkeys(named for row in members for named in row.contacts))


def _list(
    batch: Kit,
    community_id: CommunityId,
    feed: str,
    members: list[Row],
    contacts: tuple[Named, ...],
    issues: list[Issue],
) -> GroupId:
    first = members[0]
    name = _name(members)
    for row in members[1:]:
        if set(row.types) != set(first.types):
            issues.append(Issue(row.number, row.slug, "types.joined", "types"))
        if row.group_name and row.group_name != name:
            issues.append(Issue(row.number, row.slug, "group.other_name", "group"))
    # Rows with a plan first: the slug of a plan is then found by its place among the plans.
    ordered = sorted(members, key=lambda row: row.plan is None)
    listing = Listing(
        feed=feed,
        slugs=tuple(row.slug for row in ordered),
        types=tuple(dict.fromkeys(code for row in members for code in row.types)),
        region=next((row.venue.region for row in members if row.venue.region), ()),
        entity=first.entity or None,
        updated_at=max((row.updated_at for row in members if row.updated_at), default=None),
    )
    group = batch.groups.list_imported(
        community_id, name, listing, audience=_audience(members, issues), contacts=contacts
    )
    return group.id


def _audience(members: list[Row], issues: list[Issue]) -> Audience:
    """Answer who may come: anybody only where every row that says so says the same."""
    said = {types.CLOSED if types.CLOSED in row.types else types.OPEN for row in members if _says(row)}
    if len(said) > 1:
        row = next(one for one in members if _says(one))
        issues.append(Issue(row.number, row.slug, "audience.mixed", "types"))
    return Audience.PUBLIC if said == {types.OPEN} else Audience.MEMBERS


def _says(row: Row) -> bool:
    return types.OPEN in row.types or types.CLOSED in row.types


def _plan(batch: Kit, group_id: GroupId, row: Row, title: str, start: date | datetime) -> None:
    plan = row.plan
    if plan is None:
        return
    rule = weekly(*plan.weekdays)
    batch.sessions.plan(
        group_id,
        rule,
        start_on=rule.first_on_or_after(_local_date(start, plan.zone)) or "",
        at=plan.at,
        zone=plan.zone,
        minutes=plan.minutes,
        title=title,
        venue=row.venue,
        link=row.link or None,
        phone=row.phone or None,
        notes=row.notes or None,
    )


def _local_date(start: date | datetime, zone: str | None) -> date:
    """Answer a date as given, or the date of a moment where the plan is meant."""
    from datetime import datetime

    if not isinstance(start, datetime):
        return start
    return (start if zone is None else start.astimezone(zone_of(zone))).date()

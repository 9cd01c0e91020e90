"""Where the demonstration plays: a small community of its own, or a rehearsal of the groups of a real list."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from attrs import field, frozen

from supportkit.communities.crisis_plan import CrisisPlan, CrisisResourceNote
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.words import table
from supportkit.groups.group import Access, StandIn
from supportkit.interop.meeting_guide import ImportReport
from supportkit.sessions.rrule import from_rrule
from supportkit.sessions.venue import Venue, VenueMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from supportkit.cli.screen import Progress
    from supportkit.kit import Kit
    from supportkit.sessions.series import Series

BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""When every demonstration begins: three weeks on, clocks change in America, in Europe and in the south."""
WEEKS = 8
SEEKERS_LIMIT = 440
"""Made-up people who take part in the rehearsal of a list, unless another number is asked for (default)."""


def words() -> dict[str, Any]:
    """Answer the words of the demonstration, from `demo.toml`."""
    return table("supportkit.cli", "demo.toml")


@frozen(kw_only=True)
class Circle:
    """A group that made-up people come to.

    Args:
        group_id: the group.
        host: who leads it.
        seekers: how many people would like to join.
    """

    group_id: GroupId
    host: PersonId
    seekers: int


class Zoned(NamedTuple):
    """From where plans have their zone: `list`, `option` or `coordinates`."""

    zone: str
    source: str


@frozen(kw_only=True)
class Stage:
    """A rehearsal community, ready for people.

    Args:
        community_id: the rehearsal community.
        owner: who runs it.
        name: what it is called.
        for_whom: whom it is for, where that is known.
        circles: the groups that people come to.
        groups: how many groups there are.
        imported: what the import of the list said.
        zones: how many plans have which zone, and from where.
        unplanned: plans without a zone.
    """

    community_id: CommunityId
    owner: PersonId
    name: str
    circles: tuple[Circle, ...]
    groups: int
    for_whom: str = ""
    imported: ImportReport | None = None
    zones: Counter[Zoned] = field(factory=lambda: Counter[Zoned]())
    unplanned: int = 0

    @property
    def seekers(self) -> int:
        """How many people would like to join a group."""
        return sum(circle.seekers for circle in self.circles)


def own_community(kit: Kit, people: int | None) -> Stage:
    """Build the small community of our own."""
    of = words()["community"]
    community = kit.setup.found(of["name"], owner=of["owner"], mode="rehearsal")
    plan = _crisis_plan(of["crisis"])
    kit.communities.describe(
        community.id,
        purpose=of["purpose"],
        guidelines=of["guidelines"],
        disclaimer=of["disclaimer"],
        regions=tuple(one.region for one in plan.resources),
    )
    kit.communities.set_crisis_plan(community.id, plan)
    rows: list[dict[str, Any]] = words()["groups"]
    shares = _shares(people, [row["seekers"] for row in rows])
    with kit.together() as batch:
        circles = tuple(_circle(batch, community.id, row, share) for row, share in zip(rows, shares, strict=True))
    return Stage(
        community_id=community.id,
        owner=PersonId(of["owner"]),
        name=community.name,
        for_whom=of["for_whom"],
        circles=circles,
        groups=len(circles),
    )


def _crisis_plan(of: dict[str, Any]) -> CrisisPlan:
    return CrisisPlan(
        responders=tuple(map(PersonId, of["responders"])),
        hours=of["hours"],
        resources=tuple(CrisisResourceNote(confirmed_on=of["confirmed_on"], **one) for one in of["services"]),
    )


def _circle(kit: Kit, community_id: CommunityId, row: dict[str, Any], seekers: int) -> Circle:
    stand_in = None
    if "stand_in" in row:
        stand_in = StandIn(person_id=PersonId(row["stand_in"]))
    elif "notice_hours" in row:
        stand_in = StandIn(notice_hours=row["notice_hours"])
    group = kit.groups.create(
        community_id,
        row["name"],
        about=row["about"],
        capacity=row["capacity"],
        facilitators=row["hosts"],
        stand_in=stand_in,
        access=Access(row.get("access", "by_approval")),
    )
    rule = from_rrule(row["rule"])
    first = rule.first_on_or_after(BEGINS.date())
    assert first is not None  # noqa: S101  (the rules of our own file go on for ever)
    kit.sessions.plan(
        group.id,
        rule,
        start_on=first,
        at=row["at"],
        zone=row["zone"],
        minutes=row["minutes"],
        weeks=WEEKS,
        venue=Venue(mode=VenueMode(row["venue"]["mode"]), name=row["venue"].get("name", "")),
    )
    kit.groups.open(group.id)
    return Circle(group_id=group.id, host=PersonId(row["hosts"][0]), seekers=seekers)


def _shares(people: int | None, wanted: Sequence[int]) -> list[int]:
    """Share a number of people out in the given proportions, whole people only."""
    if people is None:
        return list(wanted)
    whole, shares, given = sum(wanted), list[int](), 0
    for number in range(len(wanted)):
        upto = people * sum(wanted[: number + 1]) // whole
        shares.append(upto - given)
        given = upto
    return shares


def listed_community(
    kit: Kit, feed: list[object], *, zone: str | None, people: int | None, progress: Progress
) -> Stage:
    """Import a list into a community that shows it, and rehearse with copies of its groups."""
    from supportkit.interop.meeting_guide import import_feed

    of = words()["listed"]
    keeper = kit.acting_as(of["keeper"])
    shown = keeper.setup.found(of["shown"], owner=of["keeper"])
    report = import_feed(
        keeper, shown.id, feed, name=of["list"], zone=zone, progress=lambda done, whole: progress(done, whole * 2)
    )
    community = kit.setup.found(of["name"], owner=of["owner"], mode="rehearsal")
    chosen = _chosen(len(report.groups), _circles_for(people, len(report.groups), of["seekers"]))
    shares = iter(_shares(people, [of["seekers"]] * len(chosen)))
    circles: list[Circle] = []
    zones: Counter[Zoned] = Counter()
    unplanned = 0
    for number, listed_id in enumerate(report.groups):
        with kit.together() as batch:
            host = PersonId(f"host-{len(circles) + 1}")
            plans = keeper.sessions.series(listed_id, limit=200).items
            assumed = _assumed(plans)
            group = batch.groups.claim(
                listed_id,
                community.id,
                capacity=of["capacity"] if number in chosen else None,
                facilitators=[host] if number in chosen else (),
                zone=assumed,
            )
            plan_ahead(batch, group.id, WEEKS)
            batch.groups.open(group.id)
        for plan in plans:
            if plan.zone:
                zones[Zoned(plan.zone, "option" if plan.zone == zone else "list")] += 1
            elif assumed:
                zones[Zoned(assumed, "coordinates")] += 1
            else:
                unplanned += 1
        if number in chosen:
            circles.append(Circle(group_id=group.id, host=host, seekers=next(shares)))
        progress(len(report.groups) + number + 1, len(report.groups) * 2)
    return Stage(
        community_id=community.id,
        owner=PersonId(of["owner"]),
        name=community.name,
        circles=tuple(circles),
        groups=len(report.groups),
        imported=report,
        zones=zones,
        unplanned=unplanned,
    )


def plan_ahead(kit: Kit, group_id: GroupId, weeks: int) -> None:
    """Plan the sessions of a group, as far as there is a zone for its plans."""
    for series in kit.sessions.series(group_id, limit=200).items:
        if series.zone is not None:
            kit.sessions.extend(series.id, weeks=weeks)


def _assumed(plans: Sequence[Series]) -> str | None:
    """Guess the zone of plans that have none from the first position that one of them has."""
    from supportkit.interop.meeting_guide import nearest_zone

    if all(plan.zone for plan in plans):
        return None
    for plan in plans:
        if plan.venue.latitude is not None and plan.venue.longitude is not None:
            return nearest_zone(plan.venue.latitude, plan.venue.longitude)
    return None


def _circles_for(people: int | None, groups: int, seekers: int) -> int:
    wanted = SEEKERS_LIMIT if people is None else people
    return min(groups, max(wanted // seekers, 1))


def _chosen(groups: int, circles: int) -> frozenset[int]:
    """Choose some groups, evenly over the list."""
    return frozenset(groups * number // circles for number in range(circles)) if circles else frozenset()


def names(count: int) -> Iterator[PersonId]:
    """Answer made-up people, each with a name of their own."""
    known = cast("str", words()["people"]["names"]).split()
    for number in range(count):
        again = number // len(known)
        yield PersonId(known[number % len(known)] + (f"-{again + 1}" if again else ""))

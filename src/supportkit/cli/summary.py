"""What a rehearsal came to, as plain data: the object that `supportkit demo --json` prints."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from supportkit.core.clock import stamp
from supportkit.core.ids import GroupId
from supportkit.errors import CATALOGUE
from supportkit.groups.gate import Finding
from supportkit.sessions.session import SessionStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator
    from datetime import datetime

    from supportkit.cli.crowd import Crowd
    from supportkit.cli.stage import Stage
    from supportkit.core.flow import Found
    from supportkit.groups.group import Group
    from supportkit.kit import Kit
    from supportkit.sessions.session import Session

T = TypeVar("T")

COURSE = {
    "asked": "applied",
    "accepted": "accepted",
    "joined_at_once": "joined",
    "waited": "waitlisted",
    "offered": "seat_offered",
    "offers_taken": "offer_accepted",
    "offers_declined": "offer_declined",
    "offers_ended": "offer_ended",
    "rested": "paused",
    "came_back": "resumed",
    "left": "left",
}
"""Steps on the way of a member, each with the fact that tells of it."""


def summary(kit: Kit, stage: Stage, crowd: Crowd, *, seed: int, begins: datetime, ends: datetime) -> dict[str, Any]:
    """Answer everything worth knowing after a rehearsal, asked of the kit as its owner would."""
    groups = list(_pages(lambda after: kit.groups.directory(stage.community_id, after=after, limit=200)))
    names = {group.id: group.name for group in groups}
    tags, missing = _journal(kit, names)
    return {
        "rehearsal": True,
        "seed": seed,
        "begins_at": stamp(begins),
        "ends_at": stamp(ends),
        "community": {
            "id": stage.community_id,
            "name": stage.name,
            "for_whom": stage.for_whom or None,
            "groups": stage.groups,
        },
        "people": {"seekers": stage.seekers, "groups": len(stage.circles)},
        "list": _list(stage),
        "groups": [_group(kit, group, {one.group_id for one in stage.circles}) for group in groups],
        "next_sessions": _next_sessions(kit, groups, ends),
        "course": {name: tags[f"membership.{tag}.1"] for name, tag in COURSE.items()},
        "attendance": _attendance(kit, stage, begins),
        "journal": {"facts": tags.total(), "by_kind": dict(sorted(tags.items()))},
        "due": [
            {
                "what": action.what,
                "due_at": stamp(action.due_at),
                "operation": action.operation,
                "group": names.get(GroupId(action.arguments.get("group_id", ""))),
                "arguments": action.arguments,
            }
            for action in kit.due.actions(stage.community_id, until=ends + timedelta(days=7), limit=1000)
            if action.what == "offer.ends"
        ],
        "refusals": crowd.refusals,
        "refusal": None
        if crowd.refusal is None
        else crowd.refusal.to_problem() | {"why": CATALOGUE[crowd.refusal.code].why},
        "findings": [
            {"code": finding.code, "groups": count, **finding.words()._asdict()}
            for label, count in sorted(missing.items(), key=lambda one: (-one[1], one[0]))
            for finding in (Finding.of_label(label),)
        ],
    }


def _pages(ask: Callable[[str | None], Found[T]]) -> Iterator[T]:
    after: str | None = None
    while True:
        page = ask(after)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _list(stage: Stage) -> dict[str, Any] | None:
    report = stage.imported
    if report is None:
        return None
    issues = Counter(one.code for one in report.issues)
    notes = {one.code: one.note for one in report.issues}
    return {
        "rows": report.rows,
        "accepted": report.accepted,
        "rejected": dict(sorted(Counter(one.code for one in report.rejected).items())),
        "issues": [
            {"code": code, "rows": rows, "note": notes[code]}
            for code, rows in sorted(issues.items(), key=lambda one: (-one[1], one[0]))
        ],
        "groups": len(report.groups),
        "plans": report.series,
        "zones": [
            {"zone": zone, "from": source, "plans": plans}
            for (zone, source), plans in sorted(stage.zones.items(), key=lambda one: (-one[1], one[0]))
        ],
        "plans_without_zone": stage.unplanned,
    }


def _group(kit: Kit, group: Group, circles: set[Any]) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "status": group.status.value,
        "access": group.access.value,
        "capacity": group.capacity,
        "taken": group.taken,
        "offered": group.offered,
        "waiting": group.waiting,
        "resting": len(kit.memberships.roster(group.id, status="paused", limit=500).items),
        "left": len(kit.memberships.roster(group.id, status="left", limit=500).items),
        "facilitators": group.facilitators,
        "plans": group.series,
        "has_people": group.id in circles,
    }


def _next_sessions(kit: Kit, groups: Iterable[Group], now: datetime) -> list[dict[str, Any]]:
    """Answer the next session of every group that has one."""
    found: list[tuple[Session, Group]] = []
    for group in groups:
        found += [(session, group) for session in kit.sessions.upcoming(group.id, limit=1).items]
    found.sort(key=lambda one: (one[0].starts_at, one[1].name, one[0].id))
    return [
        {
            "session_id": session.id,
            "group": group.name,
            "starts_at": stamp(session.starts_at),
            "local_start": session.local_start.isoformat(timespec="minutes"),
            "zone": session.zone,
            "where": session.venue.mode.value,
            "in_days": (session.starts_at - now) // timedelta(days=1),
        }
        for session, group in found
    ]


def _attendance(kit: Kit, stage: Stage, begins: datetime) -> list[dict[str, Any]]:
    weeks: dict[int, Counter[str]] = {}
    for circle in stage.circles:
        for session in _pages(partial(_past, kit, circle.group_id)):
            if session.status is SessionStatus.HELD:
                week = weeks.setdefault((session.starts_at - begins) // timedelta(weeks=1), Counter())
                week.update(sessions=1, said_yes=session.going, came=session.present)
    return [
        {"week": number + 1, "from": (begins + timedelta(weeks=number)).date().isoformat(), **weeks[number]}
        for number in sorted(weeks)
    ]


def _past(kit: Kit, group_id: GroupId, after: str | None) -> Found[Session]:
    return kit.sessions.past(group_id, after=after, limit=200)


def _journal(kit: Kit, names: Container[str]) -> tuple[Counter[str], Counter[str]]:
    """Count the facts of the journal by kind, and what groups of this community lacked when they opened."""
    tags: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    after: str | None = None
    while True:
        facts = kit.journal(after, limit=1000)
        for fact in facts:
            tags[fact.event.TAG] += 1
            opened = fact.event.TAG.startswith(("group.opened.", "group.forming_begun."))
            if opened and fact.key.removeprefix("group/") in names:
                missing.update(fact.event.missing)  # type: ignore[attr-defined]
        if len(facts) < 1000:
            return tags, missing
        after = facts[-1].cursor

"""What a value costs: to build and check it, to keep it in memory, to make a changed copy of it.

`python -m bench.values [--json] [--rounds N]`
"""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import attrs
from bench.harness import Ratio, Result, about, judged, reader, result, show, take_turns
from pydantic import BaseModel, ConfigDict, Field, create_model

from supportkit.communities.community import Mode
from supportkit.core.evolving import evolved
from supportkit.core.private import Erased
from supportkit.core.roles import Role
from supportkit.groups.cohort import Cohort
from supportkit.groups.group import Access, Audience, Enrollment, Group, GroupStatus, Visibility
from supportkit.groups.rules import STANDARD, GroupRules
from supportkit.memberships.entry import Entry
from supportkit.memberships.leave_reason import LeaveReason
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.waiting import OfferReason, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable

AT = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
KEPT = 2000
"""Values that are held at once to see what one takes."""

GROUP: dict[str, Any] = {
    "id": "grp_0193z3ndektsv4rrffq69g5fav",
    "community_id": "com_0193z3ndektsv4rrffq69g5fav",
    "mode": Mode.LIVE,
    "name": "Living with it, Tuesdays",
    "created_at": AT,
    "status": GroupStatus.OPEN,
    "capacity": 12,
    "taken": 8,
    "facilitators": 2,
    "series": 1,
}
MEMBERSHIP: dict[str, Any] = {
    "of": GROUP["id"],
    "community_id": GROUP["community_id"],
    "person_id": "per_0193z3ndektsv4rrffq69g5fav",
    "status": MembershipStatus.ACTIVE,
    "role": Role.MEMBER,
    "changed_at": AT,
    "note": "I would like to come.",
}


def bare(kind: type) -> Any:
    """Answer the same attrs class without its check."""
    fields = {one.name: attrs.field(default=one.default) for one in attrs.fields(kind)}
    return attrs.make_class(f"Bare{kind.__name__}", fields, frozen=True, slots=True, kw_only=True)


_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Text = Annotated[str, Field(max_length=20_000)]
GROUP_FIELDS: dict[str, Any] = {
    "id": (str, ...),
    "community_id": (str, ...),
    "mode": (Mode, ...),
    "name": (_Name, ...),
    "created_at": (datetime, ...),
    "status": (GroupStatus, GroupStatus.DRAFT),
    "about": (_Text, ""),
    "enrollment": (Enrollment, Enrollment.ROLLING),
    "audience": (Audience, Audience.MEMBERS),
    "visibility": (Visibility, Visibility.SHOWN),
    "access": (Access, Access.BY_APPROVAL),
    "capacity": (Annotated[int, Field(ge=1, le=500)] | None, None),
    "taken": (int, 0),
    "offered": (int, 0),
    "waiting": (int, 0),
    "tickets": (int, 0),
    "facilitators": (int, 0),
    "series": (int, 0),
    "stand_in": (dict[str, Any] | None, None),
    "programme_id": (str | None, None),
    "listing": (dict[str, Any] | None, None),
    "claimed_from": (str | None, None),
    "cohort": (Cohort | None, None),
    "rules": (GroupRules, STANDARD),
    "opened_at": (datetime | None, None),
    "ended_at": (datetime | None, None),
    "ended_because": (_Text, ""),
    "frozen_since": (datetime | None, None),
    "led_until": (datetime | None, None),
    "wound_up_at": (datetime | None, None),
}
MEMBERSHIP_FIELDS: dict[str, Any] = {
    "of": (str, ...),
    "community_id": (str, ...),
    "person_id": (str, ...),
    "status": (MembershipStatus, MembershipStatus.NEW),
    "role": (Role, Role.MEMBER),
    "ticket": (int | None, None),
    "offer_ends_at": (datetime | None, None),
    "lapses": (int, 0),
    "paused_until": (datetime | None, None),
    "changed_at": (datetime | None, None),
    "note": (_Text | Literal[Erased.ERASED] | None, None),
    "reason": (_Text | Literal[Erased.ERASED] | None, None),
    "left_because": (LeaveReason | Literal[Erased.ERASED] | None, None),
    "via": (Entry, Entry.DOOR),
    "attached": (bool, False),
    "agreed_at": (datetime | None, None),
    "held_until": (datetime | None, None),
    "released_at": (datetime | None, None),
    "role_until": (datetime | None, None),
    "offered_why": (OfferReason | None, None),
    "party": (str | None, None),
    "wait": (Waiting | Literal[Erased.ERASED] | None, None),
}


def model(kind: type, fields: dict[str, Any]) -> type[BaseModel]:
    """Answer a frozen pydantic model of the same fields and rules; with others it would be no peer."""
    ours = {one.name for one in attrs.fields(kind)}
    if ours != fields.keys():
        raise SystemExit(f"the model of {kind.__name__} has other fields: {sorted(ours ^ fields.keys())}")
    config = ConfigDict(frozen=True, from_attributes=True, arbitrary_types_allowed=True)
    made: type[BaseModel] = create_model(f"{kind.__name__}Model", __config__=config, **fields)
    return made


GroupModel, MembershipModel = model(Group, GROUP_FIELDS), model(Membership, MEMBERSHIP_FIELDS)
BareGroup, BareMembership = bare(Group), bare(Membership)


def held_by(make: Callable[[], object]) -> float:
    """Answer the bytes that one value takes, beside what its fields hold."""
    make()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [make() for _ in range(KEPT)]
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return taken / len(kept)


def measure(rounds: int) -> list[Result]:
    """Let the ways of building, copying and keeping a value take turns."""
    group, tie = Group(**GROUP), Membership(**MEMBERSHIP)
    makers: dict[str, Callable[[], object]] = {
        "group": lambda: Group(**GROUP),
        "group, bare attrs": lambda: BareGroup(**GROUP),
        "group, pydantic": lambda: GroupModel(**GROUP),
        "membership": lambda: Membership(**MEMBERSHIP),
        "membership, bare attrs": lambda: BareMembership(**MEMBERSHIP),
        "membership, pydantic": lambda: MembershipModel(**MEMBERSHIP),
    }
    copies: dict[str, Callable[[], object]] = {
        "group, evolved": lambda: evolved(group, taken=9),
        "group, attrs.evolve": lambda: attrs.evolve(group, taken=9),
        "membership, evolved": lambda: evolved(tie, status=MembershipStatus.PAUSED, changed_at=AT),
        "membership, attrs.evolve": lambda: attrs.evolve(tie, status=MembershipStatus.PAUSED, changed_at=AT),
    }
    speed = result(
        "values",
        "microseconds each",
        take_turns({name: (call, 1) for name, call in (makers | copies).items()}, rounds),
        [
            Ratio("build and check a group / the bare attrs class", "group", "group, bare attrs", "<= 1.25"),
            Ratio("build and check a group / pydantic", "group", "group, pydantic", "<= 0.75"),
            Ratio("build and check a membership / bare", "membership", "membership, bare attrs", "<= 1.25"),
            Ratio("build and check a membership / pydantic", "membership", "membership, pydantic", "<= 0.75"),
            Ratio("a changed group / attrs.evolve", "group, evolved", "group, attrs.evolve"),
            Ratio("a changed membership / attrs.evolve", "membership, evolved", "membership, attrs.evolve"),
        ],
    )
    size = {name: held_by(call) for name, call in makers.items()}
    share = [
        judged("memory of a group / pydantic", size["group"] / size["group, pydantic"], "<= 0.2"),
        judged("memory of a membership / pydantic", size["membership"] / size["membership, pydantic"], "<= 0.2"),
    ]
    return [speed, Result("memory", "bytes each", size, tuple(share))]


def main() -> None:
    """Measure and print."""
    options = reader(__doc__, 30).parse_args()
    show(measure(options.rounds), about("attrs", "pydantic"), options)


if __name__ == "__main__":
    main()

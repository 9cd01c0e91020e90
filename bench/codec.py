"""What JSON costs: our stored documents, written and read, beside pydantic, and beside the standard library alone.

A document is read by the trusted reader, as a store's own rows are. pydantic checks as it reads and ours does not check
JSON types, but each value's own rules run in both.
`python -m bench.codec [--json] [--rounds N]`
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, ClassVar

import attrs
from bench.harness import Contender, Ratio, Result, about, reader, result, show, take_turns
from bench.values import AT, GROUP, MEMBERSHIP, GroupModel, MembershipModel
from pydantic import BaseModel, ConfigDict, TypeAdapter

from supportkit.core.codec import decode, encode
from supportkit.core.roles import Role
from supportkit.groups.group import Group
from supportkit.memberships.membership import Membership, MembershipStatus

MEMBERS, VISITS = 12, 240


class Presence(Enum):
    ATTENDED = "attended"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Visit:
    session_id: str
    person_id: str
    presence: Presence
    came_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Circle:
    """A group and its members in one document; no aggregate of ours is as large."""

    KIND: ClassVar[str] = "circle"
    SHAPE: ClassVar[int] = 1
    UPCASTS: ClassVar[Mapping[int, Any]] = {}

    group: Group
    members: tuple[Membership, ...]
    visits: tuple[Visit, ...] = ()


class VisitModel(BaseModel):
    model_config = ConfigDict(frozen=True)
    session_id: str
    person_id: str
    presence: Presence
    came_at: datetime | None = None


class CircleModel(BaseModel):
    model_config = ConfigDict(frozen=True)
    group: GroupModel  # type: ignore[valid-type]
    members: tuple[MembershipModel, ...]  # type: ignore[valid-type]
    visits: tuple[VisitModel, ...] = ()


def circle(visits: int) -> Circle:
    """Make a document with some members and visits."""
    members = tuple(
        Membership(
            **MEMBERSHIP
            | {"person_id": f"per_0193z3ndektsv4rrffq69g5f{number:02}", "role": Role.MEMBER if number else Role.OWNER}
            | ({"status": MembershipStatus.PAUSED, "paused_until": AT + timedelta(days=number)} if number % 4 else {})
        )
        for number in range(MEMBERS)
    )
    came = tuple(
        Visit(
            session_id=f"ses_0193z3ndektsv4rrffq69g{number // MEMBERS:04}",
            person_id=members[number % MEMBERS].person_id,
            presence=Presence.ATTENDED if number % 3 else Presence.ABSENT,
            came_at=AT + timedelta(minutes=number) if number % 3 else None,
        )
        for number in range(visits)
    )
    return Circle(group=Group(**GROUP), members=members, visits=came)


DOCUMENTS: dict[str, tuple[Any, type[BaseModel]]] = {
    "membership": (Membership(**MEMBERSHIP), MembershipModel),
    "group": (Group(**GROUP), GroupModel),
    "group and 12 members": (circle(0), CircleModel),
    "group, members, 240 visits": (circle(VISITS), CircleModel),
}


def contenders(name: str) -> dict[str, Contender]:
    """Answer the ways to write and read one document, once each has been seen to give the same."""
    value, model = DOCUMENTS[name]
    kind = type(value)
    body, private = encode(value)
    text = model.model_validate(_plain(value)).model_dump_json(exclude_defaults=True)
    other = model.model_validate_json(text)
    if decode(kind, body, private) != value or model.model_validate_json(other.model_dump_json()) != other:
        raise SystemExit(f"{name}: what was read is not what was written")
    data = json.loads(text)
    dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
    types = TypeAdapter(model)
    return {
        f"{name}: load": (lambda: decode(kind, body, private), 1),
        f"{name}: load, pydantic": (lambda: types.validate_json(text), 1),
        f"{name}: load, json alone": (lambda: json.loads(text), 1),
        f"{name}: dump": (lambda: encode(value), 1),
        f"{name}: dump, pydantic": (lambda: other.model_dump_json(exclude_defaults=True), 1),
        f"{name}: dump, json alone": (lambda: dumps(data), 1),
    }


def _plain(value: Any) -> Any:
    return attrs.asdict(value)


def measure(rounds: int) -> Result:
    """Let all ways with all documents take turns."""
    ratios: list[Ratio] = []
    ways: dict[str, Contender] = {}
    for name in DOCUMENTS:
        ways |= contenders(name)
        ratios += [
            Ratio(f"{name}: load / pydantic", f"{name}: load", f"{name}: load, pydantic", "<= 3.3"),
            Ratio(f"{name}: dump / pydantic", f"{name}: dump", f"{name}: dump, pydantic", "<= 3.3"),
        ]
    return result("codec", "microseconds each", take_turns(ways, rounds), ratios)


def main() -> None:
    """Measure and print."""
    options = reader(__doc__, 20).parse_args()
    show([measure(options.rounds)], about("attrs", "cattrs", "pydantic"), options)


if __name__ == "__main__":
    main()

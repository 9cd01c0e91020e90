"""What JSON costs: our stored documents, written and read, beside pydantic, and beside the standard library alone.

A document is read by the trusted reader, as a store's own rows are. pydantic checks as it reads and ours does not check
JSON types, but each value's own rules run in both.
`python -m bench.codec [--json] [--rounds N]`
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from itertools import cycle
from typing import Any, ClassVar, NamedTuple

import attrs
from bench.harness import Contender, Ratio, Result, about, reader, result, show, take_turns
from bench.values import AT, GROUP, MEMBERSHIP, GroupModel, MembershipModel
from pydantic import BaseModel, ConfigDict, TypeAdapter

from supportkit.core.codec import decode, encode
from supportkit.core.roles import Role
from supportkit.groups.group import Group
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus

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
    model_config = ConfigDict(frozen=True, from_attributes=True)
    session_id: str
    person_id: str
    presence: Presence
    came_at: datetime | None = None


class CircleModel(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)
    group: GroupModel  # type: ignore[valid-type]
    members: tuple[MembershipModel, ...]  # type: ignore[valid-type]
    visits: tuple[VisitModel, ...] = ()


def membership(number: int) -> Membership:
    """Make a tie whose moment no other has."""
    return Membership(**MEMBERSHIP | {"changed_at": AT + timedelta(seconds=number)})


def group(number: int) -> Group:
    """Make a group whose moment no other has."""
    return Group(**GROUP | {"created_at": AT + timedelta(seconds=number)})


def circle(number: int, visits: int) -> Circle:
    """Make a document with some members and visits, whose moments no other has."""
    began = AT + timedelta(days=number)
    members = tuple(
        Membership(
            **MEMBERSHIP
            | {"person_id": f"per_0193z3ndektsv4rrffq69g5f{place:02}", "role": Role.MEMBER if place else Role.OWNER}
            | {"changed_at": began + timedelta(seconds=place)}
            | ({"status": MembershipStatus.PAUSED, "paused_until": began + timedelta(days=9)} if place % 4 else {})
        )
        for place in range(MEMBERS)
    )
    came = tuple(
        Visit(
            session_id=f"ses_0193z3ndektsv4rrffq69g{place // MEMBERS:04}",
            person_id=members[place % MEMBERS].person_id,
            presence=Presence.ATTENDED if place % 3 else Presence.ABSENT,
            came_at=began + timedelta(minutes=place) if place % 3 else None,
        )
        for place in range(visits)
    )
    return Circle(group=group(number), members=members, visits=came)


DOCUMENTS: dict[str, tuple[Callable[[int], Any], type[BaseModel], int]] = {
    "membership": (membership, MembershipModel, 500),
    "group": (group, GroupModel, 500),
    "group and 12 members": (lambda number: circle(number, 0), CircleModel, 50),
    "group, members, 240 visits": (lambda number: circle(number, VISITS), CircleModel, 5),
}
"""How to make each document, the same for pydantic, and how many different ones take turns."""


class Forms(NamedTuple):
    """One document as each contender needs it."""

    value: Any
    sides: tuple[bytes, bytes | None]
    model: BaseModel
    text: str
    data: Any


def forms(value: Any, model: type[BaseModel]) -> Forms:
    """Bring a document into every form, once each has been seen to be read as it was written."""
    sides = encode(value)
    other = model.model_validate(value)
    text = other.model_dump_json(exclude_defaults=True)
    if decode(type(value), *sides) != value or model.model_validate_json(text) != other:
        raise SystemExit(f"{type(value).__name__}: what was read is not what was written")
    return Forms(value, sides, other, text, json.loads(text))


def contenders(name: str) -> dict[str, Contender]:
    """Answer the ways to write and read one kind of document, each a different one at every call."""
    make, model, count = DOCUMENTS[name]
    some = [forms(make(number), model) for number in range(count)]
    kind, types = type(some[0].value), TypeAdapter(model)
    dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

    def each(do: Callable[[Forms], object]) -> Contender:
        turn = cycle(some).__next__
        return lambda: do(turn()), 1

    return {
        f"{name}: load": each(lambda one: decode(kind, *one.sides)),
        f"{name}: load, pydantic": each(lambda one: types.validate_json(one.text)),
        f"{name}: load, json alone": each(lambda one: json.loads(one.text)),
        f"{name}: dump": each(lambda one: encode(one.value)),
        f"{name}: dump, pydantic": each(lambda one: one.model.model_dump_json(exclude_defaults=True)),
        f"{name}: dump, json alone": each(lambda one: dumps(one.data)),
    }


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

"""Rows to measure on: groups with those who lead them and those who asked to join, written in large batches."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from supportkit.communities.community import Community, Mode
from supportkit.core.codec import encode
from supportkit.core.ids import CommunityId, GroupId, IdSource, PersonId
from supportkit.core.records import Batch, Put
from supportkit.core.roles import Role
from supportkit.groups.group import Group, GroupStatus
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.privacy.person import Origin, Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supportkit.storage.protocol import Store

AT = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
LEADER = PersonId("fay")
CAPACITY = 500
AT_ONCE = 5000
"""Rows of one commit."""


class Asked(NamedTuple):
    """Somebody who asked to join a group."""

    group_id: GroupId
    person_id: PersonId


def begin(store: Store) -> None:
    """Write the row of the person who leads every group."""
    store.commit(Batch((_put(Person(id=LEADER, origin=Origin.MADE_UP, known_at=AT)),)))


def add(
    store: Store,
    ids: IdSource,
    *,
    groups: int,
    asking: int,
    status: MembershipStatus = MembershipStatus.APPLIED,
) -> tuple[Asked, ...]:
    """Write some groups, each with a leader and people who asked, and answer who asked for what.

    A group takes two rows, and each of those who asked two more; all of them are in one community, which takes one.
    """
    asked: list[Asked] = []
    rows = _rows(ids, groups, asking, status, asked)
    while puts := tuple(islice(rows, AT_ONCE)):
        store.commit(Batch(puts))
    return tuple(asked)


def _rows(ids: IdSource, groups: int, asking: int, status: MembershipStatus, asked: list[Asked]) -> Iterator[Put]:
    community_id = CommunityId(ids.new("com"))
    yield _put(Community(id=community_id, name="Harbour", mode=Mode.REHEARSAL, founded_at=AT))
    for number in range(groups):
        group_id = GroupId(ids.new("grp"))
        yield _put(
            Group(
                id=group_id,
                community_id=community_id,
                mode=Mode.REHEARSAL,
                name=f"Circle {number}",
                created_at=AT,
                status=GroupStatus.OPEN,
                capacity=CAPACITY,
                facilitators=1,
            )
        )
        yield _put(_tie(group_id, community_id, LEADER, status=MembershipStatus.ACTIVE, role=Role.FACILITATOR))
        for _ in range(asking):
            person_id = PersonId(ids.new("per"))
            yield _put(Person(id=person_id, origin=Origin.MADE_UP, known_at=AT))
            yield _put(_tie(group_id, community_id, person_id, status=status, note="I would like to come."))
            asked.append(Asked(group_id, person_id))


def _tie(group_id: GroupId, community_id: CommunityId, person_id: PersonId, **fields: Any) -> Membership:
    return Membership(of=group_id, community_id=community_id, person_id=person_id, changed_at=AT, **fields)


def _put(value: Community | Group | Membership | Person) -> Put:
    body, private = encode(value)
    return Put(value.record_key, 0, body, private, value.subject if private else None, value.indexes())

"""Who is to be kept apart: read when it matters, from the blocks themselves, so that an undone one is gone at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.flow import maybe
from supportkit.privacy.block import Block, kept_apart
from supportkit.privacy.faces_flows import people_of

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import GroupId, PersonId

_PEOPLE = 50
"""People of a small group between whom blocks are looked at, at most (default): its seats, and those who take none."""


def blocks_among(ctx: Context, group_id: GroupId) -> Flow[tuple[Block | None, ...]]:
    """Answer the blocks between any two people of a small group."""
    ties = yield from people_of(ctx, group_id)
    people = [tie.person_id for tie in ties[:_PEOPLE]]
    keys = [maybe(Block.key(one, other)) for one in people for other in people if one != other]
    return (yield from ctx.load_all(keys))


def is_kept_apart(ctx: Context, group_id: GroupId, person_id: PersonId) -> Flow[bool]:
    """Tell whether somebody is to be kept apart from anybody who belongs to a small group.

    Whoever asks this answers the person in words that are also used for other reasons: neither of the two may learn of
    a block by it. Blocks that are made meanwhile are not guarded; they are told to those who lead the group.
    """
    ties = yield from people_of(ctx, group_id)
    others = [tie.person_id for tie in ties[:_PEOPLE] if tie.person_id != person_id]
    keys = [maybe(key) for other in others for key in (Block.key(person_id, other), Block.key(other, person_id))]
    return kept_apart((yield from ctx.load_all(keys)))

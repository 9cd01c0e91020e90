"""One step of a group, with what it makes free: what the use cases of groups have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.memberships.seats import offer_free_seats
from supportkit.memberships.standing import group_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.ids import GroupId
    from supportkit.groups.group import Group


def change_group(ctx: Context, group_id: GroupId, verb: Callable[[Group], Change[Group]]) -> Flow[Group]:
    """Do one verb on a group, and offer the seats that it made free."""
    group = yield from group_for(ctx, group_id)
    change, offers = yield from offer_free_seats(ctx, verb(group))
    yield from ctx.commit(change, *offers)
    return change.state

"""Loading a group or a session for one who may lead it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.groups.life import AHEAD
from supportkit.memberships.standing import RUNNING, group_for, must_be
from supportkit.sessions.session import Session

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import GroupId, SessionId
    from supportkit.groups.group import Group


def group_to_plan(ctx: Context, group_id: GroupId) -> Flow[Group]:
    """Load a group for one who may plan its sessions.

    Raises:
        NotAllowed: `access.not_allowed`.
        NotFound: `record.not_found`.
        WrongState: the group has ended.
    """
    group = yield from group_for(ctx, group_id)
    must_be(group, ctx.operation.partition(".")[2], (*AHEAD, *RUNNING))
    return group


def session_for(ctx: Context, session_id: SessionId) -> Flow[Session]:
    """Load a session for one to whom the table allows the operation in its group.

    Raises:
        NotAllowed: `access.not_allowed`.
        NotFound: `record.not_found`.
    """
    session = yield from ctx.load(Session.key(session_id))
    yield from group_for(ctx, session.group_id)
    return session

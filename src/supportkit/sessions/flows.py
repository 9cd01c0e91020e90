"""Use cases of sessions: finding, moving, cancelling, beginning and ending them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.clock import stamp
from supportkit.core.operation import Face, operation
from supportkit.memberships.circles import look_at
from supportkit.sessions.attending_flows import Attending
from supportkit.sessions.planning_flows import Planning
from supportkit.sessions.session import Session
from supportkit.sessions.standing import session_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context, Found
    from supportkit.core.ids import GroupId, SessionId


class Sessions(Planning[Face], Attending[Face]):
    """Sessions: plans in local time, the gatherings they give, and who comes."""

    NAME: ClassVar[str] = "sessions"

    @operation
    def upcoming(self, group_id: GroupId, *, after: str | None = None, limit: int = 10) -> Flow[Found[Session]]:
        """Answer the sessions of a group that begin from now on, one page, the next one first.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        yield from look_at(ctx, group_id)
        start = stamp(ctx.now)
        return (yield from ctx.find(Session, "session.by_group", group_id, start=start, after=after, limit=limit))

    @operation
    def past(self, group_id: GroupId, *, after: str | None = None, limit: int = 10) -> Flow[Found[Session]]:
        """Answer the sessions of a group that have begun, one page, the latest one first.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        yield from look_at(ctx, group_id)
        return (
            yield from ctx.find(
                Session, "session.by_group", group_id, stop=stamp(ctx.now), after=after, limit=limit, descending=True
            )
        )

    @operation
    def get(self, session_id: SessionId) -> Flow[Session]:
        """Answer a session.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        session = yield from self.ctx.load(Session.key(session_id))
        yield from look_at(self.ctx, session.group_id)
        return session

    @operation
    def reschedule(self, session_id: SessionId, starts_at: datetime) -> Flow[Session]:
        """Move a session that has not begun; it keeps its id, its length and the answers given.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `session.past`.
            WrongState: it is cancelled or over.
            InvalidInput: `time.naive`, `time.order`.
        """
        ctx = self.ctx
        return (yield from _change(ctx, session_id, lambda one: one.reschedule(starts_at, at=ctx.now, by=ctx.actor)))

    @operation
    def cancel(self, session_id: SessionId) -> Flow[Session]:
        """Call a session off.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it has begun, or is cancelled already.
        """
        ctx = self.ctx
        return (yield from _change(ctx, session_id, lambda one: one.cancel(at=ctx.now, by=ctx.actor)))

    @operation
    def begin(self, session_id: SessionId) -> Flow[Session]:
        """Begin a session, from 30 minutes before its start on (default).

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `session.not_yet`.
            WrongState: it is not planned.
        """
        ctx = self.ctx
        return (yield from _change(ctx, session_id, lambda one: one.begin(at=ctx.now, by=ctx.actor)))

    @operation
    def end(self, session_id: SessionId) -> Flow[Session]:
        """End a session.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is not under way.
        """
        ctx = self.ctx
        return (yield from _change(ctx, session_id, lambda one: one.end(at=ctx.now, by=ctx.actor)))


def _change(ctx: Context, session_id: SessionId, verb: Callable[[Session], Change[Session]]) -> Flow[Session]:
    """Do one verb on a session."""
    session = yield from session_for(ctx, session_id)
    change = verb(session)
    yield from ctx.commit(change)
    return change.state

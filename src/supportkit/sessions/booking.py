"""How many sessions to come one person may have said yes to at a time, where the community has a rule for it.

A seat that one person holds in five gatherings is one that four others do not get. Lowering the number cancels
nothing that stands; it only says no to what is new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.communities.community import Community
from supportkit.core.clock import stamp
from supportkit.errors import Refused
from supportkit.sessions.attendance import Attendance
from supportkit.sessions.session import Session, SessionStatus

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context

_PAGE = 50


def must_have_room(ctx: Context, session: Session) -> Flow[None]:
    """Refuse one more booking of the person who acts where they have as many as their community lets them.

    Two answers at the very same moment may both find room: the number is a courtesy to others, not a seat.

    Raises:
        Refused: `session.bookings_at_once`.
    """
    community = yield from ctx.load(Community.key(session.community_id))
    most = community.rules.bookings_at_once
    if most is None:
        return
    booked = yield from _booked(ctx, session, most)
    if booked >= most:
        raise Refused("session.bookings_at_once", most=most, booked=booked)


def _booked(ctx: Context, session: Session, most: int) -> Flow[int]:
    """Count the other sessions to come that the person has said yes to, up to what is asked for."""
    booked, after = 0, None
    key = (session.community_id, ctx.actor)
    while booked < most:
        page = yield from ctx.find(
            Attendance, "attendance.booked", *key, start=stamp(ctx.now), after=after, limit=min(most + 1, _PAGE)
        )
        ids = [one.session_id for one in page.items if one.session_id != session.id]
        sessions = yield from ctx.load_all(Session.key(one) for one in ids)
        booked += sum(one.status is SessionStatus.PLANNED and one.starts_at > ctx.now for one in sessions)
        if page.next is None:
            break
        after = page.next
    return booked

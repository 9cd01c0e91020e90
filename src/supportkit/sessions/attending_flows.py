"""Use cases of coming: answering an invitation, arriving, and noting who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.change import Change
from supportkit.core.choices import chosen
from supportkit.core.evolving import evolved
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import PersonId, SessionId, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.errors import MUST_BE, InvalidInput, Refused, WrongState
from supportkit.groups.group import Group
from supportkit.memberships.circles import look_at
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.standing import require
from supportkit.privacy.person import Person, admitted
from supportkit.sessions.attendance import Attendance, Presence, Rsvp
from supportkit.sessions.booking import must_have_room
from supportkit.sessions.session import Session, SessionStatus
from supportkit.sessions.standing import session_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.records import Key

ROSTER_LIMIT = 500
"""People whose attendance one call records, at most (default)."""


class Attending(Area[Face]):
    """Who says that they come to a session, and who came."""

    NAME: ClassVar[str] = "sessions"

    @operation
    def rsvp(self, session_id: SessionId, answer: Rsvp | str) -> Flow[Attendance]:
        """Answer the invitation to a session for oneself; it can be changed until the session begins.

        Raises:
            Refused: `membership.needed`; `session.begun`; `session.full`; `session.bookings_at_once`; `person.erased`.
            WrongState: the session is cancelled or over.
            InvalidInput: `value.not_allowed`.
        """
        ctx = self.ctx
        rsvp = chosen(Rsvp, answer)
        session, attendance = yield from _of_oneself(ctx, session_id, ctx.actor)
        session.must_be_ahead("rsvp", ctx.now)
        answered = attendance.then(lambda one: one.answer(rsvp, starts_at=session.starts_at, at=ctx.now, by=ctx.actor))
        going = int(answered.state.rsvp is Rsvp.ACCEPTED) - int(attendance.state.rsvp is Rsvp.ACCEPTED)
        if going > 0:
            yield from must_have_room(ctx, session)
        counted = [session.count(going=going, at=ctx.now, by=ctx.actor)] if going else []
        # A "maybe" or "no" takes no place, so what others answer meanwhile does not matter.
        unguarded: tuple[Key[Session], ...] = () if going else (Session.key(session_id),)
        yield from ctx.commit(answered, *counted, unguarded=unguarded)
        return answered.state

    @operation
    def arrive(self, session_id: SessionId, person_id: PersonId | str | None = None) -> Flow[Attendance]:
        """Come to a session, oneself or noted by who leads it; late from ten minutes after its start (default).

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `membership.needed`; `session.not_yet`; `person.erased`.
            WrongState: the session is cancelled or over.
        """
        ctx = self.ctx
        session, attendance = yield from _of_oneself(
            ctx, session_id, ctx.actor if person_id is None else check_person_id(person_id)
        )
        if session.status not in (SessionStatus.PLANNED, SessionStatus.UNDER_WAY):
            raise WrongState("arrive", session.status, [SessionStatus.PLANNED, SessionStatus.UNDER_WAY], hint=MUST_BE)
        session.must_be_near(ctx.now)
        if attendance.state.presence is not None and attendance.state.presence.came:
            return attendance.state
        arrived = attendance.then(lambda one: one.arrive(session, at=ctx.now, by=ctx.actor))
        yield from ctx.commit(arrived, session.count(present=1, at=ctx.now, by=ctx.actor))
        return arrived.state

    @operation
    def record_attendance(
        self, session_id: SessionId, presences: Mapping[PersonId, Presence] | Mapping[str, str]
    ) -> Flow[Session]:
        """Note who was there, or correct what was noted; those who were not on the roster are put on it.

        Who rests is never absent: where that is noted, they are excused.

        Args:
            session_id: the session, which must have begun.
            presences: what happened, by person, 500 at most (default).

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `session.not_yet`; `person.erased`; `person.real` or `person.made_up`.
            WrongState: the session was cancelled.
            NotFound: `record.not_found`, somebody whom the store does not know.
            InvalidInput: `value.not_allowed`, `number.out_of_range`.
        """
        ctx = self.ctx
        wanted = _presences(presences)
        session = yield from session_for(ctx, session_id)
        if session.status is SessionStatus.CANCELLED:
            raise WrongState(
                "record_attendance", session.status, [SessionStatus.UNDER_WAY, SessionStatus.HELD], hint=MUST_BE
            )
        if ctx.now < session.starts_at:
            session.must_be_near(ctx.now)
        group = yield from ctx.load(Group.key(session.group_id))
        people = yield from ctx.load_all(Person.key(person_id) for person_id in wanted)
        for person in people:
            admitted(person, person.id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        wanted = yield from _excused(ctx, session, wanted, people)
        known = yield from ctx.load_all(maybe(Attendance.key(session_id, person_id)) for person_id in wanted)
        changes: list[Change[Attendance]] = []
        difference = 0
        for (person_id, presence), attendance in zip(wanted.items(), known, strict=True):
            row = _row(ctx, session, attendance, person_id)
            recorded = _recorded(ctx, row, presence)
            was_there = row.state.presence is not None and row.state.presence.came
            difference += int(presence.came) - int(was_there)
            changes.append(recorded)
        counted = [session.count(present=difference, at=ctx.now, by=ctx.actor)] if difference else []
        yield from ctx.commit(*changes, *counted)
        return counted[0].state if counted else session

    @operation
    def roster(self, session_id: SessionId, *, after: str | None = None, limit: int = 50) -> Flow[Found[Attendance]]:
        """Answer who answered or came to a session, one page, by person id.

        Where the group's rules show it to its members or to the community, they see who comes and who came, and
        themselves. Others are left out, so that such a page may hold fewer than `limit`; go on while there is a next.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        session = yield from ctx.load(Session.key(session_id))
        look = yield from look_at(ctx, session.group_id)
        page = yield from ctx.find(Attendance, "attendance.by_session", session_id, after=after, limit=limit)
        if look.whole:
            return page
        return Found(tuple(_as_others_see(page.items, ctx.actor)), page.next)


def _of_oneself(ctx: Context, session_id: SessionId, person_id: PersonId) -> Flow[tuple[Session, Change[Attendance]]]:
    """Load a session and one person's row of it, for that person or for who leads the group."""
    session, attendance = yield from ctx.load(Session.key(session_id), maybe(Attendance.key(session_id, person_id)))
    group, tie, _, acting = yield from ctx.load(
        Group.key(session.group_id),
        maybe(Membership.key(session.group_id, person_id)),
        maybe(Person.key(person_id)),
        maybe(Membership.key(session.group_id, ctx.actor)),
    )
    yield from require(ctx, group, acting, own=person_id == ctx.actor)
    if tie is None or tie.standing_at(ctx.now) is None:
        raise Refused("membership.needed")
    return session, _row(ctx, session, attendance, person_id)


def _excused(
    ctx: Context, session: Session, wanted: dict[PersonId, Presence], people: tuple[Person, ...]
) -> Flow[dict[PersonId, Presence]]:
    """Answer the same, where nobody who rests or is left in peace is absent: they are excused."""
    absent = [person for person in people if wanted[person.id] is Presence.ABSENT]
    ties = yield from ctx.load_all(maybe(Membership.key(session.group_id, person.id)) for person in absent)
    resting = {
        person.id
        for person, tie in zip(absent, ties, strict=True)
        if person.quiet_since is not None or (tie is not None and tie.status is MembershipStatus.PAUSED)
    }
    return {one: Presence.EXCUSED if one in resting else presence for one, presence in wanted.items()}


def _as_others_see(attendances: Iterable[Attendance], viewer: PersonId) -> Iterator[Attendance]:
    """Answer who comes or came, and nothing more of it; and all of one's own.

    Nobody is shown who said no, did not say, or was missed: a row that is empty would tell as much as the word.
    """
    for one in attendances:
        if one.person_id == viewer:
            yield one
        elif one.presence is None and one.rsvp is Rsvp.ACCEPTED:
            yield evolved(one, booked_for=None)
        elif one.presence is not None and one.presence.came:
            yield evolved(one, rsvp=Rsvp.ACCEPTED, presence=Presence.PRESENT, arrived_at=None, booked_for=None)


def _row(ctx: Context, session: Session, attendance: Attendance | None, person_id: PersonId) -> Change[Attendance]:
    if attendance is not None:
        return Change(attendance, ())
    return Attendance.expect(session, person_id, at=ctx.now, by=ctx.actor)


def _recorded(ctx: Context, row: Change[Attendance], presence: Presence) -> Change[Attendance]:
    return row.then(lambda one: one.record(presence, at=ctx.now, by=ctx.actor))


def _presences(given: Mapping[PersonId, Presence] | Mapping[str, str]) -> dict[PersonId, Presence]:
    if len(given) > ROSTER_LIMIT:
        raise InvalidInput("number.out_of_range", least=0, most=ROSTER_LIMIT)
    return {check_person_id(person_id): chosen(Presence, presence) for person_id, presence in given.items()}

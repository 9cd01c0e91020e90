"""Use cases of observers: naming one in advance, writing down what the group said, and the end of their time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.clock import instant, stamp
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import check_person_id
from supportkit.core.lifecycle import step
from supportkit.core.operation import Area, Face, operation
from supportkit.core.roles import Role
from supportkit.errors import InvalidInput, NotAllowed, Refused
from supportkit.groups.group import Group, GroupStatus
from supportkit.memberships.membership import Membership
from supportkit.memberships.observation import Observation, ObservationStatus
from supportkit.memberships.path import PATH
from supportkit.memberships.standing import RUNNING, group_for, must_be, require, tie_of
from supportkit.privacy.person import Person, admitted

if TYPE_CHECKING:
    from datetime import datetime

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.ids import GroupId, PersonId


class Observing(Area[Face]):
    """How somebody comes to watch a group for a while."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def name_observer(
        self, group_id: GroupId, person_id: PersonId | str, *, until: datetime, purpose: str | None = None
    ) -> Flow[Observation]:
        """Name somebody who is to watch a group; they see nothing of it before the group has agreed.

        Args:
            group_id: the group.
            person_id: who is to watch.
            until: when it ends by itself, aware.
            purpose: what they are there for, in words for the group; private.

        Raises:
            NotAllowed: `access.not_allowed`; nobody names themself.
            WrongState: the group agreed already, or has ended; the person has asked to join or waits.
            InvalidInput: `time.naive`, `time.order`; what is wrong with the words.
            Refused: `observer.belongs`, the person has another role in the group; `person.real` or `person.made_up`.
        """
        ctx = self.ctx
        group, observation, tie, person = yield from _about(ctx, group_id, person_id)
        person_id = check_person_id(person_id)
        must_be(group, "name_observer", (GroupStatus.DRAFT, *RUNNING))
        _must_be_outside(tie)
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        end = instant(until)
        named: Change[Observation]
        if observation is None:
            named = Observation.begin(
                group.id,
                person_id,
                community_id=group.community_id,
                until=end,
                purpose=purpose,
                at=ctx.now,
                by=ctx.actor,
            )
        else:
            named = observation.name(until=end, purpose=purpose, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(named, met)
        return named.state

    @operation
    def agree_observer(
        self, group_id: GroupId, person_id: PersonId | str, *, agreed: bool = True, asked_at: datetime | None = None
    ) -> Flow[Observation]:
        """Write down what the group said when it was asked; one no is enough, and whose it was is not kept.

        Where it agreed, the person is its observer until the end of their time. Where it changes its mind later, that
        is written down the same way, and they are its observer no longer.

        Args:
            group_id: the group.
            person_id: who is to watch.
            agreed: whether nobody said no.
            asked_at: when the group was asked, now if left out; not before the person was named.

        Raises:
            NotAllowed: `access.not_allowed`; nobody agrees to themself.
            WrongState: nobody named them, or it was decided already.
            Refused: `observer.term_over`; `observer.belongs`.
            InvalidInput: `time.naive`; `time.order`, asked before they were named, or later than now.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, observation, tie, _ = yield from _about(ctx, group_id, person_id)
        if observation is None:
            observation = yield from ctx.load(Observation.key(group_id, check_person_id(person_id)))
        asked = ctx.now if asked_at is None else instant(asked_at)
        if not observation.named_at <= asked <= ctx.now:
            raise InvalidInput("time.order")
        if not agreed:
            return (yield from _stopped(ctx, observation, tie))
        must_be(group, "agree_observer", (GroupStatus.DRAFT, *RUNNING))
        if observation.until <= ctx.now:
            raise Refused("observer.term_over", until=stamp(observation.until))
        accepted = observation.agree(at=ctx.now, by=ctx.actor)
        _must_be_outside(tie)
        begun = tie_of(ctx, group, tie, observation.person_id)
        appointed = begun.then(
            lambda one: one.appoint(Role.OBSERVER, until=observation.until, at=ctx.now, by=ctx.actor)
        )
        yield from ctx.commit(accepted, appointed)
        return accepted.state

    @operation
    def end_term(self, group_id: GroupId, person_id: PersonId | str) -> Flow[Membership]:
        """Note that the set time of an observer is over; what they may see ended with it, noted or not.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `observer.term_runs`, it is not over, or the person has no role for a set time.
        """
        ctx = self.ctx
        _, observation, tie, _ = yield from _about(ctx, group_id, person_id)
        if tie is None or observation is None or not tie.lapsed_at(ctx.now):
            raise Refused("observer.term_runs")
        ended = tie.end(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(ended, observation.finish(at=ctx.now, by=ctx.actor))
        return ended.state

    @operation
    def observers(self, group_id: GroupId, *, after: str | None = None, limit: int = 50) -> Flow[Found[Observation]]:
        """Answer who was named to watch a group, one page, by person id; everybody in it may know.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        yield from group_for(self.ctx, group_id)
        return (yield from self.ctx.find(Observation, "observation.by_group", group_id, after=after, limit=limit))


def _about(
    ctx: Context, group_id: GroupId, person_id: PersonId | str
) -> Flow[tuple[Group, Observation | None, Membership | None, Person | None]]:
    """Load what is known of somebody who is to watch, for one who may decide about it and is somebody else."""
    person_id = check_person_id(person_id)
    group, acting = yield from ctx.load(Group.key(group_id), maybe(Membership.key(group_id, ctx.actor)))
    yield from require(ctx, group, acting)
    if person_id == ctx.actor:
        raise NotAllowed("access.not_allowed", operation=ctx.operation, roles="somebody else with such a role")
    observation, tie, person = yield from ctx.load(
        maybe(Observation.key(group_id, person_id)),
        maybe(Membership.key(group_id, person_id)),
        maybe(Person.key(person_id)),
    )
    return group, observation, tie, person


def _must_be_outside(tie: Membership | None) -> None:
    """Refuse to make an observer of somebody who belongs as something else, asked to join or waits."""
    if tie is not None:
        step(PATH, tie.status, "appoint")
        if tie.standing not in (None, Role.OBSERVER):
            raise Refused("observer.belongs")


def _stopped(ctx: Context, observation: Observation, tie: Membership | None) -> Flow[Observation]:
    """Note that the group said no, and end the tie of who watched it so far."""
    stopped = observation.stop(at=ctx.now, by=ctx.actor)
    if observation.status is ObservationStatus.AGREED and tie is not None and tie.standing is Role.OBSERVER:
        yield from ctx.commit(stopped, tie.end(at=ctx.now, by=ctx.actor))
    else:
        yield from ctx.commit(stopped)
    return stopped.state

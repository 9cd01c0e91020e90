"""Use cases of bringing people in: by phone or on paper, referred by somebody, and the talk before they join."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from supportkit.core.choices import chosen
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.errors import InvalidInput
from supportkit.groups.group import Group
from supportkit.groups.life import AHEAD
from supportkit.memberships.conversation import Conversation
from supportkit.memberships.entering import Arrival, asks_first, come_in, is_invited
from supportkit.memberships.entry import Entry, Method
from supportkit.memberships.introduction import Introduction
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import RUNNING, for_decision, group_and_role, must_be, require, tie_of
from supportkit.privacy.person import Person, admitted
from supportkit.privacy.profile import AgeOutcome

if TYPE_CHECKING:
    from datetime import date

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.memberships.emergency import WhomToCall


class Recording(Area[Face]):
    """People whom somebody else brings."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def record(
        self,
        group_id: GroupId,
        person_id: PersonId | str | None = None,
        *,
        method: Method | str,
        adult: bool | None = None,
        note: str | None = None,
        emergency_contact: WhomToCall | None = None,
    ) -> Flow[Membership]:
        """Enter somebody who asked by phone, on paper or in person; an account is not needed.

        They come in as if they had applied by themself: where the group decides on each, they have applied; otherwise
        they are active or wait. Who entered them, and how they asked, is kept.

        Args:
            group_id: the group.
            person_id: who; left out for somebody new, who gets a random id.
            method: `phone`, `paper` or `in_person`: how they asked and agreed to the guidelines.
            adult: whether they said that they are old enough for this community, if they were asked.
            note: what they said to those who lead the group; private.
            emergency_contact: whom to call for them, where the group wants to know it; private.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the group takes nobody in, or the person has asked or belongs already.
            Refused: `membership.removed`; `person.real` or `person.made_up`; `person.erased`; and what the rules of
                admission say, see `apply`; `membership.not_now` for what is nobody's business but the person's.
            InvalidInput: `value.not_allowed`; a person id that is none.
        """
        ctx = self.ctx
        how = chosen(Method, method)
        person_id = PersonId(ctx.ids.new("per")) if person_id is None else check_person_id(person_id)
        group, acting, tie, person, former = yield from ctx.load(
            Group.key(group_id),
            maybe(Membership.key(group_id, ctx.actor)),
            maybe(Membership.key(group_id, person_id)),
            maybe(Person.key(person_id)),
            maybe(Introduction.key(group_id, person_id)),
        )
        yield from require(ctx, group, acting)
        group.must_take_people("record", ctx.now)
        introduced = _introduced(ctx, group_id, person_id, former, via=Entry.RECORDED, method=how, note=note)
        arrival = Arrival(
            person_id,
            person,
            tie,
            welcomed=True,
            asking=asks_first(group) and not is_invited(tie),
            own=person_id == ctx.actor,
            via=Entry.RECORDED,
            note=note,
            contact=emergency_contact,
            age=None if adult is None else AgeOutcome.ADULT if adult else AgeOutcome.MINOR,
        )
        return (yield from come_in(ctx, group, arrival, introduced))

    @operation
    def refer_in(
        self, group_id: GroupId, person_id: PersonId | str, *, source: str | None = None, note: str | None = None
    ) -> Flow[Membership]:
        """Invite somebody whom somebody else referred, such as a clinician or another group's facilitator.

        It is an invitation: nobody is a member before they have come by themself.

        Args:
            group_id: the group.
            person_id: who was referred.
            source: who referred them, in words; private.
            note: what else was said, with the person's leave; private.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person has asked or belongs already, or the group has ended.
            Refused: `person.real` or `person.made_up`; `person.erased`.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        group, acting, tie, person, former = yield from ctx.load(
            Group.key(group_id),
            maybe(Membership.key(group_id, ctx.actor)),
            maybe(Membership.key(group_id, person_id)),
            maybe(Person.key(person_id)),
            maybe(Introduction.key(group_id, person_id)),
        )
        yield from require(ctx, group, acting)
        must_be(group, "refer_in", (*AHEAD, *RUNNING))
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        begun = tie_of(ctx, group, tie, person_id)
        invited = begun.then(lambda one: one.invite(via=Entry.REFERRAL, at=ctx.now, by=ctx.actor))
        introduced = _introduced(ctx, group_id, person_id, former, via=Entry.REFERRAL, source=source, note=note)
        yield from ctx.commit(invited, met, introduced)
        return invited.state

    @operation
    def introduction(self, group_id: GroupId, person_id: PersonId | str | None = None) -> Flow[Introduction]:
        """Answer who brought a person to a group, and how; for that person and for those who decide.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, nobody brought them.
        """
        ctx = self.ctx
        person_id = check_person_id(ctx.actor if person_id is None else person_id)
        yield from group_and_role(ctx, group_id, own=person_id == ctx.actor)
        return (yield from ctx.load(Introduction.key(group_id, person_id)))

    @operation
    def record_conversation(
        self,
        group_id: GroupId,
        person_id: PersonId | str,
        *,
        held_on: date | None = None,
        note: str | None = None,
    ) -> Flow[Conversation]:
        """Note that somebody who leads the group talked with a person before they join; the last talk counts.

        Args:
            group_id: the group.
            person_id: with whom.
            held_on: the day of it; today (UTC) if left out.
            note: what came of it; private.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person neither belongs nor is on the way in.
            NotFound: `record.not_found`.
            InvalidInput: `time.order`, a day that is still to come.
            Refused: `person.erased`.
        """
        ctx = self.ctx
        today = ctx.now.date()
        when = today if held_on is None else held_on
        if when > today + timedelta(days=1):  # in some zones it is tomorrow already
            raise InvalidInput("time.order")
        _, tie = yield from for_decision(ctx, group_id, person_id)
        former = yield from ctx.load(maybe(Conversation.key(group_id, tie.person_id)))
        attached = tie.attach(at=ctx.now, by=ctx.actor)
        held: Change[Conversation]
        if former is None:
            held = Conversation.begin(group_id, tie.person_id, held_on=when, note=note, at=ctx.now, by=ctx.actor)
        else:
            held = former.hold(when, note=note, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(held, attached)
        return held.state

    @operation
    def conversation(self, group_id: GroupId, person_id: PersonId | str | None = None) -> Flow[Conversation]:
        """Answer the talk with a person before they joined, for that person and for those who decide.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        person_id = check_person_id(ctx.actor if person_id is None else person_id)
        yield from group_and_role(ctx, group_id, own=person_id == ctx.actor)
        return (yield from ctx.load(Conversation.key(group_id, person_id)))


def _introduced(
    ctx: Context,
    group_id: GroupId,
    person_id: PersonId,
    former: Introduction | None,
    *,
    via: Entry,
    method: Method | None = None,
    source: str | None = None,
    note: str | None = None,
) -> Change[Introduction]:
    if former is None:
        return Introduction.begin(
            group_id, person_id, via=via, method=method, source=source, note=note, at=ctx.now, by=ctx.actor
        )
    return former.again(via=via, method=method, source=source, note=note, at=ctx.now, by=ctx.actor)

"""Use cases of emergency contacts: a member says whom to call, and those who lead the group can look it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.memberships.emergency import EmergencyContact, WhomToCall
from supportkit.memberships.entering import contact_named
from supportkit.memberships.standing import for_oneself, group_and_role

if TYPE_CHECKING:
    from supportkit.core.calls import Flow


class Emergencies(Area[Face]):
    """Whom to call."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def set_emergency_contact(self, group_id: GroupId, contact: WhomToCall) -> Flow[EmergencyContact]:
        """Say whom to call for oneself; what was said before is gone, and all of it goes when the membership ends.

        Raises:
            WrongState: the person neither belongs nor is on the way in.
            NotFound: `record.not_found`.
            Refused: `person.erased`.
        """
        ctx = self.ctx
        _, tie = yield from for_oneself(ctx, group_id)
        former = yield from ctx.load(maybe(EmergencyContact.key(group_id, tie.person_id)))
        attached = tie.attach(at=ctx.now, by=ctx.actor)
        named = contact_named(ctx, group_id, tie.person_id, former, contact)
        yield from ctx.commit(named, attached)
        return named.state

    @operation
    def forget_emergency_contact(self, group_id: GroupId) -> Flow[None]:
        """Take back whom to call; where nothing was said, nothing changes.

        Raises:
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        _, tie = yield from for_oneself(ctx, group_id)
        key = EmergencyContact.key(group_id, tie.person_id)
        if (yield from ctx.load(maybe(key))) is not None:
            yield from ctx.commit(buried=[key])

    @operation
    def emergency_contact(self, group_id: GroupId, person_id: PersonId | str | None = None) -> Flow[EmergencyContact]:
        """Answer whom to call for a member: for that person, and for those who lead the group, and nobody else.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, nothing was said, or the membership is over.
        """
        ctx = self.ctx
        person_id = check_person_id(ctx.actor if person_id is None else person_id)
        yield from group_and_role(ctx, group_id, own=person_id == ctx.actor)
        return (yield from ctx.load(EmergencyContact.key(group_id, person_id)))

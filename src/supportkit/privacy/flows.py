"""Use cases about people as such: the id behind an account, erasure, and whether they may be addressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.choices import chosen
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId, check_person_id
from supportkit.core.operation import Face, operation
from supportkit.groups.group import Group
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import require
from supportkit.privacy.consent_document import Scope, document_id
from supportkit.privacy.consent_flows import consents_to
from supportkit.privacy.death_flows import AfterDeath
from supportkit.privacy.erasing_flows import Erasing
from supportkit.privacy.gate import Answer, may_address
from supportkit.privacy.person import AccountLink, Origin, Person, account_digest
from supportkit.privacy.purpose import CHANNELS, Purpose
from supportkit.privacy.quiet import addressing

if TYPE_CHECKING:
    from supportkit.core.calls import Flow


class People(AfterDeath[Face], Erasing[Face]):
    """People as such."""

    NAME: ClassVar[str] = "people"

    @operation
    def for_account(self, account: str, *, secret: bytes) -> Flow[PersonId]:
        """Answer the random person id that stands for a host's account, the same at every call.

        Args:
            account: what the host knows the person by; only a keyed digest of it is kept.
            secret: the host's own key, 16 bytes or more, kept outside the store.

        Raises:
            InvalidInput: `account.malformed`.
        """
        ctx = self.ctx
        digest = account_digest(account, secret)
        link = yield from ctx.load(maybe(AccountLink.key(digest)))
        if link is not None:
            return link.person_id
        person_id = PersonId(ctx.ids.new("per"))
        yield from ctx.commit(
            Person.meet(person_id, origin=Origin.REAL, at=ctx.now, by=ctx.actor),
            AccountLink.make(digest, person_id, at=ctx.now, by=ctx.actor),
        )
        return person_id

    @operation
    def reach(
        self, person_id: PersonId | str, group_id: GroupId, *, channel: Purpose | str | None = None
    ) -> Flow[Answer]:
        """Answer whether something about a group may be addressed to a person now; a host asks this last.

        Args:
            person_id: whom it is addressed to.
            group_id: the group it is about.
            channel: the way it takes, `email`, `sms` or `push`, to which the person must have said yes in the
                community; `None` where it is only shown to them.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `value.misspelt`, `value.not_allowed`.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        way = None if channel is None else chosen(Purpose, channel, CHANNELS)
        group, acting, tie, person = yield from ctx.load(
            Group.key(group_id),
            maybe(Membership.key(group_id, ctx.actor)),
            maybe(Membership.key(group_id, person_id)),
            maybe(Person.key(person_id)),
        )
        yield from require(ctx, group, acting, own=person_id == ctx.actor)
        consented = True
        if way is not None:
            document = document_id(Scope.COMMUNITY, group.community_id, way)
            consented = yield from consents_to(ctx, group.community_id, person_id, document)
        return may_address(addressing(person, tie, ctx.now, consented=consented))

"""Use cases about people as such: the id behind an account, erasure, and whether they may be addressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from supportkit.communities.community import Community
from supportkit.core.calls import scrub
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId, check_person_id
from supportkit.core.operation import Face, operation
from supportkit.core.roles import Role
from supportkit.groups.contact import Contact
from supportkit.groups.group import Group
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import PATH
from supportkit.memberships.seats import without
from supportkit.memberships.standing import denied, require, require_in_community
from supportkit.privacy.death import Death
from supportkit.privacy.death_flows import AfterDeath
from supportkit.privacy.erasure import Erasure
from supportkit.privacy.gate import Answer, may_address
from supportkit.privacy.person import AccountLink, Origin, Person, account_digest
from supportkit.privacy.quiet import addressing

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId
    from supportkit.core.records import Key

_TIES = 1000
"""Ties of one person that are looked at, at most (default)."""


class People(AfterDeath[Face]):
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
    def erase(self, person_id: PersonId | str, *, community_id: CommunityId | None = None) -> Flow[Erasure]:
        """Take away everything private about a person, for good; a run that broke off is resumed by calling it again.

        First the person's ties end and their row becomes a tombstone, so that nothing can be written about them any
        more; then the private side of every record and journal line is taken away; then it is noted that it was. What
        the library cannot reach (backups, sent mail, the host's own tables) is the host's to erase.

        Args:
            person_id: whose data; a person may erase their own.
            community_id: the community in whose name an owner does it; all that is known of the person must be in it.
                One that has begun may be brought to its end by any owner.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `community.last_owner`.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        erasure = yield from ctx.load(maybe(Erasure.key(person_id)))
        yield from _may_erase(ctx, person_id, community_id, begun=erasure is not None)
        if erasure is not None and erasure.ended_at is not None:
            return erasure
        if erasure is None:
            erasure = yield from _begin_erasure(ctx, person_id)
        scrubbed = yield from scrub(person_id)
        ended = erasure.end(
            records=scrubbed.records,
            entries=scrubbed.entries,
            residue=scrubbed.residue,
            at=ctx.now,
            by=ctx.actor,
        )
        yield from ctx.commit(ended)
        return ended.state

    @operation
    def reach(self, person_id: PersonId | str, group_id: GroupId) -> Flow[Answer]:
        """Answer whether something about a group may be addressed to a person now; a host asks this last.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        group, acting, tie, person = yield from ctx.load(
            Group.key(group_id),
            maybe(Membership.key(group_id, ctx.actor)),
            maybe(Membership.key(group_id, person_id)),
            maybe(Person.key(person_id)),
        )
        yield from require(ctx, group, acting, own=person_id == ctx.actor)
        return may_address(addressing(person, tie, ctx.now))


def _may_erase(ctx: Context, person_id: PersonId, community_id: CommunityId | None, *, begun: bool) -> Flow[None]:
    if person_id == ctx.actor:
        return
    if community_id is None:
        raise denied(ctx)
    yield from require_in_community(ctx, community_id)
    if begun:
        return
    ties = yield from ctx.find(Membership, "membership.by_person", person_id, limit=_TIES)
    named = yield from ctx.find(Contact, "contact.by_person", person_id, limit=_TIES)
    groups = yield from ctx.load_all(Group.key(group_id) for group_id in {contact.group_id for contact in named.items})
    places = {tie.community_id for tie in ties.items} | {group.community_id for group in groups}
    # Anybody can found a community; that gives them no say over somebody who was never in it.
    if places != {community_id}:
        raise denied(ctx)


def _begin_erasure(ctx: Context, person_id: PersonId) -> Flow[Erasure]:
    """End the person's ties, free what they held, bury their row and their account's link, in one commit."""
    ties = yield from ctx.find(Membership, "membership.by_person", person_id, limit=_TIES)
    links = yield from ctx.find(AccountLink, "account_link.by_person", person_id, limit=_TIES)
    person = yield from ctx.load(maybe(Person.key(person_id)))
    death = yield from ctx.load(maybe(Death.key(person_id)))
    changes: list[Change[Any]] = []
    for tie in ties.items:
        if "leave" in PATH[tie.status]:
            # Who is left in peace did not leave.
            verb = "leave" if person is None or person.quiet_since is None else "end"
            changes += yield from _ended(ctx, tie, verb)
    begun = Erasure.begin(person_id, at=ctx.now, by=ctx.actor)
    buried: list[Key[Any]] = [Person.key(person_id), *(link.record_key for link in links.items)]
    if death is not None:
        buried.append(death.record_key)
    yield from ctx.commit(begun, *changes, buried=buried)
    return begun.state


def _ended(ctx: Context, tie: Membership, verb: str) -> Flow[list[Change[Any]]]:
    left: Change[Membership] = getattr(tie, verb)(at=ctx.now, by=ctx.actor)
    if tie.of == tie.community_id:
        if tie.standing is not Role.OWNER:
            return [left]
        community = yield from ctx.load(Community.key(tie.community_id))
        return [left, community.count_owners(-1, at=ctx.now, by=ctx.actor)]
    group = yield from ctx.load(Group.key(GroupId(tie.of)))
    change, offers = yield from without(ctx, group, tie)
    return [left, change, *offers]

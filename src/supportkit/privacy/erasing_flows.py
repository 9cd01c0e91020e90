"""Use cases of erasure: what it would do, doing it in steps of bounded size, and what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from supportkit.communities.community import Community
from supportkit.core import calls
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.records import Query
from supportkit.core.roles import Role
from supportkit.groups.group import Group
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import PATH
from supportkit.memberships.seats import without
from supportkit.memberships.standing import denied, require_in_community
from supportkit.privacy.answering import require_for_person
from supportkit.privacy.death import Death
from supportkit.privacy.erasure import BEYOND, Erasure, ErasurePreview, ErasureReceipt, Removal, receipt_of, staying
from supportkit.privacy.hold import Hold, not_held
from supportkit.privacy.person import AccountLink, Person
from supportkit.tags import INDEXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId
    from supportkit.core.records import Key

_PAGE = 1000
"""Rows of one person that are looked at in one list: as many as a store hands out at once."""
TIES_AT_ONCE = 50
"""Ties to groups that one commit of an erasure ends, at most (default)."""


class Erasing(Area[Face]):
    """Erasure."""

    NAME: ClassVar[str] = "people"

    @operation
    def erase(self, person_id: PersonId | str, *, community_id: CommunityId | None = None) -> Flow[Erasure]:
        """Take away everything private about a person, for good; call it again where it broke off or has not ended.

        First the person's row becomes a tombstone, so that nothing can be written about them any more; then the
        private side of every record and journal line is taken away; then it is noted that it was. Their ties end, and
        what they held goes to those who wait; who has very many ties needs several calls for it (`ended_at` is `None`
        until then, and `due.actions` names it). What the library cannot reach stands in the receipt.

        Args:
            person_id: whose data; a person may erase their own.
            community_id: the community in whose name an owner does it; all that is known of the person must be in it.
                One that has begun is brought to its end by an owner of the community that it belongs to.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `community.last_owner`, `privacy.on_hold`.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        erasure = yield from ctx.load(maybe(Erasure.key(person_id)))
        places = yield from _may_erase(ctx, person_id, community_id, erasure)
        if erasure is not None and erasure.ended_at is not None:
            return erasure
        if erasure is None:
            erasure = yield from _begin(ctx, person_id, community_id, places)
        scrubbed = yield from calls.scrub(person_id)
        reached, changes = yield from _further_ties(ctx, erasure)
        counts: dict[str, Any] = {
            "records": erasure.records + scrubbed.records,
            "entries": erasure.entries + scrubbed.entries,
            "residue": erasure.residue or scrubbed.residue,
        }
        if reached is None:
            step = erasure.end(**counts, at=ctx.now, by=ctx.actor)
        else:
            step = erasure.go_on(reached, **counts, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(step, *changes)
        return step.state

    @operation
    def erase_preview(
        self, person_id: PersonId | str, *, community_id: CommunityId | None = None
    ) -> Flow[ErasurePreview]:
        """Show what an erasure would take away, what would stay and why, and what stands in its way.

        Args:
            person_id: whose data; a person may ask about their own.
            community_id: the community in whose name an owner asks.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        erasure = yield from ctx.load(maybe(Erasure.key(person_id)))
        places = yield from _may_erase(ctx, person_id, community_id, erasure)
        holds = yield from _holds(ctx, person_id, places)
        return ErasurePreview(
            person_id=person_id,
            removes=(yield from _removals(person_id)),
            stays=staying(ctx.now),
            beyond=BEYOND,
            holds=tuple(hold.notice for hold in holds if hold is not None and hold.holds_at(ctx.now)),
            last_owner_of=(yield from _owned_alone(ctx, person_id)),
        )

    @operation
    def erasure_receipt(
        self, person_id: PersonId | str, *, community_id: CommunityId | None = None
    ) -> Flow[ErasureReceipt]:
        """Answer what an erasure did, what stays and until when, and what the library cannot reach.

        Args:
            person_id: whose data it was; a person may ask about their own.
            community_id: the community in whose name an owner asks.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, there was none.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        erasure = yield from ctx.load(maybe(Erasure.key(person_id)))
        yield from _may_erase(ctx, person_id, community_id, erasure)
        if erasure is None:
            erasure = yield from ctx.load(Erasure.key(person_id))
        return receipt_of(erasure)


def _may_erase(
    ctx: Context, person_id: PersonId, community_id: CommunityId | None, erasure: Erasure | None
) -> Flow[set[CommunityId]]:
    """Refuse who may not, and answer every community in which something of the person is known."""
    if erasure is None:
        return (yield from require_for_person(ctx, person_id, community_id))
    if person_id != ctx.actor:
        if community_id is None or erasure.community_id not in (None, community_id):
            raise denied(ctx)
        yield from require_in_community(ctx, community_id)
    return set()


def _holds(ctx: Context, person_id: PersonId, places: Iterable[CommunityId]) -> Flow[tuple[Hold | None, ...]]:
    wanted = sorted(places)
    return (yield from ctx.load_all(maybe(Hold.key(place, who)) for place in wanted for who in (None, person_id)))


def _begin(
    ctx: Context, person_id: PersonId, community_id: CommunityId | None, places: set[CommunityId]
) -> Flow[Erasure]:
    """End the person's ties as far as one commit goes, and bury their row and their account's link in it."""
    not_held((yield from _holds(ctx, person_id, places)), ctx.now)
    staff = yield from ctx.find_all(Membership, "membership.by_person", person_id, stop="grp")
    ties = yield from ctx.find(Membership, "membership.by_person", person_id, start="grp", limit=TIES_AT_ONCE)
    links = yield from ctx.find_all(AccountLink, "account_link.by_person", person_id)
    _, death = yield from ctx.load(maybe(Person.key(person_id)), maybe(Death.key(person_id)))
    changes = yield from _all_ended(ctx, (*staff, *ties.items))
    begun = Erasure.begin(
        person_id,
        community_id=community_id or min(places, default=None),
        reached=ties.items[-1].of if ties.next else None,
        at=ctx.now,
        by=ctx.actor,
    )
    buried: list[Key[Any]] = [Person.key(person_id), *(link.record_key for link in links)]
    # A tombstone where a hold could stand: who places one at this very moment and this erasure cannot both succeed.
    buried += [Hold.key(place, person_id) for place in sorted(places)]
    if death is not None:
        buried.append(death.record_key)
    yield from ctx.commit(begun, *changes, buried=buried)
    return begun.state


def _further_ties(ctx: Context, erasure: Erasure) -> Flow[tuple[str | None, list[Change[Any]]]]:
    """End the next ties, of which nothing private is left, and answer how far they have been looked at."""
    if erasure.reached is None:
        return None, []
    behind = erasure.reached + "!"  # sorts after the tie itself and before any other
    ties = yield from ctx.find(Membership, "membership.by_person", erasure.person_id, start=behind, limit=TIES_AT_ONCE)
    changes = yield from _all_ended(ctx, ties.items)
    return ties.items[-1].of if ties.next else None, changes


def _all_ended(ctx: Context, ties: Iterable[Membership]) -> Flow[list[Change[Any]]]:
    changes: list[Change[Any]] = []
    for tie in ties:
        if "end" in PATH[tie.status]:
            changes += yield from _ended(ctx, tie)
    return changes


def _ended(ctx: Context, tie: Membership) -> Flow[list[Change[Any]]]:
    # Ended and not left: whether somebody chose to go, or died, is no longer told by anything.
    left = tie.end(at=ctx.now, by=ctx.actor)
    if tie.of == tie.community_id:
        if tie.standing is not Role.OWNER:
            return [left]
        community = yield from ctx.load(Community.key(tie.community_id))
        return [left, community.count_owners(-1, at=ctx.now, by=ctx.actor)]
    group = yield from ctx.load(Group.key(GroupId(tie.of)))
    change, offers = yield from without(ctx, group, tie)
    return [left, change, *offers]


def _removals(person_id: PersonId) -> Flow[tuple[Removal, ...]]:
    """Count what is private about a person, kind by kind: every kind that has such a side is listed by person."""
    removals: list[Removal] = []
    for index in INDEXES:
        kind, _, name = index.partition(".")
        if name == "by_person":
            page = yield from calls.find(Query(kind, index, (person_id,), limit=_PAGE))
            held = [one for one in page.records if one.subject == person_id and one.private is not None]
            if held:
                removals.append(Removal(kind, len(held), more=page.next is not None))
    return tuple(removals)


def _owned_alone(ctx: Context, person_id: PersonId) -> Flow[tuple[CommunityId, ...]]:
    staff = yield from ctx.find_all(Membership, "membership.by_person", person_id, stop="grp")
    owned = [tie.community_id for tie in staff if tie.standing is Role.OWNER]
    communities = yield from ctx.load_all(Community.key(one) for one in owned)
    return tuple(community.id for community in communities if community.owners == 1)

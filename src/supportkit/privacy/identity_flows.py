"""Use cases of identity: what one tells of oneself, names, masks, blocks, and the exchange of contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.communities.community import Community
from supportkit.core.flow import maybe
from supportkit.core.ids import CommunityId, GroupId, check_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.roles import Role
from supportkit.errors import NotFound, Refused
from supportkit.groups.group import Group
from supportkit.groups.rules import Circle
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import group_and_role, require, require_in_community
from supportkit.privacy import alias as seen
from supportkit.privacy.alias import Alias
from supportkit.privacy.apart_flows import blocks_among
from supportkit.privacy.block import SMALL, Apart, Block, Blocked, pairs
from supportkit.privacy.exchange import ContactOffer, Exchange, exchanged
from supportkit.privacy.faces_flows import behind, called, chosen_name, faces_of, visible
from supportkit.privacy.person import Person, admitted
from supportkit.privacy.profile import AboutMe, Profile
from supportkit.privacy.unmasking import Mask, Notice, Unmasking

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.ids import PersonId

_EXCHANGING = frozenset({Role.MEMBER, Role.CHAMPION})
"""Who may exchange contacts: those who lead keep their distance, and who watches does so too."""


class Identity(Area[Face]):
    """Who somebody is for the others, and who they want nothing to do with."""

    NAME: ClassVar[str] = "identity"

    @operation
    def tell(self, community_id: CommunityId, about: AboutMe) -> Flow[AboutMe]:
        """Tell a community something of oneself; it replaces what was told before.

        Args:
            community_id: the community.
            about: what one wants to say; nobody else reads it but by a view that says what for.

        Raises:
            InvalidInput: `language.malformed`, `region.malformed`, `zone.offset`, `value.not_allowed`.
            Refused: `person.real` or `person.made_up`; `person.erased`.
        """
        ctx = self.ctx
        check_id(community_id, "com")
        community, profile, person = yield from ctx.load(
            Community.key(community_id),
            maybe(Profile.key(community_id, ctx.actor)),
            maybe(Person.key(ctx.actor)),
        )
        yield from require_in_community(ctx, community_id, own=True)
        met = admitted(person, ctx.actor, origin=community.mode.origin, at=ctx.now, by=ctx.actor)
        if profile is None:
            told = Profile.begin(community_id, ctx.actor, about=about, at=ctx.now, by=ctx.actor)
        else:
            told = profile.tell(about, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(told, met)
        return told.state.told

    @operation
    def told(self, community_id: CommunityId) -> Flow[AboutMe]:
        """Answer what one told a community of oneself; empty, where that is nothing.

        Raises:
            NotFound: `record.not_found`, no such community.
        """
        ctx = self.ctx
        check_id(community_id, "com")
        _, profile = yield from ctx.load(Community.key(community_id), maybe(Profile.key(community_id, ctx.actor)))
        yield from require_in_community(ctx, community_id, own=True)
        return AboutMe() if profile is None else profile.told

    @operation
    def set_name(
        self, group_id: GroupId, name: str, *, shared: bool = False, real_name: str | None = None, locale: str = "en"
    ) -> Flow[seen.Face]:
        """Choose what one is called in a group.

        Args:
            group_id: the group.
            name: 1 to 40 characters (default).
            shared: whether one wants the same name as somewhere else, and so to be known for the same person.
            real_name: what the person is really called, if the host knows it; compared where the community's rule is
                made-up names, and never kept.
            locale: the language of the names that are suggested, `en` or `es`.

        Raises:
            InvalidInput: everything that is wrong with the name: `text.empty`, `text.too_long`, `name.unreadable`,
                `name.contact_data`, `name.like_staff`, `name.taken`, `name.elsewhere`, `name.real`.
            NotAllowed: `access.not_allowed`, the person does not belong to the group.
        """
        ctx = self.ctx
        check_id(group_id, "grp")
        group, acting, mine, _ = yield from ctx.load(
            Group.key(group_id),
            maybe(Membership.key(group_id, ctx.actor)),
            maybe(Alias.key(group_id, ctx.actor)),
            maybe(Person.key(ctx.actor)),
        )
        role = yield from require(ctx, group, acting)
        assert role is not None  # noqa: S101  (the table lets nobody else through)
        kept = yield from chosen_name(ctx, group, name, role=role, shared=shared, real_name=real_name, locale=locale)
        named = _named(ctx, mine, group_id, group.community_id, kept)
        yield from ctx.commit(named)
        return seen.Face(handle=named.state.handle_in(group_id), name=kept, role=role, oneself=True)

    @operation
    def name_everywhere(
        self,
        community_id: CommunityId,
        name: str | None,
        *,
        shared: bool = False,
        real_name: str | None = None,
        locale: str = "en",
    ) -> Flow[Alias | None]:
        """Choose one name for all groups of a community, and so to be known there for the same person.

        It is shown where one has chosen no name of the group's own. `None` takes it back.

        Args:
            community_id: the community.
            name: 1 to 40 characters (default).
            shared: whether one wants the same name as in another community.
            real_name: see `set_name`.
            locale: see `set_name`.

        Raises:
            InvalidInput: see `set_name`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        check_id(community_id, "com")
        community, mine, person = yield from ctx.load(
            Community.key(community_id), maybe(Alias.key(community_id, ctx.actor)), maybe(Person.key(ctx.actor))
        )
        yield from require_in_community(ctx, community_id, own=True)
        met = admitted(person, ctx.actor, origin=community.mode.origin, at=ctx.now, by=ctx.actor)
        if name is not None:
            kept = yield from chosen_name(
                ctx, community, name, role=None, shared=shared, real_name=real_name, locale=locale
            )
            named = _named(ctx, mine, community_id, community_id, kept)
        elif mine is not None:
            named = mine.rename(None, at=ctx.now, by=ctx.actor)
        else:
            return None
        yield from ctx.commit(named, met)
        return named.state

    @operation
    def faces(self, group_id: GroupId) -> Flow[tuple[seen.Face, ...]]:
        """Answer who is in a group, as one may see them, by name.

        Those who lead the group, moderate it or run the community see everybody, with ids. Others see handles and names
        only: everybody's where the group's rule shows its roster to members, and otherwise those of who leads,
        moderates or welcomes, and their own.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        group, role = yield from group_and_role(ctx, group_id)
        everybody = yield from faces_of(ctx, group)
        return visible(everybody, viewer=ctx.actor, role=role, all_shown=group.rules.roster is not Circle.LEADERS)

    @operation
    def mask(self, group_id: GroupId) -> Flow[str]:
        """Put on a mask for one post in a group, and answer its id (`msk_…`): the post's author for all who read it.

        Each call makes another one; nobody can tell that two are worn by one person.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        yield from group_and_role(ctx, group_id)
        mask_id = seen.random_id("msk", ctx.ids.token())
        yield from ctx.load(Person.key(ctx.actor))
        yield from ctx.commit(Mask.make(mask_id, group_id, ctx.actor, at=ctx.now, by=ctx.actor))
        return mask_id

    @operation
    def unmask(self, group_id: GroupId, mask_id: str, *, reason: str) -> Flow[Unmasking]:
        """Learn who wrote a masked post; it is kept for good, and shown to that person.

        Args:
            group_id: the group.
            mask_id: the mask.
            reason: why somebody has to know, in words for the person; private to them.

        Raises:
            NotAllowed: `access.not_allowed`; only moderators may.
            InvalidInput: `text.empty`, without a reason.
            NotFound: `record.not_found`.
            Refused: `person.erased`.
        """
        ctx = self.ctx
        check_id(group_id, "grp")
        check_id(mask_id, "msk")
        group, acting, mask = yield from ctx.load(
            Group.key(group_id), maybe(Membership.key(group_id, ctx.actor)), maybe(Mask.key(mask_id))
        )
        yield from require(ctx, group, acting)
        if mask is None or mask.group_id != group_id:
            raise NotFound("record.not_found", kind="mask", id=mask_id)
        yield from ctx.load(Person.key(mask.person_id))
        unmasking_id = ctx.ids.new("unm")
        learnt = Unmasking.unmask(unmasking_id, mask, reason=reason, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(learnt)
        return learnt.state

    @operation
    def unmaskings(self) -> Flow[tuple[Notice, ...]]:
        """Answer when and why moderators learnt who wrote masked posts of one's own, the last first."""
        ctx = self.ctx
        learnt = yield from ctx.find_all(Unmasking, "unmasking.by_person", ctx.actor)
        return tuple(Notice(one.mask_id, one.group_id, one.unmasked_at, one.reason) for one in reversed(learnt))

    @operation
    def block(self, group_id: GroupId, handle: str) -> Flow[None]:
        """Want nothing to do with somebody, in whatever group; nobody is told, they least of all.

        What one offered them to be reached by, and they have not seen, is taken back. In a small group those who lead
        it are told to keep the two apart, not who asked.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, nobody in the group has this handle.
            Refused: `block.oneself`.
        """
        ctx = self.ctx
        group, other = yield from self._other(group_id, handle)
        if other == ctx.actor:
            raise Refused("block.oneself")
        block, _ = yield from ctx.load(maybe(Block.key(ctx.actor, other)), maybe(Person.key(ctx.actor)))
        if block is None:
            blocked = Block.begin(ctx.actor, other, group_id=group.id, at=ctx.now, by=ctx.actor)
        else:
            blocked = block.block(group.id, at=ctx.now, by=ctx.actor)
        withdrawn = yield from _unseen_offers(ctx, other)
        yield from ctx.commit(blocked, *withdrawn)

    @operation
    def unblock(self, group_id: GroupId, handle: str) -> Flow[None]:
        """Take back a block that one made in a group; where there is none, nothing changes.

        It can be done also where one does not belong any more.
        """
        ctx = self.ctx
        check_id(handle, "als")
        blocks = yield from ctx.find_all(Block, "block.by_person", ctx.actor)
        yield from ctx.load(maybe(Person.key(ctx.actor)))
        changes: list[Change[Block]] = []
        for block in blocks:
            if group_id in block.made_in:
                theirs, _ = yield from called(ctx, group_id, block.other_id)
                changes += [block.unblock(group_id, at=ctx.now, by=ctx.actor)] if theirs == handle else []
        yield from ctx.commit(*changes)

    @operation
    def blocks(self) -> Flow[tuple[Blocked, ...]]:
        """Answer whom one blocks, by the name that they have where one did it."""
        ctx = self.ctx
        blocks = yield from ctx.find_all(Block, "block.by_person", ctx.actor)
        found: list[Blocked] = []
        for block in blocks:
            for place in block.made_in:
                group_id = GroupId(place)
                handle, name = yield from called(ctx, group_id, block.other_id)
                found.append(Blocked(group_id=group_id, handle=handle, name=name))
        # By handle, which is random: two names of one person must not stand side by side.
        return tuple(sorted(found, key=lambda one: (one.handle or "", one.group_id)))

    @operation
    def keep_apart(self, group_id: GroupId) -> Flow[tuple[Apart, ...]]:
        """Answer which people of a small group are to be kept apart; not who asked, and nothing about oneself.

        A group of more than 12 seats (default) has no such note.

        Raises:
            NotAllowed: `access.not_allowed`; only those who lead the group may.
        """
        ctx = self.ctx
        group, _ = yield from group_and_role(ctx, group_id)
        if group.capacity is None or group.capacity > SMALL:
            return ()
        blocks = yield from blocks_among(ctx, group_id)
        return pairs(blocks, unseen_by=ctx.actor)

    @operation
    def offer_contact(self, group_id: GroupId, handle: str, contact: str) -> Flow[Exchange]:
        """Offer another member to be reached; each sees the other's contact only when both have offered.

        Args:
            group_id: the group.
            handle: whom.
            contact: how one can be reached, 1 to 500 characters (default); private.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, nobody in the group has this handle.
            Refused: `contact.oneself`; `contact.between_members`, one of the two leads or moderates the group;
                `contact.blocked`, one blocks them; `name.needed`, one has no name there yet.
            InvalidInput: text that is empty, too long or not storable.
        """
        ctx = self.ctx
        group, other = yield from self._other(group_id, handle)
        yield from _may_exchange(ctx, group, other)
        mine, back, _ = yield from ctx.load(
            maybe(ContactOffer.key(group_id, ctx.actor, other)),
            maybe(ContactOffer.key(group_id, other, ctx.actor)),
            maybe(Person.key(ctx.actor)),
        )
        if mine is None:
            offered = ContactOffer.begin(group_id, ctx.actor, other, contact=contact, at=ctx.now, by=ctx.actor)
        else:
            offered = mine.offer(contact, at=ctx.now, by=ctx.actor)
        handle_there, name = yield from called(ctx, group_id, other)
        yield from ctx.commit(offered)
        return Exchange(handle=handle_there, name=name, mine=contact, theirs=exchanged(offered.state, back))

    @operation
    def withdraw_contact(self, group_id: GroupId, handle: str) -> Flow[None]:
        """Take back what one offered; before the other offered too, it leaves no trace for them.

        What the other has seen cannot be unseen; it is shown no more. Where nothing was offered, nothing changes.
        """
        ctx = self.ctx
        check_id(handle, "als")
        offers = yield from _own_offers(ctx, group_id)
        yield from ctx.load(maybe(Person.key(ctx.actor)))
        changes: list[Change[ContactOffer]] = []
        for mine in offers:
            theirs, _ = yield from called(ctx, group_id, mine.to_id)
            changes += [mine.withdraw(at=ctx.now, by=ctx.actor)] if theirs == handle else []
        yield from ctx.commit(*changes)

    @operation
    def contacts(self, group_id: GroupId) -> Flow[tuple[Exchange, ...]]:
        """Answer what one offered in a group, and what came back; nobody learns who offered and got no answer."""
        ctx = self.ctx
        found: list[Exchange] = []
        for mine in (yield from _own_offers(ctx, group_id)):
            if isinstance(mine.contact, str):
                back = yield from ctx.load(maybe(ContactOffer.key(group_id, mine.to_id, ctx.actor)))
                handle, name = yield from called(ctx, group_id, mine.to_id)
                found.append(Exchange(handle=handle, name=name, mine=mine.contact, theirs=exchanged(mine, back)))
        return tuple(sorted(found, key=lambda one: one.handle or ""))

    def _other(self, group_id: GroupId, handle: str) -> Flow[tuple[Group, PersonId]]:
        """Load a group for one who belongs to it, and find who has a handle there."""
        check_id(handle, "als")
        group, _ = yield from group_and_role(self.ctx, group_id)
        other = yield from behind(self.ctx, group, handle)
        return group, other


def _named(
    ctx: Context, mine: Alias | None, of: GroupId | CommunityId, community_id: CommunityId, name: str
) -> Change[Alias]:
    if mine is not None:
        return mine.rename(name, at=ctx.now, by=ctx.actor)
    seed = ctx.ids.token()
    return Alias.begin(of, ctx.actor, community_id=community_id, seed=seed, name=name, at=ctx.now, by=ctx.actor)


def _may_exchange(ctx: Context, group: Group, other: PersonId) -> Flow[None]:
    """Refuse an exchange that should not be: with oneself, with those who lead, or with somebody one blocks."""
    if other == ctx.actor:
        raise Refused("contact.oneself")
    ties = yield from ctx.load_all(Membership.key(group.id, one) for one in (ctx.actor, other))
    if any(tie.standing not in _EXCHANGING for tie in ties):
        raise Refused("contact.between_members")
    block = yield from ctx.load(maybe(Block.key(ctx.actor, other)))
    if block is not None and block.holds:
        raise Refused("contact.blocked")
    handle, name = yield from called(ctx, group.id, ctx.actor)
    if handle is None or name is None:
        raise Refused("name.needed")


def _own_offers(ctx: Context, group_id: GroupId) -> Flow[tuple[ContactOffer, ...]]:
    check_id(group_id, "grp")
    mine = (f"{group_id}:", f"{group_id}:~")
    return (yield from ctx.find_all(ContactOffer, "contact_offer.by_person", ctx.actor, start=mine[0], stop=mine[1]))


def _unseen_offers(ctx: Context, other: PersonId) -> Flow[list[Change[ContactOffer]]]:
    """Take back what one offered somebody who has not offered too."""
    offers = yield from ctx.find_all(ContactOffer, "contact_offer.by_person", ctx.actor)
    withdrawn: list[Change[ContactOffer]] = []
    for mine in offers:
        if mine.to_id == other and mine.stands:
            back = yield from ctx.load(maybe(ContactOffer.key(mine.group_id, other, ctx.actor)))
            if exchanged(mine, back) is None:
                withdrawn.append(mine.withdraw(at=ctx.now, by=ctx.actor))
    return withdrawn

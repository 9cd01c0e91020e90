"""Facts about names, masks, blocks and exchanges; what is private in them is about one person only."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from supportkit.core.change import Event, LineClass
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.private import Erased, private
from supportkit.privacy.alias import Alias
from supportkit.privacy.block import Block
from supportkit.privacy.exchange import ContactOffer
from supportkit.privacy.unmasking import Mask, Unmasking


@frozen(kw_only=True)
class IdentityEvent(Event):
    """A fact about how one person is with the others."""

    person_id: PersonId

    @property
    def subject(self) -> PersonId:
        """The person that the private fields are about."""
        return self.person_id


@frozen(kw_only=True)
class AliasBegun(IdentityEvent):
    """A person has a name somewhere."""

    TAG: ClassVar[str] = "alias.begun.1"
    LINE: ClassVar[LineClass] = LineClass.ACTIVITY
    of: str
    community_id: CommunityId
    seed: str = field(repr=False)
    name: str | Erased | None = private()

    def apply(self, _: Alias | None, /) -> Alias:
        """Answer the alias."""
        return Alias(
            of=self.of,
            community_id=self.community_id,
            person_id=self.person_id,
            seed=self.seed,
            changed_at=self.at,
            name=self.name,
        )


@frozen(kw_only=True)
class AliasRenamed(IdentityEvent):
    """A person has another name there, or none."""

    TAG: ClassVar[str] = "alias.renamed.1"
    LINE: ClassVar[LineClass] = LineClass.ACTIVITY
    name: str | Erased | None = private()

    def apply(self, alias: Alias, /) -> Alias:
        """Answer the alias with it."""
        return evolved(alias, name=self.name, changed_at=self.at)


@frozen(kw_only=True)
class MaskMade(IdentityEvent):
    """A person has a mask for one post."""

    TAG: ClassVar[str] = "mask.made.1"
    mask_id: str
    group_id: GroupId

    def apply(self, _: Mask | None, /) -> Mask:
        """Answer the mask."""
        return Mask(id=self.mask_id, group_id=self.group_id, person_id=self.person_id, made_at=self.at)


@frozen(kw_only=True)
class Unmasked(IdentityEvent):
    """A moderator learnt who wrote a masked post."""

    TAG: ClassVar[str] = "unmasking.made.1"
    unmasking_id: str
    mask_id: str
    group_id: GroupId
    reason: str | Erased | None = private()

    def apply(self, _: Unmasking | None, /) -> Unmasking:
        """Answer the unmasking."""
        return Unmasking(
            id=self.unmasking_id,
            mask_id=self.mask_id,
            group_id=self.group_id,
            person_id=self.person_id,
            unmasked_at=self.at,
            moderator_id=self.by,
            reason=self.reason,
        )


@frozen(kw_only=True)
class BlockBegun(IdentityEvent):
    """A person blocks somebody."""

    TAG: ClassVar[str] = "block.begun.1"
    LINE: ClassVar[LineClass] = LineClass.ACTIVITY
    other_id: PersonId
    places: tuple[str, ...] | Erased | None = private()

    def apply(self, _: Block | None, /) -> Block:
        """Answer the block."""
        return Block(person_id=self.person_id, other_id=self.other_id, changed_at=self.at, places=self.places)


@frozen(kw_only=True)
class BlockChanged(IdentityEvent):
    """A person blocks somebody in other groups than before, or in none."""

    TAG: ClassVar[str] = "block.changed.1"
    LINE: ClassVar[LineClass] = LineClass.ACTIVITY
    places: tuple[str, ...] | Erased | None = private()

    def apply(self, block: Block, /) -> Block:
        """Answer the block with them."""
        return evolved(block, places=self.places, changed_at=self.at)


@frozen(kw_only=True)
class ContactOffered(IdentityEvent):
    """A member would let another one reach them."""

    TAG: ClassVar[str] = "contact_offer.made.1"
    LINE: ClassVar[LineClass] = LineClass.ACTIVITY
    group_id: GroupId
    to_id: PersonId
    contact: str | Erased | None = private()

    def apply(self, _: ContactOffer | None, /) -> ContactOffer:
        """Answer the offer."""
        return ContactOffer(
            group_id=self.group_id,
            person_id=self.person_id,
            to_id=self.to_id,
            changed_at=self.at,
            contact=self.contact,
        )


@frozen(kw_only=True)
class ContactOfferChanged(IdentityEvent):
    """A member offers something else to be reached by, or nothing any more."""

    TAG: ClassVar[str] = "contact_offer.changed.1"
    LINE: ClassVar[LineClass] = LineClass.ACTIVITY
    contact: str | Erased | None = private()

    def apply(self, offer: ContactOffer, /) -> ContactOffer:
        """Answer the offer with it."""
        return evolved(offer, contact=self.contact, changed_at=self.at)

"""Facts about the audit chain: blocks, its head, and the salts of people."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import PersonId
from supportkit.core.private import Erased, private
from supportkit.privacy.audit import AuditBlock, AuditHead, AuditSalt, LetGo, Pruning, SealedLine


@frozen(kw_only=True)
class BlockSealed(Event):
    """Some journal lines were sealed."""

    TAG: ClassVar[str] = "audit_block.sealed.1"
    number: int
    previous: str
    digest: str
    after: str | None = None
    lines: tuple[SealedLine, ...] = ()

    def apply(self, _: AuditBlock | None, /) -> AuditBlock:
        """Answer the block."""
        return AuditBlock(
            number=self.number, previous=self.previous, digest=self.digest, after=self.after, lines=self.lines
        )


@frozen(kw_only=True)
class PruningNoted(Event):
    """It was noted that something of an earlier block is taken away."""

    TAG: ClassVar[str] = "audit_block.pruning_noted.1"
    number: int
    previous: str
    digest: str
    pruning: Pruning

    def apply(self, _: AuditBlock | None, /) -> AuditBlock:
        """Answer the block that notes it."""
        return AuditBlock(number=self.number, previous=self.previous, digest=self.digest, pruning=self.pruning)


@frozen(kw_only=True)
class BlockPruned(Event):
    """Something of this block is taken away, as a later one notes."""

    TAG: ClassVar[str] = "audit_block.pruned.1"
    noted_in: int

    def apply(self, block: AuditBlock, /) -> AuditBlock:
        """Answer the block, with the place of the note."""
        return evolved(block, prunings=(*block.prunings, self.noted_in))


@frozen(kw_only=True)
class AuditBegun(Event):
    """A chain was begun."""

    TAG: ClassVar[str] = "audit_head.begun.1"
    salt: str | Erased | None = private()

    def apply(self, _: AuditHead | None, /) -> AuditHead:
        """Answer its head."""
        return AuditHead(salt=self.salt)


@frozen(kw_only=True)
class HeadMoved(Event):
    """The chain has one block more."""

    TAG: ClassVar[str] = "audit_head.moved.1"
    number: int
    digest: str
    cursor: str | None = None

    def apply(self, head: AuditHead, /) -> AuditHead:
        """Answer the head behind it."""
        return evolved(head, number=self.number, digest=self.digest, cursor=self.cursor)


@frozen(kw_only=True)
class HeadLooked(Event):
    """Retention has looked through blocks for what is older than its time."""

    TAG: ClassVar[str] = "audit_head.looked.1"
    words: int
    activity: int
    delivery: int
    audit: int

    def apply(self, head: AuditHead, /) -> AuditHead:
        """Answer the head, which knows how far."""
        return evolved(head, words=self.words, activity=self.activity, delivery=self.delivery, audit=self.audit)


@frozen(kw_only=True)
class SaltEvent(Event):
    """A fact about the salt of one person."""

    person_id: PersonId

    @property
    def subject(self) -> PersonId:
        """The person that the private fields are about."""
        return self.person_id


@frozen(kw_only=True)
class SaltMade(SaltEvent):
    """A person has a salt."""

    TAG: ClassVar[str] = "audit_salt.made.1"
    salt: str | Erased | None = private()

    def apply(self, _: AuditSalt | None, /) -> AuditSalt:
        """Answer the salt."""
        return AuditSalt(person_id=self.person_id, salt=self.salt)


@frozen(kw_only=True)
class WordsLetGo(SaltEvent):
    """The lines of a record lose their private text, for its time is over."""

    TAG: ClassVar[str] = "audit_salt.let_go.1"
    kind: str
    id: str
    version: int

    def apply(self, salt: AuditSalt, /) -> AuditSalt:
        """Answer the salt, which remembers it once for each record."""
        others = tuple(one for one in salt.let_go if (one.kind, one.id) != (self.kind, self.id))
        return evolved(salt, let_go=(*others, LetGo(kind=self.kind, id=self.id, version=self.version)))

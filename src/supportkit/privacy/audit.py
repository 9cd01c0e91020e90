"""The audit chain: digests of journal lines, sealed block by block, so that a change of what was written shows.

Each block names its lines by a digest, and its own digest covers them and the block before (SHA-256, FIPS 180-4). What
is private goes in by a digest keyed with a random salt (HMAC, FIPS 198-1). The salt is private itself, one for each
person, and goes with their data: after an erasure nobody can tell from a digest what stood there, and the chain still
holds. That private text or whole lines were taken away lawfully is a block of the chain too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from supportkit.core.records import Entry
    from supportkit.privacy import audit_events as on
else:
    on = Later("supportkit.privacy.audit_events")

OWN = "audit_"
"""How the tags of the chain's own lines begin: they alone are no reason to seal anew."""


class ChainHead(NamedTuple):
    """How far a chain goes: the number of its last block and that block's digest.

    Whoever keeps it elsewhere, or signs it, can tell later whether the chain still holds what it held then.
    """

    number: int
    digest: str


@frozen(kw_only=True)
class SealedLine:
    """One journal line in a block.

    Args:
        cursor: where it stands.
        digest: of its body side, with that of its private side.
        private: the keyed digest of its private side; `None` where it had none.
    """

    cursor: str
    digest: str
    private: str | None = None


@frozen(kw_only=True)
class Pruning:
    """What was lawfully taken away of the lines of one block.

    Args:
        block: the number of the block.
        removed: the cursors of lines that are gone.
        cleared: the cursors of lines whose private side is gone.
    """

    block: int
    removed: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()


@aggregate
@frozen(kw_only=True)
class AuditBlock(Aggregate):
    """One block of the chain: lines that were sealed, or a note of what was taken away.

    Args:
        number: its place, from 1.
        previous: the digest of the block before, empty for the first.
        digest: of all that stands in it but `prunings`.
        after: the cursor behind which its lines begin; `None` for the first line of the journal.
        lines: the lines, in order.
        pruning: what was taken away, in a block that notes it.
        prunings: the numbers of later blocks which note what was taken away from this one.
    """

    KIND: ClassVar[str] = "audit_block"

    number: int
    previous: str
    digest: str
    after: str | None = None
    lines: tuple[SealedLine, ...] = ()
    pruning: Pruning | None = None
    prunings: tuple[int, ...] = ()

    @staticmethod
    def key(number: int) -> Key[AuditBlock]:
        """Answer the key of the block at a place."""
        return Key("audit_block", f"{number:012d}")

    @property
    def record_key(self) -> Key[AuditBlock]:
        """The key it is kept under."""
        return AuditBlock.key(self.number)

    @property
    def head(self) -> ChainHead:
        """The chain up to this block."""
        return ChainHead(self.number, self.digest)

    @classmethod
    def seal(
        cls, previous: ChainHead, after: str | None, lines: tuple[SealedLine, ...], *, at: datetime, by: PersonId
    ) -> Change[AuditBlock]:
        """Make the block of some lines."""
        number = previous.number + 1
        digest = block_digest(number, previous.digest, after, lines, None)
        return begun(
            on.BlockSealed(
                at=at, by=by, number=number, previous=previous.digest, digest=digest, after=after, lines=lines
            )
        )

    @classmethod
    def note(cls, previous: ChainHead, pruning: Pruning, *, at: datetime, by: PersonId) -> Change[AuditBlock]:
        """Make the block that notes what is taken away."""
        number = previous.number + 1
        digest = block_digest(number, previous.digest, None, (), pruning)
        return begun(
            on.PruningNoted(at=at, by=by, number=number, previous=previous.digest, digest=digest, pruning=pruning)
        )

    def pruned(self, number: int, *, at: datetime, by: PersonId) -> Change[AuditBlock]:
        """Name a later block that notes what was taken away from this one."""
        return changed(self, on.BlockPruned(at=at, by=by, noted_in=number))


@aggregate
@frozen(kw_only=True)
class AuditHead(Aggregate):
    """Where the chain ends, and how far retention has looked through it.

    Args:
        number: blocks in the chain.
        digest: the digest of the last one.
        cursor: the last line that is sealed.
        words: the first block in which words older than their time have not been looked for.
        activity: the first block in which lines of activity have not been looked for.
        delivery: the same for lines of delivery.
        audit: the same for lines of audit.
        salt: keys the digests of what is private and about no person; private.
    """

    KIND: ClassVar[str] = "audit_head"

    number: int = 0
    digest: str = ""
    cursor: str | None = None
    words: int = 1
    activity: int = 1
    delivery: int = 1
    audit: int = 1
    salt: str | Erased | None = private()

    @staticmethod
    def key() -> Key[AuditHead]:
        """Answer the key of the one head that a store has."""
        return Key("audit_head", "journal")

    @property
    def record_key(self) -> Key[AuditHead]:
        """The key it is kept under."""
        return AuditHead.key()

    @property
    def subject(self) -> None:
        """Nobody: its salt keys what is about no person."""
        return

    @property
    def head(self) -> ChainHead:
        """The chain up to its last block."""
        return ChainHead(self.number, self.digest)

    @classmethod
    def begin(cls, salt: str, *, at: datetime, by: PersonId) -> Change[AuditHead]:
        """Begin a chain without blocks."""
        return begun(on.AuditBegun(at=at, by=by, salt=salt))

    def sealed(self, block: AuditBlock, *, at: datetime, by: PersonId) -> Change[AuditHead]:
        """Go on to a block of lines."""
        cursor = block.lines[-1].cursor if block.lines else self.cursor
        return changed(self, on.HeadMoved(at=at, by=by, number=block.number, digest=block.digest, cursor=cursor))

    def looked(
        self, words: int, activity: int, delivery: int, audit: int, *, at: datetime, by: PersonId
    ) -> Change[AuditHead]:
        """Note the first block, for each class, that retention has not looked through."""
        reached = (words, activity, delivery, audit)
        if reached == (self.words, self.activity, self.delivery, self.audit):
            return Change(self, ())
        return changed(
            self, on.HeadLooked(at=at, by=by, words=words, activity=activity, delivery=delivery, audit=audit)
        )


@frozen(kw_only=True)
class LetGo:
    """Private text that was lawfully taken away from the lines of one record, up to a version of it."""

    kind: str
    id: str
    version: int


@aggregate
@frozen(kw_only=True)
class AuditSalt(Aggregate):
    """The salt of one person, which keys the digests of what is private about them.

    Args:
        person_id: the person.
        salt: random; private, and gone after an erasure.
        let_go: records whose lines lost their private text when its time was over.
    """

    KIND: ClassVar[str] = "audit_salt"

    person_id: PersonId
    salt: str | Erased | None = private()
    let_go: tuple[LetGo, ...] = ()

    @staticmethod
    def key(person_id: PersonId) -> Key[AuditSalt]:
        """Answer the key of a person's salt."""
        return Key("audit_salt", person_id)

    @property
    def record_key(self) -> Key[AuditSalt]:
        """The key it is kept under."""
        return Key("audit_salt", self.person_id)

    @property
    def subject(self) -> PersonId:
        """The person."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person."""
        return (IndexEntry("audit_salt.by_person", (self.person_id,), self.person_id),)

    @classmethod
    def make(cls, person_id: PersonId, salt: str, *, at: datetime, by: PersonId) -> Change[AuditSalt]:
        """Give a person a salt."""
        return begun(on.SaltMade(at=at, by=by, person_id=person_id, salt=salt))

    def let_go_of(self, kind: str, id: str, version: int, *, at: datetime, by: PersonId) -> Change[AuditSalt]:
        """Note that the lines of a record lose their private text."""
        return changed(self, on.WordsLetGo(at=at, by=by, person_id=self.person_id, kind=kind, id=id, version=version))

    def has_let_go_of(self, entry: Entry) -> bool:
        """Tell whether a line's private text was lawfully taken away with its record's."""
        return any((one.kind, one.id) == entry.key and entry.version <= one.version for one in self.let_go)


def line_digest(entry: Entry, private_digest: str | None) -> str:
    """Answer the digest of a line: of its body side, with that of its private side.

    Raises:
        ValueError: the body is no JSON.
    """
    parts = (
        *(entry.id, entry.tag, *entry.key, entry.version, entry.at, entry.recorded_at, entry.actor, entry.subject),
        *(json.loads(bytes(entry.body)), private_digest),
    )
    return _text(hashlib.sha256(_canonical(parts)).digest())


def private_digest(entry: Entry, salt: str) -> str:
    """Answer the keyed digest of a line's private side; two lines with the same text have different ones.

    Raises:
        ValueError: the private side is no JSON.
    """
    side = json.loads(bytes(entry.private or b"null"))
    return _text(hmac.new(salt.encode(), _canonical([entry.id, side]), hashlib.sha256).digest())


def block_digest(
    number: int, previous: str, after: str | None, lines: Iterable[SealedLine], pruning: Pruning | None
) -> str:
    """Answer the digest of a block, which covers the block before."""
    listed = [[line.cursor, line.digest, line.private] for line in lines]
    noted = None if pruning is None else [pruning.block, pruning.removed, pruning.cleared]
    return _text(hashlib.sha256(_canonical([number, previous, after, listed, noted])).digest())


def _canonical(value: Any) -> bytes:
    """Write JSON in the one way that equal JSON has, for stores hand back equal JSON and not equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _text(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

"""Use cases of the audit chain: sealing what was written, and checking that it still stands as it was sealed.

The journal and its chain are the whole store's (one tenant's), not one community's: whoever runs a community in the
store may seal, and an owner may check. Neither shows them anything but counts, places and digests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from supportkit.core.calls import read
from supportkit.core.flow import maybe
from supportkit.core.ids import PersonId
from supportkit.core.operation import Area, Face, operation
from supportkit.errors import InvalidInput, Refused
from supportkit.memberships.standing import require_in_community
from supportkit.privacy.audit import OWN, AuditBlock, AuditHead, AuditSalt, ChainHead, SealedLine
from supportkit.privacy.audit import line_digest as digest_of
from supportkit.privacy.audit import private_digest as keyed_digest_of
from supportkit.privacy.chain import ChainReport, Evidence, Finding, Flaw, judged
from supportkit.privacy.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId
    from supportkit.core.records import Entry, Logged

SEALED_AT_ONCE = 1000
"""Lines of one block, at most: as many as a store hands out at once."""
LEAST = 10
"""Lines of one call, at least: a block makes lines of its own, which a smaller one would never catch up with."""
CHECKED_AT_ONCE = 100
"""Blocks that one call checks, at most (default)."""


class Sealing(NamedTuple):
    """What came of sealing.

    Args:
        head: the chain up to its last block, to be kept elsewhere.
        lines: how many lines were sealed by this call.
        more: whether lines may be left; then seal again.
    """

    head: ChainHead
    lines: int
    more: bool


class Auditing(Area[Face]):
    """The audit chain."""

    NAME: ClassVar[str] = "privacy"

    @operation
    def seal(self, community_id: CommunityId, *, limit: int = 500) -> Flow[Sealing]:
        """Seal the journal lines that have come since the last time, as one block more of the chain.

        A host does it now and then, and keeps the head that is answered in another place, signed or printed: only that
        shows later that the end of the chain was not cut off or the whole of it written anew.

        Args:
            community_id: a community of this store that the person who acts helps to run.
            limit: lines to seal at most, 10 to 1,000.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `number.out_of_range`, the limit.
        """
        ctx = self.ctx
        if not LEAST <= limit <= SEALED_AT_ONCE:
            raise InvalidInput("number.out_of_range", least=LEAST, most=SEALED_AT_ONCE)
        head = yield from ctx.load(maybe(AuditHead.key()))
        yield from require_in_community(ctx, community_id)
        lines = yield from read(head.cursor if head else None, limit)
        if len(lines) < limit and all(line.entry.tag.startswith(OWN) for line in lines):
            return Sealing(head.head if head else ChainHead(0, ""), 0, more=False)
        begun: Change[AuditHead] | None = None
        if head is None:
            begun = AuditHead.begin(ctx.ids.token(), at=ctx.now, by=ctx.actor)
            head = begun.state
        salts, made = yield from _salts(ctx, (line.entry for line in lines))
        sealed = tuple(_sealed(line, _key_of(line.entry, head, salts)) for line in lines)
        block = AuditBlock.seal(head.head, head.cursor, sealed, at=ctx.now, by=ctx.actor)
        moved = head.sealed(block.state, at=ctx.now, by=ctx.actor)
        if begun is not None:
            moved = begun.then(lambda one: one.sealed(block.state, at=ctx.now, by=ctx.actor))
        yield from ctx.commit(moved, block, *made)
        return Sealing(moved.state.head, len(lines), more=len(lines) == limit)

    @operation
    def verify(
        self, community_id: CommunityId, *, head: ChainHead | None = None, start: int = 1, blocks: int = 10
    ) -> Flow[ChainReport]:
        """Compare some blocks of the chain with the journal as it stands now, and answer all that is wrong.

        What was written since the last sealing is not covered yet.

        Args:
            community_id: a community of this store that the person who acts owns.
            head: a head that was handed out earlier: the chain must still hold it.
            start: the first block to look at; the report names the next.
            blocks: how many, 1 to 100.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `privacy.not_sealed`, there is no such block.
            InvalidInput: `number.out_of_range`.
        """
        ctx = self.ctx
        if not 1 <= blocks <= CHECKED_AT_ONCE:
            raise InvalidInput("number.out_of_range", least=1, most=CHECKED_AT_ONCE)
        yield from require_in_community(ctx, community_id)
        present = yield from ctx.load(maybe(AuditHead.key()))
        state = present or AuditHead()
        if start < 1 or start > max(state.number, 1):
            raise Refused("privacy.not_sealed")
        stop = min(start + blocks - 1, state.number)
        findings = list((yield from _beyond(ctx, state, head)))
        lines = 0
        for number in range(start, stop + 1):
            evidence = yield from _evidence(ctx, state, number)
            if evidence is None:
                findings.append(Finding(Flaw.BLOCK_MISSING, number))
                continue
            wrong = tuple(judged(evidence))
            lines += len(evidence.block.lines) - len({one.cursor for one in wrong} & _cursors(evidence.block))
            findings += wrong
        following = stop + 1 if stop < state.number else None
        return ChainReport(
            head=state.head, first=start, last=stop, lines=lines, findings=tuple(findings), next=following
        )


def _salts(ctx: Context, entries: Iterable[Entry]) -> Flow[tuple[dict[str, str], list[Change[AuditSalt]]]]:
    """Answer the salt of everybody whom private text is about, and the changes that give one to those without."""
    people = sorted({entry.subject for entry in entries if entry.private is not None and entry.subject is not None})
    if not people:
        return {}, []
    # Guarded: an erasure that comes between makes this run again, and then there is nobody to give a salt to.
    alive = yield from ctx.alive(Person.key(PersonId(one)) for one in people)
    known = yield from ctx.load_all(maybe(AuditSalt.key(PersonId(one))) for one in people)
    salts = {one.person_id: one for one in known if one is not None}
    made = [
        AuditSalt.make(PersonId(one), ctx.ids.token(), at=ctx.now, by=ctx.actor)
        for one in people
        if one in alive and one not in salts
    ]
    found: list[AuditSalt] = [*salts.values(), *(change.state for change in made)]
    return {one.person_id: one.salt for one in found if isinstance(one.salt, str) and one.person_id in alive}, made


def _key_of(entry: Entry, head: AuditHead, salts: dict[str, str]) -> str | None:
    if entry.subject is not None:
        return salts.get(entry.subject)
    return head.salt if isinstance(head.salt, str) else None


def _sealed(line: Logged, salt: str | None) -> SealedLine:
    # Without a salt the person is being erased, and the private side is about to go.
    private = None if line.entry.private is None or salt is None else keyed_digest_of(line.entry, salt)
    return SealedLine(cursor=line.cursor, digest=digest_of(line.entry, private), private=private)


def _beyond(ctx: Context, state: AuditHead, given: ChainHead | None) -> Flow[list[Finding]]:
    """Look behind the last block, where nothing may be, and for the head that was handed out earlier."""
    findings: list[Finding] = []
    behind = yield from ctx.load(maybe(AuditBlock.key(state.number + 1)))
    if behind is not None:
        findings.append(Finding(Flaw.HEAD_CHANGED, state.number))
    if given is not None and given.number > 0:
        block = yield from ctx.load(maybe(AuditBlock.key(given.number)))
        if given.number > state.number or block is None or block.digest != given.digest:
            findings.append(Finding(Flaw.HEAD_LOST, given.number))
    return findings


def _evidence(ctx: Context, head: AuditHead, number: int) -> Flow[Evidence | None]:
    before, block = yield from ctx.load(maybe(AuditBlock.key(number - 1)), maybe(AuditBlock.key(number)))
    if block is None:
        return None
    lines = yield from lines_of(block)
    # Asked only now: what is taken away is noted before it goes, so that a note is here for all that is missing.
    block = yield from ctx.load(AuditBlock.key(number))
    notes = yield from ctx.load_all(maybe(AuditBlock.key(one)) for one in block.prunings)
    people = sorted({line.entry.subject for line in lines if line.entry.subject is not None})
    living = yield from ctx.alive(Person.key(PersonId(one)) for one in people)
    salts = yield from ctx.load_all(maybe(AuditSalt.key(PersonId(one))) for one in people)
    return Evidence(
        block=block,
        before=before,
        notes={note.number: note for note in notes if note is not None},
        lines=lines,
        salts={one.person_id: one for one in salts if one is not None},
        living=living,
        head=head,
    )


def lines_of(block: AuditBlock) -> Flow[Sequence[Logged]]:
    """Read the journal lines in the range of a block, as they stand now."""
    if not block.lines:
        return ()
    lines = yield from read(block.after, SEALED_AT_ONCE)
    behind = yield from read(block.lines[-1].cursor, 1)
    end = next((place for place, line in enumerate(lines) if behind and line.cursor == behind[0].cursor), len(lines))
    return tuple(lines[:end])


def _cursors(block: AuditBlock) -> set[str | None]:
    return {line.cursor for line in block.lines}

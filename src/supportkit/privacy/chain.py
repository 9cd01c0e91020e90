"""Whether the audit chain still holds: a block compared with the journal as it stands now."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from supportkit.privacy.audit import AuditHead, ChainHead, block_digest, line_digest, private_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from supportkit.core.records import Entry, Logged
    from supportkit.privacy.audit import AuditBlock, AuditSalt, SealedLine


class Flaw(StrEnum):
    """What is wrong at a place of the chain."""

    HEAD_CHANGED = "head_changed"
    """The head does not name the last block."""
    HEAD_LOST = "head_lost"
    """The chain does not hold what it held when a head was handed out: it was cut or written anew."""
    BLOCK_MISSING = "block_missing"
    """A block is gone."""
    BLOCK_CHANGED = "block_changed"
    """A block is not what was sealed, or does not follow the block before."""
    LINE_CHANGED = "line_changed"
    """A line says something else."""
    LINE_MISSING = "line_missing"
    """A line is gone, and nothing notes that it was taken away."""
    LINE_INSERTED = "line_inserted"
    """A line stands between lines that were sealed without it."""
    PRIVATE_CHANGED = "private_changed"
    """A line's private side says something else, or can no longer be compared."""
    PRIVATE_MISSING = "private_missing"
    """A line's private side is gone without an erasure or a note."""


class Finding(NamedTuple):
    """Something wrong: what, in which block, and at which line."""

    flaw: Flaw
    block: int
    cursor: str | None = None


@frozen(kw_only=True)
class ChainReport:
    """What came of comparing some blocks with the journal.

    Args:
        head: the chain up to its last block.
        first: the first block that was looked at.
        last: the last block that was looked at; 0 where nothing is sealed.
        lines: how many lines were found as they were sealed, or lawfully gone.
        findings: everything that is wrong.
        next: where to go on; `None` at the end of the chain.
    """

    head: ChainHead
    first: int
    last: int
    lines: int
    findings: tuple[Finding, ...]
    next: int | None

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with what was looked at."""
        return not self.findings


class Evidence(NamedTuple):
    """All that one block is judged by.

    Args:
        block: the block.
        before: the block before it; `None` for the first, or where it is missing.
        notes: the blocks that it names as noting what was taken away from it, those that exist.
        lines: the journal lines in its range.
        salts: the salts of the people that the lines are about.
        living: those of them whose data was not erased.
        head: the head of the chain.
    """

    block: AuditBlock
    before: AuditBlock | None
    notes: Mapping[int, AuditBlock]
    lines: Sequence[Logged]
    salts: Mapping[str, AuditSalt]
    living: Collection[str]
    head: AuditHead


def judged(given: Evidence) -> Iterator[Finding]:
    """Answer everything that is wrong with one block."""
    block = given.block
    if not _is_whole(given):
        yield Finding(Flaw.BLOCK_CHANGED, block.number)
    if block.number == given.head.number and not _ends_here(block, given.head):
        yield Finding(Flaw.HEAD_CHANGED, block.number)
    removed, cleared = _noted(given)
    sealed = {line.cursor for line in block.lines}
    for line in given.lines:
        if line.cursor not in sealed:
            yield Finding(Flaw.LINE_INSERTED, block.number, line.cursor)
    found = {line.cursor: line.entry for line in given.lines}
    for one in block.lines:
        entry = found.get(one.cursor)
        if entry is None:
            flaw = None if one.cursor in removed else Flaw.LINE_MISSING
        else:
            flaw = _flaw_of(one, entry, given, cleared=one.cursor in cleared)
        if flaw is not None:
            yield Finding(flaw, block.number, one.cursor)


def _is_whole(given: Evidence) -> bool:
    block, before = given.block, given.before
    follows = block.number == 1 and not block.previous if before is None else block.previous == before.digest
    named = all(_notes(given.notes.get(number), block) for number in block.prunings)
    digest = block_digest(block.number, block.previous, block.after, block.lines, block.pruning)
    return follows and named and digest == block.digest


def _notes(note: AuditBlock | None, block: AuditBlock) -> bool:
    """Tell whether a block notes what was taken away from another, and is what was sealed."""
    if note is None or note.pruning is None or note.pruning.block != block.number:
        return False
    return note.digest == block_digest(note.number, note.previous, note.after, note.lines, note.pruning)


def _ends_here(block: AuditBlock, head: AuditHead) -> bool:
    cursor = block.lines[-1].cursor if block.lines else head.cursor
    return head.head == block.head and head.cursor == cursor


def _noted(given: Evidence) -> tuple[set[str], set[str]]:
    """Answer the cursors of lines that were lawfully removed, and of those that lawfully lost their private side."""
    removed, cleared = set[str](), set[str]()
    for note in given.notes.values():
        # One that is not what was sealed counts for nothing; it shows as changed at its own place too.
        if note.pruning is not None and _notes(note, given.block):
            removed |= set(note.pruning.removed)
            cleared |= set(note.pruning.cleared)
    return removed, cleared


def _flaw_of(one: SealedLine, entry: Entry, given: Evidence, *, cleared: bool) -> Flaw | None:
    try:
        if line_digest(entry, one.private) != one.digest:
            return Flaw.LINE_CHANGED
    except ValueError:
        return Flaw.LINE_CHANGED
    person = entry.subject
    salt = given.salts.get(person) if person is not None else None
    if person is not None and person not in given.living:
        # An erasure is under way as long as the salt is there; afterwards no text may be.
        ended = salt is not None and not isinstance(salt.salt, str)
        return Flaw.PRIVATE_CHANGED if ended and entry.private is not None else None
    if entry.private is None:
        lawful = one.private is None or cleared or (salt is not None and salt.has_let_go_of(entry))
        return None if lawful else Flaw.PRIVATE_MISSING
    key = given.head.salt if person is None else salt and salt.salt
    if one.private is None or not isinstance(key, str):
        return Flaw.PRIVATE_CHANGED
    try:
        return None if private_digest(entry, key) == one.private else Flaw.PRIVATE_CHANGED
    except ValueError:
        return Flaw.PRIVATE_CHANGED

"""Use cases of retention: what is older than its time, shown first and then taken away, step by step.

What goes is noted in the audit chain and in the run before it goes, so that a run which breaks off is finished by the
next, and the chain still holds. Journal lines go only where they are sealed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from supportkit.core.calls import prune
from supportkit.core.change import Change, LineClass
from supportkit.core.clock import stamp
from supportkit.core.evolving import evolved
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId
from supportkit.core.operation import Area, Face, operation
from supportkit.core.records import Clearing, Key
from supportkit.errors import UnknownTag
from supportkit.memberships.membership import Membership
from supportkit.memberships.screening import Screening
from supportkit.memberships.standing import require_in_community
from supportkit.privacy.audit import AuditBlock, AuditHead, AuditSalt, Pruning
from supportkit.privacy.audit_flows import lines_of
from supportkit.privacy.hold import Hold, not_held
from supportkit.privacy.person import Person
from supportkit.privacy.retention import (
    Action,
    DataClass,
    OverTie,
    RetentionItem,
    RetentionReport,
    RetentionRun,
    RetentionSchedule,
    rule_of,
)
from supportkit.tags import class_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId
    from supportkit.core.records import Logged, Pruned

TIES_AT_ONCE = 100
"""Ties that one step looks at, at most (default)."""
BLOCKS_AT_ONCE = 10
"""Blocks of the chain that one step looks through for each class of lines, at most (default)."""
IN_THE_JOURNAL = (DataClass.WORDS, DataClass.ACTIVITY, DataClass.DELIVERY, DataClass.AUDIT)
"""Classes that are looked for in the journal, each behind a mark of its own in the chain's head."""


class _Over(NamedTuple):
    """Ties whose time is over: those that go, how many are on hold, and where to look on."""

    ties: tuple[Membership, ...]
    held: int
    next: str | None


class _Old(NamedTuple):
    """What goes of one block of the journal, how far each class has been looked for, and whether more may be there."""

    data: DataClass | None
    block: AuditBlock | None
    cursors: tuple[str, ...]
    reached: dict[DataClass, int]
    more: bool


class Retaining(Area[Face]):
    """How long things are kept."""

    NAME: ClassVar[str] = "privacy"

    @operation
    def set_retention(self, community_id: CommunityId, *, tie_days: int) -> Flow[RetentionSchedule]:
        """Decide for how many days after the end of a membership its private words are kept.

        Args:
            community_id: the community.
            tie_days: 0 to 3,653.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `number.out_of_range`.
        """
        ctx = self.ctx
        schedule = yield from ctx.load(maybe(RetentionSchedule.key(community_id)))
        yield from require_in_community(ctx, community_id)
        if schedule is None:
            change = RetentionSchedule.settle(community_id, tie_days, at=ctx.now, by=ctx.actor)
        else:
            change = schedule.change(tie_days, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def retention(
        self, community_id: CommunityId, *, dry_run: bool = True, after: str | None = None
    ) -> Flow[RetentionReport]:
        """Show what is older than its time, or take it away: one step of bounded size.

        A dry run answers exactly what the same call without it takes away. A host repeats it with `after` set to the
        report's `next` while there is `more`, and then lets the store do its finishing step where there is `residue`.

        Args:
            community_id: the community; its own memberships, and the journal of the whole store.
            dry_run: whether to show only.
            after: where to look on for memberships, the `next` of the last report.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `privacy.on_hold`, the whole community is; `journal.unprunable`, the store cannot remove lines.
        """
        ctx = self.ctx
        yield from require_in_community(ctx, community_id)
        schedule, run, head, held = yield from ctx.load(
            maybe(RetentionSchedule.key(community_id)),
            maybe(RetentionRun.key(community_id)),
            maybe(AuditHead.key()),
            maybe(Hold.key(community_id)),
        )
        not_held((held,), ctx.now)
        before = (schedule or RetentionSchedule(community_id=community_id)).ends_before(ctx.now)
        over = yield from _ties_over(ctx, community_id, before, after)
        journal_held = yield from _journal_held(ctx)
        old = _Old(None, None, (), {}, more=False)
        if journal_held is None and head is not None:
            old = yield from _oldest(ctx, head)
        if run is not None and run.ended_at is None:
            # What was noted goes before anything else is looked for.
            report = RetentionReport(community_id=community_id, dry_run=dry_run, unfinished=True, more=True)
            if dry_run:
                return report
            _, pruned = yield from _finish(ctx, run)
            return evolved(report, residue=pruned.residue)
        report = _report(ctx, community_id, over, old, before, journal_held, dry_run=dry_run)
        if dry_run or not (over.ties or old.reached):
            return report
        screenings = yield from _screenings(ctx, over.ties)
        changes = yield from _forgotten(ctx, over.ties, screenings)
        if head is not None:
            changes += _noted(ctx, head, old)
        noted = _begun(ctx, community_id, run, over, old)
        yield from prune((), ())  # a store that cannot says so here, before anything is noted
        yield from ctx.commit(noted, *changes, buried=[one.record_key for one in screenings])
        _, pruned = yield from _finish(ctx, noted.state)
        return evolved(report, residue=pruned.residue)

    @operation
    def finish_retention(self, community_id: CommunityId) -> Flow[RetentionRun]:
        """Bring a run that broke off to its end; one that did not is left as it is.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, there was none.
        """
        ctx = self.ctx
        yield from require_in_community(ctx, community_id)
        run = yield from ctx.load(RetentionRun.key(community_id))
        if run.ended_at is not None:
            return run
        ended, _ = yield from _finish(ctx, run)
        return ended


def _ties_over(ctx: Context, community_id: CommunityId, before: datetime, after: str | None) -> Flow[_Over]:
    page = yield from ctx.find(
        Membership, "membership.over", community_id, stop=stamp(before), after=after, limit=TIES_AT_ONCE
    )
    holds = yield from ctx.load_all(maybe(Hold.key(community_id, tie.person_id)) for tie in page.items)
    held = {hold.person_id for hold in holds if hold is not None and hold.holds_at(ctx.now)}
    ties = tuple(tie for tie in page.items if tie.person_id not in held)
    return _Over(ties, len(page.items) - len(ties), page.next)


def _journal_held(ctx: Context) -> Flow[datetime | None]:
    """Answer when the last hold in the store ends: lines are not sorted by person, so that one keeps all of them."""
    last = yield from ctx.find(Hold, "hold.live", "all", start=stamp(ctx.now) + "~", limit=1, descending=True)
    return last.items[0].until if last.items else None


def _oldest(ctx: Context, head: AuditHead) -> Flow[_Old]:
    """Look for the first block that has something older than its time, class by class."""
    reached: dict[DataClass, int] = {}
    more = False
    for data in IN_THE_JOURNAL:
        first: int = getattr(head, data.value)
        numbers = range(first, min(first + BLOCKS_AT_ONCE, head.number + 1))
        blocks = yield from ctx.load_all(maybe(AuditBlock.key(number)) for number in numbers)
        for number, block in zip(numbers, blocks, strict=True):
            lines = () if block is None else (yield from lines_of(block))
            if any(line.entry.recorded_at >= stamp(_before(ctx, data)) for line in lines):
                break
            reached[data] = number + 1
            cursors = tuple(line.cursor for line in lines if _goes(line, data))
            if cursors:
                return _Old(data, block, cursors, reached, more=True)
        else:
            more = more or numbers.stop <= head.number
    return _Old(None, None, (), reached, more)


def _before(ctx: Context, data: DataClass) -> datetime:
    return ctx.now - timedelta(days=rule_of(data).days)


def _goes(line: Logged, data: DataClass) -> bool:
    if data is DataClass.WORDS:
        return line.entry.private is not None
    try:
        return class_of(line.entry.tag).LINE is LineClass(data.value)
    except UnknownTag:  # a newer version wrote it, and knows for how long
        return False


def _report(
    ctx: Context,
    community_id: CommunityId,
    over: _Over,
    old: _Old,
    before: datetime,
    journal_held: datetime | None,
    *,
    dry_run: bool,
) -> RetentionReport:
    items: list[RetentionItem] = []
    if over.ties:
        names = [tie.record_key.id for tie in over.ties]
        items.append(_item(DataClass.ENDED_TIE, names, before))
    if old.data is not None:
        items.append(_item(old.data, old.cursors, _before(ctx, old.data)))
    return RetentionReport(
        community_id=community_id,
        dry_run=dry_run,
        items=tuple(items),
        held=over.held,
        journal_held_until=journal_held,
        next=over.next,
        more=over.next is not None or old.more,
    )


def _item(data: DataClass, names: Sequence[str], before: datetime) -> RetentionItem:
    action: Action = rule_of(data).action
    return RetentionItem(data=data, action=action, count=len(names), before=before, first=names[0], last=names[-1])


def _screenings(ctx: Context, ties: tuple[Membership, ...]) -> Flow[tuple[Screening, ...]]:
    """Answer what was said to the groups' questions; it goes with the words of the tie."""
    in_groups = [GroupId(tie.of) for tie in ties if tie.of != tie.community_id]
    people = [tie.person_id for tie in ties if tie.of != tie.community_id]
    keys = (maybe(Screening.key(group, person)) for group, person in zip(in_groups, people, strict=True))
    found = yield from ctx.load_all(keys)
    return tuple(one for one in found if one is not None)


def _forgotten(
    ctx: Context, ties: tuple[Membership, ...], screenings: tuple[Screening, ...]
) -> Flow[list[Change[Any]]]:
    """Take the private words out of some ties, and let the people's salts know that the journal loses them too."""
    people = sorted({tie.person_id for tie in ties})
    alive = yield from ctx.alive(Person.key(one) for one in people)
    known = yield from ctx.load_all(maybe(AuditSalt.key(one)) for one in people)
    changes: list[Change[Any]] = [tie.forget(at=ctx.now, by=ctx.actor) for tie in ties]
    both: tuple[Membership | Screening, ...] = (*ties, *screenings)
    for person, salt in zip(people, known, strict=True):
        if person not in alive:
            continue  # erased: nothing of theirs is compared any more
        change = Change(salt, ()) if salt else AuditSalt.make(person, ctx.ids.token(), at=ctx.now, by=ctx.actor)
        for one in both:
            if one.person_id == person:
                kind, name = one.record_key
                change = _let_go(ctx, change, kind, name, ctx.version_of(one.record_key))
        changes.append(change)
    return changes


def _let_go(ctx: Context, salt: Change[AuditSalt], kind: str, name: str, version: int) -> Change[AuditSalt]:
    return salt.then(lambda one: one.let_go_of(kind, name, version, at=ctx.now, by=ctx.actor))


def _noted(ctx: Context, head: AuditHead, old: _Old) -> list[Change[Any]]:
    """Note in the chain what goes of a block, and how far was looked."""
    changes: list[Change[Any]] = []
    moved = Change(head, ())
    if old.block is not None:
        words = old.data is DataClass.WORDS
        pruning = Pruning(
            block=old.block.number,
            removed=() if words else old.cursors,
            cleared=old.cursors if words else (),
        )
        note = AuditBlock.note(head.head, pruning, at=ctx.now, by=ctx.actor)
        changes += [note, old.block.pruned(note.state.number, at=ctx.now, by=ctx.actor)]
        moved = head.sealed(note.state, at=ctx.now, by=ctx.actor)
    marks: list[int] = [old.reached.get(data) or getattr(head, data.value) for data in IN_THE_JOURNAL]
    return [*changes, moved.then(lambda one: one.looked(*marks, at=ctx.now, by=ctx.actor))]


def _begun(
    ctx: Context, community_id: CommunityId, run: RetentionRun | None, over: _Over, old: _Old
) -> Change[RetentionRun]:
    ties = tuple(
        OverTie(
            of=tie.of,
            person_id=tie.person_id,
            version=ctx.version_of(tie.record_key),
            screened=ctx.version_of(Key("screening", tie.record_key.id)),
        )
        for tie in over.ties
    )
    words = old.cursors if old.data is DataClass.WORDS else ()
    lines = () if old.data is DataClass.WORDS else old.cursors
    if run is None:
        return RetentionRun.begin(community_id, lines, words, ties, at=ctx.now, by=ctx.actor)
    return run.again(lines, words, ties, at=ctx.now, by=ctx.actor)


def _finish(ctx: Context, run: RetentionRun) -> Flow[tuple[RetentionRun, Pruned]]:
    clearings = [
        Clearing(Key(kind, f"{tie.of}:{tie.person_id}"), tie.person_id, version)
        for tie in run.ties
        for kind, version in (("membership", tie.version), ("screening", tie.screened))
        if version
    ]
    pruned = yield from prune(run.words, run.lines, clearings)
    ended = run.end(lines=pruned.lines, words=pruned.private, residue=pruned.residue, at=ctx.now, by=ctx.actor)
    yield from ctx.commit(ended)
    return ended.state, pruned

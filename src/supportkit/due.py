"""What time brings: the one list of everything that is to be done by a moment, whatever the area.

supportkit has no scheduler. A host asks for this list now and then and does what it says, by the operation that each
action names; doing one twice is refused, not repeated. A later area adds its source here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from attrs import frozen

from supportkit.core.clock import instant, stamp
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId
from supportkit.core.operation import Area, Face, operation
from supportkit.core.request import REQUEST_DAYS, Request
from supportkit.core.roles import Role, permitted
from supportkit.groups.group import Group, GroupStatus
from supportkit.memberships.household_question import HouseholdQuestion
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import require_in_community
from supportkit.privacy.aftercare import Aftercare
from supportkit.privacy.data_request import DataRequest
from supportkit.privacy.erasure import Erasure
from supportkit.privacy.gate import PERSON_RULES, RULES, may_address
from supportkit.privacy.person import Person
from supportkit.privacy.quiet import addressing, awake
from supportkit.privacy.retention import RetentionRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId


@frozen(kw_only=True)
class DueAction:
    """Something that time has brought.

    Args:
        what: its stable name, such as `offer.ends`.
        due_at: since when it is to be done.
        operation: the operation that does it, `area.name`.
        arguments: the arguments of the operation, by name.
        addressee: the person to whom something is to be said by it, if any; it is left out while nothing may be
            addressed to them.
        by_hand: whether a person must decide it, so that no machine does it; what the arguments leave out is theirs
            to say.
    """

    what: str
    due_at: datetime
    operation: str
    arguments: dict[str, str]
    addressee: PersonId | None = None
    by_hand: bool = False


class Source(NamedTuple):
    """Where one kind of due actions comes from: one range of one index, in the order of time.

    Args:
        operation: the operation that does it; who may not do it is not shown it.
        kind: the aggregate that is due.
        listed: its index by due time, whose key is the community, or `all` where it belongs to none.
        action: makes the action of one of them, in a community.
        everywhere: whether the index is not kept by community.
        waits: whether it waits while the person it is about is left in peace.
    """

    operation: str
    kind: type[Any]
    listed: str
    action: Callable[[Any, CommunityId], DueAction]
    everywhere: bool = False
    waits: bool = False


def _of_ties(
    operation: str, listed: str, ends: str, *, what: str, by_hand: bool = False, waits: bool = False
) -> Source:
    """Make the source of ties with a time that comes; the index holds those that have it, in the field `ends`."""

    def action(tie: Membership, _: CommunityId) -> DueAction:
        return DueAction(
            what=what,
            due_at=getattr(tie, ends),
            operation=operation,
            arguments={"group_id": tie.of, "person_id": str(tie.person_id)},
            by_hand=by_hand,
        )

    return Source(operation, Membership, listed, action, waits=waits)


def _erasure_unfinished(erasure: Erasure, community_id: CommunityId) -> DueAction:
    arguments = {"person_id": str(erasure.person_id), "community_id": str(community_id)}
    return DueAction(what="erasure.unfinished", due_at=erasure.begun_at, operation="people.erase", arguments=arguments)


def _request_due(request: DataRequest, _: CommunityId) -> DueAction:
    return DueAction(
        what="data_request.due",
        due_at=request.due_at,
        operation="privacy.answer_request",
        arguments={"request_id": request.id},
    )


def _group_due(group: Group, _: CommunityId) -> DueAction:
    assert group.due_at is not None  # noqa: S101  (the index holds no others)
    what, operation = _GROUP_STEPS.get(group.status, ("group.winds_up", "groups.wind_up"))
    if group.status is GroupStatus.FORMING and not group.minimum_reached:
        what, operation = "cohort.too_few", "groups.cancel"
    return DueAction(what=what, due_at=group.due_at, operation=operation, arguments={"group_id": str(group.id)})


_GROUP_STEPS = {
    GroupStatus.FORMING: ("cohort.starts", "groups.start"),
    GroupStatus.RUNNING: ("cohort.ends", "groups.close"),
}


def _household_asked(question: HouseholdQuestion, _: CommunityId) -> DueAction:
    # Whom the question is about is in no argument: it is for the one who is asked, and read by them.
    arguments = {"group_id": str(question.group_id), "question": question.record_key.id}
    return DueAction(
        what="household.asked",
        due_at=question.asked_at,
        operation="memberships.note_household_asked",
        arguments=arguments,
        addressee=question.person_id,
    )


def _without_lead(group: Group, _: CommunityId) -> DueAction:
    assert group.led_until is not None  # noqa: S101  (the index holds no others)
    arguments = {"group_id": str(group.id), "role": Role.FACILITATOR.value}
    if group.stand_in is not None and group.stand_in.person_id is not None:
        arguments["person_id"] = str(group.stand_in.person_id)
    return DueAction(
        what="group.without_facilitator",
        due_at=group.led_until,
        operation="memberships.appoint",
        arguments=arguments,
        by_hand=True,
    )


def _debrief(task: Aftercare, _: CommunityId) -> DueAction:
    arguments = {"person_id": str(task.person_id), "group_id": str(task.group_id)}
    return DueAction(
        what="death.debrief",
        due_at=task.opened_at,
        operation="people.note_debrief",
        arguments=arguments,
        by_hand=True,
    )


def _retention_unfinished(run: RetentionRun, community_id: CommunityId) -> DueAction:
    return DueAction(
        what="retention.unfinished",
        due_at=run.begun_at,
        operation="privacy.finish_retention",
        arguments={"community_id": str(community_id)},
    )


SOURCES: tuple[Source, ...] = (
    _of_ties("memberships.end_offer", "membership.offers", "offer_ends_at", what="offer.ends"),
    _of_ties("memberships.resume", "membership.pauses", "paused_until", what="pause.ends", by_hand=True, waits=True),
    _of_ties("memberships.release_seat", "membership.holds", "held_until", what="seat.hold_ends", by_hand=True),
    _of_ties("memberships.end_term", "membership.terms", "role_until", what="role.ends"),
    Source("groups.wind_up", Group, "group.due", _group_due),
    Source("memberships.appoint", Group, "group.without_lead", _without_lead),
    Source("people.note_debrief", Aftercare, "aftercare.open", _debrief),
    Source("people.erase", Erasure, "erasure.unfinished", _erasure_unfinished),
    _of_ties(
        "memberships.decline",
        "membership.applications",
        "answer_due_at",
        what="application.answer_due",
        by_hand=True,
        waits=True,
    ),
    Source("memberships.note_household_asked", HouseholdQuestion, "household_question.to_tell", _household_asked),
    Source("people.erase", Erasure, "erasure.unfinished", _erasure_unfinished, everywhere=True),
    Source("privacy.answer_request", DataRequest, "data_request.due", _request_due),
    Source("privacy.finish_retention", RetentionRun, "retention_run.unfinished", _retention_unfinished),
)
"""Every source of due actions."""


class Due(Area[Face]):
    """What time brings."""

    NAME: ClassVar[str] = "due"

    @operation
    def actions(
        self, community_id: CommunityId, *, until: datetime | None = None, limit: int = 100
    ) -> Flow[tuple[DueAction, ...]]:
        """Answer what the person who acts is to do in a community by a moment, what is longest due first.

        Args:
            community_id: the community.
            until: the moment, now if left out; what is due at it is in the list.
            limit: actions at most, 1 to 1,000; when they are done, ask again.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        staff = yield from require_in_community(ctx, community_id)
        # One character after the stamp, so that what is due at the very moment is in the range.
        stop = stamp(ctx.now if until is None else instant(until)) + "~"
        actions: list[DueAction] = []
        for source in SOURCES:
            if staff is not None and permitted(source.operation, community=staff.standing):
                actions += yield from _of(ctx, source, community_id, stop, limit)
        return tuple(sorted(actions, key=lambda action: action.due_at)[:limit])

    @operation
    def tidy(self, community_id: CommunityId, *, limit: int = 500) -> Flow[int]:
        """Forget requests that were made repeatable more than seven days ago, and answer how many.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        yield from require_in_community(ctx, community_id)
        stop = stamp(ctx.now - timedelta(days=REQUEST_DAYS))
        page = yield from ctx.find(Request, "request.by_age", "all", stop=stop, limit=limit)
        yield from ctx.commit(buried=[request.record_key for request in page.items])
        return len(page.items)


def _of(ctx: Context, source: Source, community_id: CommunityId, stop: str, limit: int) -> Flow[list[DueAction]]:
    """Answer the first actions of one source; what nothing may be said about now is passed over, page by page."""
    key = "all" if source.everywhere else community_id
    found: list[DueAction] = []
    after: str | None = None
    while len(found) < limit:
        page = yield from ctx.find(source.kind, source.listed, key, stop=stop, after=after, limit=limit)
        actions = [source.action(one, community_id) for one in page.items]
        if source.waits:
            people = [PersonId(action.arguments["person_id"]) for action in actions]
            up = yield from awake(ctx, people)
            actions = [action for action, person_id in zip(actions, people, strict=True) if person_id in up]
        found += yield from _sayable(ctx, actions)
        if page.next is None:
            break
        after = page.next
    return found


def _sayable(ctx: Context, actions: list[DueAction]) -> Flow[list[DueAction]]:
    """Leave out what would be addressed to somebody to whom nothing may be addressed now."""
    addressed = [action.addressee for action in actions if action.addressee is not None]
    if not addressed:
        return actions
    people = yield from ctx.load_all(maybe(Person.key(person_id)) for person_id in addressed)
    ties = yield from ctx.load_all(
        maybe(Membership.key(GroupId(action.arguments.get("group_id", "")), action.addressee))
        for action in actions
        if action.addressee is not None
    )
    facts = iter(zip(people, ties, strict=True))
    kept: list[DueAction] = []
    for action in actions:
        if action.addressee is not None:
            person, tie = next(facts)
            rules = RULES if "group_id" in action.arguments else PERSON_RULES
            if not may_address(addressing(person, tie, ctx.now), rules=rules).allowed:
                continue
        kept.append(action)
    return kept

"""What time brings: the one list of everything that is to be done by a moment, whatever the area.

supportkit has no scheduler. A host asks for this list now and then and does what it says, by the operation that each
action names; doing one twice is refused, not repeated. A later area adds its source here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from attrs import frozen

from supportkit.core.clock import instant, stamp
from supportkit.core.ids import PersonId
from supportkit.core.operation import Area, Face, operation
from supportkit.core.request import REQUEST_DAYS, Request
from supportkit.core.roles import permitted
from supportkit.memberships.household_question import HouseholdQuestion
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import require_in_community
from supportkit.privacy.erasure import Erasure

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.core.calls import Flow
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
    """

    operation: str
    kind: type[Any]
    listed: str
    action: Callable[[Any, CommunityId], DueAction]
    everywhere: bool = False


def _offer_ends(tie: Membership, _: CommunityId) -> DueAction:
    assert tie.offer_ends_at is not None  # noqa: S101  (the index holds no others)
    arguments = {"group_id": tie.of, "person_id": str(tie.person_id)}
    return DueAction(
        what="offer.ends", due_at=tie.offer_ends_at, operation="memberships.end_offer", arguments=arguments
    )


def _erasure_unfinished(erasure: Erasure, community_id: CommunityId) -> DueAction:
    arguments = {"person_id": str(erasure.person_id), "community_id": str(community_id)}
    return DueAction(what="erasure.unfinished", due_at=erasure.begun_at, operation="people.erase", arguments=arguments)


def _answer_due(tie: Membership, _: CommunityId) -> DueAction:
    assert tie.answer_due_at is not None  # noqa: S101  (the index holds no others)
    arguments = {"group_id": tie.of, "person_id": str(tie.person_id)}
    return DueAction(
        what="application.answer_due",
        due_at=tie.answer_due_at,
        operation="memberships.decline",
        arguments=arguments,
        by_hand=True,
    )


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


SOURCES: tuple[Source, ...] = (
    Source("memberships.end_offer", Membership, "membership.offers", _offer_ends),
    Source("memberships.decline", Membership, "membership.applications", _answer_due),
    Source("memberships.note_household_asked", HouseholdQuestion, "household_question.to_tell", _household_asked),
    Source("people.erase", Erasure, "erasure.unfinished", _erasure_unfinished, everywhere=True),
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
                key = "all" if source.everywhere else community_id
                page = yield from ctx.find(source.kind, source.listed, key, stop=stop, limit=limit)
                actions += [source.action(one, community_id) for one in page.items]
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

"""Use cases of a group's course: showing it beforehand, beginning a cohort or calling it off, ending what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.operation import Area, Face, operation
from supportkit.groups.changing_flows import change_group
from supportkit.groups.winding_flows import end_plans, end_ties
from supportkit.memberships.standing import group_for

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.ids import GroupId
    from supportkit.groups.cohort import Cohort
    from supportkit.groups.group import Group


class Cohorts(Area[Face]):
    """How a group comes to its beginning and to its end."""

    NAME: ClassVar[str] = "groups"

    @operation
    def announce(self, group_id: GroupId) -> Flow[Group]:
        """Show a group before it opens, so that people can follow it.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is not a draft.
        """
        ctx = self.ctx
        return (yield from change_group(ctx, group_id, lambda one: one.announce(at=ctx.now, by=ctx.actor)))

    @operation
    def set_cohort(self, group_id: GroupId, cohort: Cohort) -> Flow[Group]:
        """Say when a cohort begins and ends, how many it needs and until when one can join.

        Nobody who is in loses their seat by it, and where one can join longer, free seats are offered at once.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it takes people in at any time already, or is over.
            Refused: `group.imported`; `cohort.started`, the day on which it began stays.
        """
        ctx = self.ctx
        return (yield from change_group(ctx, group_id, lambda one: one.set_cohort(cohort, at=ctx.now, by=ctx.actor)))

    @operation
    def start(self, group_id: GroupId) -> Flow[Group]:
        """Begin a cohort in which enough people are; one can still join until its last day for that.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is not forming.
            Refused: `cohort.too_few`, with how many are there and how many it needs.
        """
        ctx = self.ctx
        return (yield from change_group(ctx, group_id, lambda one: one.start(at=ctx.now, by=ctx.actor)))

    @operation
    def cancel(self, group_id: GroupId, *, because: str = "") -> Flow[Group]:
        """Call off a cohort that has not begun. Tell those who wanted to come before `wind_up` ends their ties.

        Args:
            group_id: the cohort.
            because: why, in words for those who wanted to come, and about no person: everybody who may see the group
                can read them.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is not forming.
            InvalidInput: what is wrong with the text.
        """
        ctx = self.ctx
        return (
            yield from change_group(ctx, group_id, lambda one: one.cancel(because=because, at=ctx.now, by=ctx.actor))
        )

    @operation
    def wind_up(self, group_id: GroupId) -> Flow[Group]:
        """End what is left of a group that has ended, 100 at a time (default); it is due until nothing is left.

        First its planned sessions are cancelled and its plans end, then its ties. Who was there to the end of a group
        that ran, those who led it too, is one of its alumni; all other ties are just over. Who leads comes last.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the group has not ended.
        """
        ctx = self.ctx
        group = yield from group_for(ctx, group_id)
        group.must_have_ended()
        if group.series:
            return (yield from end_plans(ctx, group))
        return (yield from end_ties(ctx, group))

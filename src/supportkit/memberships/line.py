"""Reading a waitlist: as much of it as one decision needs, with what the same commit changes among those who wait."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from supportkit.core.flow import maybe
from supportkit.groups.rules import WaitlistOrder
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.waitlist import BALANCED_AMONG, LOOKED_AT, Balance, places, ranked
from supportkit.privacy.profile import Profile
from supportkit.privacy.quiet import awake

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from supportkit.communities.experience import LivedExperience
    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.groups.group import Group
    from supportkit.memberships.waitlist import Ranked

_IN_THE_GROUP = (MembershipStatus.ACTIVE, MembershipStatus.PAUSED, MembershipStatus.OFFERED)


class Line:
    """The waitlist of one group, as far as it has been read.

    It is guarded by the group's row, which each change of the list writes or expects.

    Args:
        ctx: the attempt that reads it.
        group: the group.
        changes: the ties that the same commit changes, by person.
        gone: people who leave the line by it.
    """

    def __init__(
        self, ctx: Context, group: Group, changes: Mapping[str, Change[Membership]], gone: Iterable[str] = ()
    ) -> None:
        self.ctx: Context = ctx
        self.group: Group = group
        self.whole: bool = False
        self._changes = changes
        self._gone = set(gone)
        self._asked = set(changes)  # who brings a change has been asked after
        self._read: list[Membership] = []
        self._after: str | None = None
        self._there: Counter[LivedExperience | None] | None = None
        self._brought: dict[str, frozenset[LivedExperience]] = {}

    @property
    def most(self) -> int:
        """How many people are looked at, at most."""
        return BALANCED_AMONG if self.group.rules.order is WaitlistOrder.BALANCE else LOOKED_AT

    @property
    def full(self) -> bool:
        """Whether as many were read as are looked at, or all."""
        return self.whole or len(self.waiting()) >= self.most

    def read(self, limit: int) -> Flow[None]:
        """Read on."""
        page = yield from self.ctx.find(
            Membership, "membership.waitlist", self.group.id, after=self._after, limit=limit
        )
        self._read += page.items
        self._after, self.whole = page.next, page.next is None

    def waiting(self) -> list[Membership]:
        """Answer those who wait, by ticket, as they will after this commit."""
        ties: dict[str, Membership] = {tie.person_id: tie for tie in self._read}
        last = self._read[-1].ticket if self._read and not self.whole else None
        for person_id, change in self._changes.items():
            tie = change.state
            ties.pop(person_id, None)
            if tie.status is MembershipStatus.WAITING and (last is None or (tie.ticket or 0) <= last):
                ties[tie.person_id] = tie
        return sorted(
            (tie for tie in ties.values() if tie.person_id not in self._gone), key=lambda tie: tie.ticket or 0
        )

    def ranked(self) -> Flow[list[Ranked]]:
        """Answer the line in the published order, as far as it was read."""
        waiting = self.waiting()
        balance = yield from self._balance(waiting)
        return ranked(places(waiting, whole=self.whole), self.group.rules.order, balance)

    def without_the_erased(self, people: Iterable[Membership]) -> Flow[bool]:
        """Ask whom a seat can be offered, take out who was erased or is left in peace, and tell whether all can."""
        asking = {tie.person_id for tie in people} - self._asked
        if not asking:
            return True
        alive = yield from awake(self.ctx, sorted(asking))
        self._asked |= asking
        self._gone |= asking - alive
        return asking <= alive

    def brings(self, tie: Membership, kind: LivedExperience | None) -> LivedExperience | None:
        """Answer a kind of lived experience if it is this person who brings it."""
        return kind if kind in self._brought.get(tie.person_id, ()) else None

    def _balance(self, waiting: list[Membership]) -> Flow[Balance | None]:
        if self.group.rules.order is not WaitlistOrder.BALANCE:
            return None
        if self._there is None:
            self._there = yield from self._composition()
        told = yield from self._told([tie for tie in waiting if tie.person_id not in self._brought])
        self._brought |= told
        return Balance(self._there, self._brought)

    def _composition(self) -> Flow[Counter[LivedExperience | None]]:
        """Count what those in the group bring."""
        seated: list[Membership] = []
        for status in _IN_THE_GROUP:
            seated += yield from self.ctx.find_all(Membership, "membership.roster", self.group.id, status.value)
        seated = [
            tie
            for tie in seated
            if tie.person_id not in self._gone
            and tie.person_id not in self._changes
            and (tie.seated or tie.status is MembershipStatus.OFFERED)
        ]
        told = yield from self._told(seated)
        return Counter(kind for tie in seated for kind in (told[tie.person_id] or (None,)))

    def _told(self, ties: list[Membership]) -> Flow[dict[str, frozenset[LivedExperience]]]:
        keys = (maybe(Profile.key(tie.community_id, tie.person_id)) for tie in ties)
        profiles = yield from self.ctx.load_all(keys)
        today = self.ctx.now.date()
        return {tie.person_id: _now(profile, today) for tie, profile in zip(ties, profiles, strict=True)}


def _now(profile: Profile | None, today: date) -> frozenset[LivedExperience]:
    """Answer the lived experience that somebody has at present, if they told of any."""
    told = profile.told.experiences if profile else ()
    return frozenset(one.kind for one in told if one.until is None or one.until >= today)

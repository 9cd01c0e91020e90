"""Who is left in peace: while a person is, nothing is addressed to them and no seat is offered to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.flow import maybe
from supportkit.privacy.gate import Addressing
from supportkit.privacy.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import PersonId
    from supportkit.memberships.membership import Membership


def awake(ctx: Context, people: Iterable[PersonId]) -> Flow[frozenset[PersonId]]:
    """Answer those whom the store knows, who were not erased and are not left in peace; each row is guarded."""
    rows = yield from ctx.load_all(maybe(Person.key(person_id)) for person_id in people)
    return frozenset(row.id for row in rows if row is not None and row.quiet_since is None)


def addressing(person: Person | None, tie: Membership | None, now: datetime, *, consented: bool = True) -> Addressing:
    """Answer what the gate asks about a person and their tie to a group, and of the channel where it takes one."""
    return Addressing(
        known=person is not None,
        tie=tie,
        quiet=person is not None and (person.quiet_since or person.restricted_since) is not None,
        lapsed=tie is not None and tie.lapsed_at(now),
        consented=consented,
    )

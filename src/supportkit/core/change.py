"""State and facts together: a verb answers a `Change`, whose state is the fold of its events."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from attrs import frozen

from supportkit.core.ids import PersonId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

S = TypeVar("S")


class LineClass(StrEnum):
    """What a journal line is kept for, and so for how long."""

    AUDIT = "audit"
    """Who decided what, and when."""
    DELIVERY = "delivery"
    """What was sent to whom."""
    ACTIVITY = "activity"
    """What people did that nobody needs to answer for."""

    @property
    def days(self) -> int:
        """How many days such a line is kept (default)."""
        return {LineClass.AUDIT: 3653, LineClass.DELIVERY: 365, LineClass.ACTIVITY: 1096}[self]


@frozen(kw_only=True)
class Event:
    """A fact: something that was so, in the past tense.

    `TAG` names the fact and its shape for ever (`group.opened.1`), `LINE` what its line is kept for. `at` is when it
    was so, `by` who made it so. Where `FORGETS`, the journal keeps that it was so and never what is private in it:
    for what must not outlive the record.
    """

    TAG: ClassVar[str]
    LINE: ClassVar[LineClass] = LineClass.AUDIT
    FORGETS: ClassVar[bool] = False

    at: datetime
    by: PersonId

    @property
    def subject(self) -> PersonId | None:
        """The one person that the private fields are about, if any."""
        return None

    def apply(self, state: Any, /) -> Any:
        """Answer the state after this fact; it checks nothing and never fails for a fact that a verb made."""
        raise NotImplementedError(type(self).__name__)  # pragma: no cover  (every fact has its own)


@frozen
class Change(Generic[S]):
    """What a verb answers: the state after it, and the facts that led there."""

    state: S
    events: tuple[Event, ...]

    def then(self, verb: Callable[[S], Change[S]]) -> Change[S]:
        """Do another verb on the new state and answer both as one change."""
        after = verb(self.state)
        return Change(after.state, self.events + after.events)


def fold(state: Any, events: Iterable[Event]) -> Any:
    """Answer the state after some events; `None` is the state before the first."""
    return reduce(evolve, events, state)


def evolve(state: Any, event: Event) -> Any:
    """Answer the state after one event."""
    return event.apply(state)


def changed(state: S, *events: Event) -> Change[S]:
    """Make the change that some events bring to a state."""
    return Change(fold(state, events), events)


def begun(event: Event) -> Change[Any]:
    """Make the change that brings something into being."""
    return Change(event.apply(None), (event,))

"""The one gate before anything is addressed to a person, asked last, whatever the area.

Each rule looks at what is known and says no with a code, or nothing. A later area adds its rule here (consent to the
channel, quiet hours, a death), and so holds for everything that was ever addressed to anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supportkit.memberships.path import GONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from supportkit.core.roles import Role

    class Tie(Protocol):
        """What the gate asks of a person's tie to a group."""

        @property
        def status(self) -> str:
            """Where the tie stands."""
            ...

        @property
        def standing(self) -> Role | None:
            """The role, while the person belongs."""
            ...


class Addressing(NamedTuple):
    """What is known when something is about to be addressed to a person.

    Args:
        known: whether the store knows the person and has not erased them.
        tie: their tie to the group concerned; `None` where there is none.
    """

    known: bool
    tie: Tie | None


class Answer(NamedTuple):
    """Whether it may be addressed, and if not, the code of the rule that says no."""

    allowed: bool
    reason: str | None = None


def _erased(facts: Addressing) -> str | None:
    return None if facts.known else "person.erased"


def _paused(facts: Addressing) -> str | None:
    return "membership.paused" if facts.tie is not None and facts.tie.status == "paused" else None


def _gone(facts: Addressing) -> str | None:
    return "membership.ended" if facts.tie is None or facts.tie.status in GONE else None


RULES: tuple[Callable[[Addressing], str | None], ...] = (_erased, _gone, _paused)
"""Every rule, in the order in which they are asked; the first that says no decides."""


def may_address(facts: Addressing) -> Answer:
    """Ask every rule whether something about a group may be addressed to a person now."""
    for rule in RULES:
        reason = rule(facts)
        if reason is not None:
            return Answer(allowed=False, reason=reason)
    return Answer(allowed=True)

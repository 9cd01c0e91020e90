"""The one gate before anything is addressed to a person, asked last, whatever the area.

Each rule looks at what is known and says no with a code, or nothing. A later area adds its rule here (quiet
hours, say), and so holds for everything that was ever addressed to anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from supportkit.memberships.path import GONE

if TYPE_CHECKING:
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
        quiet: whether the person is left in peace.
        lapsed: whether a role for a set time, which the tie is for, is over.
        consented: whether they agreed to the channel, where it takes one.
    """

    known: bool
    tie: Tie | None
    quiet: bool = False
    lapsed: bool = False
    consented: bool = True


class Answer(NamedTuple):
    """Whether it may be addressed, and if not, the code of the rule that says no."""

    allowed: bool
    reason: str | None = None


def _erased(facts: Addressing) -> str | None:
    return None if facts.known else "person.erased"


def _quiet(facts: Addressing) -> str | None:
    return "person.quiet" if facts.quiet else None


def _paused(facts: Addressing) -> str | None:
    return "membership.paused" if facts.tie is not None and facts.tie.status == "paused" else None


def _gone(facts: Addressing) -> str | None:
    return "membership.ended" if facts.tie is None or facts.tie.status in GONE or facts.lapsed else None


def _not_consented(facts: Addressing) -> str | None:
    """Whether they refused, withdrew or were never asked is nobody's business here."""
    return None if facts.consented else "channel.not_consented"


Rule = Callable[[Addressing], str | None]
PERSON_RULES: tuple[Rule, ...] = (_erased, _quiet)
"""Every rule about the person as such, whatever the group."""
RULES: tuple[Rule, ...] = (*PERSON_RULES, _gone, _paused, _not_consented)
"""Every rule, in the order in which they are asked; the first that says no decides."""


def may_address(facts: Addressing, *, rules: tuple[Rule, ...] = RULES) -> Answer:
    """Ask every rule whether something may be addressed to a person now.

    Args:
        facts: what is known.
        rules: `RULES` for something about a group, `PERSON_RULES` for anything else.
    """
    for rule in rules:
        reason = rule(facts)
        if reason is not None:
            return Answer(allowed=False, reason=reason)
    return Answer(allowed=True)

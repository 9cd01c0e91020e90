"""Transition tables: the law of everything that has a life, as one readable table of state, verb and next state."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from supportkit.errors import WrongState

if TYPE_CHECKING:
    from collections.abc import Mapping

S = TypeVar("S", bound=StrEnum)


def step(table: Mapping[S, Mapping[str, S]], current: S, verb: str) -> S:
    """Answer the state that a verb leads to.

    Raises:
        WrongState: `state.wrong`, the table has no such step; it names the steps that there are.
    """
    following = table[current].get(verb)
    if following is None:
        raise WrongState(verb, current, sorted(table[current]) or ["nothing"])
    return following


def diagram(table: Mapping[S, Mapping[str, S]], *starts: S) -> str:
    """Draw a table as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", *(f"    [*] --> {start}" for start in starts)]
    for current, steps in table.items():
        lines += [f"    {current} --> {following}: {verb}" for verb, following in steps.items()]
        if not steps:
            lines.append(f"    {current} --> [*]")
    return "\n".join(lines)

"""Words of a closed list that come in as text: each becomes a member of its enum, or a refusal that names them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from supportkit.errors import InvalidInput, close_to

if TYPE_CHECKING:
    from collections.abc import Collection
    from enum import StrEnum

E = TypeVar("E", bound="StrEnum")


def chosen(kind: type[E], given: object, among: Collection[E] = ()) -> E:
    """Answer the member that a word stands for.

    Args:
        kind: the closed list.
        given: a member of it, or its value.
        among: the members that are possible here; all of them if left out.

    Raises:
        InvalidInput: `value.misspelt` with the nearest word, `value.not_allowed` with all of them.
    """
    possible = {member.value: member for member in kind if not among or member in among}
    member = possible.get(given) if isinstance(given, str) else None
    if member is not None:
        return member
    words = ", ".join(possible)
    nearest = close_to(given, possible) if isinstance(given, str) and len(given) < 64 else None
    if nearest is not None:
        raise InvalidInput("value.misspelt", nearest=nearest, allowed=words)
    raise InvalidInput("value.not_allowed", given="This", allowed=words)

"""What is known of somebody's wait beside its place: the class of priority, and whom they want to come with."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from supportkit.core.ids import PersonId
from supportkit.core.text import TEXT_LIMIT, number_problems, text_problems
from supportkit.errors import InvalidInput

ORDINARY = 9
"""The class of all to whom none was given: after 0 to 8 (default)."""


class OfferReason(StrEnum):
    """Why a seat was offered to this person and not to another; it tells nothing about anybody."""

    NEXT = "next"
    """They were next by the published order."""
    PARTY_PASSED = "party_passed"
    """Two who wait together were before them, and there were not two seats."""
    NOBODY_ELSE = "nobody_else"
    """An offer to them ran out, and nobody else could take the seat."""


@frozen(kw_only=True)
class Waiting:
    """What is known of somebody's wait; all of it is private.

    Places are never sold: there is no field for what somebody paid, and there will be none.

    Args:
        band: the class of priority, 0 (before all others) to 8; `None` for none.
        reason: why they have it, in the words of those who lead.
        companion: whom they want to come with, as they said; nobody else learns of it unless the other says the same.
    """

    band: int | None = None
    reason: str | None = None
    companion: PersonId | None = None

    def __attrs_post_init__(self) -> None:
        problems = [] if self.band is None else list(number_problems("$.band", self.band, 0, ORDINARY - 1))
        if self.reason is not None:
            problems += text_problems("$.reason", self.reason, TEXT_LIMIT)
        if problems:
            raise InvalidInput.of(problems)

    def __repr__(self) -> str:
        return "Waiting(...)"

    @property
    def kept(self) -> Waiting | None:
        """Itself, or `None` where there is nothing to keep."""
        return None if self == Waiting() else self

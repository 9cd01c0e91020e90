"""What holds in all groups of a community, as one value: ages, names, places at once, deaths, and requests about data.

Each default says where it comes from; one that says nothing of it is ours, and nobody has measured it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from supportkit.core.text import TEXT_LIMIT, number_problems, text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supportkit.errors import Problem


class NameRule(StrEnum):
    """What people may be called among the others."""

    PSEUDONYM = "pseudonym"
    """A name of one's own choice that is not the real one."""
    FREE = "free"
    """Any name, the real one too."""


class Remembrance(StrEnum):
    """What happens to the name and words of somebody who died, where they left no wish."""

    KEEP = "keep"
    MEMORIAL = "memorial"
    HIDE = "hide"


class Regime(StrEnum):
    """The rule by which the host answers requests about data; which one holds is a question for counsel."""

    GDPR = "gdpr"
    """Regulation (EU) 2016/679, Art. 12(3): within one month."""
    MHMDA = "mhmda"
    """Washington My Health My Data Act, RCW 19.373: within 45 days."""
    HIPAA = "hipaa"
    """45 CFR 164.524: within 30 days."""


@frozen(kw_only=True)
class CommunityRules:
    """What holds in all groups of a community.

    Args:
        minimum_age: years from which people may join without the policy for minors; `None` where the host makes sure
            of it by itself, and nobody is asked here.
        minors_policy: the host's policy for people below that age; `None` lets none of them in.
        names: what people may be called among the others.
        places_at_once: groups in which one person may have a seat, an offer or a place on the waitlist at a time;
            `None` for any number.
        bookings_at_once: sessions to come that one person may have accepted at a time; `None` for any number.
        remembrance: what happens to the name and words of somebody who died and left no wish.
        seat_rest_days: days for which the seat of somebody who died is not offered.
        regime: the rule by which requests about data are answered.
    """

    minimum_age: int | None = 18
    minors_policy: str | None = None
    names: NameRule = NameRule.PSEUDONYM
    places_at_once: int | None = None
    bookings_at_once: int | None = None
    remembrance: Remembrance = Remembrance.KEEP
    seat_rest_days: int = 14
    regime: Regime = Regime.GDPR

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        if self.minimum_age is not None:
            yield from number_problems("$.minimum_age", self.minimum_age, 13, 99)
        yield from number_problems("$.seat_rest_days", self.seat_rest_days, 0, 365)
        for name in ("places_at_once", "bookings_at_once"):
            number = getattr(self, name)
            if number is not None:
                yield from number_problems(f"$.{name}", number, 1, 1000)
        if self.minors_policy is not None:
            yield from text_problems("$.minors_policy", self.minors_policy, TEXT_LIMIT)


STANDARD = CommunityRules()
"""What holds where nobody has decided otherwise."""

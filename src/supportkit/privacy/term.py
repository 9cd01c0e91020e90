"""By when a request about data is to be answered, as data with the law that says so; counsel knows which one holds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from supportkit.communities.rules import Regime

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Term(NamedTuple):
    """How long an answer may take.

    Args:
        months: whole calendar months from the day of the request.
        days: days besides.
        more_months: by how many months it can be made longer, once.
        more_days: by how many days besides.
        source: the law that says so.
    """

    months: int
    days: int
    more_months: int
    more_days: int
    source: str


TERMS: Mapping[Regime, Term] = {
    Regime.GDPR: Term(1, 0, 2, 0, "Regulation (EU) 2016/679, Art. 12(3)"),
    Regime.MHMDA: Term(0, 45, 0, 45, "RCW 19.373"),
    Regime.HIPAA: Term(0, 30, 0, 30, "45 CFR 164.524(b)(2)"),
}
"""The term of each regime. A last day that is a holiday is not moved here: to be early is never wrong."""


def due_on(regime: Regime, received_on: date) -> date:
    """Answer the last day for the answer to a request; a month ends on the same day of the next one, or on its last."""
    term = TERMS[regime]
    return _after(received_on, term.months, term.days)


def longer(regime: Regime, received_on: date) -> date:
    """Answer the last day once the term was made longer."""
    term = TERMS[regime]
    return _after(received_on, term.months + term.more_months, term.days + term.more_days)


def _after(day: date, months: int, days: int) -> date:
    from dateutil.relativedelta import relativedelta

    later: date = day + relativedelta(months=months)
    return later + timedelta(days=days)

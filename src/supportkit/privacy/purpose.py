"""What personal data is used for: a closed list, in which selling it does not exist."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Purpose(StrEnum):
    """What something about a person may be used for; every read and every consent names one."""

    RUNNING_THE_GROUP = "running_the_group"
    SAFETY_SCREENING = "safety_screening"
    ENGAGEMENT_STATISTICS = "engagement_statistics"
    PRACTICE_REVIEW = "practice_review"
    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    RECORDING = "recording"
    RESEARCH = "research"


CHANNELS = (Purpose.EMAIL, Purpose.SMS, Purpose.PUSH)
"""Ways that reach a person where they are, each of which they agree to by itself."""


class Ground(NamedTuple):
    """Why data may be used for a purpose; which ground holds for a host is a question for counsel.

    Args:
        needed: whether nobody can take part without it; every other purpose can be refused without loss.
        basis: what a host would usually rest on.
    """

    needed: bool
    basis: str


_CONSENT = "explicit consent, Regulation (EU) 2016/679, Art. 6(1)(a) and 9(2)(a)"
GROUNDS: Mapping[Purpose, Ground] = {
    Purpose.RUNNING_THE_GROUP: Ground(needed=True, basis=_CONSENT),
    Purpose.SAFETY_SCREENING: Ground(needed=False, basis=_CONSENT),
    Purpose.ENGAGEMENT_STATISTICS: Ground(needed=False, basis=_CONSENT),
    Purpose.PRACTICE_REVIEW: Ground(needed=False, basis=_CONSENT),
    Purpose.EMAIL: Ground(needed=False, basis=_CONSENT),
    Purpose.SMS: Ground(needed=False, basis=_CONSENT),
    Purpose.PUSH: Ground(needed=False, basis=_CONSENT),
    Purpose.RECORDING: Ground(needed=False, basis=_CONSENT),
    Purpose.RESEARCH: Ground(needed=False, basis=_CONSENT),
}
"""The ground of each purpose. Who belongs to a group of people with an illness shows their health, so that even
the needed one rests on consent that can be withdrawn by leaving."""

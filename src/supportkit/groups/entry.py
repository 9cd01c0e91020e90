"""Who can find a group, get into it and attend its sessions, and whether they begin together."""

from __future__ import annotations

from enum import StrEnum


class Enrollment(StrEnum):
    """Whether people come in at any time, or all at the start."""

    ROLLING = "rolling"
    COHORT = "cohort"


class Audience(StrEnum):
    """Who may attend its sessions."""

    MEMBERS = "members"
    INVITED = "invited"
    PUBLIC = "public"


class Visibility(StrEnum):
    """Whether those outside can find it; one that is hidden is answered as if it did not exist."""

    SHOWN = "shown"
    HIDDEN = "hidden"


class Access(StrEnum):
    """How one gets in."""

    OPEN = "open"
    BY_APPROVAL = "by_approval"
    BY_INVITATION = "by_invitation"

"""How somebody came into a group: by its own door, invited, referred, or entered by those who lead it."""

from __future__ import annotations

from enum import StrEnum


class Entry(StrEnum):
    """The way in."""

    DOOR = "door"
    """As the group's access says: at once, or by approval."""
    INVITATION = "invitation"
    """Invited by name, or by a code."""
    REFERRAL = "referral"
    """Referred by somebody, such as a clinician or another group's facilitator."""
    RECORDED = "recorded"
    """Entered by somebody who leads the group, for a person who has no account."""


class Method(StrEnum):
    """How a person asked and agreed, where somebody else enters it."""

    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"

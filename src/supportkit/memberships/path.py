"""The law of a person's tie to a group or community: where it may stand, and what leads from one state to the next."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from supportkit.core.roles import LEADING, Role

if TYPE_CHECKING:
    from collections.abc import Mapping


class MembershipStatus(StrEnum):
    """Where a tie stands."""

    NEW = "new"
    FOLLOWING = "following"
    APPLIED = "applied"
    INVITED = "invited"
    WAITING = "waiting"
    OFFERED = "offered"
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"
    DECLINED = "declined"
    REFERRED = "referred"
    REMOVED = "removed"
    ALUMNI = "alumni"
    ENDED = "ended"


_S = MembershipStatus
_BEGIN: Mapping[str, MembershipStatus] = {
    "follow": _S.FOLLOWING,
    "apply": _S.APPLIED,
    "invite": _S.INVITED,
    "join": _S.ACTIVE,
    "waitlist": _S.WAITING,
    "appoint": _S.ACTIVE,
}
BEGINNING = frozenset(_BEGIN) - {"invite"}
"""Verbs that bring a person in without being invited."""

PATH: Mapping[MembershipStatus, Mapping[str, MembershipStatus]] = {
    _S.NEW: _BEGIN,
    _S.FOLLOWING: {**_BEGIN, "hold": _S.FOLLOWING, "leave": _S.LEFT, "end": _S.ENDED},
    _S.APPLIED: {
        "accept": _S.ACTIVE,
        "waitlist": _S.WAITING,
        "decline": _S.DECLINED,
        "refer": _S.REFERRED,
        "hold": _S.APPLIED,
        "leave": _S.LEFT,
        "end": _S.ENDED,
    },
    _S.INVITED: {
        "apply": _S.APPLIED,
        "join": _S.ACTIVE,
        "waitlist": _S.WAITING,
        "hold": _S.INVITED,
        "leave": _S.LEFT,
        "end": _S.ENDED,
    },
    _S.WAITING: {
        "offer": _S.OFFERED,
        "decline": _S.DECLINED,
        "refer": _S.REFERRED,
        "hold": _S.WAITING,
        "leave": _S.LEFT,
        "end": _S.ENDED,
    },
    _S.OFFERED: {
        "accept_offer": _S.ACTIVE,
        "decline_offer": _S.LEFT,
        "end_offer": _S.WAITING,
        "withdraw_offer": _S.WAITING,
        "hold": _S.OFFERED,
        "leave": _S.LEFT,
        "end": _S.ENDED,
    },
    _S.ACTIVE: {
        "pause": _S.PAUSED,
        "appoint": _S.ACTIVE,
        "hold": _S.ACTIVE,
        "leave": _S.LEFT,
        "remove": _S.REMOVED,
        "graduate": _S.ALUMNI,
        "end": _S.ENDED,
    },
    _S.PAUSED: {
        "resume": _S.ACTIVE,
        "appoint": _S.PAUSED,
        "hold": _S.PAUSED,
        "release": _S.PAUSED,
        "wait_again": _S.WAITING,
        "leave": _S.LEFT,
        "remove": _S.REMOVED,
        "graduate": _S.ALUMNI,
        "end": _S.ENDED,
    },
    _S.LEFT: _BEGIN,
    _S.DECLINED: _BEGIN,
    _S.REFERRED: _BEGIN,
    _S.REMOVED: {"invite": _S.INVITED},
    _S.ALUMNI: _BEGIN,
    _S.ENDED: _BEGIN,
}
"""The law of a tie. An offer that ran out too often leads from `offered` to `left`; a removal is undone by an
invitation only. A tie is `ended` where nobody decided it: its group came to an end while the person waited, say.
What is held for somebody (`hold`) stays where it is, until a moment."""

BELONGING = frozenset({_S.ACTIVE, _S.PAUSED})
"""States in which a person belongs, has their role, and (as a member) their seat."""
GONE = frozenset({_S.NEW, _S.LEFT, _S.DECLINED, _S.REFERRED, _S.REMOVED, _S.ALUMNI, _S.ENDED})
"""States in which a person has no part in the group."""
TAKING_PART = frozenset(_S) - GONE - {_S.FOLLOWING}
"""States in which a person belongs, or is on the way in."""
DECIDING = LEADING | {Role.COORDINATOR, Role.OWNER}
"""Roles that decide who comes in and who has to go."""
SEATLESS = LEADING | {Role.OBSERVER, Role.MODERATOR}
"""Roles that take no member's seat."""

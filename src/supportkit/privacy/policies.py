"""Who may read what about a person, and for what: one table of every private field. What it does not name is not shown.

A person may read all that is kept about themself. Everybody else needs a role and a purpose that the field allows. The
purpose of an operation is fixed in `READS`, so that each read names what it is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from supportkit.core.roles import GROUP_ROLES, LEADING, Role
from supportkit.memberships.path import DECIDING, MembershipStatus
from supportkit.privacy.purpose import Purpose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _always(_: Any) -> bool:
    return True


class FieldPolicy(NamedTuple):
    """Who besides the person may read a private field, and for what.

    Args:
        roles: the roles that may.
        purposes: the purposes for which they may.
        when: what must be so in the record.
    """

    roles: frozenset[Role] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    when: Callable[[Any], bool] = _always


def _not_left(tie: Any) -> bool:
    """Tell whether a tie ended otherwise than by the person's own will, which they explain to nobody."""
    return tie.status is not MembershipStatus.LEFT


_RUN = frozenset({Role.COORDINATOR, Role.OWNER})
_GROUP = frozenset({Purpose.RUNNING_THE_GROUP})
_BELONGING = GROUP_ROLES | _RUN
OWN = FieldPolicy()
"""For the person alone."""

POLICIES: Mapping[str, Mapping[str, FieldPolicy]] = {
    "membership": {
        "note": FieldPolicy(DECIDING, _GROUP),
        "reason": FieldPolicy(DECIDING, _GROUP, _not_left),
        "left_because": OWN,
        "wait": FieldPolicy(DECIDING, _GROUP),
        # No private field, for time decides by it; but until when something is held may tell of a pause or a death.
        "held_until": FieldPolicy(DECIDING, _GROUP),
    },
    "join_details": dict.fromkeys(("link", "phone", "passcode", "notes"), FieldPolicy(_BELONGING, _GROUP)),
    "contact": dict.fromkeys(("name", "email", "phone"), FieldPolicy(_RUN, _GROUP)),
    "profile": {"about": OWN},
    "alias": {"name": OWN},
    "block": {"places": OWN},
    "contact_offer": {"contact": OWN},
    "wish": {"wish": FieldPolicy(_RUN, _GROUP)},
    "quiet": {"report": FieldPolicy(DECIDING | {Role.MODERATOR}, _GROUP)},
    "aftercare": dict.fromkeys(("telling", "caregivers"), FieldPolicy(DECIDING, _GROUP)),
    "observation": {"purpose": FieldPolicy(GROUP_ROLES | _RUN, _GROUP)},
    "audit_head": {"salt": OWN},
    "audit_salt": {"salt": OWN},
    "hold": {"reason": FieldPolicy(frozenset({Role.OWNER}), _GROUP)},
    "bond": {"kind": OWN},
    "conversation": {"note": FieldPolicy(DECIDING, _GROUP)},
    "emergency_contact": {"contact": FieldPolicy(LEADING, _GROUP)},
    "household_question": {"agrees": OWN},
    "introduction": dict.fromkeys(("source", "note"), FieldPolicy(DECIDING, _GROUP)),
    "referral": dict.fromkeys(("to", "elsewhere"), FieldPolicy(DECIDING, _GROUP)),
    # Who leads the group reads answers to screen, and for nothing else.
    "screening": {
        "answers": FieldPolicy(DECIDING, frozenset({Purpose.SAFETY_SCREENING})),
        "ruling": FieldPolicy(DECIDING, frozenset({Purpose.SAFETY_SCREENING})),
        "outcome": FieldPolicy(DECIDING, frozenset({Purpose.SAFETY_SCREENING})),
        "reason": FieldPolicy(DECIDING, frozenset({Purpose.SAFETY_SCREENING})),
    },
    "unmasking": {"reason": FieldPolicy(frozenset({Role.MODERATOR}), _GROUP)},
    "consents": {"choices": FieldPolicy(_RUN, _GROUP)},
    "data_request": dict.fromkeys(("words", "answer"), FieldPolicy(_RUN, _GROUP)),
    "disclosure": {"sent": FieldPolicy(_RUN, _GROUP)},
}
"""The policy of every private field, by the kind of its record."""

_FOR_THE_GROUP: tuple[str, ...] = (
    *("memberships.get", "memberships.roster", "memberships.waiting"),
    *("memberships.accept", "memberships.decline", "memberships.waitlist", "memberships.remove"),
    *("memberships.set_priority", "memberships.end_offer", "memberships.freeze_waitlist"),
    *("memberships.name_observer", "memberships.agree_observer", "memberships.observers", "memberships.end_term"),
    *("memberships.hold_seat", "memberships.release_seat", "memberships.resume", "memberships.pause"),
    *("memberships.refer", "memberships.emergency_contact", "memberships.introduction"),
    *("memberships.record", "memberships.record_conversation", "memberships.conversation"),
    *("sessions.join_details", "identity.unmask"),
    *("people.record_death", "people.confirm_death", "people.withdraw_death", "people.death", "people.wish"),
    *("privacy.hold", "privacy.extend_hold", "privacy.lift_hold", "privacy.holds"),
    *("people.decide_telling", "people.name_caregivers", "people.note_debrief", "people.aftercare"),
    *("consents.give", "consents.withdraw"),
    *("privacy.ask", "privacy.open_requests", "privacy.disclosures", "privacy.note_disclosure"),
    *("privacy.answer_request", "privacy.extend_request", "privacy.refuse_request"),
)
_FOR_SCREENING: tuple[str, ...] = (
    "memberships.answer",
    "memberships.decide_screening",
    "memberships.screening",
    "memberships.screenings",
)

READS: Mapping[str, Purpose] = {
    **dict.fromkeys(_FOR_THE_GROUP, Purpose.RUNNING_THE_GROUP),
    **dict.fromkeys(_FOR_SCREENING, Purpose.SAFETY_SCREENING),
}
"""The purpose of each operation that answers something private about somebody else."""

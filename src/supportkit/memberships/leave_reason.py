"""Why people leave a group, as a short list to choose from; nobody has to choose, and a death is none of them.

The list is our own, made from what those who left cancer groups said: leaving the identity of a patient behind, enough
support elsewhere, practical things, ways of coping, a group that did not fit (87 leavers, Social Work in Health Care
2008;47(1):14-29).
"""

from __future__ import annotations

from enum import StrEnum


class LeaveReason(StrEnum):
    """Why somebody left, if they chose to say so."""

    GOALS_MET = "goals_met"
    ENOUGH_SUPPORT_ELSEWHERE = "enough_support_elsewhere"
    POOR_FIT = "poor_fit"
    SCHEDULE = "schedule"
    TECHNOLOGY = "technology"
    TOO_DISTRESSING = "too_distressing"
    CONFLICT = "conflict"
    PRIVACY_CONCERN = "privacy_concern"
    HEALTH_WORSE = "health_worse"
    MOVED_TO_OTHER_CARE = "moved_to_other_care"
    BEREAVEMENT = "bereavement"
    NO_CONTACT = "no_contact"
    OTHER = "other"

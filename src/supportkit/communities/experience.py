"""What a person lives with: the roles in which people come to a support group."""

from __future__ import annotations

from enum import StrEnum


class LivedExperience(StrEnum):
    """How an illness is part of somebody's life: several at once, the person's own choice, and never a diagnosis."""

    LIVING_WITH = "living_with"
    AFTER_TREATMENT = "after_treatment"
    AT_RISK = "at_risk"
    CARING = "caring"
    BEREAVED = "bereaved"
    PROFESSIONAL = "professional"

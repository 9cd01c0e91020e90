"""What a group does when the one who leads it cannot come."""

from __future__ import annotations

from attrs import frozen

from supportkit.core.ids import PersonId, check_person_id
from supportkit.core.text import number_problems
from supportkit.errors import InvalidInput


@frozen(kw_only=True)
class StandIn:
    """What happens when the facilitator cannot come: somebody else leads, or the members are told in time.

    Args:
        person_id: who leads instead.
        notice_hours: or how many hours before, at the least, a session is cancelled and the members are told.
    """

    person_id: PersonId | None = None
    notice_hours: int | None = None

    def __attrs_post_init__(self) -> None:
        if (self.person_id is None) == (self.notice_hours is None):
            raise InvalidInput("value.wrong_type", expected="either a person or a number of hours")
        if self.person_id is not None:
            check_person_id(self.person_id)
        if self.notice_hours is not None:
            problems = tuple(number_problems("$.notice_hours", self.notice_hours, 1, 168))
            if problems:
                raise InvalidInput.of(problems)

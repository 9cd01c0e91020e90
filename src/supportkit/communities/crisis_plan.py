"""What a community does when somebody is in danger: who answers and when, and what help there is in each region.

The numbers are the host's own, called and confirmed by them: supportkit brings none, and never puts one country's in
the place of another's.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

from supportkit.core.codes import region_problems, within
from supportkit.core.evolving import evolved
from supportkit.core.ids import PersonId, check_person_id
from supportkit.core.text import text_problems
from supportkit.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

STALE_DAYS = 180
"""Days after which a resource wants to be confirmed again (default): lines move, merge and close."""
RESPONDERS_LIMIT = 50
"""Responders of one plan, at most (default)."""
RESOURCES_LIMIT = 300
"""Resources of one plan, at most (default)."""
_NUMBER = re.compile(r"[+0-9(][0-9 ().\-]{1,29}", re.ASCII)


@frozen(kw_only=True)
class CrisisResourceNote:
    """Help in one region, as the host has confirmed it.

    Args:
        region: the country or part of it that it serves, as ISO 3166 writes it.
        name: what it is, 1 to 200 characters.
        confirmed_on: the day on which the host last made sure that it answers.
        phone: the number to call.
        text: the number to write to.
        url: the address of its page or chat, which begins with `https://`.
        languages: BCP 47 tags of what is spoken there.
    """

    region: str
    name: str
    confirmed_on: date
    phone: str | None = None
    text: str | None = None
    url: str | None = None
    languages: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        yield from region_problems("$.region", self.region)
        yield from text_problems("$.name", self.name)
        if self.phone is self.text is self.url is None:
            yield Problem("crisis.no_way_to_reach")
        for name in ("phone", "text"):
            number = getattr(self, name)
            if number is not None and not _NUMBER.fullmatch(number):
                yield Problem("value.wrong_type", f"$.{name}", {"expected": "a number as one dials it"})
        if self.url is not None:
            yield from text_problems("$.url", self.url, 500)
            if not self.url.startswith("https://"):
                yield Problem("value.wrong_type", "$.url", {"expected": "an address that begins with https://"})
        for place, language in enumerate(self.languages):
            yield from text_problems(f"$.languages[{place}]", language, 35)

    def serves(self, region: str) -> bool:
        """Tell whether it serves a region: the same one, or the country of which that is a part."""
        return within(region, self.region)

    def is_fresh(self, on: date) -> bool:
        """Tell whether it was confirmed within the last 180 days (default)."""
        return on - self.confirmed_on <= timedelta(days=STALE_DAYS)


@frozen(kw_only=True)
class CrisisPlan:
    """What a community does when somebody is in danger.

    Args:
        responders: who answers: people who run the community or lead the group.
        hours: when they do, in words that its members understand, 1 to 200 characters.
        resources: what help there is in each region.
    """

    responders: tuple[PersonId, ...] = ()
    hours: str
    resources: tuple[CrisisResourceNote, ...] = ()

    def __attrs_post_init__(self) -> None:
        problems = [*text_problems("$.hours", self.hours)]
        for name, most in (("responders", RESPONDERS_LIMIT), ("resources", RESOURCES_LIMIT)):
            if len(getattr(self, name)) > most:
                problems.append(Problem("number.out_of_range", f"$.{name}", {"least": 0, "most": most}))
        if problems:
            raise InvalidInput.of(problems)
        for responder in self.responders:
            check_person_id(responder)

    def must_be_confirmed_by(self, on: date) -> None:
        """Refuse a day of confirmation that is still to come; in some zones it is tomorrow already.

        Raises:
            InvalidInput: `crisis.not_yet_confirmed`, with every place.
        """
        problems = [
            Problem("crisis.not_yet_confirmed", f"$.resources[{place}].confirmed_on")
            for place, one in enumerate(self.resources)
            if one.confirmed_on > on + timedelta(days=1)
        ]
        if problems:
            raise InvalidInput.of(problems)

    def serving(self, region: str) -> tuple[CrisisResourceNote, ...]:
        """Answer the resources that serve a region."""
        return tuple(one for one in self.resources if one.serves(region))

    def shown_outside(self) -> CrisisPlan:
        """Answer the plan as those outside may see it: what help there is and when, not who answers."""
        return evolved(self, responders=())

"""Where a group meets: in a room, online, by phone or in writing. How to get in is private and kept apart."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import PersonId, SeriesId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import Key
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supportkit.errors import Problem
    from supportkit.sessions import events as on
else:
    on = Later("supportkit.sessions.events")


class VenueMode(StrEnum):
    """How people come together."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"
    PHONE = "phone"
    TEXT = "text"


@frozen(kw_only=True)
class Venue:
    """A place to meet, as far as anybody may know it.

    Args:
        mode: how people come together there.
        name: what the place is called.
        address: where it is.
        region: the places it belongs to, from the general to the particular.
        latitude: degrees north, -90 to 90.
        longitude: degrees east, -180 to 180.
        approximate: whether the address or position is only about right.
    """

    mode: VenueMode = VenueMode.ONLINE
    name: str = ""
    address: str = ""
    region: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    approximate: bool = False

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        if self.name:
            yield from text_problems("$.name", self.name, 1000)
        if self.address:
            yield from text_problems("$.address", self.address, 1000)
        for path, degrees, most in (("$.latitude", self.latitude, 90), ("$.longitude", self.longitude, 180)):
            if degrees is not None and not -most <= degrees <= most:
                yield _out_of_range(path, most)


def _out_of_range(path: str, most: int) -> Problem:
    from supportkit.errors import Problem

    return Problem("number.out_of_range", path, {"least": -most, "most": most})


@aggregate
@frozen(kw_only=True)
class JoinDetails(Aggregate):
    """How to get into the sessions of a series: for those who belong, never in a list or an export.

    Free text of a public list is kept here too, for it often holds names, numbers and passwords.

    Args:
        series_id: the series.
        link: the address of the online room; private.
        phone: the number to dial in; private.
        passcode: what the room asks for; private.
        notes: whatever else is said about getting in; private.
    """

    KIND: ClassVar[str] = "join_details"

    series_id: SeriesId
    link: str | Erased | None = private()
    phone: str | Erased | None = private()
    passcode: str | Erased | None = private()
    notes: str | Erased | None = private()

    def __attrs_post_init__(self) -> None:
        problems = tuple(
            problem
            for name in ("link", "phone", "passcode", "notes")
            if getattr(self, name)
            for problem in text_problems(f"$.{name}", getattr(self, name), TEXT_LIMIT)
        )
        if problems:
            raise InvalidInput.of(problems)

    @staticmethod
    def key(series_id: SeriesId) -> Key[JoinDetails]:
        """Answer the key of a series' details."""
        return Key("join_details", series_id)

    @property
    def record_key(self) -> Key[JoinDetails]:
        """The key it is kept under."""
        return Key("join_details", self.series_id)

    @classmethod
    def set(
        cls,
        series_id: SeriesId,
        *,
        link: str | None = None,
        phone: str | None = None,
        passcode: str | None = None,
        notes: str | None = None,
        at: datetime,
        by: PersonId,
    ) -> Change[JoinDetails]:
        """Say how to get into the sessions of a series."""
        return begun(
            on.JoinDetailsSet(at=at, by=by, series_id=series_id, link=link, phone=phone, passcode=passcode, notes=notes)
        )

    def copied(self, series_id: SeriesId, *, at: datetime, by: PersonId) -> Change[JoinDetails]:
        """Say the same of another series."""
        return begun(
            on.JoinDetailsSet(
                at=at,
                by=by,
                series_id=series_id,
                link=self.link,
                phone=self.phone,
                passcode=self.passcode,
                notes=self.notes,
            )
        )

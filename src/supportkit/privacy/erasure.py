"""The erasure of one person's data: what makes a broken one resume, and what shows afterwards what it did.

What is removed, what stays and why, and what the library cannot reach are codes; their words are data
(`receipt.toml`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from attrs import frozen

from supportkit.core.change import Change, LineClass, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.records import IndexEntry, Key
from supportkit.core.words import in_language, table
from supportkit.privacy.hold import HoldNotice

if TYPE_CHECKING:
    from supportkit.privacy import events as on
else:
    on = Later("supportkit.privacy.events")


@aggregate
@frozen(kw_only=True)
class Erasure(Aggregate):
    """The erasure of one person's data.

    Args:
        person_id: whose data.
        community_id: the community whose owners may bring it to its end; `None` where the person was in none.
        begun_at: since when nothing about them can be written.
        ended_at: when the private sides were gone from every record and journal line, and every tie was over.
        reached: the last tie that was looked at; `None` once all were.
        records: how many records lost their private side.
        entries: how many journal lines did.
        residue: whether old bytes may lie in the store's files until its finishing step has run.
    """

    KIND: ClassVar[str] = "erasure"

    person_id: PersonId
    community_id: CommunityId | None = None
    begun_at: datetime
    ended_at: datetime | None = None
    reached: str | None = None
    records: int = 0
    entries: int = 0
    residue: bool = False

    @staticmethod
    def key(person_id: PersonId) -> Key[Erasure]:
        """Answer the key of a person's erasure."""
        return Key("erasure", person_id)

    @property
    def record_key(self) -> Key[Erasure]:
        """The key it is kept under."""
        return Key("erasure", self.person_id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Those that are not finished, by community and their beginning; under `all` where there is no community."""
        if self.ended_at is not None:
            return ()
        return (IndexEntry("erasure.unfinished", (self.community_id or "all",), stamp(self.begun_at)),)

    @classmethod
    def begin(
        cls,
        person_id: PersonId,
        *,
        community_id: CommunityId | None = None,
        reached: str | None = None,
        at: datetime,
        by: PersonId,
    ) -> Change[Erasure]:
        """Begin: from here on nothing about the person can be written."""
        event = on.ErasureBegun(at=at, by=by, person_id=person_id, community_id=community_id, reached=reached)
        return begun(event)

    def go_on(
        self, reached: str, *, records: int, entries: int, residue: bool, at: datetime, by: PersonId
    ) -> Change[Erasure]:
        """Note how far the person's ties have been ended."""
        step = on.ErasureWentOn(at=at, by=by, reached=reached, records=records, entries=entries, residue=residue)
        return changed(self, step)

    def end(self, *, records: int, entries: int, residue: bool, at: datetime, by: PersonId) -> Change[Erasure]:
        """Note that everything private about the person is gone."""
        counts = on.ErasureEnded(at=at, by=by, records=records, entries=entries, residue=residue)
        return changed(self, counts)


class Words(NamedTuple):
    """Words for the person, in one language.

    Args:
        what: what it is.
        why: why it stays, or why the library cannot reach it.
        review: who has read the words; `none` until somebody has.
    """

    what: str
    why: str
    review: str


class Stay(NamedTuple):
    """Something that stays after an erasure.

    Args:
        code: what, as `receipt.toml` names it.
        until: until when at most; `None` for as long as the store lives.
    """

    code: str
    until: datetime | None = None

    def words(self, locale: str = "en") -> Words:
        """Say it to the person, in their language where there are words in it."""
        return _words("stays", self.code, locale)


class Beyond(NamedTuple):
    """Something that the library cannot reach, and that the host is to erase.

    Args:
        code: what, as `receipt.toml` names it.
    """

    code: str

    def words(self, locale: str = "en") -> Words:
        """Say it to the person, in their language where there are words in it."""
        return _words("beyond", self.code, locale)


BEYOND = tuple(Beyond(code) for code in ("backups", "mail", "calendars", "tables"))
"""All that the library cannot reach."""


def staying(now: datetime) -> tuple[Stay, ...]:
    """Answer what stays after an erasure that ends now."""
    return (
        Stay("tombstone"),
        Stay("ties"),
        Stay("lines", now + timedelta(days=LineClass.AUDIT.days)),
        Stay("digests"),
    )


class Removal(NamedTuple):
    """What an erasure would take away of one kind of record.

    Args:
        kind: the kind, such as `membership`.
        records: how many have something private about the person.
        more: whether there are more than were counted.
    """

    kind: str
    records: int
    more: bool


@frozen(kw_only=True)
class ErasurePreview:
    """What an erasure would do now; it reserves nothing.

    Args:
        person_id: whose data.
        removes: records that would lose what is private in them; so would every journal line about the person.
        stays: what would stay, and until when.
        beyond: what the library cannot reach.
        holds: holds that stand in its way.
        last_owner_of: communities whose only owner the person is: they need another one first.
    """

    person_id: PersonId
    removes: tuple[Removal, ...]
    stays: tuple[Stay, ...]
    beyond: tuple[Beyond, ...]
    holds: tuple[HoldNotice, ...]
    last_owner_of: tuple[CommunityId, ...]

    @property
    def possible(self) -> bool:
        """Whether nothing stands in its way."""
        return not self.holds and not self.last_owner_of


@frozen(kw_only=True)
class ErasureReceipt:
    """What an erasure did, for the person and for those who must show it.

    Args:
        person_id: whose data.
        begun_at: since when nothing about them can be written.
        ended_at: when it was done; `None` while it is under way.
        records: how many records lost what was private in them.
        entries: how many journal lines did.
        residue: whether old bytes may have lain in the store's files until its finishing step.
        stays: what stays, and until when.
        beyond: what the library cannot reach.
    """

    person_id: PersonId
    begun_at: datetime
    ended_at: datetime | None
    records: int
    entries: int
    residue: bool
    stays: tuple[Stay, ...]
    beyond: tuple[Beyond, ...]


def receipt_of(erasure: Erasure) -> ErasureReceipt:
    """Answer the receipt of an erasure."""
    return ErasureReceipt(
        person_id=erasure.person_id,
        begun_at=erasure.begun_at,
        ended_at=erasure.ended_at,
        records=erasure.records,
        entries=erasure.entries,
        residue=erasure.residue,
        stays=staying(erasure.ended_at or erasure.begun_at),
        beyond=BEYOND,
    )


def _words(part: str, code: str, locale: str) -> Words:
    words = table("supportkit.privacy", "receipt.toml")
    return Words(**in_language(words[part][code], locale), review=words["review"])

"""The person's own row: nothing but an id, where it came from, and since when; an erasure leaves its tombstone here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import PersonId, check_person_id
from supportkit.core.lazy import Later
from supportkit.core.records import IndexEntry, Key
from supportkit.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from supportkit.privacy import events as on
else:
    on = Later("supportkit.privacy.events")


class Origin(StrEnum):
    """Whether somebody exists."""

    REAL = "real"
    MADE_UP = "made_up"


@aggregate
@frozen(kw_only=True)
class Person(Aggregate):
    """Somebody whom a store knows of.

    Every write about a person is guarded by this row, so that none slips past an erasure.

    Args:
        id: the id, which tells nothing of the person.
        origin: whether they exist; rehearsals are for made-up people, live communities for real ones.
        known_at: since when the store knows of them.
        quiet_since: since when nothing is addressed to them, whatever the reason.
        restricted_since: since when their data is kept and not used (Regulation (EU) 2016/679, Art. 18).
    """

    KIND: ClassVar[str] = "person"

    id: PersonId
    origin: Origin
    known_at: datetime
    quiet_since: datetime | None = None
    restricted_since: datetime | None = None

    @staticmethod
    def key(person_id: PersonId) -> Key[Person]:
        """Answer the key of a person's row."""
        return Key("person", person_id)

    @property
    def record_key(self) -> Key[Person]:
        """The key it is kept under."""
        return Key("person", self.id)

    @classmethod
    def meet(cls, person_id: PersonId, *, origin: Origin, at: datetime, by: PersonId) -> Change[Person]:
        """Note that the store knows of somebody from now on.

        Raises:
            InvalidInput: see `check_person_id`.
        """
        return begun(on.PersonMet(at=at, by=by, person_id=check_person_id(person_id), origin=origin))

    def begin_quiet(self, *, at: datetime, by: PersonId) -> Change[Person]:
        """Let nothing be addressed to them from now on."""
        return changed(self, on.QuietBegun(at=at, by=by))

    def end_quiet(self, *, at: datetime, by: PersonId) -> Change[Person]:
        """Let things be addressed to them again."""
        return changed(self, on.QuietEnded(at=at, by=by))

    def restrict(self, *, at: datetime, by: PersonId) -> Change[Person]:
        """Let their data be kept and not used from now on; a second time changes nothing."""
        return Change(self, ()) if self.restricted_since else changed(self, on.UseRestricted(at=at, by=by))

    def lift_restriction(self, *, at: datetime, by: PersonId) -> Change[Person]:
        """Let their data be used again."""
        return changed(self, on.RestrictionLifted(at=at, by=by)) if self.restricted_since else Change(self, ())


def admitted(
    person: Person | None, person_id: PersonId, *, origin: Origin, at: datetime, by: PersonId
) -> Change[Person]:
    """Answer somebody who may take part where people of this origin do; somebody new is met by it.

    Raises:
        Refused: `person.real` for a real person in a rehearsal, `person.made_up` for a made-up one elsewhere.
    """
    if person is None:
        return Person.meet(person_id, origin=origin, at=at, by=by)
    if person.origin is not origin:
        raise Refused("person.real" if person.origin is Origin.REAL else "person.made_up")
    return Change(person, ())


@aggregate
@frozen(kw_only=True)
class AccountLink(Aggregate):
    """What leads from a host's account to a person id; deleting it leaves the id without a name.

    Args:
        digest: a keyed digest of the account (HMAC-SHA-256, FIPS 198-1), in hexadecimal.
        person_id: the random id that stands for the account.
        made_at: since when.
    """

    KIND: ClassVar[str] = "account_link"

    digest: str
    person_id: PersonId
    made_at: datetime

    @staticmethod
    def key(digest: str) -> Key[AccountLink]:
        """Answer the key of the link with this digest."""
        return Key("account_link", digest)

    @property
    def record_key(self) -> Key[AccountLink]:
        """The key it is kept under."""
        return Key("account_link", self.digest)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person, so that an erasure finds it."""
        return (IndexEntry("account_link.by_person", (self.person_id,), self.digest),)

    @classmethod
    def make(cls, digest: str, person_id: PersonId, *, at: datetime, by: PersonId) -> Change[AccountLink]:
        """Tie a digest to a person id."""
        return begun(on.AccountLinked(at=at, by=by, digest=digest, person_id=person_id))


def account_digest(account: str, secret: bytes) -> str:
    """Answer the keyed digest of a host's account.

    Args:
        account: what the host knows the person by, 1 to 500 characters.
        secret: the host's own key, 16 bytes or more; who has it and the account can find the person id.

    Raises:
        InvalidInput: `account.malformed`.
    """
    import hashlib
    import hmac

    if not 0 < len(account) <= 500 or len(secret) < 16:
        raise InvalidInput("account.malformed")
    return hmac.new(secret, account.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

"""An invitation by a code: random, for a time, for one person or many, and void at a word.

Only a digest of the code is kept, so that whoever reads the store cannot come in by it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import number_problems, text_digest
from supportkit.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from supportkit.memberships import joining_events as on
else:
    on = Later("supportkit.memberships.joining_events")

DAYS = 14
"""Days for which a code is good (default)."""
DAYS_LIMIT = 366
USES_LIMIT = 1000


@aggregate
@frozen(kw_only=True)
class Invitation(Aggregate):
    """An invitation to a group, for whoever has its code.

    Args:
        digest: SHA-256 (FIPS 180-4) of the code, in hexadecimal.
        group_id: the group.
        community_id: the group's community.
        made_at: since when.
        by: who made it.
        expires_at: from when it is void.
        uses: how many people may come in by it; `None` for any number.
        used: how many have.
        revoked_at: since when it was taken back.
    """

    KIND: ClassVar[str] = "invitation"

    digest: str
    group_id: GroupId
    community_id: CommunityId
    made_at: datetime
    by: PersonId
    expires_at: datetime
    uses: int | None = 1
    used: int = 0
    revoked_at: datetime | None = None

    @staticmethod
    def key(digest: str) -> Key[Invitation]:
        """Answer the key of the invitation with this digest."""
        return Key("invitation", digest)

    @property
    def record_key(self) -> Key[Invitation]:
        """The key it is kept under."""
        return Key("invitation", self.digest)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Those of a group, by the time they were made."""
        return (IndexEntry("invitation.by_group", (self.group_id,), stamp(self.made_at)),)

    def good_at(self, at: datetime) -> bool:
        """Tell whether somebody may come in by it at a moment."""
        left = self.uses is None or self.used < self.uses
        return left and self.revoked_at is None and at < self.expires_at

    @classmethod
    def make(
        cls,
        digest: str,
        *,
        group_id: GroupId,
        community_id: CommunityId,
        uses: int | None,
        days: int,
        at: datetime,
        by: PersonId,
    ) -> Change[Invitation]:
        """Make one.

        Args:
            digest: see `digest_of`.
            group_id: the group.
            community_id: the group's community.
            uses: how many people may come in by it, 1 to 1,000; `None` for any number.
            days: for how many days it is good, 1 to 366.
            at: when.
            by: who makes it.

        Raises:
            InvalidInput: `number.out_of_range`, `value.wrong_type`.
        """
        problems = list(number_problems("$.days", days, 1, DAYS_LIMIT))
        if uses is not None:
            problems += number_problems("$.uses", uses, 1, USES_LIMIT)
        if problems:
            raise InvalidInput.of(problems)
        return begun(
            on.InvitationMade(
                at=at,
                by=by,
                digest=digest,
                group_id=group_id,
                community_id=community_id,
                expires_at=at + timedelta(days=days),
                uses=uses,
            )
        )

    def use(self, *, at: datetime, by: PersonId) -> Change[Invitation]:
        """Come in by it.

        Raises:
            Refused: `invitation.not_valid`, whatever the cause.
        """
        if not self.good_at(at):
            raise Refused("invitation.not_valid")
        return changed(self, on.InvitationUsed(at=at, by=by))

    def revoke(self, *, at: datetime, by: PersonId) -> Change[Invitation]:
        """Take it back; once is enough."""
        return Change(self, ()) if self.revoked_at else changed(self, on.InvitationRevoked(at=at, by=by))


@frozen(kw_only=True)
class IssuedInvitation:
    """A new invitation with its code, which is answered this once and kept nowhere.

    Args:
        code: the code, never shown in a `repr`.
        invitation: what is kept of it.
    """

    code: str = field(repr=False)
    invitation: Invitation


def digest_of(code: str) -> str:
    """Answer the digest of a code; a code has 256 random bits, so that nothing is won by guessing from it."""
    return text_digest(code)

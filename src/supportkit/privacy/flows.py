"""Use cases about people as such: the id behind an account, erasure, and whether they may be addressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.flow import maybe
from supportkit.core.ids import PersonId
from supportkit.core.operation import Area, Face, operation
from supportkit.privacy.person import AccountLink, Origin, Person, account_digest

if TYPE_CHECKING:
    from supportkit.core.calls import Flow


class People(Area[Face]):
    """People as such."""

    NAME: ClassVar[str] = "people"

    @operation
    def for_account(self, account: str, *, secret: bytes) -> Flow[PersonId]:
        """Answer the random person id that stands for a host's account, the same at every call.

        Args:
            account: what the host knows the person by; only a keyed digest of it is kept.
            secret: the host's own key, 16 bytes or more, kept outside the store.

        Raises:
            InvalidInput: `account.malformed`.
        """
        ctx = self.ctx
        digest = account_digest(account, secret)
        link = yield from ctx.load(maybe(AccountLink.key(digest)))
        if link is not None:
            return link.person_id
        person_id = PersonId(ctx.ids.new("per"))
        yield from ctx.commit(
            Person.meet(person_id, origin=Origin.REAL, at=ctx.now, by=ctx.actor),
            AccountLink.make(digest, person_id, at=ctx.now, by=ctx.actor),
        )
        return person_id

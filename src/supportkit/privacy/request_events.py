"""Facts about requests for one's data, about what went out of it, and about limits of its use."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import frozen

from supportkit.communities.rules import Regime
from supportkit.core.change import Event, LineClass
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.private import Erased, private
from supportkit.privacy.data_request import DataRequest, DataRight, RequestStatus
from supportkit.privacy.disclosure import Disclosure, Sent


@frozen(kw_only=True)
class AboutOnesData(Event):
    """A fact about one person's data."""

    person_id: PersonId

    @property
    def subject(self) -> PersonId:
        """The person that the private fields are about."""
        return self.person_id


@frozen(kw_only=True)
class RequestReceived(AboutOnesData):
    """Somebody asked something about their data."""

    TAG: ClassVar[str] = "data_request.received.1"
    request_id: str
    community_id: CommunityId
    right: DataRight
    regime: Regime
    due_on: date
    words: str | Erased | None = private()

    def apply(self, _: DataRequest | None, /) -> DataRequest:
        """Answer the request, open."""
        return DataRequest(
            id=self.request_id,
            community_id=self.community_id,
            person_id=self.person_id,
            right=self.right,
            regime=self.regime,
            received_at=self.at,
            due_on=self.due_on,
            words=self.words,
        )


@frozen(kw_only=True)
class RequestExtended(AboutOnesData):
    """The answer may take longer; the person was told why."""

    TAG: ClassVar[str] = "data_request.extended.1"
    due_on: date
    answer: str | Erased | None = private()

    def apply(self, request: DataRequest, /) -> DataRequest:
        """Answer the request with the later day."""
        return evolved(request, due_on=self.due_on, extended=True, answer=self.answer)


@frozen(kw_only=True)
class RequestClosed(AboutOnesData):
    """The request was answered, refused or taken back."""

    TAG: ClassVar[str] = "data_request.closed.1"
    status: RequestStatus
    answer: str | Erased | None = private()

    def apply(self, request: DataRequest, /) -> DataRequest:
        """Answer the request, closed."""
        return evolved(request, status=self.status, closed_at=self.at, answer=self.answer)


@frozen(kw_only=True)
class DataDisclosed(AboutOnesData):
    """Something of a person's data went out."""

    TAG: ClassVar[str] = "disclosure.noted.1"
    LINE: ClassVar[LineClass] = LineClass.DELIVERY
    disclosure_id: str
    community_id: CommunityId
    sent: Sent | Erased | None = private()

    def apply(self, _: Disclosure | None, /) -> Disclosure:
        """Answer the line of the ledger."""
        return Disclosure(
            id=self.disclosure_id,
            community_id=self.community_id,
            person_id=self.person_id,
            disclosed_at=self.at,
            sent=self.sent,
        )

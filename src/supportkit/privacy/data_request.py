"""A request about one's own data: what is asked, by when it is answered, and what came of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.communities.rules import Regime
from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.private import ERASED, Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.errors import InvalidInput, Refused
from supportkit.privacy.term import due_on, longer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supportkit.privacy import request_events as on
else:
    on = Later("supportkit.privacy.request_events")


NOTICE_DAYS = 7
"""Days before the last one from which a request stands among what is due (default)."""


class DataRight(StrEnum):
    """What may be asked about one's own data (Regulation (EU) 2016/679, Art. 15 to 21; other laws name fewer)."""

    ACCESS = "access"
    COPY = "copy"
    CORRECTION = "correction"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"


class RequestStatus(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_S = RequestStatus
COURSE: Mapping[RequestStatus, Mapping[str, RequestStatus]] = {
    _S.OPEN: {"extend": _S.OPEN, "answer_with": _S.ANSWERED, "refuse": _S.REFUSED, "withdraw": _S.WITHDRAWN},
    _S.ANSWERED: {},
    _S.REFUSED: {},
    _S.WITHDRAWN: {},
}
"""The law of a request; who was refused may ask again, which is a new one."""


@aggregate
@frozen(kw_only=True)
class DataRequest(Aggregate):
    """A request about one's own data.

    Args:
        id: its id (`drq_…`), which stands on the receipt.
        community_id: the community that is asked.
        person_id: whose data.
        right: what is asked.
        regime: the rule by which the last day is reckoned.
        received_at: when it came.
        due_on: the last day for the answer.
        status: where it stands.
        extended: whether the term was made longer, which happens once.
        closed_at: when it was answered, refused or withdrawn.
        words: what the person said; private.
        answer: what was answered, or why the term was made longer or the request refused; private.
    """

    KIND: ClassVar[str] = "data_request"

    id: str
    community_id: CommunityId
    person_id: PersonId
    right: DataRight
    regime: Regime
    received_at: datetime
    due_on: date
    status: RequestStatus = RequestStatus.OPEN
    extended: bool = False
    closed_at: datetime | None = None
    words: str | Erased | None = private()
    answer: str | Erased | None = private()

    def __attrs_post_init__(self) -> None:
        problems = [
            problem
            for name, text in (("words", self.words), ("answer", self.answer))
            if text
            for problem in text_problems(f"$.{name}", text, TEXT_LIMIT)
        ]
        if problems:
            raise InvalidInput.of(problems)

    @staticmethod
    def key(request_id: str) -> Key[DataRequest]:
        """Answer the key of a request."""
        return Key("data_request", request_id)

    @property
    def record_key(self) -> Key[DataRequest]:
        """The key it is kept under."""
        return Key("data_request", self.id)

    @property
    def subject(self) -> PersonId:
        """The person."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person, and the open ones of a community by their last day."""
        entries = [IndexEntry("data_request.by_person", (self.person_id,), self.id)]
        if self.status is RequestStatus.OPEN:
            entries.append(IndexEntry("data_request.due", (self.community_id,), stamp(self.due_at)))
        return tuple(entries)

    @property
    def due_at(self) -> datetime:
        """Since when it is high time: a week before the last day (default), at midnight UTC."""
        return datetime.combine(self.due_on, time(), UTC) - timedelta(days=NOTICE_DAYS)

    @classmethod
    def receive(
        cls,
        request_id: str,
        *,
        community_id: CommunityId,
        person_id: PersonId,
        right: DataRight,
        regime: Regime,
        words: str | None,
        at: datetime,
        by: PersonId,
    ) -> Change[DataRequest]:
        """Take in a request; its last day follows from the regime."""
        return begun(
            on.RequestReceived(
                at=at,
                by=by,
                request_id=request_id,
                community_id=community_id,
                person_id=person_id,
                right=right,
                regime=regime,
                due_on=due_on(regime, at.date()),
                words=words,
            )
        )

    def extend(self, reason: str, *, at: datetime, by: PersonId) -> Change[DataRequest]:
        """Make the term longer, once, and tell the person why.

        Raises:
            Refused: `data_request.extended`.
        """
        step(COURSE, self.status, "extend")
        if self.extended:
            raise Refused("data_request.extended", due_on=self.due_on.isoformat())
        later = longer(self.regime, self.received_at.date())
        return changed(
            self, on.RequestExtended(at=at, by=by, person_id=self.person_id, due_on=later, answer=self._given(reason))
        )

    def answer_with(self, words: str, *, at: datetime, by: PersonId) -> Change[DataRequest]:
        """Answer it: what was done."""
        return self._close("answer_with", words, at=at, by=by)

    def refuse(self, reason: str, *, at: datetime, by: PersonId) -> Change[DataRequest]:
        """Refuse it, and say why and where one can complain."""
        return self._close("refuse", reason, at=at, by=by)

    def withdraw(self, *, at: datetime, by: PersonId) -> Change[DataRequest]:
        """Take it back."""
        return self._close("withdraw", None, at=at, by=by)

    def _close(self, verb: str, words: str | None, *, at: datetime, by: PersonId) -> Change[DataRequest]:
        status = step(COURSE, self.status, verb)
        answer = None if words is None else self._given(words)
        return changed(self, on.RequestClosed(at=at, by=by, person_id=self.person_id, status=status, answer=answer))

    def _given(self, words: str) -> str | Erased:
        """Answer words to be kept; of somebody whose data was erased, nothing private is kept any more."""
        problems = tuple(text_problems("$.words", words, TEXT_LIMIT))
        if problems:
            raise InvalidInput.of(problems)
        return ERASED if self.words is ERASED else words

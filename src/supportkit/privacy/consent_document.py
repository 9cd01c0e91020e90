"""What a person is asked to consent to: one purpose, one scope, in words that never change once they are published."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import text_problems
from supportkit.core.words import Wording, wording_problems
from supportkit.errors import InvalidInput, Problem
from supportkit.privacy.purpose import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from supportkit.privacy import consent_events as on
else:
    on = Later("supportkit.privacy.consent_events")

LOCALES = 50
"""Languages of one document, at most (default)."""


class Scope(StrEnum):
    """For what a consent is asked."""

    PLATFORM = "platform"
    COMMUNITY = "community"
    GROUP = "group"
    SESSION = "session"
    RECORDING = "recording"
    RESEARCH = "research"


class Handling(StrEnum):
    """What is done with the data; to collect and to share are asked apart (RCW 19.373)."""

    COLLECT = "collect"
    SHARE = "share"


class DocumentStatus(StrEnum):
    """Where a document stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


_S = DocumentStatus
COURSE: Mapping[DocumentStatus, Mapping[str, DocumentStatus]] = {
    _S.DRAFT: {"rewrite": _S.DRAFT, "publish": _S.PUBLISHED},
    _S.PUBLISHED: {"rewrite": _S.PUBLISHED, "publish": _S.PUBLISHED, "retire": _S.RETIRED},
    _S.RETIRED: {},
}
"""The law of a document. New words of a published one are its next version once they are published."""


@frozen(kw_only=True)
class Edition:
    """A published version.

    Args:
        version: 1 for the first.
        published_at: since when it is in force.
        wordings: its words, one for each language.
        ask_anew: whether who consented to the version before is asked again.
    """

    version: int
    published_at: datetime
    wordings: tuple[Wording, ...]
    ask_anew: bool = True


@aggregate
@frozen(kw_only=True)
class ConsentDocument(Aggregate):
    """What a person is asked to consent to; there is one for each scope, purpose and handling.

    Args:
        id: `{scope}:{of}:{purpose}:{handling}`.
        community_id: whose it is.
        scope: for what it is asked.
        of: the id of the community, group or session.
        purpose: what the data is used for.
        handling: whether it is collected or shared.
        recipients: the kinds of those who get it, where it is shared.
        status: where it stands.
        draft: words that are not published yet.
        editions: the published versions, oldest first.
    """

    KIND: ClassVar[str] = "consent_document"

    id: str
    community_id: CommunityId
    scope: Scope
    of: str
    purpose: Purpose
    handling: Handling = Handling.COLLECT
    recipients: tuple[str, ...] = ()
    status: DocumentStatus = DocumentStatus.DRAFT
    draft: tuple[Wording, ...] = ()
    editions: tuple[Edition, ...] = ()

    @staticmethod
    def key(document_id: str) -> Key[ConsentDocument]:
        """Answer the key of a document."""
        return Key("consent_document", document_id)

    @property
    def record_key(self) -> Key[ConsentDocument]:
        """The key it is kept under."""
        return Key("consent_document", self.id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Those of a community, by where they stand."""
        return (IndexEntry("consent_document.by_community", (self.community_id, self.status.value), self.id),)

    @property
    def in_force(self) -> Edition | None:
        """The version that is in force, if one is."""
        return self.editions[-1] if self.editions and self.status is DocumentStatus.PUBLISHED else None

    @property
    def good_since(self) -> int:
        """The oldest version whose consent still holds: the last one that is asked anew."""
        return max((one.version for one in self.editions if one.ask_anew), default=1)

    @classmethod
    def begin(
        cls,
        *,
        community_id: CommunityId,
        scope: Scope,
        of: str,
        purpose: Purpose,
        handling: Handling,
        recipients: tuple[str, ...],
        wordings: tuple[Wording, ...],
        at: datetime,
        by: PersonId,
    ) -> Change[ConsentDocument]:
        """Begin a document, as a draft.

        Raises:
            InvalidInput: what is wrong with the words, or `consent.recipients`, where shared data has no recipient or
                collected data has one.
        """
        problems = [*_wording_problems(wordings)]
        if (handling is Handling.SHARE) != bool(recipients):
            problems.append(Problem("consent.recipients", "$.recipients"))
        problems += [
            problem for place, one in enumerate(recipients) for problem in text_problems(f"$.recipients[{place}]", one)
        ]
        if problems:
            raise InvalidInput.of(tuple(problems))
        return begun(
            on.DocumentBegun(
                at=at,
                by=by,
                document_id=document_id(scope, of, purpose, handling),
                community_id=community_id,
                scope=scope,
                of=of,
                purpose=purpose,
                handling=handling,
                recipients=recipients,
                wordings=wordings,
            )
        )

    def rewrite(self, wordings: tuple[Wording, ...], *, at: datetime, by: PersonId) -> Change[ConsentDocument]:
        """Write other words; they are in force once they are published.

        Raises:
            InvalidInput: what is wrong with the words.
        """
        step(COURSE, self.status, "rewrite")
        problems = tuple(_wording_problems(wordings))
        if problems:
            raise InvalidInput.of(problems)
        return changed(self, on.DocumentRewritten(at=at, by=by, wordings=wordings))

    def publish(self, *, ask_anew: bool = True, at: datetime, by: PersonId) -> Change[ConsentDocument]:
        """Put the draft in force as the next version.

        Args:
            ask_anew: whether who consented before is asked again; `False` only where nothing is meant otherwise.
            at: when.
            by: who does it.

        Raises:
            InvalidInput: `consent.no_draft`.
        """
        step(COURSE, self.status, "publish")
        if not self.draft:
            raise InvalidInput("consent.no_draft")
        edition = Edition(
            version=len(self.editions) + 1, published_at=at, wordings=self.draft, ask_anew=ask_anew or not self.editions
        )
        return changed(self, on.DocumentPublished(at=at, by=by, edition=edition))

    def retire(self, *, at: datetime, by: PersonId) -> Change[ConsentDocument]:
        """Ask it no more; no consent to it holds from now on."""
        step(COURSE, self.status, "retire")
        return changed(self, on.DocumentRetired(at=at, by=by))


def document_id(scope: Scope, of: str, purpose: Purpose, handling: Handling = Handling.COLLECT) -> str:
    """Answer the id of the one document for a scope, purpose and handling."""
    return f"{scope.value}:{of}:{purpose.value}:{handling.value}"


def _wording_problems(wordings: tuple[Wording, ...]) -> Iterator[Problem]:
    if not 0 < len(wordings) <= LOCALES:
        yield Problem("number.out_of_range", "$.wordings", {"least": 1, "most": LOCALES})
    yield from wording_problems("$.wordings", wordings, twice="consent.locale_twice")

"""Facts about documents of consent, and about what people said to them."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.private import ERASED, Erased, private
from supportkit.core.words import Wording
from supportkit.privacy.consent import Choice, Consents
from supportkit.privacy.consent_document import (
    ConsentDocument,
    DocumentStatus,
    Edition,
    Handling,
    Scope,
)
from supportkit.privacy.purpose import Purpose


@frozen(kw_only=True)
class DocumentBegun(Event):
    """A document was drafted."""

    TAG: ClassVar[str] = "consent_document.begun.1"
    document_id: str
    community_id: CommunityId
    scope: Scope
    of: str
    purpose: Purpose
    handling: Handling
    recipients: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()

    def apply(self, _: ConsentDocument | None, /) -> ConsentDocument:
        """Answer the draft."""
        return ConsentDocument(
            id=self.document_id,
            community_id=self.community_id,
            scope=self.scope,
            of=self.of,
            purpose=self.purpose,
            handling=self.handling,
            recipients=self.recipients,
            draft=self.wordings,
        )


@frozen(kw_only=True)
class DocumentRewritten(Event):
    """It has other words, which are not in force yet."""

    TAG: ClassVar[str] = "consent_document.rewritten.1"
    wordings: tuple[Wording, ...]

    def apply(self, document: ConsentDocument, /) -> ConsentDocument:
        """Answer the document with the draft."""
        return evolved(document, draft=self.wordings)


@frozen(kw_only=True)
class DocumentPublished(Event):
    """The next version is in force."""

    TAG: ClassVar[str] = "consent_document.published.1"
    edition: Edition

    def apply(self, document: ConsentDocument, /) -> ConsentDocument:
        """Answer the document with it."""
        return evolved(document, status=DocumentStatus.PUBLISHED, draft=(), editions=(*document.editions, self.edition))


@frozen(kw_only=True)
class DocumentRetired(Event):
    """It is asked no more."""

    TAG: ClassVar[str] = "consent_document.retired.1"

    def apply(self, document: ConsentDocument, /) -> ConsentDocument:
        """Answer the document, retired."""
        return evolved(document, status=DocumentStatus.RETIRED)


@frozen(kw_only=True)
class ConsentEvent(Event):
    """A line of the ledger of one person."""

    person_id: PersonId

    @property
    def subject(self) -> PersonId:
        """The person that the private fields are about."""
        return self.person_id


@frozen(kw_only=True)
class LedgerBegun(ConsentEvent):
    """A person has a ledger in a community."""

    TAG: ClassVar[str] = "consents.begun.1"
    community_id: CommunityId

    def apply(self, _: Consents | None, /) -> Consents:
        """Answer the empty ledger."""
        return Consents(community_id=self.community_id, person_id=self.person_id)


@frozen(kw_only=True)
class ConsentSaid(ConsentEvent):
    """The person said something to one document; what, is private, for a no tells as much as a yes."""

    TAG: ClassVar[str] = "consents.said.1"
    choice: Choice | Erased | None = private()

    def apply(self, consents: Consents, /) -> Consents:
        """Answer the ledger with what was said last; where that was erased, so is the rest."""
        said: tuple[Choice, ...] | Erased = ERASED
        if isinstance(self.choice, Choice):
            others = tuple(one for one in consents.said if one.document_id != self.choice.document_id)
            said = (*others, self.choice)
        return evolved(consents, choices=said, lines=consents.lines + 1, changed_at=self.at)


@frozen(kw_only=True)
class GuidelinesAgreed(ConsentEvent):
    """The person agreed to a version of the guidelines."""

    TAG: ClassVar[str] = "consents.guidelines_agreed.1"
    version: int

    def apply(self, consents: Consents, /) -> Consents:
        """Answer the ledger with it."""
        return evolved(consents, guidelines=self.version, lines=consents.lines + 1, changed_at=self.at)

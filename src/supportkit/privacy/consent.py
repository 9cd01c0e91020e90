"""The consent ledger of one person in one community: what they said yes and no to, and to which words.

It is only ever added to; what holds is the fold of it. Guidelines are agreed to, which is a line of another kind.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import text_problems
from supportkit.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from supportkit.privacy import consent_events as on
    from supportkit.privacy.consent_document import ConsentDocument
else:
    on = Later("supportkit.privacy.consent_events")


class Word(StrEnum):
    """What a person said to a document."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Method(StrEnum):
    """How a person said it."""

    WEB = "web"
    APP = "app"
    PHONE = "phone"
    PAPER = "paper"


class State(StrEnum):
    """Whether a consent holds."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OUTDATED = "outdated"
    """It was given to words that are no longer in force, and is asked again."""
    NEVER_ASKED = "never_asked"


@frozen(kw_only=True)
class Choice:
    """What a person last said to one document.

    Args:
        document_id: the document.
        word: yes, no, or no longer.
        version: the version that was in force.
        locale: the language in which it was read.
        digest: the SHA-256 of the words that were read.
        method: how it was said.
        said_at: when.
        authority: what lets somebody else say it for the person, such as a guardian's record; `None` for the person.
    """

    document_id: str
    word: Word
    version: int
    locale: str
    digest: str
    method: Method
    said_at: datetime
    authority: str | None = None

    def __repr__(self) -> str:
        return "Choice(...)"


class Standing(NamedTuple):
    """Where a person stands to a document.

    Args:
        document: the document.
        state: whether their consent holds.
    """

    document: ConsentDocument
    state: State


@aggregate
@frozen(kw_only=True)
class Consents(Aggregate):
    """The consent ledger of one person in one community.

    Args:
        community_id: the community.
        person_id: the person.
        lines: how often something was said.
        changed_at: when something was said last.
        guidelines: the version of the guidelines that the person agreed to; 0 for none.
        choices: what they last said to each document; private.
    """

    KIND: ClassVar[str] = "consents"

    community_id: CommunityId
    person_id: PersonId
    lines: int = 0
    changed_at: datetime | None = None
    guidelines: int = 0
    choices: tuple[Choice, ...] | Erased | None = private()

    @staticmethod
    def key(community_id: CommunityId, person_id: PersonId) -> Key[Consents]:
        """Answer the key of a person's ledger in a community."""
        return Key("consents", f"{community_id}:{person_id}")

    @property
    def record_key(self) -> Key[Consents]:
        """The key it is kept under."""
        return Key("consents", f"{self.community_id}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """The person."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person."""
        return (IndexEntry("consents.by_person", (self.person_id,), self.community_id),)

    @property
    def said(self) -> tuple[Choice, ...]:
        """What the person said; nothing, where it was erased."""
        return self.choices if isinstance(self.choices, tuple) else ()

    @classmethod
    def begin(cls, community_id: CommunityId, person_id: PersonId, *, at: datetime, by: PersonId) -> Change[Consents]:
        """Begin a ledger."""
        return begun(on.LedgerBegun(at=at, by=by, community_id=community_id, person_id=person_id))

    def give(
        self,
        document: ConsentDocument,
        version: int,
        *,
        locale: str,
        method: Method,
        authority: str | None = None,
        at: datetime,
        by: PersonId,
    ) -> Change[Consents]:
        """Say yes to the words in force.

        Raises:
            Refused: `consent.not_asked`, none are in force; `consent.outdated`, others are than those that were read.
            InvalidInput: `consent.locale_unknown`; what is wrong with the authority.
        """
        return self._say(Word.GIVEN, document, version, locale, method, authority, at=at, by=by)

    def refuse(
        self, document: ConsentDocument, version: int, *, locale: str, method: Method, at: datetime, by: PersonId
    ) -> Change[Consents]:
        """Say no; it costs nothing where the purpose is not needed, and is not asked about."""
        return self._say(Word.REFUSED, document, version, locale, method, None, at=at, by=by)

    def withdraw(self, document_id: str, *, method: Method, at: datetime, by: PersonId) -> Change[Consents]:
        """Say that a yes holds no longer; it needs no reason, and is as easy as the yes.

        Raises:
            Refused: `consent.not_given`.
        """
        choice = self.choice(document_id)
        if choice is None or choice.word is not Word.GIVEN:
            raise Refused("consent.not_given")
        withdrawn = Choice(
            document_id=document_id,
            word=Word.WITHDRAWN,
            version=choice.version,
            locale=choice.locale,
            digest=choice.digest,
            method=method,
            said_at=at,
        )
        return changed(self, on.ConsentSaid(at=at, by=by, person_id=self.person_id, choice=withdrawn))

    def agree(self, version: int, *, at: datetime, by: PersonId) -> Change[Consents]:
        """Agree to the guidelines, which is no consent and not bundled with one."""
        return changed(self, on.GuidelinesAgreed(at=at, by=by, person_id=self.person_id, version=version))

    def choice(self, document_id: str) -> Choice | None:
        """Answer what was last said to a document."""
        return next((one for one in self.said if one.document_id == document_id), None)

    def state(self, document: ConsentDocument) -> State:
        """Answer whether consent to a document holds now."""
        choice = self.choice(document.id)
        if choice is None:
            return State.NEVER_ASKED
        if choice.word is Word.GIVEN and (document.in_force is None or choice.version < document.good_since):
            return State.OUTDATED
        return State(choice.word.value)

    def _say(
        self,
        word: Word,
        document: ConsentDocument,
        version: int,
        locale: str,
        method: Method,
        authority: str | None,
        *,
        at: datetime,
        by: PersonId,
    ) -> Change[Consents]:
        edition = document.in_force
        if edition is None:
            raise Refused("consent.not_asked")
        if version != edition.version:
            raise Refused("consent.outdated", version=version, in_force=edition.version)
        wording = next((one for one in edition.wordings if one.locale == locale), None)
        if wording is None:
            raise InvalidInput("consent.locale_unknown", known=", ".join(one.locale for one in edition.wordings))
        problems = () if authority is None else tuple(text_problems("$.authority", authority))
        if problems:
            raise InvalidInput.of(problems)
        choice = Choice(
            document_id=document.id,
            word=word,
            version=version,
            locale=locale,
            digest=wording.digest,
            method=method,
            said_at=at,
            authority=authority,
        )
        return changed(self, on.ConsentSaid(at=at, by=by, person_id=self.person_id, choice=choice))


def permits(consents: Consents | None, document: ConsentDocument | None) -> bool:
    """Tell whether what a document asks for may be done with a person's data now; what nobody was asked may not."""
    return consents is not None and document is not None and consents.state(document) is State.GIVEN

"""A receipt of a consent, for the person to keep (fields after Kantara Consent Receipt 1.1, as far as they apply)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.ids import PersonId
from supportkit.privacy.consent import Consents, Word
from supportkit.privacy.purpose import GROUNDS, Purpose

if TYPE_CHECKING:
    from supportkit.privacy.consent_document import ConsentDocument


@frozen(kw_only=True)
class ConsentReceipt:
    """What a person said to one document, with the words they read; `to_data` makes JSON of it.

    Args:
        receipt_id: names the ledger and its line.
        consent_timestamp: when it was said.
        collection_method: how it was said.
        language: in which language the words were read.
        principal_id: the person.
        controller: the community that asked.
        purpose: what the data is used for.
        termination: how the consent ends.
        third_parties: the kinds of those who get it.
        sensitive: whether it is about health, which it always is here.
        basis: what the use rests on; counsel knows what holds.
        word: what was said.
        version: the version of the words.
        digest: their SHA-256.
        text: the words themselves.
    """

    SPECIFICATION: ClassVar[str] = "KI-CR-v1.1.0"

    receipt_id: str
    consent_timestamp: datetime
    collection_method: str
    language: str
    principal_id: PersonId
    controller: str
    purpose: Purpose
    third_parties: tuple[str, ...]
    basis: str
    word: Word
    version: int
    digest: str
    text: str
    termination: str
    sensitive: bool

    def __repr__(self) -> str:
        return "ConsentReceipt(...)"


def receipt(consents: Consents, document: ConsentDocument, controller: str) -> ConsentReceipt | None:
    """Answer the receipt for what a person last said to a document; `None` where nothing was said.

    Args:
        consents: the person's ledger.
        document: the document.
        controller: the name of the community that asked.
    """
    choice = consents.choice(document.id)
    if choice is None:
        return None
    edition = document.editions[choice.version - 1]
    text = next(one.text for one in edition.wordings if one.locale == choice.locale)
    return ConsentReceipt(
        receipt_id=f"{consents.record_key.id}:{consents.lines}",
        consent_timestamp=choice.said_at,
        collection_method=choice.method.value,
        language=choice.locale,
        principal_id=consents.person_id,
        controller=controller,
        purpose=document.purpose,
        third_parties=document.recipients,
        basis=GROUNDS[document.purpose].basis,
        word=choice.word,
        version=choice.version,
        digest=choice.digest,
        text=text,
        termination="withdrawn at any time, in one step, without a reason",
        sensitive=True,
    )

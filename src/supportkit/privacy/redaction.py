"""Taking contact data out of a text by its shape: e-mail, phone, web address, IP, handle, numbers with a check digit.

A shape says nothing about who somebody is. Names, streets and stories are not found here, and `cannot_find` says so;
who needs more passes a `Redactor` of their own. Words of medicine look much like numbers of people, so each kind is
checked as strictly as its own rules allow: "CA 15-3", a dose and a blood count stay as they were written.

The time it takes grows with the length of the text and no faster: no pattern has an open repeat within another, and
each one begins only where the character before it cannot belong to the same thing.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import TYPE_CHECKING, NamedTuple, Protocol

from attrs import field, frozen

from supportkit.privacy.numbers import is_card, is_iban, is_nhs_number, is_phone, is_ssn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Kind(StrEnum):
    """What a found piece of text is."""

    EMAIL = "email"
    URL = "url"
    IP = "ip"
    IBAN = "iban"
    CARD = "card"
    SSN = "ssn"
    NHS_NUMBER = "nhs_number"
    PHONE = "phone"
    HANDLE = "handle"


class Span(NamedTuple):
    """Where in the original text something was found: from `start` up to, not including, `end`."""

    kind: Kind
    start: int
    end: int


@frozen
class Redacted:
    """A text without what was found in it.

    Args:
        text: the text, with the kind in brackets (`[email]`) in the place of each find; never shown in a `repr`.
        spans: what was found, in order, with places in the original text.
    """

    text: str = field(repr=False)
    spans: tuple[Span, ...]


class Redactor(Protocol):
    """Whatever takes data about people out of a text, and says what it cannot find."""

    @property
    def cannot_find(self) -> tuple[str, ...]:
        """What stays in the text, as stable words."""
        ...

    def redact(self, text: str) -> Redacted:
        """Answer the text without what was found."""
        ...


class PatternRedactor:
    """Finds contact data by its shape.

    >>> PatternRedactor().redact("Write to ann@example.org, CA 15-3 was 31.").text
    'Write to [email], CA 15-3 was 31.'
    """

    @property
    def cannot_find(self) -> tuple[str, ...]:
        """What has no shape of its own, and so stays."""
        return (
            "names_of_people",
            "postal_addresses",
            "dates_of_birth",
            "numbers_written_as_words",
            "account_names_without_an_at_sign",
            "images_and_attachments",
            "what_a_story_tells",
        )

    def redact(self, text: str) -> Redacted:
        """Answer the text with the kind in brackets in the place of each find."""
        spans = find(text)
        parts: list[str] = []
        after = 0
        for span in spans:
            parts += (text[after : span.start], f"[{span.kind}]")
            after = span.end
        return Redacted("".join([*parts, text[after:]]), spans)


def find(text: str) -> tuple[Span, ...]:
    """Answer every find in a text, in order; no two of them overlap."""
    plain, places = _plain(text)
    taken = bytearray(len(plain))
    found: list[Span] = []
    for kind, seek in _SEEKERS:
        for start, end in seek(plain):
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append(
                    Span(kind, start, end) if places is None else Span(kind, places[start], places[end - 1] + 1)
                )
    return tuple(sorted(found, key=lambda span: span.start))


_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"


def _plain(text: str) -> tuple[str, list[int] | None]:
    """Answer a text in the letters that the patterns know, and where each stood; `None` where nothing moved.

    Digits of every script and full-width letters become plain ones, dashes and spaces of every width become `-` and
    a space, and what has no width is left out: it would hide an address and be seen by nobody.
    """
    if text.isascii():
        return text, None
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter.isascii():
            letters.append(letter)
        elif unicodedata.category(letter) == "Cf":
            continue
        elif letter in _DASHES:
            letters.append("-")
        else:
            letters.append(_letter(letter))
        places.append(place)
    return "".join(letters), places


def _letter(letter: str) -> str:
    digit = unicodedata.digit(letter, None)
    if digit is not None and letter.isdecimal():
        return str(digit)
    folded = unicodedata.normalize("NFKC", letter)
    return folded if len(folded) == 1 else letter


# Patterns. A bound on every repeat that stands within another, and a look behind at every beginning.

_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]"
_HOST = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}"
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_LOCAL}{{1,64}}@{_HOST}")
_AT = r"(?: ?[(\[{] ?(?:at|arroba) ?[)\]}] ?|@)"
_DOT = r" ?(?:[(\[{] ?(?:dot|punto) ?[)\]}]|\.| (?:dot|punto) ) ?"
_SPELT = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{2,63}}){{1,4}}"
    r"| (?:at|arroba) [\w-]{1,63}(?: (?:dot|punto) [\w-]{2,63}){1,4})(?![\w-])",
    re.IGNORECASE,
)
_URL = re.compile(r"(?<![\w@])(?:(?:https?|ftp)://|www\.)[^\s<>\"\[\]{}|\\^`]{2,}", re.IGNORECASE)
# Endings that are words of English or Spanish (`.no`, `.es`, `.it`) count only before a path: people forget spaces.
_ENDINGS = "com|org|net|edu|gov|info|biz|app|dev|eu|health|online|chat|co\\.uk|org\\.uk|ac\\.uk|nhs\\.uk|com\\.au"
_SITE = re.compile(
    rf"(?<![\w@.-])(?:[^\W_](?:[\w-]{{0,61}}[^\W_])?\.){{1,6}}?(?:(?:{_ENDINGS})(?![\w-]|\.\w)(?:[/?#][^\s<>\"\[\]]*)?"
    r"|[a-z]{2}/[^\s<>\"\[\]]+)",
    re.IGNORECASE,
)
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-f:]{3,39}(?:\.\d{1,3}){0,3}(?![\w:])", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@.+/-])@[^\W\d](?:[\w.-]{0,28}\w)")
_IBAN = re.compile(r"(?<![^\W_])[a-z]{2}\d{2}(?:[ -]?[^\W_]){11,30}", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w.,+-])\d(?:[ -]?\d){11,18}(?![\w]|[.,-]\d)")
_SSN = re.compile(r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])")
_NHS = re.compile(r"(?<![\w.+-])\d{3}([ -]?)\d{3}\1\d{4}(?![\w-]|[.,]\d)")
_PHONE = re.compile(
    r"(?<![\w./+=#-])(?<!\d,)(?<!\d:)(?:\+ ?|\()?\d(?:[ .()\-/]{0,3}\d){6,18}(?:(?: ?(?:x|ext\.?) ?)\d{1,6})?"
)


def _matches(
    pattern: re.Pattern[str], right: Callable[[str], bool] = bool
) -> Callable[[str], Iterator[tuple[int, int]]]:
    def seek(text: str) -> Iterator[tuple[int, int]]:
        return (found.span() for found in pattern.finditer(text) if right(found[0]))

    return seek


def _trimmed(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Leave out the mark that ends a sentence, and a bracket that was opened before the address."""

    def seek(text: str) -> Iterator[tuple[int, int]]:
        for found in pattern.finditer(text):
            yield found.start(), found.start() + len(found[0].rstrip(".,;:!?'*_)"))

    return seek


def _ip4(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


def _ip6(text: str) -> bool:
    try:
        return text.count(":") >= 2 and IPv6Address(text).packed.count(0) < 16
    except AddressValueError:
        return False


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while found := _IBAN.search(text, at):
        start, length = found.start(), is_iban(found[0])
        at = start + (length or 1)
        if length:
            yield start, at


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """A number may run on into another one, such as the month in which the card ends."""
    at = 0
    while found := _CARD.search(text, at):
        start, piece = found.start(), found[0]
        shorter = (short for short in _shorter(piece) if _digits(short) in (15, 16))
        card = next((one for one in (piece, *shorter) if is_card(one)), "")
        at = start + (len(card) or 1)
        if card:
            yield start, at


def _shorter(piece: str) -> Iterator[str]:
    """Answer a run of digits without its last group, then without the last two, and so on."""
    return (piece[:end] for end in range(len(piece) - 1, 0, -1) if piece[end] in " -" and piece[end - 1].isdigit())


def _digits(piece: str) -> int:
    return sum(map(str.isdigit, piece))


def _nhs_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Only where it is written in three groups, or named: ten digits in a row are a telephone number far more often."""
    for found in _NHS.finditer(text):
        named = "nhs" in text[max(found.start() - 30, 0) : found.start()].lower()
        if (named or found[1] == " ") and is_nhs_number(found[0]):
            yield found.span()


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for found in _PHONE.finditer(text):
        start = found.start()
        before = text[max(start - 24, 0) : start]
        for piece in (found[0], *_shorter(found[0])):
            end = start + len(piece)
            if is_phone(piece, before=before, after=text[end : end + 12]):
                yield start, end
                break


_SEEKERS: tuple[tuple[Kind, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (Kind.EMAIL, _matches(_EMAIL)),
    (Kind.URL, _trimmed(_URL)),
    (Kind.EMAIL, _matches(_SPELT)),
    (Kind.URL, _trimmed(_SITE)),
    (Kind.IP, _matches(_IPV4, _ip4)),
    (Kind.IP, _matches(_IPV6, _ip6)),
    (Kind.IBAN, _ibans),
    (Kind.CARD, _cards),
    (Kind.SSN, _matches(_SSN, is_ssn)),
    (Kind.NHS_NUMBER, _nhs_numbers),
    (Kind.PHONE, _phones),
    (Kind.HANDLE, _matches(_HANDLE)),
)
"""What is looked for, the most certain first: a piece of text that is one thing is not looked at as another."""

"""Names of things: typed ids that sort by the time they were made.

An id is a short prefix and 26 characters: a UUIDv7 (RFC 9562, section 5.7) in Crockford's base 32, so that a log line
tells what it names and a store's inserts stay flat as it grows. An id shows when it was made; what must not be guessed
or dated, such as an invitation, is a random `token` instead.
"""

from __future__ import annotations

import os
import re
import threading
import time
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, NewType, Protocol

from supportkit.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

PersonId = NewType("PersonId", str)
"""Names a person and tells nothing of them: 1 to 100 of `A-Z a-z 0-9 _ . -`."""
CommunityId = NewType("CommunityId", str)
GroupId = NewType("GroupId", str)
SeriesId = NewType("SeriesId", str)
SessionId = NewType("SessionId", str)
"""`{lineage}@{original local start}` for a session of a series, whatever moves; `ses_…` for one of its own."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_DIGITS = [a + b for a in _ALPHABET for b in _ALPHABET]
_PERSON = re.compile(r"[A-Za-z0-9_.\-]{1,100}", re.ASCII)
_PHONE = re.compile(r"[0-9.\-]{7,20}", re.ASCII)


def check_person_id(value: str) -> PersonId:
    """Answer a person id as given, if it is one.

    Raises:
        InvalidInput: `person.contact_data` for what looks like an e-mail address or a phone number, which would name
            the person wherever it is stored or logged; `id.wrong_kind` for the id of a group or other thing;
            `id.malformed` for anything else that is no id.
    """
    if _PERSON.fullmatch(value):
        if _PHONE.fullmatch(value) and sum(map(str.isdigit, value)) >= 7:
            raise InvalidInput("person.contact_data")
        if kind_of(value) not in (None, "per"):
            raise InvalidInput("id.wrong_kind", expected="a person id", kind=kind_of(value))
        return PersonId(value)
    if "@" in value or value.startswith("+") or "\uff20" in value:
        raise InvalidInput("person.contact_data")
    raise InvalidInput("id.malformed", expected="a person id: 1 to 100 of A-Z a-z 0-9 _ . -")


def person_problems(path: str, value: object) -> Iterator[Problem]:
    """Say what is wrong with a person id, where more than one thing is looked at."""
    try:
        check_person_id(value if isinstance(value, str) else "")
    except InvalidInput as error:
        yield from (problem.under(path) for problem in error.problems)


def shape_problems(path: str, value: object, shape: re.Pattern[str], expected: str) -> Iterator[Problem]:
    """Say that a name or an id is no text, or not of the shape that is expected.

    Args:
        path: where it stands, such as `$.kind`.
        value: what was given.
        shape: what it must match as a whole.
        expected: the shape in words.
    """
    if not isinstance(value, str) or not shape.fullmatch(value):
        yield Problem("id.malformed", path, {"expected": expected})


_OURS = re.compile(r"([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}", re.ASCII)


def kind_of(value: str) -> str | None:
    """Answer the prefix of an id that we made (`grp`), or `None` for any other text."""
    match = _OURS.match(value)
    return match[1] if match else None


def check_id(value: str, prefix: str) -> str:
    """Answer an id of ours as given, if it has the prefix.

    Raises:
        InvalidInput: `id.wrong_kind` for the id of another kind of thing, `id.malformed` for no id at all.
    """
    kind = kind_of(value)
    if kind == prefix:
        return value
    if kind is None:
        raise InvalidInput("id.malformed", expected=f"an id that starts with {prefix}_")
    raise InvalidInput("id.wrong_kind", expected=f"an id that starts with {prefix}_", kind=kind)


class IdSource(Protocol):
    """Hands out new ids and secrets; domain code never makes one, it is handed them."""

    def new(self, prefix: str) -> str:
        """Answer a new id with this prefix (three lower-case letters)."""
        ...

    def token(self) -> str:
        """Answer a random secret of at least 128 bits, safe in a URL."""
        ...


def _encode(prefix: str, stem: int) -> str:
    """Write 48 bits of time and 74 of counter as a UUIDv7: ten characters of time, sixteen of everything else."""
    digits = _DIGITS
    high = 0x7 << 36 | (stem >> 38) & 0xFFF000000 | 0x800000 | (stem >> 40) & 0x3FFFFF
    low = stem & 0xFFFFFFFFFF
    return (
        f"{prefix}_{_time_digits(stem >> 74)}"
        f"{digits[high >> 30]}{digits[high >> 20 & 1023]}{digits[high >> 10 & 1023]}{digits[high & 1023]}"
        f"{digits[low >> 30]}{digits[low >> 20 & 1023]}{digits[low >> 10 & 1023]}{digits[low & 1023]}"
    )


@lru_cache(maxsize=16)  # ids of one operation mostly share their millisecond
def _time_digits(milliseconds: int) -> str:
    return "".join([_DIGITS[(milliseconds >> shift) & 1023] for shift in range(40, -1, -10)])


class TimeOrderedIds:
    """UUIDv7 ids that rise within a process, also within one millisecond (RFC 9562, section 6.2, method 2)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new(self, prefix: str) -> str:
        """Answer a new id with this prefix."""
        tail = int.from_bytes(os.urandom(10)) >> 6
        with self._lock:
            stem = (time.time_ns() // 1_000_000) << 74 | tail
            if stem <= self._last:
                stem = self._last + 1 + (tail & 0xFFFFFFFF)
            self._last = stem
        return _encode(prefix, stem)

    def token(self) -> str:
        """Answer a random secret of 256 bits."""
        import secrets

        return secrets.token_urlsafe(32)


class SeededIds:
    """Ids that are the same for the same seed: for tests, rehearsals and demonstrations, never for real people."""

    def __init__(self, seed: int = 0) -> None:
        self._random = Random(seed)  # noqa: S311  (made to be repeatable)
        self._count = 1_767_225_600_000 << 74  # 2026-01-01, so that they look and sort like the real ones

    def new(self, prefix: str) -> str:
        """Answer the next id with this prefix."""
        self._count += 1 + (1 << 74) + self._random.getrandbits(64)
        return _encode(prefix, self._count)

    def token(self) -> str:
        """Answer the next repeatable token."""
        return f"{self._random.getrandbits(256):064x}"

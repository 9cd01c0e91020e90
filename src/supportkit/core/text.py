"""Text that comes in: its length and what it may hold, checked fast where all is well."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING

from supportkit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME_LIMIT = 200
"""Characters of a name, at most (default)."""
TEXT_LIMIT = 20_000
"""Characters of a longer text, at most (default)."""


def plain(text: object, most: int = NAME_LIMIT) -> bool:
    """Tell at once that a text is one printable line of 1 to `most` characters; `False` only says: look closer."""
    return type(text) is str and 0 < len(text) <= most and text.isprintable() and not text.isspace()


def text_problems(path: str, text: object, most: int = NAME_LIMIT, *, empty: bool = False) -> Iterator[Problem]:
    """Say what is wrong with a text: its type, length, or characters that cannot be stored.

    Args:
        path: where it stands, such as `$.name`.
        text: what was given.
        most: characters at most.
        empty: whether it may be empty.
    """
    if not isinstance(text, str):
        yield Problem("value.wrong_type", path, {"expected": "text"})
    elif not empty and not text.strip():
        yield Problem("text.empty", path)
    elif len(text) > most:
        yield Problem("text.too_long", path, {"length": len(text), "most": most})
    elif not text.isprintable() and any(_unfit(letter) for letter in text):
        yield Problem("text.not_storable", path)


def _unfit(letter: str) -> bool:
    """Tell whether a character is a control character other than tab and line end, or half of a surrogate pair."""
    return letter not in "\t\n\r" and unicodedata.category(letter) in ("Cc", "Cs")


def text_digest(text: str) -> str:
    """Answer the SHA-256 of a text (FIPS 180-4) in hex; what is short or likely can be guessed from it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def number_problems(path: str, number: object, least: int, most: int) -> Iterator[Problem]:
    """Say what is wrong with a whole number: its type or its size."""
    if type(number) is not int:
        yield Problem("value.wrong_type", path, {"expected": "a whole number"})
    elif not least <= number <= most:
        yield Problem("number.out_of_range", path, {"least": least, "most": most})

"""Codes of languages and places: whether they are well formed, and whether one lies within another.

Languages are BCP 47 tags (RFC 5646), places ISO 3166-1 and 3166-2 codes. Only the shape is checked: whether a code is
registered changes with the years, and a wrong one matches nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from supportkit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

# Two or three letters first: longer first parts are reserved or unused (RFC 5646, section 2.2.1), and `english` is a
# word, not a tag.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,8}", re.ASCII)
_REGION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?", re.ASCII)


def is_language(tag: str) -> bool:
    """Tell whether a text has the shape of a language tag (`en`, `pt-BR`)."""
    return _LANGUAGE.fullmatch(tag) is not None


def is_region(code: str) -> bool:
    """Tell whether a text has the shape of a place's code (`DE`, `US-WA`)."""
    return _REGION.fullmatch(code) is not None


def language_problems(path: str, tag: object) -> Iterator[Problem]:
    """Say what is wrong with a language tag."""
    if not isinstance(tag, str) or not is_language(tag):
        yield Problem("language.malformed", path)


def region_problems(path: str, code: object) -> Iterator[Problem]:
    """Say what is wrong with the code of a place."""
    if not isinstance(code, str) or not is_region(code):
        yield Problem("region.malformed", path)


def within(narrow: str, wide: str) -> bool:
    """Tell whether a code is another one or a part of it: `en-GB` is within `en`, and `US-WA` within `US`.

    It is the basic filtering of RFC 4647 (section 3.3.1), which suits places too.
    """
    narrow, wide = narrow.lower(), wide.lower()
    return narrow == wide or narrow.startswith(wide + "-")

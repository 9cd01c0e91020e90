"""What a name among the others may be: readable, no contact data, not to be taken for another's, not the real one.

Two names are the same for the eye where their skeletons are equal: without accents, case, marks and what has no width,
each letter of another script and each digit as the Latin letter that it looks like. The list of such letters is our own
and short (default); Unicode TR 39 has a longer one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from supportkit.core.text import text_problems
from supportkit.core.words import in_language, table
from supportkit.errors import Problem
from supportkit.privacy.redaction import find

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

NAME_MOST = 40
"""Characters of a name among the others, at most (default)."""
DIGITS_MOST = 6
"""Digits in a name, at most (default): more could be a telephone number."""
MARKS_MOST = 3
"""Accents and other marks on one letter, at most (default): more make a name nobody can read."""

_CYRILLIC = "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u04bb\u0501"
_GREEK = "\u03b1\u03b2\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03c9"
_OTHER = "\u0131\u0142\u00f8\u0111\u0251\u0261"
_ALIKE = str.maketrans(
    _CYRILLIC + _GREEK + _OTHER + "01345679|$@", "abekmhopctyxijshd" + "abenikvoptuxw" + "ilodag" + "oleasbtglsa"
)
_TURNED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")

_BLANK = frozenset("\u2800\u3164\u115f\u1160\uffa0")


def tidy(name: str) -> str:
    """Answer a name as it is kept: composed letters (NFC), one space between words, none around."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def skeleton(name: str) -> str:
    """Answer what of a name the eye keeps; empty where there is nothing to see.

    >>> skeleton("Adm1n") == skeleton("\u0410dmin")
    True
    """
    # Case and form change one another, so twice is enough for a name that was brought back to itself.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name.casefold()).casefold())
    looks = "".join(filter(str.isalnum, folded.translate(_ALIKE)))
    # An i and an l are one upright stroke, and two strokes side by side are read as one wide letter.
    return looks.replace("i", "l").replace("rn", "m").replace("vv", "w")


def name_problems(
    name: str,
    *,
    path: str = "$.name",
    taken: Collection[str] = (),
    staff: Collection[str] = (),
    elsewhere: Collection[str] = (),
    real_name: str | None = None,
    leads: bool = False,
    such_as: str = "",
) -> Iterator[Problem]:
    """Say everything that is wrong with a name.

    Args:
        name: the name, tidied.
        path: where it stands.
        taken: skeletons of the names of others in the place.
        staff: skeletons of the names of those who lead the place or run it.
        elsewhere: skeletons of the person's own names in other places.
        real_name: what the person is really called, where the host knows it and real names are not for here.
        leads: whether the person leads the place, and so may be called what they are.
        such_as: names that would do.
    """
    seen = skeleton(name)
    if not name.strip() or not _visible(name):
        yield Problem("text.empty", path)
        return
    if len(name) > NAME_MOST:
        yield from text_problems(path, name, NAME_MOST)
    if _unreadable(name):
        yield Problem("name.unreadable", path)
    if holds_contact(name):
        yield Problem("name.contact_data", path, {"such_as": such_as})
    if seen and (seen in staff or (not leads and _claims_a_role(name))):
        yield Problem("name.like_staff", path, {"such_as": such_as})
    elif seen and seen in taken:
        yield Problem("name.taken", path, {"such_as": such_as})
    if seen and seen in elsewhere:
        yield Problem("name.elsewhere", path, {"such_as": such_as})
    if real_name is not None and tells_real_name(name, real_name):
        yield Problem("name.real", path, {"such_as": such_as})


def _visible(name: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LNPS" and letter not in _BLANK for letter in name)


def _unreadable(name: str) -> bool:
    """Tell whether a name turns the direction of writing, holds what cannot be seen, or piles up marks."""
    marks = 0
    for letter in unicodedata.normalize("NFD", name):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks > MARKS_MOST or letter in _TURNED or kind in ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"):
            return True
    return False


def holds_contact(name: str) -> bool:
    """Tell whether a name says how to reach somebody."""
    return bool(find(name)) or sum(map(str.isdecimal, name)) > DIGITS_MOST or "@" in unicodedata.normalize("NFKC", name)


_WORD = re.compile(r"[^\W_]+")


def _words(name: str) -> list[str]:
    return [skeleton(word) for word in _WORD.findall(unicodedata.normalize("NFKC", name))]


def _claims_a_role(name: str) -> bool:
    roles = _roles()
    return skeleton(name) in roles or any(word in roles for word in _words(name))


def tells_real_name(name: str, real_name: str) -> bool:
    """Tell whether a name is somebody's real one, or holds their family name; a first name alone tells little."""
    real = _words(real_name)
    if not real:
        return False
    family = {word for word in real[1:] if len(word) > 1}
    mine = _words(name)
    return skeleton(name) == skeleton(real_name) or (len(real) == 1 and mine == real) or not family.isdisjoint(mine)


def _table() -> dict[str, dict[str, list[str]]]:
    return table("supportkit.privacy", "names.toml")


@cache
def _roles() -> frozenset[str]:
    return frozenset(skeleton(word) for language in _table().values() for word in language["staff"])


def suggestions(seed: str, *, locale: str = "en", taken: Collection[str] = (), most: int = 3) -> tuple[str, ...]:
    """Answer made-up names that nobody has, the same for the same seed.

    Args:
        seed: whatever should lead to names of its own.
        locale: a BCP 47 tag; its language if there are words in it, English otherwise.
        taken: skeletons of names that somebody has.
        most: how many names at most.
    """
    import hashlib

    words = in_language(_table(), locale)
    first, second = words["first"], words["second"]
    start = int.from_bytes(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()[:8])
    found: list[str] = []
    size = len(first) * len(second)
    for turn in range(size):
        # A step without a common factor with the size goes through every pair once.
        at = (start + turn * 147) % size
        name = f"{first[at // len(second)]} {second[at % len(second)]}"
        if skeleton(name) not in taken:
            found.append(name)
        if len(found) == most:
            break
    return tuple(found)

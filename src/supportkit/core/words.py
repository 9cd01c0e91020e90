"""Words for people: those of a host in several languages, and tables of our own in files beside the code."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from supportkit.core.codes import language_problems
from supportkit.core.text import TEXT_LIMIT, text_digest, text_problems
from supportkit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from supportkit.errors import Code

LOCALE_LIMIT = 35
"""Characters of a language tag, at most (default)."""

T = TypeVar("T")


@frozen(kw_only=True)
class Wording:
    """Words of the host in one language.

    Args:
        locale: the BCP 47 tag of the language.
        text: the words, 1 to 20,000 characters.
    """

    locale: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the words (FIPS 180-4), which proves what was read."""
        return text_digest(self.text)


def said(texts: Mapping[str, str] | None = None, /, **by_locale: str) -> tuple[Wording, ...]:
    """Write words in several languages: `said(en="Yes", es="Sí")`, or a mapping for tags such as `pt-BR`."""
    return tuple(Wording(locale=locale, text=text) for locale, text in {**(texts or {}), **by_locale}.items())


def in_locale(words: tuple[Wording, ...], locale: str) -> str:
    """Answer the words in a language, else in a kindred one, else in the first there are; none at all is empty."""
    wanted = locale.lower()
    exact = [one for one in words if one.locale.lower() == wanted]
    kindred = [one for one in words if one.locale.lower().split("-")[0] == wanted.split("-")[0]]
    return next((one.text for one in (*exact, *kindred, *words)), "")


def wording_problems(path: str, words: tuple[Wording, ...], *, twice: Code = "name.twice") -> Iterator[Problem]:
    """Say what is wrong with words in several languages: their tags and texts, and a language that stands twice.

    Args:
        path: where they stand, such as `$.wordings`.
        words: what was given.
        twice: the code for a language that stands twice.
    """
    seen: set[str] = set()
    for place, one in enumerate(words):
        unfit = tuple(text_problems(f"{path}[{place}].locale", one.locale, LOCALE_LIMIT))
        yield from unfit or language_problems(f"{path}[{place}].locale", one.locale)
        if not unfit and one.locale.lower() in seen:
            yield Problem(twice, f"{path}[{place}].locale")
        seen.add(str(one.locale).lower())
        yield from text_problems(f"{path}[{place}].text", one.text, TEXT_LIMIT)


@cache
def table(package: str, name: str) -> dict[str, Any]:
    """Read a table of words once, when it is first asked for; whoever gets it leaves it as it is.

    Args:
        package: where the file stands, such as `supportkit.groups`.
        name: the name of the file, such as `findings.toml`.
    """
    import tomllib
    from importlib.resources import files

    return tomllib.loads(files(package).joinpath(name).read_text("utf-8"))


def in_language(row: Mapping[str, T], locale: str) -> T:
    """Answer what a row says in the language of a BCP 47 tag; English where it says nothing in it."""
    return row.get(locale.partition("-")[0].lower(), row["en"])

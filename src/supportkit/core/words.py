"""Words for people: tables of them in files beside the code that says them, and the choice of a language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


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

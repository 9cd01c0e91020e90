"""Stores that the command line works on and does not make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit import opening
from supportkit.cli.files import sqlite_path, store_url
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from supportkit.kit import Kit


def existing(name: str, actor: str) -> Kit:
    """Open a store that is there; a file that is not there is not made.

    Raises:
        InvalidInput: `file.unreadable`.
    """
    url = store_url(name)
    path = sqlite_path(url)
    if path is not None and not path.is_file():
        raise InvalidInput("file.unreadable", option="--db", reason="there is no such file")
    return opening.open(url, actor=actor)

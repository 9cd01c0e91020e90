"""Stores that the command line works on and does not make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit import opening
from supportkit.cli.files import sqlite_path, store_url
from supportkit.core.ids import CommunityId, check_id
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from supportkit.kit import Kit


def community_named(name: str | None) -> CommunityId | None:
    """Answer the id of a community as it was given, if one was.

    Raises:
        InvalidInput: `id.wrong_kind`, `id.malformed`.
    """
    return None if name is None else CommunityId(check_id(name, "com"))


def existing(name: str, actor: str) -> Kit:
    """Open a store that is there; nothing is made, neither a file nor tables in the file of something else.

    Raises:
        InvalidInput: `file.unreadable`; an actor that is no person id.
        StoreError: what opening the store raises.
    """
    url = store_url(name)
    path = sqlite_path(url)
    if path is not None and not path.is_file():
        raise InvalidInput("file.unreadable", option="--db", reason="there is no such file")
    return opening.open(url, actor=actor, create=False)


def finished(kit: Kit) -> bool:
    """Let the store write itself anew, so that no old bytes lie in it, and answer whether none do.

    A store that has no such step keeps no old bytes that this library knows of.
    """
    finish = getattr(kit.store, "finish_scrub", None)
    return True if finish is None else bool(finish())

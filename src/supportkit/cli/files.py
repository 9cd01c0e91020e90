"""Files as the command line knows them: read whole, named as stores, and their errors in our words."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supportkit.cli.failing import reason_of
from supportkit.errors import InvalidInput, StoreError, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_whole(name: str, option: str = "FILE") -> bytes:
    """Read a file, or standard input for `-`.

    Raises:
        InvalidInput: `file.unreadable`.
    """
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise InvalidInput("file.unreadable", option=option, reason=reason_of(error)) from error


def write_whole(name: str, text: str, option: str) -> None:
    """Write a file.

    Raises:
        InvalidInput: `file.unwritable`.
    """
    try:
        Path(name).write_text(text, "utf-8")
    except OSError as error:
        raise InvalidInput("file.unwritable", option=option, reason=reason_of(error)) from error


def store_url(name: str) -> str:
    """Answer the URL of a store; what is no URL is the path of a SQLite file."""
    return name if "://" in name else f"sqlite:///{_quoted(name)}"


def sqlite_path(url: str) -> Path | None:
    """Answer the file that a URL names, if it names one."""
    from urllib.parse import unquote

    return Path(unquote(url.removeprefix("sqlite:///"))) if url.startswith("sqlite:///") else None


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(os.fspath(path))


def must_be_writable(path: Path, option: str) -> None:
    """Refuse a file that cannot be made or written, before any work is done.

    Raises:
        InvalidInput: `file.unwritable`.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        raise InvalidInput("file.unwritable", option=option, reason="its folder does not exist")
    if path.is_dir():
        raise InvalidInput("file.unwritable", option=option, reason="it is a folder")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise InvalidInput("file.unwritable", option=option, reason="it or its folder is write-protected")


def translated(error: sqlite3.Error) -> StoreError:
    """Say in our words what SQLite said."""
    name = str(getattr(error, "sqlite_errorname", "")) or type(error).__name__
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StoreError("store.damaged", reason=name)
        case sqlite3.SQLITE_READONLY:
            return StoreUnavailable("store.read_only")
        case _:
            return StoreUnavailable("store.unavailable", reason=name)


def as_text(data: Mapping[str, Any]) -> str:
    """Write one JSON object for a machine, the same text for the same data."""
    import json

    return json.dumps(data, indent=2, ensure_ascii=False)

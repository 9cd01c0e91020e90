"""`supportkit schema`: the SQL of the tables, to paste into migrations of one's own, or applied to a file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from supportkit.cli.files import as_text, must_be_writable, sqlite_path, store_url, translated
from supportkit.errors import InvalidInput
from supportkit.storage.migrate import KNOWN, apply, schema_sql

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path


def run(options: Namespace) -> int:
    """Print the SQL, or apply what a database lacks."""
    sql = schema_sql(options.backend)
    applied: tuple[int, ...] | None = None
    if options.apply:
        applied = _apply(_path_of(options.db))
    elif options.db:
        raise InvalidInput("value.missing", hint="Use --db together with --apply.")
    if options.json:
        known = {"backend": options.backend, "version": KNOWN}
        print(as_text(known | ({"sql": sql} if applied is None else {"applied": list(applied)})))
    elif applied is None:
        print(sql, end="" if sql.endswith("\n") else "\n")
    elif applied:
        print(f"The tables are at version {KNOWN} now.")
    else:
        print(f"The tables were at version {KNOWN} already; nothing was changed.")
    return 0


def _path_of(db: str | None) -> Path:
    if not db:
        raise InvalidInput("value.missing", hint="Name the file: supportkit schema --apply --db groups.db")
    path = sqlite_path(store_url(db))
    if path is None:
        raise InvalidInput(
            "value.not_allowed",
            hint="Name a SQLite file; for another database print the SQL and apply it there.",
            given="This store",
            allowed="the path of a SQLite file",
        )
    return path


def _apply(path: Path) -> tuple[int, ...]:
    must_be_writable(path, "--db")
    try:
        with closing(sqlite3.connect(path)) as connection:
            return apply(connection)
    except sqlite3.Error as error:
        raise translated(error) from error

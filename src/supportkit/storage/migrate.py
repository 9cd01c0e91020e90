"""The tables of a store as numbered plain SQL, and the one place that applies it.

Nothing is migrated by an import or by opening a store: a new file gets its tables if it was opened with
`create=True`; an older schema is refused until `apply` is called. Hosts may paste `schema_sql()` into migrations of
their own instead.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from supportkit.errors import InvalidInput, SchemaTooNew, StoreError, close_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KNOWN = 1
"""The newest schema that this version of supportkit knows."""

APPLICATION_ID = 0x534B4954
"""`PRAGMA application_id` of a file that holds nothing but a store ("SKIT"); a host's own file keeps its own."""

BACKENDS = ("sqlite",)


def steps(backend: str = "sqlite") -> dict[int, str]:
    """Answer the SQL of every step of a backend's schema, by number.

    Raises:
        InvalidInput: `value.not_allowed` for a backend that has no schema here.
    """
    if backend not in BACKENDS:
        nearest = close_to(backend, BACKENDS)
        raise InvalidInput(
            "value.not_allowed",
            hint=f"Did you mean `{nearest}`?" if nearest else None,
            given="this backend",
            allowed=BACKENDS,
        )
    from importlib.resources import files  # read when tables are made; opening a store is not slowed by it

    folder = files("supportkit.storage").joinpath("schema", backend)
    found = {int(one.name[:4]): one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".sql")}
    return dict(sorted(found.items()))


def schema_sql(backend: str = "sqlite") -> str:
    """Answer the whole schema of a backend, as SQL that a host may paste into its own migrations."""
    return "\n".join(steps(backend).values())


def version_of(connection: sqlite3.Connection) -> int:
    """Answer the schema that a database has, 0 where it has no tables of supportkit.

    Raises:
        StoreError: `store.damaged` where there are tables without a version.
    """
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'supportkit_meta'").fetchone() is None:
        return 0
    row = connection.execute("SELECT value FROM supportkit_meta WHERE name = 'schema'").fetchone()
    if row is None or not str(row[0]).isdecimal() or int(row[0]) < 1:
        raise StoreError("store.damaged", reason="no schema version")
    return int(row[0])


def pending(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Answer the numbers of the steps that a database has yet to get, in order.

    Raises:
        SchemaTooNew: `store.schema_too_new` where a newer supportkit was here.
        StoreError: `store.damaged` where there are tables without a version.
    """
    found = version_of(connection)
    if found > KNOWN:
        raise SchemaTooNew("store.schema_too_new", found=found, known=KNOWN)
    return tuple(range(found + 1, KNOWN + 1))


def apply(connection: sqlite3.Connection, sql: Mapping[int, str] | None = None) -> tuple[int, ...]:
    """Bring a database to the newest schema, each step in one transaction, and answer the steps that were applied.

    Several processes may do so at once: each step is applied by one of them. The connection must not be in a
    transaction.

    Args:
        connection: the database; errors of the driver leave this function as they are.
        sql: the steps by number, where they are not those of this version.

    Raises:
        SchemaTooNew: `store.schema_too_new` where a newer supportkit was here.
        StoreError: `store.damaged` where there are tables without a version.
    """
    sql = steps() if sql is None else sql
    newest, applied = max(sql), list[int]()
    former, connection.isolation_level = connection.isolation_level, None
    try:
        while (found := version_of(connection)) != newest:
            if found > newest:
                raise SchemaTooNew("store.schema_too_new", found=found, known=newest)
            connection.execute("BEGIN IMMEDIATE")
            try:
                if version_of(connection) == found:
                    _apply_step(connection, found + 1, sql[found + 1])
                    applied.append(found + 1)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
    finally:
        connection.isolation_level = former
    return tuple(applied)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Tell whether a database has no table of anybody's."""
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def _apply_step(connection: sqlite3.Connection, number: int, sql: str) -> None:
    # A file that was empty, or ours alone before, is marked as ours; a host's file keeps the host's own marks.
    ours = is_empty(connection) or connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    for statement in _statements(sql):
        connection.execute(statement)
    connection.execute("UPDATE supportkit_meta SET value = ? WHERE name = 'schema'", (str(number),))
    if ours:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {number:d}")


def _statements(sql: str) -> Iterator[str]:
    """Cut a script into statements; `executescript` would commit the transaction that the step stands in."""
    lines: list[str] = []
    for line in sql.splitlines():
        lines.append(line)
        if line.rstrip().endswith(";") and sqlite3.complete_statement(statement := "\n".join(lines)):
            yield statement
            lines.clear()

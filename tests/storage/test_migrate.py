"""The schema: what is made, what is refused, what is never touched."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from supportkit.errors import InvalidInput, SchemaTooNew, StoreError
from supportkit.storage import Batch, Key, Put, SQLiteStore, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECOND = "CREATE TABLE supportkit_extra (pk INTEGER PRIMARY KEY);"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(tmp_path / "a.db")
    yield opened
    opened.close()


def marks(connection: sqlite3.Connection) -> tuple[int, int]:
    return connection.execute("SELECT * FROM pragma_application_id, pragma_user_version").fetchone()  # type: ignore[no-any-return]


def tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name for (name,) in rows}


OURS = {"supportkit_meta", "supportkit_record", "supportkit_index", "supportkit_journal"}


def test_the_steps_are_numbered_without_a_gap_up_to_the_newest() -> None:
    assert list(migrate.steps()) == list(range(1, migrate.KNOWN + 1))


def test_a_step_at_a_time_comes_to_the_same_as_the_pasted_schema(connection: sqlite3.Connection) -> None:
    assert migrate.pending(connection) == (1,)
    assert migrate.apply(connection) == (1,)
    assert migrate.apply(connection) == migrate.pending(connection) == ()
    pasted = sqlite3.connect(":memory:")
    pasted.executescript(migrate.schema_sql())
    text = "SELECT name, sql FROM sqlite_master ORDER BY name"
    assert connection.execute(text).fetchall() == pasted.execute(text).fetchall()
    assert migrate.version_of(pasted) == migrate.KNOWN
    assert marks(connection) == (migrate.APPLICATION_ID, migrate.KNOWN)
    pasted.close()


def test_no_table_gives_up_its_rowid_and_every_unique_key_begins_with_the_tenant(
    connection: sqlite3.Connection,
) -> None:
    migrate.apply(connection)
    assert "WITHOUT ROWID" not in migrate.schema_sql().upper().replace("-- ", "")
    for table in OURS - {"supportkit_meta"}:
        for _, index, *_ in connection.execute(f"PRAGMA index_list({table})").fetchall():
            assert connection.execute(f"PRAGMA index_info({index})").fetchone()[2] == "tenant"


def test_a_hosts_own_database_keeps_its_marks_and_tables(connection: sqlite3.Connection) -> None:
    connection.executescript("CREATE TABLE auth_user (id); PRAGMA application_id = 7; PRAGMA user_version = 3;")
    migrate.apply(connection)
    assert marks(connection) == (7, 3)
    assert tables(connection) == OURS | {"auth_user"}


def test_a_hosts_own_database_with_our_tables_can_be_opened(tmp_path: Path, connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE auth_user (id)")
    migrate.apply(connection)
    connection.close()
    with SQLiteStore(tmp_path / "a.db", create=False) as store:
        store.commit(Batch((Put(Key("group", "a"), 0, b"{}"),)))


def test_a_step_that_fails_leaves_nothing_behind(connection: sqlite3.Connection) -> None:
    migrate.apply(connection)
    with pytest.raises(sqlite3.OperationalError):
        migrate.apply(connection, migrate.steps() | {2: SECOND, 3: "CREATE TABLE third (a);\nCREATE TABLE third (a);"})
    assert migrate.version_of(connection) == 2
    assert tables(connection) == OURS | {"supportkit_extra"}
    assert migrate.apply(connection, migrate.steps() | {2: SECOND, 3: "CREATE TABLE third (a);"}) == (3,)
    assert marks(connection) == (migrate.APPLICATION_ID, 3)


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path, connection: sqlite3.Connection) -> None:
    migrate.apply(connection, migrate.steps() | {2: SECOND})
    connection.close()
    before = (tmp_path / "a.db").read_bytes()
    for options in ({"create": True}, {"create": False}, {"read_only": True}):
        with pytest.raises(SchemaTooNew) as caught:
            SQLiteStore(tmp_path / "a.db", **options)  # type: ignore[arg-type]
        assert caught.value.params == {"found": 2, "known": 1}
    assert (tmp_path / "a.db").read_bytes() == before


def test_an_older_schema_is_not_changed_by_opening_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SQLiteStore(tmp_path / "a.db").close()
    monkeypatch.setattr(migrate, "KNOWN", 2)
    with pytest.raises(StoreError) as caught:
        SQLiteStore(tmp_path / "a.db")
    assert (caught.value.code, caught.value.params) == ("store.schema_old", {"found": 1, "known": 2})


@pytest.mark.parametrize("options", [{"create": False}, {"read_only": True}], ids=str)
@pytest.mark.parametrize("made", ["nothing", "empty", "other tables"])
def test_nothing_is_made_unasked(tmp_path: Path, options: dict[str, bool], made: str) -> None:
    if made == "empty":
        (tmp_path / "a.db").touch()
    elif made == "other tables":
        other = sqlite3.connect(tmp_path / "a.db")
        other.execute("CREATE TABLE auth_user (id)")
        other.close()
    before = [(one.name, one.read_bytes()) for one in tmp_path.iterdir()]
    with pytest.raises(StoreError) as caught:
        SQLiteStore(tmp_path / "a.db", **options)  # type: ignore[arg-type]
    assert caught.value.code == "store.schema_missing"
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == before


def test_a_database_of_something_else_is_not_taken_for_a_store(tmp_path: Path, connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    with pytest.raises(StoreError) as caught:
        SQLiteStore(tmp_path / "a.db")
    assert caught.value.code == "store.damaged"
    other = sqlite3.connect(tmp_path / "a.db")
    assert tables(other) == {"bookmarks"}
    other.close()


@pytest.mark.parametrize("value", [None, "x", "0"])
def test_tables_without_a_version_are_damaged(
    tmp_path: Path, connection: sqlite3.Connection, value: str | None
) -> None:
    migrate.apply(connection)
    connection.execute("DELETE FROM supportkit_meta")
    if value:
        connection.execute("INSERT INTO supportkit_meta VALUES ('schema', ?)", (value,))
    connection.commit()
    connection.close()
    with pytest.raises(StoreError) as caught:
        SQLiteStore(tmp_path / "a.db")
    assert caught.value.code == "store.damaged"


def test_a_database_in_another_encoding_is_refused(tmp_path: Path, connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA encoding = 'UTF-16'")
    migrate.apply(connection)
    connection.close()
    with pytest.raises(StoreError) as caught:
        SQLiteStore(tmp_path / "a.db")
    assert caught.value.code == "store.damaged"


def test_an_unknown_backend_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidInput) as caught:
        migrate.schema_sql("sqllite")
    assert caught.value.code == "value.not_allowed"
    assert "sqlite" in caught.value.hint

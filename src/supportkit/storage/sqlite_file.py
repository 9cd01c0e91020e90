"""One SQLite file as a store needs it: opened once a process, one call at a time, its errors in our words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from weakref import WeakSet

from supportkit.errors import InvalidInput, StorageFull, StoreError, StoreUnavailable
from supportkit.storage import migrate

if TYPE_CHECKING:
    from types import TracebackType

Durability = Literal["full", "normal"]

_CACHED_STATEMENTS = 256
_CACHE_KIB = 8192
"""Page cache of a connection (default)."""


class SQLiteFile:
    """Lends its connection to one thread at a time: `with file as connection`.

    What goes wrong inside is rolled back, and leaves as an error of supportkit with the driver's own as its cause.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, durability: Durability, create: bool, read_only: bool, seconds: float
    ) -> None:
        if durability not in ("full", "normal"):
            raise InvalidInput("value.not_allowed", given="this durability", allowed=("full", "normal"))
        if os.fspath(path) in ("", ":memory:"):
            raise InvalidInput(
                "value.not_allowed",
                hint="Name a file, or use `MemoryStore()` for a store in memory.",
                given=os.fspath(path),
                allowed=("the path of a file",),
            )
        self._path = Path(path).absolute()
        self._durability = durability
        self._create = create
        self.read_only = read_only
        self._seconds = seconds
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        self._forker: int | None = None
        _FILES.add(self)
        with self:  # opened now, so that a mistake shows where it was made
            pass

    def __enter__(self) -> sqlite3.Connection:
        self._lock.acquire()
        connection = self._connection
        if connection is not None:
            return connection
        try:
            if self._closed:
                raise StoreUnavailable("store.unavailable", reason="it was closed")  # noqa: TRY301
            self._connection = connection = self._open()
        except BaseException as error:
            self._lock.release()
            if isinstance(error, sqlite3.Error):
                raise self._translated(error) from error
            raise
        return connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._lock.release()
            return
        try:
            if self._connection is not None and self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._drop()
        finally:
            self._lock.release()
        if isinstance(error, sqlite3.Error):
            raise self._translated(error) from error

    def close(self) -> None:
        """Close the connection for good; a second call does nothing."""
        with self._lock:
            self._closed = True
            if self._connection is not None and not self.read_only:
                with contextlib.suppress(sqlite3.Error):  # statistics for the planner: welcome, never needed
                    self._connection.execute("PRAGMA optimize")
            self._drop()

    def wait_at_most(self, seconds: float) -> float:
        """Wait so long for other processes from now on, never longer than asked at the start; answer that limit.

        To be called while the connection is lent.
        """
        if self._connection is not None:
            self._connection.execute(f"PRAGMA busy_timeout = {int(min(seconds, self._seconds) * 1000)}")
        return self._seconds

    def _open(self) -> sqlite3.Connection:
        if not self._path.exists() and (self.read_only or not self._create):
            raise StoreError("store.schema_missing")
        mode = "ro" if self.read_only else "rwc" if self._create else "rw"
        connection = sqlite3.connect(
            f"{self._path.as_uri()}?mode={mode}",
            uri=True,
            timeout=self._seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_CACHED_STATEMENTS,
        )
        try:
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            connection.execute("PRAGMA temp_store = MEMORY")  # a spilled sort would leave private text behind
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA synchronous = {self._durability}")
            self._check_schema(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _check_schema(self, connection: sqlite3.Connection) -> None:
        missing = migrate.pending(connection)  # asked once: another process may be making the tables now
        if missing and missing[0] > 1:
            raise StoreError("store.schema_old", found=missing[0] - 1, known=migrate.KNOWN)
        if missing and (self.read_only or not self._create):
            raise StoreError("store.schema_missing")
        if missing and not migrate.is_empty(connection) and migrate.pending(connection):
            raise StoreError("store.damaged", reason="it holds the tables of something else")
        if self.read_only:
            connection.execute("PRAGMA query_only = ON")
            return
        if connection.execute("PRAGMA encoding").fetchone()[0] != "UTF-8":
            raise StoreError("store.damaged", reason="its encoding is not UTF-8")
        self._use_wal(connection)
        if missing:
            migrate.apply(connection)

    def _use_wal(self, connection: sqlite3.Connection) -> None:
        """Switch to write-ahead logging.

        SQLite does not always wait where several processes switch at once (measured: 15 of 9,000 opens), so we do.
        """
        deadline = time.monotonic() + self._seconds
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _translated(self, error: sqlite3.Error) -> StoreError:
        """Say in our words what the driver said: the one place that does."""
        name = str(getattr(error, "sqlite_errorname", type(error).__name__))
        match getattr(error, "sqlite_errorcode", 0) & 0xFF:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return StoreUnavailable("store.locked", seconds=self._seconds)
            case sqlite3.SQLITE_READONLY:
                return StoreUnavailable("store.read_only")
            case sqlite3.SQLITE_FULL | sqlite3.SQLITE_TOOBIG:
                return StorageFull("store.full")
            case sqlite3.SQLITE_IOERR if name == "SQLITE_IOERR_SHMSIZE" or (
                name == "SQLITE_IOERR_WRITE" and _file_size_is_limited()
            ):
                return StorageFull("store.full")
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                return StoreError("store.damaged", reason=name)
            case _:
                return StoreUnavailable("store.unavailable", reason=name)

    def before_fork(self) -> None:
        """Close the connection and keep the lock: a connection, or SQLite's view of its locks, must not be inherited.

        A call that is under way ends first.
        """
        if self._lock.acquire(timeout=self._seconds + 1):
            self._forker = threading.get_ident()
            self._drop()

    def after_fork(self, *, in_child: bool) -> None:
        """Let calls in again; the next one opens a connection of its own."""
        if self._forker == threading.get_ident():
            self._forker = None
            self._lock.release()
        elif in_child:  # a thread that is not here any more has the lock; its connection is not ours to touch
            self._lock = threading.Lock()
            _ABANDONED.append(self._connection)
            self._connection = None


_FILES: WeakSet[SQLiteFile] = WeakSet()
_ABANDONED: list[sqlite3.Connection | None] = []


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _file_size_is_limited() -> bool:
    """Tell whether files of this process have a size limit: SQLite reports reaching it as a failed write."""
    if sys.platform == "win32":
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY


def _before_fork() -> None:
    for file in tuple(_FILES):
        file.before_fork()


def _after_fork_in_parent() -> None:
    for file in tuple(_FILES):
        file.after_fork(in_child=False)


def _after_fork_in_child() -> None:
    for file in tuple(_FILES):
        file.after_fork(in_child=True)


if sys.platform != "win32":
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)

"""The same command in other ways: by hand on sqlite3, event-sourced, and with an object-relational mapper.

The command: somebody who leads a group accepts one who asked. The group and three more rows are read, the rules are
checked, a seat is taken, the tie becomes active, and two facts are written, all or nothing.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from sqlalchemy import ForeignKey, Index, create_engine
from sqlalchemy import event as listening
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from supportkit.core.clock import stamp
from supportkit.core.ids import TimeOrderedIds
from supportkit.storage import SQLiteStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from uuid import UUID

    from bench.rows import Asked


class Recording(sqlite3.Connection):
    """A connection that notes what it executes."""

    tape: list[tuple[str, Any]] | None = None

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Note a statement and execute it."""
        if self.tape is not None:
            self.tape.append((sql, parameters))
        return super().execute(sql, parameters)


def connection_of(path: Path) -> sqlite3.Connection:
    """Open a file just as the store does, and answer the connection."""
    store = SQLiteStore(path)
    with store._file as connection:
        return connection


def replay(connection: sqlite3.Connection, tape: Iterable[Iterable[tuple[str, Any]]]) -> None:
    """Execute what was noted: nothing is read, decided or written but by the statements themselves."""
    execute = connection.execute
    for command in tape:
        for sql, parameters in command:
            cursor = execute(sql, parameters)
            if cursor.description:
                cursor.fetchall()


_WHERE = " WHERE tenant = 'main' AND kind = ? AND id = ?"
_LOAD = " UNION ALL ".join(
    ["SELECT kind, id, version, body, private, subject, indexes FROM supportkit_record" + _WHERE] * 4
)
_GUARD = " UNION ALL ".join(["SELECT kind, id, version, indexes FROM supportkit_record" + _WHERE] * 4)
_UPDATE = "UPDATE supportkit_record SET version = version + 1, body = ?, private = ?, subject = ?" + _WHERE
_MOVED = "UPDATE supportkit_record SET version = version + 1, body = ?, private = ?, subject = ?, indexes = ?" + _WHERE
_MOVE = "UPDATE supportkit_index SET key = ?, ord = ?" + _WHERE + " AND name = ?"
_APPEND = """INSERT INTO supportkit_journal
(tenant, id, tag, record_kind, record_id, version, at, recorded_at, actor, body, private, subject)
VALUES ('main', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


class ByHand:
    """What one would write without any library: the same rows, read and written as dictionaries."""

    def __init__(self, connection: sqlite3.Connection, actor: str) -> None:
        self._execute = connection.execute
        self._actor = actor
        self._ids = TimeOrderedIds()

    def accept(self, asked: Asked) -> None:
        """Accept one who asked."""
        execute, (group_id, person_id) = self._execute, asked
        group_key, tie_key = ("group", group_id), ("membership", f"{group_id}:{person_id}")
        acting_key, person_key = ("membership", f"{group_id}:{self._actor}"), ("person", person_id)
        rows = {
            (row[0], row[1]): row for row in execute(_LOAD, (*group_key, *tie_key, *acting_key, *person_key)).fetchall()
        }
        group, tie = json.loads(rows[group_key][3]), json.loads(rows[tie_key][3])
        acting = json.loads(rows[acting_key][3])
        if acting.get("role") not in ("facilitator", "co_facilitator") or acting["status"] != "active":
            raise PermissionError
        free = group["capacity"] - group.get("taken", 0) - group.get("offered", 0)
        if group["status"] not in ("open", "paused") or tie["status"] != "applied" or free < 1 or group.get("waiting"):
            raise ValueError
        now = stamp(datetime.now(UTC))
        group["taken"] = group.get("taken", 0) + 1
        tie["status"], tie["changed_at"] = "active", now
        places = json.loads(rows[tie_key][6])
        places[0][1][1] = "active"
        execute("BEGIN IMMEDIATE")
        some = (*group_key, *tie_key, *acting_key, *person_key)
        versions = {(kind, record_id): version for kind, record_id, version, _ in execute(_GUARD, some).fetchall()}
        for key in rows:
            if versions.get(key) != rows[key][2]:
                raise RuntimeError
        execute(_UPDATE, (json.dumps(group), None, None, *group_key))
        execute(_MOVED, (json.dumps(tie), rows[tie_key][4], rows[tie_key][5], json.dumps(places), *tie_key))
        execute(_MOVE, (f"{group_id}\x1factive", person_id, *tie_key, "membership.roster"))
        for tag, key, body in (
            ("group.seats_moved.1", group_key, {"at": now, "by": self._actor, "taken": 1}),
            ("membership.accepted.1", tie_key, {"at": now, "by": self._actor, "person_id": person_id}),
        ):
            line = (
                self._ids.new("evt"),
                tag,
                *key,
                rows[key][2] + 1,
                now,
                now,
                self._actor,
                json.dumps(body),
                None,
                None,
            )
            execute(_APPEND, line)
        execute("COMMIT")


class Circle(Aggregate):
    @event("Begun")
    def __init__(self, capacity: int, leader: str) -> None:
        self.capacity, self.leader, self.taken = capacity, leader, 0

    @event("SeatTaken")
    def seat(self) -> None:
        self.taken += 1


class Tie(Aggregate):
    @event("Begun")
    def __init__(self, person_id: str) -> None:
        self.person_id, self.status = person_id, "new"

    @event("Asked")
    def ask(self, note: str) -> None:
        self.status, self.note = "applied", note

    @event("Accepted")
    def accept(self) -> None:
        self.status = "active"

    @event("Paused")
    def pause(self) -> None:
        self.status = "paused"


class EventSourced:
    """The command on event-sourced aggregates, whose group has a history of 20 facts."""

    def __init__(self, path: Path, commands: int, history: int = 20) -> None:
        self._app: Application[UUID] = Application(
            {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
        )
        self.pairs: list[tuple[UUID, UUID]] = []
        for number in range(commands):
            circle, tie = Circle(500, "fay"), Tie(f"p{number}")
            for _ in range(history - 1):
                circle.seat()
            tie.ask("I would like to come.")
            self._app.save(circle, tie)
            self.pairs.append((circle.id, tie.id))

    def pause(self, pair: tuple[UUID, UUID]) -> None:
        """Let somebody rest, by the one who leads."""
        circle: Circle = self._app.repository.get(pair[0])
        tie: Tie = self._app.repository.get(pair[1])
        if circle.leader != "fay" or tie.status == "paused":
            raise ValueError
        tie.pause()
        self._app.save(tie)

    def accept(self, pair: tuple[UUID, UUID]) -> None:
        """Accept one who asked."""
        circle: Circle = self._app.repository.get(pair[0])
        tie: Tie = self._app.repository.get(pair[1])
        if circle.leader != "fay" or circle.taken >= circle.capacity or tie.status != "applied":
            raise ValueError
        circle.seat()
        tie.accept()
        self._app.save(circle, tie)


class Table(DeclarativeBase):
    pass


class GroupRow(Table):
    __tablename__ = "circle"
    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    name: Mapped[str]
    status: Mapped[str]
    capacity: Mapped[int]
    taken: Mapped[int]
    created_at: Mapped[datetime]
    __mapper_args__: ClassVar = {"version_id_col": version}


class PersonRow(Table):
    __tablename__ = "person"
    id: Mapped[str] = mapped_column(primary_key=True)
    known_at: Mapped[datetime]


class TieRow(Table):
    __tablename__ = "tie"
    group_id: Mapped[str] = mapped_column(ForeignKey("circle.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version: Mapped[int] = mapped_column()
    status: Mapped[str]
    role: Mapped[str]
    note: Mapped[str | None]
    changed_at: Mapped[datetime]
    __table_args__ = (Index("tie_roster", "group_id", "status", "person_id"), Index("tie_person", "person_id"))
    __mapper_args__: ClassVar = {"version_id_col": version}


class LineRow(Table):
    __tablename__ = "line"
    position: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    tag: Mapped[str]
    about: Mapped[str]
    version: Mapped[int]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor: Mapped[str]
    body: Mapped[str]
    private: Mapped[str | None]
    subject: Mapped[str | None] = mapped_column(index=True)


class ObjectRelational:
    """The command on mapped classes with a version column, in a session of its own."""

    def __init__(self, path: Path, asked: Sequence[Asked], actor: str) -> None:
        self._engine = create_engine(f"sqlite:///{path}")
        self._ids = TimeOrderedIds()
        self._actor = actor
        listening.listen(self._engine, "connect", _set_up)
        Table.metadata.create_all(self._engine)
        now = datetime(2026, 3, 1, 18, 30)  # noqa: DTZ001  (the dialect keeps no zone)
        with Session(self._engine) as session:
            session.add(PersonRow(id=actor, known_at=now))
            for group_id in {one.group_id: None for one in asked}:
                row = GroupRow(id=group_id, name="Circle", status="open", capacity=500, taken=0, created_at=now)
                session.add(row)
                session.flush()
                session.add(_tie(group_id, actor, "active", "facilitator", now))
            session.add_all(PersonRow(id=one.person_id, known_at=now) for one in asked)
            session.flush()
            session.add_all(_tie(one.group_id, one.person_id, "applied", "member", now) for one in asked)
            session.commit()

    def accept(self, asked: Asked) -> None:
        """Accept one who asked."""
        with Session(self._engine) as session:
            group = session.get_one(GroupRow, asked.group_id)
            acting = session.get_one(TieRow, (asked.group_id, self._actor))
            tie = session.get_one(TieRow, (asked.group_id, asked.person_id))
            person = session.get_one(PersonRow, asked.person_id)
            if acting.role != "facilitator" or group.status != "open" or tie.status != "applied":
                raise ValueError
            if group.taken >= group.capacity:
                raise ValueError
            now = datetime.now(UTC).replace(tzinfo=None)
            group.taken += 1
            tie.status, tie.changed_at = "active", now
            about = f"{asked.group_id}:{person.id}"
            session.add(self._line("seats_moved", asked.group_id, group.version + 1, now, '{"taken":1}'))
            session.add(self._line("accepted", about, tie.version + 1, now, "{}"))
            session.commit()

    def pause(self, asked: Asked) -> None:
        """Let somebody rest, by the one who leads."""
        with Session(self._engine) as session:
            group = session.get_one(GroupRow, asked.group_id)
            acting = session.get_one(TieRow, (asked.group_id, self._actor))
            tie = session.get_one(TieRow, (asked.group_id, asked.person_id))
            person = session.get_one(PersonRow, asked.person_id)
            if acting.role != "facilitator" or group.status != "open" or tie.status == "paused":
                raise ValueError
            now = datetime.now(UTC).replace(tzinfo=None)
            tie.status, tie.changed_at = "paused", now
            session.add(self._line("paused", f"{asked.group_id}:{person.id}", tie.version + 1, now, "{}"))
            session.commit()

    def _line(self, tag: str, about: str, version: int, now: datetime, body: str) -> LineRow:
        return LineRow(
            id=self._ids.new("evt"),
            tag=tag,
            about=about,
            version=version,
            at=now,
            recorded_at=now,
            actor=self._actor,
            body=body,
        )

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _tie(group_id: str, person_id: str, status: str, role: str, now: datetime) -> TieRow:
    note = "I would like to come." if status == "applied" else None
    return TieRow(group_id=group_id, person_id=person_id, status=status, role=role, note=note, changed_at=now)

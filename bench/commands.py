"""What a command costs on SQLite, beside what one would write without supportkit.

Somebody who leads a group accepts one who asked: `kit.memberships.accept`. The limit is the same statements with ready
values, from a recording: no JSON, no rules, no ids. Everything commits with `synchronous = FULL`, in files in memory
and then on disk. `python -m bench.commands [--json] [--rounds N]`
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench import rows
from bench.harness import Ratio, Result, about, reader, result, scratch, show, take_turns_once
from bench.peers import ByHand, EventSourced, ObjectRelational, Recording, connection_of, replay

from supportkit.core.ids import SeededIds
from supportkit.kit import Kit
from supportkit.storage import SQLiteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bench.rows import Asked

ITEMS = 100
"""Commands of one turn."""
GROUP_SIZE = 250
"""People who asked, in one group."""

LIMIT = "the same statements, ready values"
HAND = "the same statements, by hand with json"
RATIOS = [
    Ratio("the same statements, ready values / command", LIMIT, "command", ">= 0.4"),
    Ratio("the same statements, by hand / command", HAND, "command", ""),
    Ratio("eventsourcing, history of 20 / command", "eventsourcing, history of 20", "command", ">= 4"),
    Ratio("SQLAlchemy ORM / command", "SQLAlchemy ORM", "command", ">= 8"),
]
TOGETHER = Ratio("one by one / 100 as one", "command", "command, 100 as one", ">= 3")


def _kit(path: Path) -> Kit:
    return Kit(SQLiteStore(path), actor=rows.LEADER)


def _accept_all(kit: Kit, asked: Sequence[Asked]) -> None:
    accept = kit.memberships.accept
    for group_id, person_id in asked:
        accept(group_id, person_id)


def _accept_as_one(kit: Kit, asked: Sequence[Asked]) -> None:
    with kit.together() as batch:
        _accept_all(batch, asked)


def recorded(path: Path, asked: Sequence[Asked]) -> list[list[tuple[str, Any]]]:
    """Carry commands out on a copy of a file, and answer the statements of each."""
    with patch("sqlite3.connect", partial(sqlite3.connect, factory=Recording)):
        kit = _kit(path)
    with kit.store._file as connection:  # type: ignore[attr-defined]
        pass
    tapes: list[list[tuple[str, Any]]] = []
    for group_id, person_id in asked:
        connection.tape = tape = []
        kit.memberships.accept(group_id, person_id)
        tapes.append(tape)
    connection.tape = None
    kit.close()
    return tapes


def measure(rounds: int, *, on_disk: bool = False) -> Result:
    """Let all ways of carrying out the same command take turns."""
    commands = ITEMS * (rounds + 1)
    with scratch(on_disk=on_disk) as folder, ExitStack() as closing:
        template = folder / "template.db"
        with SQLiteStore(template, durability="normal") as store:
            rows.begin(store)
            asked = rows.add(store, SeededIds(), groups=-(-commands // GROUP_SIZE), asking=GROUP_SIZE)

        def copy(name: str) -> Path:
            return folder / shutil.copy(template, folder / f"{name}.db")

        tapes = recorded(copy("recorded"), asked[:commands])
        kit, together = closing.enter_context(_kit(copy("kit"))), closing.enter_context(_kit(copy("together")))
        limit, hand = connection_of(copy("limit")), ByHand(connection_of(copy("hand")), rows.LEADER)
        sourced = EventSourced(folder / "eventsourcing.db", commands)
        mapped = ObjectRelational(folder / "sqlalchemy.db", asked[:commands], rows.LEADER)
        closing.callback(mapped.close)

        def part(items: Sequence[Any], number: int) -> Sequence[Any]:
            return items[number * ITEMS : (number + 1) * ITEMS]

        def each(accept: Callable[[Any], None], items: Sequence[Any]) -> Callable[[int], None]:
            return lambda number: [accept(one) for one in part(items, number)].clear()

        contenders: dict[str, Callable[[int], object]] = {
            "command": lambda number: _accept_all(kit, part(asked, number)),
            "command, 100 as one": lambda number: _accept_as_one(together, part(asked, number)),
            LIMIT: lambda number: replay(limit, part(tapes, number)),
            HAND: each(hand.accept, asked),
            "eventsourcing, history of 20": each(sourced.accept, sourced.pairs),
            "SQLAlchemy ORM": each(mapped.accept, asked),
        }
        figures = take_turns_once(contenders, rounds, ITEMS)
    if on_disk:
        unjudged = [one._replace(budget="") for one in RATIOS]
        return result("commands on disk", "microseconds each", figures, [*unjudged, TOGETHER])
    return result("commands", "microseconds each", figures, [*RATIOS, TOGETHER._replace(budget="")])


def main() -> None:
    """Measure and print."""
    options = reader(__doc__, 10).parse_args()
    found = [measure(options.rounds), measure(max(2, options.rounds // 2), on_disk=True)]
    show(found, {**about("attrs", "cattrs", "eventsourcing", "sqlalchemy"), "sqlite": sqlite3.sqlite_version}, options)


if __name__ == "__main__":
    main()

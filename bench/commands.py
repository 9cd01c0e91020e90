"""What a command costs on SQLite, beside what one would write without supportkit.

Somebody who leads a group accepts one who asked (`kit.memberships.accept`: two rows, two facts), or lets a member rest
(`pause`: one row, one fact). The limit is the same statements with ready values, from a recording: no JSON, no rules,
no ids. Everything commits with `synchronous = FULL`. `python -m bench.commands [--json] [--rounds N]`
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import deque
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench import rows
from bench.harness import Ratio, Result, about, reader, result, scratch, show, take_turns_once
from bench.peers import ByHand, EventSourced, ObjectRelational, Recording, connection_of, replay

from supportkit.core.ids import SeededIds
from supportkit.kit import Kit
from supportkit.memberships.path import MembershipStatus
from supportkit.storage import SQLiteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bench.rows import Asked

ITEMS = 100
"""Commands of one turn."""
GROUP_SIZE = 250
"""People who asked, in one group."""

VERBS = {"accept": MembershipStatus.APPLIED, "pause": MembershipStatus.ACTIVE}
"""The commands, and how the ties stand before them."""

OURS, AS_ONE = "supportkit", "supportkit, 100 as one"
LIMIT, HAND = "the same statements, ready values", "the same statements, by hand with json"
SOURCED, MAPPED = "eventsourcing, history of 20", "SQLAlchemy ORM"
BUDGETS = {LIMIT: ">= 0.4", HAND: "", SOURCED: ">= 4", MAPPED: ">= 8"}


def _kit(path: Path) -> Kit:
    return Kit(SQLiteStore(path), actor=rows.LEADER)


def _each(kit: Kit, verb: str, some: Sequence[Asked]) -> None:
    do = getattr(kit.memberships, verb)
    for group_id, person_id in some:
        do(group_id, person_id)


def _as_one(kit: Kit, verb: str, some: Sequence[Asked]) -> None:
    with kit.together() as batch:
        _each(batch, verb, some)


def recorded(path: Path, verb: str, some: Sequence[Asked]) -> list[list[tuple[str, Any]]]:
    """Carry commands out on a copy of a file, and answer the statements of each."""
    with patch("sqlite3.connect", partial(sqlite3.connect, factory=Recording)):
        kit = _kit(path)
    with kit.store._file as connection:  # type: ignore[attr-defined]
        pass
    tapes: list[list[tuple[str, Any]]] = []
    for one in some:
        connection.tape = tape = []
        _each(kit, verb, [one])
        tapes.append(tape)
    connection.tape = None
    kit.close()
    return tapes


def contenders(folder: Path, verb: str, commands: int, closing: ExitStack) -> dict[str, Callable[[int], object]]:
    """Answer every way of carrying out a command, each on a file of its own with the same rows."""
    template = folder / "template.db"
    with SQLiteStore(template, durability="normal") as store:
        rows.begin(store)
        groups = -(-commands // GROUP_SIZE)
        some = rows.add(store, SeededIds(), groups=groups, asking=GROUP_SIZE, status=VERBS[verb])[:commands]

    def copy(name: str) -> Path:
        return folder / shutil.copy(template, folder / f"{name}.db")

    def turns(items: Sequence[Any], do: Callable[[Sequence[Any]], None]) -> Callable[[int], object]:
        return lambda number: do(items[number * ITEMS : (number + 1) * ITEMS])

    def all_by(do: Callable[[Any], None]) -> Callable[[Sequence[Any]], None]:
        return lambda items: deque(map(do, items), maxlen=0).clear()

    kit, together = closing.enter_context(_kit(copy("kit"))), closing.enter_context(_kit(copy("together")))
    limit = connection_of(copy("limit"))
    sourced = EventSourced(folder / "eventsourcing.db", commands)
    mapped = ObjectRelational(folder / "sqlalchemy.db", some, rows.LEADER)
    closing.callback(mapped.close)
    ways = {
        OURS: turns(some, lambda items: _each(kit, verb, items)),
        AS_ONE: turns(some, lambda items: _as_one(together, verb, items)),
        LIMIT: turns(recorded(copy("recorded"), verb, some), lambda tapes: replay(limit, tapes)),
        SOURCED: turns(sourced.pairs, all_by(getattr(sourced, verb))),
        MAPPED: turns(some, all_by(getattr(mapped, verb))),
    }
    if verb == "accept":
        ways[HAND] = turns(some, all_by(ByHand(connection_of(copy("hand")), rows.LEADER).accept))
    return ways


def measure(rounds: int, verb: str = "accept", *, on_disk: bool = False) -> Result:
    """Let all ways of carrying out the same command take turns."""
    with scratch(on_disk=on_disk) as folder, ExitStack() as closing:
        ways = contenders(folder, verb, ITEMS * (rounds + 1), closing)
        taken = take_turns_once(ways, rounds, ITEMS)
    ratios = [
        Ratio(f"{who} / supportkit", who, OURS, "" if on_disk else budget)
        for who, budget in BUDGETS.items()
        if who in ways
    ]
    ratios.append(Ratio("one by one / 100 as one", OURS, AS_ONE, ">= 3" if on_disk else ""))
    place = "durable on disk" if on_disk else "files in memory"
    return result(f"command: {verb}, {place}", "microseconds each", taken, ratios)


def measure_all(rounds: int) -> list[Result]:
    """Measure a command that writes two rows and one that writes one, and the first again on disk."""
    return [measure(rounds), measure(rounds, "pause"), measure(max(2, rounds * 2 // 3), on_disk=True)]


def main() -> None:
    """Measure and print."""
    options = reader(__doc__, 10).parse_args()
    show(
        measure_all(options.rounds),
        {**about("attrs", "cattrs", "eventsourcing", "sqlalchemy"), "sqlite": sqlite3.sqlite_version},
        options,
    )


if __name__ == "__main__":
    main()

"""The race for the last seats: over processes on one SQLite file, and over threads in memory."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import PROFILE
from tests.memberships.racing import Referee, names, new_group, take_part

from supportkit.kit import Kit
from supportkit.storage.memory import MemoryStore
from supportkit.storage.sqlite import SQLiteStore

ROUNDS = 1000 if PROFILE == "long" else 50
PATIENCE = 120.0
"""Seconds: an erasure writes the whole file anew, which grows with the rounds, and others wait for it meanwhile."""
WORKERS = 4


def _race(path: Path, worker: int, start: Any, round_of: Any, done: Any) -> None:
    """Take part in every round with every fourth of the people, from a process of its own."""
    with Kit(SQLiteStore(path, durability="normal", busy_timeout=PATIENCE), actor="ruth") as kit:
        while (given := round_of.recv()) is not None:
            number, group_id = given
            start.wait(PATIENCE)
            try:
                take_part(kit, group_id, names(number)[worker::WORKERS], f"{number}-{worker}")
            except Exception as error:  # noqa: BLE001  (told to the process that waits, which fails)
                done.send(repr(error))
            else:
                done.send(None)


def test_64_people_race_for_8_seats_over_processes(tmp_path: Path):
    path = tmp_path / "race.db"
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(WORKERS)
    rounds, answers = [context.Pipe() for _ in range(WORKERS)], [context.Pipe() for _ in range(WORKERS)]
    with Kit(SQLiteStore(path, durability="normal", busy_timeout=PATIENCE), actor="ruth") as kit:
        community = kit.setup.found("Rehearsal", owner="ruth", mode="rehearsal").id
        referee = Referee(kit)
        workers = [
            context.Process(target=_race, args=(path, one, start, rounds[one][1], answers[one][1]), daemon=True)
            for one in range(WORKERS)
        ]
        try:
            for worker in workers:
                worker.start()
            offers = 0
            for number in range(ROUNDS):
                group_id = new_group(kit, community)
                for sender, _ in rounds:
                    sender.send((number, group_id))
                for receiver, _ in answers:
                    assert receiver.poll(PATIENCE), "a process is stuck"
                    assert receiver.recv() is None
                offers += referee.check(group_id, names(number))
            for sender, _ in rounds:
                sender.send(None)
            for worker in workers:
                worker.join(PATIENCE)
            assert [worker.exitcode for worker in workers] == [0] * WORKERS
            assert offers > ROUNDS // 2
        finally:
            for worker in workers:
                worker.kill()


def _thread(kit: Kit, group_id: Any, people: list[str], seed: str, start: threading.Barrier, failed: list[str]) -> None:
    start.wait(PATIENCE)
    try:
        take_part(kit, group_id, people, seed)
    except Exception as error:  # noqa: BLE001  (told to the thread that waits, which fails)
        failed.append(repr(error))


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_64_people_race_for_8_seats_over_threads(kind: str, tmp_path: Path):
    store = (
        MemoryStore()
        if kind == "memory"
        else SQLiteStore(tmp_path / "race.db", durability="normal", busy_timeout=PATIENCE)
    )
    kit = Kit(store, actor="ruth")
    community = kit.setup.found("Rehearsal", owner="ruth", mode="rehearsal").id
    referee = Referee(kit)
    offers = 0
    for number in range(ROUNDS // 2):
        group_id, start, failed = new_group(kit, community), threading.Barrier(8), list[str]()
        threads = [
            threading.Thread(
                target=_thread, args=(kit, group_id, names(number)[one::8], f"{number}-{one}", start, failed)
            )
            for one in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert failed == []
        offers += referee.check(group_id, names(number))
    assert offers > ROUNDS // 8
    store.close()

"""Two processes that open one store and race for the same seats."""

from __future__ import annotations

import asyncio
import inspect
import multiprocessing
from typing import TYPE_CHECKING, Any

from supportkit.core.calls import arun, run
from supportkit.core.calls import commit as commit_batch
from supportkit.core.calls import load as load_keys
from supportkit.core.records import Batch, Entry, Key, Put
from supportkit.errors import Conflict, SupportKitError
from supportkit.testing.conformance.check import AT, CheckFailed, document

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier

    from supportkit.core.calls import Flow

PATIENCE = 60.0
"""Seconds after which a process that has not answered counts as stuck."""


def seat_key(number: int) -> Key[Any]:
    """Make the key of a row that says whether a seat is left."""
    return Key("seat", f"seat-{number}")


def open_seat(number: int) -> Put:
    """Make the write that offers one seat."""
    return Put(seat_key(number), 0, document({"left": 1}))


def take_seat(number: int, who: str) -> Flow[bool]:
    """Take the last seat as a flow of supportkit would: load, decide, commit once; tell whether it was won."""
    row = (yield from load_keys([seat_key(number)]))[seat_key(number)]
    if row.version != 1:
        return False
    taken = Put(row.key, row.version, document({"left": 0}))
    member = Put(Key("member", f"seat-{number}:{who}"), 0, document({"who": who}))
    fact = Entry(f"taken-{number}-{who}", "seat.taken.1", row.key, 2, AT, AT, who, document({"who": who}))
    try:
        yield from commit_batch(Batch((taken, member), (fact,)))
    except Conflict:
        return False
    return True


def race_in_processes(opener: Callable[[Any], Callable[[], Any]] | None, store: Any, rounds: int) -> list[list[int]]:
    """Start two processes on the data of a store, and answer the rounds that each says it won."""
    if opener is None:
        raise CheckFailed(
            "the store declares MULTI_PROCESS; pass `opener`, which answers something picklable that opens the same "
            "data, such as `lambda store: functools.partial(MyStore, store.path)`, or declare a skip"
        )
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    pairs = [context.Pipe(duplex=False) for _ in range(2)]
    workers = [
        context.Process(
            target=_take_part, args=(opener(store), start, sender, f"process-{number}", rounds), daemon=True
        )
        for number, (_, sender) in enumerate(pairs)
    ]
    try:
        for worker in workers:
            worker.start()
        for _, sender in pairs:
            sender.close()
        return [_answer_of(receiver) for receiver, _ in pairs]
    finally:
        for worker, (receiver, _) in zip(workers, pairs, strict=True):
            if worker.pid is not None:
                worker.join(1)
                worker.kill()
                worker.join()
            receiver.close()


def _answer_of(receiver: Connection) -> list[int]:
    try:
        answer = receiver.recv() if receiver.poll(PATIENCE) else f"no answer within {PATIENCE:.0f} s"
    except EOFError:
        answer = "it ended without an answer"
    if isinstance(answer, str):
        raise CheckFailed(f"a second process could not race for the seats: {answer}")
    won: list[int] = answer
    return won


def _take_part(opener: Callable[[], Any], start: Barrier, sender: Connection, who: str, rounds: int) -> None:
    try:
        answer: list[int] | str = asyncio.run(_race(opener, start, who, rounds))
    except SupportKitError as error:
        answer = repr(error)
    except Exception as error:  # noqa: BLE001  (told to the process that waits, which fails the check)
        answer = f"{type(error).__name__} left the store"
    sender.send(answer)
    sender.close()


async def _race(opener: Callable[[], Any], start: Barrier, who: str, rounds: int) -> list[int]:
    store = opener()
    if inspect.isawaitable(store):
        store = await store
    won: list[int] = []
    for number in range(rounds):
        start.wait(PATIENCE)
        flow = take_seat(number, who)
        if await arun(store, flow) if inspect.iscoroutinefunction(store.commit) else run(store, flow):
            won.append(number)
    closer = getattr(store, "aclose", None) or getattr(store, "close", None)
    closed = closer() if closer is not None else None
    if inspect.isawaitable(closed):
        await closed
    return won

"""What a check may ask of its stage beyond the five methods of a store: each is a flow, like the calls of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from supportkit.core.calls import Call

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supportkit.core.calls import Flow
    from supportkit.core.records import Capability
    from supportkit.errors import SupportKitError

T = TypeVar("T")


class Outcome(NamedTuple):
    """What one of several flows that ran at once came to: its result, or the error that ended it."""

    result: Any
    error: SupportKitError | None


def effort(short: int, long: int) -> Flow[int]:
    """Answer how often to try: `short`, or `long` where the kit was asked to take its time."""
    times: int = yield Call("effort", (short, long))
    return times


def declares() -> Flow[Capability]:
    """Answer what the store declares."""
    capabilities: Capability = yield Call("declares", ())
    return capabilities


def pause() -> Flow[None]:
    """Let the others of a race go on for a moment."""
    yield Call("pause", ())


def close() -> Flow[None]:
    """Close the store's handle."""
    yield Call("close", ())


def restart() -> Flow[None]:
    """Close the store's handle and go on with a new one on the same data."""
    yield Call("restart", ())


def second_handle(flow: Flow[T]) -> Flow[T]:
    """Run a flow on a second handle on the same data, while the first stays open."""
    answer: T = yield Call("second_handle", (flow,))
    return answer


def neighbour(flow: Flow[T]) -> Flow[T]:
    """Run a flow on the handle of another tenant."""
    answer: T = yield Call("neighbour", (flow,))
    return answer


def race(flows: Iterable[Flow[Any]]) -> Flow[list[Outcome]]:
    """Run flows at once on the one handle, in threads or in tasks, and answer what each came to, in their order."""
    outcomes: list[Outcome] = yield Call("race", (list(flows),))
    return outcomes


def race_processes(rounds: int) -> Flow[list[list[int]]]:
    """Let two processes race for the seats `seat-0`, `seat-1` … and answer the rounds that each says it won."""
    won: list[list[int]] = yield Call("race_processes", (rounds,))
    return won

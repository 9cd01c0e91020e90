"""Wrappers of flows: one that stops at the first write, and one that holds the one write back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from supportkit.core.calls import through
from supportkit.core.operation import Verdict
from supportkit.core.records import Batch
from supportkit.errors import Refused, SupportKitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.core.calls import Call, Flow
    from supportkit.core.flow import Context

    Make = Callable[[Context], Flow[Any]]

_WRITING = ("commit", "scrub", "prune")


def previewed(ctx: Context, make: Make) -> Flow[Verdict]:
    """Run a flow up to its first write and answer whether it would have been allowed."""
    flow = make(ctx)
    try:
        call = flow.send(None)
        while call.method not in _WRITING:
            try:
                answer = yield call
            except SupportKitError as error:
                call = flow.throw(error)
            else:
                call = flow.send(answer)
    except StopIteration:
        return Verdict()
    except SupportKitError as error:
        error.staff.clear()
        return Verdict(error)
    flow.close()
    return Verdict()


def held(ctx: Context, make: Make, finish: Callable[[Any, Batch], Flow[Any]]) -> Flow[Any]:
    """Run a flow but hold back its one commit, then hand its result and its batch to `finish`.

    Raises:
        Refused: `request.unsupported`, the flow writes more than once, or scrubs.
    """
    held_back: list[Batch] = []

    def serve(call: Call) -> Flow[Any]:
        if call.method not in _WRITING:
            return (yield call)
        if held_back or call.method != "commit":
            raise Refused("request.unsupported", operation=ctx.operation)
        held_back.append(call.arguments[0])
        return None

    result = yield from through(make(ctx), serve)
    return (yield from finish(result, held_back[0] if held_back else Batch()))

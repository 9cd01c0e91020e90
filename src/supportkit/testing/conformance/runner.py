"""Runs the checks, each on a fresh store, with nothing but the standard library and attrs."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from supportkit.core.calls import arun, run
from supportkit.errors import SupportKitError, close_to
from supportkit.testing.conformance.check import CheckFailed, all_checks
from supportkit.testing.conformance.report import ConformanceReport, Result
from supportkit.testing.conformance.stage import AsyncStage, SyncStage, Target, declared, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from supportkit.testing.conformance.check import Check
    from supportkit.testing.conformance.report import Face, Outcome


class Skipped(Exception):
    """A check does not apply to a store; the message says why."""


def check_store(
    factory: Callable[[], Any] | Target,
    *,
    reopen: Callable[[Any], Any] | None = None,
    opener: Callable[[Any], Callable[[], Any]] | None = None,
    neighbour: Callable[[Any], Any] | None = None,
    skips: Mapping[str, str] | None = None,
    long: bool = False,
    name: str | None = None,
) -> ConformanceReport:
    """Try every check on fresh stores of a factory.

    Args:
        factory: makes a fresh, empty `Store`, or a `Target` that says everything itself.
        reopen: opens a second handle on the data of a store; needed if the store is `DURABLE`.
        opener: answers something picklable that opens the data in another process; needed if it is `MULTI_PROCESS`.
        neighbour: opens a handle of another tenant in the same place.
        skips: ids of checks that are not to run, each with the reason, which stands in the report.
        long: whether to try races often enough to trust them (minutes).
        name: what the report calls the store.

    Raises:
        ValueError: a skip without a reason, or of a check that there is not.
    """
    target = (
        factory
        if isinstance(factory, Target)
        else Target(make=factory, reopen=reopen, opener=opener, neighbour=neighbour)
    )
    return _report(target, "sync", try_check, skips, long=long, name=name)


def check_async_store(
    factory: Callable[[], Any] | Target,
    *,
    reopen: Callable[[Any], Any] | None = None,
    opener: Callable[[Any], Callable[[], Any]] | None = None,
    neighbour: Callable[[Any], Any] | None = None,
    skips: Mapping[str, str] | None = None,
    long: bool = False,
    name: str | None = None,
) -> ConformanceReport:
    """Try every check on fresh stores of an `AsyncStore` factory, each check in an event loop of its own.

    The arguments are those of `check_store`; each factory may be a plain function or `async def`.

    Raises:
        ValueError: a skip without a reason, or of a check that there is not.
    """
    target = (
        factory
        if isinstance(factory, Target)
        else Target(make=factory, reopen=reopen, opener=opener, neighbour=neighbour)
    )
    return _report(target, "async", try_async_check, skips, long=long, name=name)


def check_skips(skips: Mapping[str, str]) -> None:
    """Refuse skips that would hide something: of unknown checks, or without a reason.

    Raises:
        ValueError: naming the skip.
    """
    known = [one.id for one in all_checks()]
    for name, reason in skips.items():
        if name not in known:
            raise ValueError(f"no check is called {name!r}; did you mean {close_to(name, known)!r}?")
        if not reason.strip():
            raise ValueError(f"the skip of {name!r} needs a reason; it stands in the report")


def try_check(check: Check, target: Target, *, long: bool = False) -> None:
    """Try one check on a fresh `Store`.

    Raises:
        CheckFailed: the store breaks the rule.
        Skipped: the check does not apply to the store.
    """
    store = target.make()
    stage = SyncStage(target, store, long=long)
    try:
        _ready(check, target, store)
        run(stage, check.flow())
    except Skipped:
        raise
    except Exception as failure:
        raise _explained(check, failure) from failure
    finally:
        stage.leave()
        if target.dispose is not None:
            target.dispose(store)


def try_async_check(check: Check, target: Target, *, long: bool = False) -> None:
    """Try one check on a fresh `AsyncStore`, in an event loop of its own.

    Raises:
        CheckFailed: the store breaks the rule.
        Skipped: the check does not apply to the store.
    """
    attempt: Coroutine[Any, Any, None] = _attempt(check, target, long=long)
    asyncio.run(attempt)


async def _attempt(check: Check, target: Target, *, long: bool) -> None:
    store = await settled(target.make())
    stage = AsyncStage(target, store, long=long)
    try:
        _ready(check, target, store)
        await arun(stage, check.flow())
    except Skipped:
        raise
    except Exception as failure:
        raise _explained(check, failure) from failure
    finally:
        await stage.leave()
        if target.dispose is not None:
            await settled(target.dispose(store))


def _ready(check: Check, target: Target, store: Any) -> None:
    declared(store)
    reason = target.lacks(check.needs, store)
    if reason is not None:
        raise Skipped(reason)


def _explained(check: Check, failure: Exception) -> CheckFailed:
    if isinstance(failure, CheckFailed):
        return CheckFailed(check.explain(failure))
    if isinstance(failure, SupportKitError):
        return CheckFailed(check.explain(f"a call that must succeed raised {failure!r}"))
    if isinstance(failure, LookupError):
        return CheckFailed(check.explain(f"expected what was committed, got an answer without it: {failure!r}"))
    return CheckFailed(check.explain(f"expected an answer of the protocol's types, got one that raises {failure!r}"))


def _report(
    target: Target,
    face: Face,
    attempt: Callable[..., None],
    skips: Mapping[str, str] | None,
    *,
    long: bool,
    name: str | None,
) -> ConformanceReport:
    declared_skips = skips or {}
    check_skips(declared_skips)
    results = [_result(one, target, face, attempt, declared_skips.get(one.id), long=long) for one in all_checks()]
    shown = name or getattr(target.make, "__qualname__", None) or repr(target.make)
    return ConformanceReport(target=shown, results=tuple(results))


def _result(
    check: Check, target: Target, face: Face, attempt: Callable[..., None], skip: str | None, *, long: bool
) -> Result:
    begin = time.perf_counter()
    outcome: Outcome = "passed"
    message = ""
    try:
        if skip is None:
            attempt(check, target, long=long)
        else:
            outcome, message = "skipped", skip
    except Skipped as reason:
        outcome, message = "skipped", str(reason)
    except CheckFailed as failure:
        outcome, message = "failed", str(failure)
    except Exception as error:  # noqa: BLE001  (one store that cannot be made must not hide the other checks)
        outcome, message = "failed", check.explain(f"the store could not be made, or put away: {error!r}")
    seconds = round(time.perf_counter() - begin, 4)
    return Result(id=check.id, face=face, sentence=check.sentence, outcome=outcome, message=message, seconds=seconds)

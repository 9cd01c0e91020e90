"""The checks as pytest classes: one method for each check, named after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from supportkit.testing.conformance.check import CheckFailed, all_checks
from supportkit.testing.conformance.runner import Skipped, check_skips, try_async_check, try_check
from supportkit.testing.conformance.stage import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from supportkit.testing.conformance.check import Check


class _Conformance:
    """What the two classes share: how stores are made, and what is skipped."""

    skips: ClassVar[Mapping[str, str]] = {}
    """Ids of checks that are not to run, each with the reason, which pytest reports."""
    long: ClassVar[bool] = False
    """Whether to try races often enough to trust them (minutes)."""
    attempt: ClassVar[Callable[..., None]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        check_skips(cls.skips)

    def make_store(self) -> Any:
        """Make a fresh, empty store; the kit closes it."""
        raise NotImplementedError("define make_store(self): it answers a fresh, empty store")

    def target(self) -> Target:
        """Answer how the kit gets its stores, from whichever of the optional methods the class defines.

        Those are `reopen_store(store)`, `opener(store)`, `neighbour_store(store)` and `dispose_store(store)`;
        `Target` says what each must do.
        """
        return Target(
            make=self.make_store,
            reopen=getattr(self, "reopen_store", None),
            opener=getattr(self, "opener", None),
            neighbour=getattr(self, "neighbour_store", None),
            dispose=getattr(self, "dispose_store", None),
        )

    def _try(self, check: Check) -> None:
        __tracebackhide__ = True
        if check.id in self.skips:
            pytest.skip(self.skips[check.id])
        try:
            type(self).attempt(check, self.target(), long=self.long)
        except Skipped as reason:
            pytest.skip(str(reason))
        except CheckFailed as failure:
            pytest.fail(str(failure), pytrace=False)


def _method(check: Check) -> Callable[[_Conformance], None]:
    def test(self: _Conformance) -> None:
        __tracebackhide__ = True
        self._try(check)  # pyright: ignore[reportPrivateUsage]

    test.__name__ = "test_" + check.id.replace(".", "_")
    test.__doc__ = check.sentence
    return test


for _check in all_checks():
    _test = _method(_check)
    setattr(_Conformance, _test.__name__, _test)


class StoreConformance(_Conformance):
    """Every rule of the protocol as a test of a `Store`: subclass it and define `make_store`.

    A check that does not apply (a restart of a store that is not `DURABLE`) is skipped with its reason; any other skip
    must be declared in `skips`.
    """

    attempt: ClassVar[Callable[..., None]] = staticmethod(try_check)


class AsyncStoreConformance(_Conformance):
    """Every rule of the protocol as a test of an `AsyncStore`; `make_store` may be `async def`.

    Each check runs in an event loop of its own; no pytest plugin is needed.
    """

    attempt: ClassVar[Callable[..., None]] = staticmethod(try_async_check)

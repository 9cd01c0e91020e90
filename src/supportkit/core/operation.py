"""One text for sync and async: a method of an area is a flow, and calling it runs the flow by the area's face.

`kit.groups.open(id)` answers a group, `await akit.groups.open(id)` does the same, and `kit.preview.groups.open(id)`
answers a verdict without writing anything.
"""

from __future__ import annotations

import inspect
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Concatenate,
    Generic,
    NamedTuple,
    ParamSpec,
    Protocol,
    TypeVar,
    overload,
)

from attrs import frozen

from supportkit.errors import SupportKitError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context

P = ParamSpec("P")
T = TypeVar("T")


class Sync:
    """The face of a `Kit`: a call answers its result."""


class Async:
    """The face of an `AsyncKit`: a call is awaited."""


class Preview:
    """The face of `kit.preview`: a call answers a verdict and writes nothing."""


class AsyncPreview:
    """The face of `akit.preview`: a call is awaited and answers a verdict."""


Face = TypeVar("Face")


@frozen
class Verdict:
    """Whether an operation would be allowed now, and the error it would raise if not; it reserves nothing."""

    error: SupportKitError | None = None

    @property
    def allowed(self) -> bool:
        """Whether it would be allowed."""
        return self.error is None

    def __bool__(self) -> bool:
        return self.error is None


class Arguments(NamedTuple):
    """What an operation was called with."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]


class Driver(Protocol):
    """Runs the flow of an operation: `make` is called with a fresh context for each attempt."""

    def drive(self, operation: str, make: Callable[[Context], Flow[Any]], arguments: Arguments) -> Any:
        """Run it and answer its result, an awaitable of it, or a verdict."""
        ...


class Area(Generic[Face]):
    """A room of the kit: the operations about one part of the domain.

    Args:
        driver: runs the flows.
        ctx: who acts, when, and what was read; only within an attempt.
    """

    NAME: ClassVar[str] = ""

    def __init__(self, driver: Driver, ctx: Context | None = None) -> None:
        self.driver: Driver = driver
        self._ctx = ctx

    @property
    def ctx(self) -> Context:
        """Who acts, when, and what this attempt has read."""
        assert self._ctx is not None  # noqa: S101  (the driver sets it for each attempt)
        return self._ctx


class operation(Generic[P, T]):  # noqa: N801  (a decorator)
    """Turns a method that is a flow into one that runs it, sync or async by the face of its area."""

    def __init__(self, flow: Callable[Concatenate[Any, P], Flow[T]]) -> None:
        self.flow: Callable[Concatenate[Any, P], Flow[T]] = flow
        self.__doc__: str | None = flow.__doc__
        self.__name__: str = flow.__name__
        self.__wrapped__: Callable[..., Any] = flow
        self.name: str = flow.__name__

    def __set_name__(self, owner: type[Area[Any]], name: str) -> None:
        self.name = f"{owner.NAME}.{name}"

    @property
    def __signature__(self) -> inspect.Signature:
        signature = inspect.signature(self.flow)
        return signature.replace(parameters=list(signature.parameters.values())[1:])

    @overload
    def __get__(self, area: None, owner: Any = ...) -> operation[P, T]: ...
    @overload
    def __get__(self, area: Area[Sync], owner: Any = ...) -> Callable[P, T]: ...
    @overload
    def __get__(self, area: Area[Async], owner: Any = ...) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, area: Area[Preview], owner: Any = ...) -> Callable[P, Verdict]: ...
    @overload
    def __get__(self, area: Area[AsyncPreview], owner: Any = ...) -> Callable[P, Coroutine[Any, Any, Verdict]]: ...
    def __get__(self, area: Any, owner: Any = None) -> Any:
        if area is None:
            return self
        return _Bound(self, area)


class _Bound:
    """An operation of one area, ready to be called; it shows the flow's signature and words."""

    __slots__ = ("_area", "_operation")

    def __init__(self, operation: operation[Any, Any], area: Area[Any]) -> None:
        self._operation = operation
        self._area = area

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        flow, area, driver = self._operation.flow, type(self._area), self._area.driver
        args = tuple(map(_kept, args))
        if kwargs:
            kwargs = {name: _kept(value) for name, value in kwargs.items()}
        return driver.drive(
            self._operation.name, lambda ctx: flow(area(driver, ctx), *args, **kwargs), Arguments(args, kwargs)
        )

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return self._operation.__doc__

    @property
    def __name__(self) -> str:
        return self._operation.__name__

    @property
    def __signature__(self) -> inspect.Signature:
        return self._operation.__signature__


def _kept(value: Any) -> Any:
    """Answer an iterator's items as a tuple, for a flow may be run again from its arguments."""
    return tuple(value) if hasattr(value, "__next__") else value

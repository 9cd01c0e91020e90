"""A changed copy of a frozen value, made by code generated once for each class and set of fields.

`attrs.evolve` looks at every field of a class on every call; this does so once, and the value's own check still runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from supportkit.core.compiling import function

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_makers: dict[tuple[type, tuple[str, ...]], Callable[..., Any]] = {}


def evolved(value: T, /, **changes: Any) -> T:
    """Answer a copy of a frozen attrs value with some fields changed; the class's check runs on the copy."""
    names = tuple(changes)
    maker = _makers.get((type(value), names)) or _compile(type(value), names)
    copy: T = maker(value, *changes.values())
    return copy


def _compile(kind: type, names: tuple[str, ...]) -> Callable[..., Any]:
    fields = [field.name for field in attrs.fields(kind)]
    unknown = set(names) - set(fields)
    if unknown:
        raise TypeError(f"{kind.__name__} has no field {min(unknown)!r}")
    space: dict[str, Any] = {f"set_{name}": _slot(kind, name).__set__ for name in fields}
    space |= {"make": object.__new__, "kind": kind}
    lines = ["copy = make(kind)"]
    lines += [f"set_{name}(copy, {f'new_{name}' if name in names else f'value.{name}'})" for name in fields]
    if hasattr(kind, "__attrs_post_init__"):
        lines.append("copy.__attrs_post_init__()")
    maker = function(", ".join(["value", *(f"new_{name}" for name in names)]), [*lines, "return copy"], space)
    _makers[kind, names] = maker
    return maker


def _slot(kind: type, name: str) -> Any:
    """Find the slot of a field: of its own class, or of one it inherits from."""
    return next(vars(parent)[name] for parent in kind.__mro__ if name in vars(parent))

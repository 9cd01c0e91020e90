"""What privacy decides in numbers, words and names stands in a file for review, so that none of it changes unseen.

Stored names must stay readable for ever, and a default is a promise: whoever changes one writes the file anew with
`pytest tests/privacy/test_decided.py --update`, and says in the review why.
"""

from __future__ import annotations

import inspect
import pkgutil
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

import attrs

import supportkit.privacy
from supportkit.core.change import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

DECIDED = Path(__file__).with_name("decided.txt")


def modules() -> Iterator[Any]:
    """Answer every module of the area."""
    for found in pkgutil.iter_modules(supportkit.privacy.__path__):
        yield import_module(f"supportkit.privacy.{found.name}")


def said(value: Any) -> str | None:
    """Answer a value in words; nothing for what is code."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, str | int | float | None):
        return repr(value)
    if isinstance(value, FunctionType):
        return value.__name__
    if attrs.has(type(value)):
        fields = [f"{one.name}={said(getattr(value, one.name))}" for one in attrs.fields(type(value))]
        return f"{type(value).__name__}({', '.join(fields)})"
    if isinstance(value, tuple | list):
        return f"({', '.join(str(said(one)) for one in value)})"
    if isinstance(value, frozenset | set):
        return f"{{{', '.join(sorted(str(said(one)) for one in value))}}}"
    return None


def of_constant(name: str, value: Any) -> Iterator[str]:
    """Answer the lines of one constant; a mapping has one for each key."""
    if isinstance(value, FunctionType):
        return
    if hasattr(value, "items"):
        for key, one in value.items():
            yield from of_constant(f"{name}[{said(key)}]", one)
    elif (words := said(value)) is not None:
        yield f"{name} = {words}"


def of_class(kind: type[Any]) -> Iterator[str]:
    """Answer the lines of a class: its members, its names in a store, what its fields are if nothing is said."""
    if issubclass(kind, Enum):
        yield from (f"{kind.__name__}.{one.name} = {one.value!r}" for one in kind)
        return
    for name in ("KIND", "TAG", "LINE"):
        if name in vars(kind) or (name == "LINE" and issubclass(kind, Event)):
            yield f"{kind.__name__}.{name} = {said(getattr(kind, name))}"
    if attrs.has(kind):
        for one in attrs.fields(kind):
            if one.default is not attrs.NOTHING and said(one.default) is not None:
                yield f"{kind.__name__}.{one.name}, if not given = {said(one.default)}"
    for name, default in getattr(kind, "_field_defaults", {}).items():
        yield f"{kind.__name__}.{name}, if not given = {said(default)}"


def of_functions(holder: Any, path: str) -> Iterator[str]:
    """Answer what the arguments of functions are if nothing is said."""
    for name, function in vars(holder).items():
        plain = inspect.unwrap(function.__func__ if isinstance(function, classmethod | staticmethod) else function)
        if isinstance(plain, FunctionType) and not name.startswith("__") and plain.__module__.startswith(path):
            for one in inspect.signature(plain).parameters.values():
                if one.default is not one.empty and said(one.default) is not None:
                    yield f"{plain.__qualname__}({one.name}={said(one.default)})"


def decided() -> Iterator[str]:
    """Answer every line, module by module."""
    for module in modules():
        here = module.__name__
        lines = list(of_functions(module, here))
        for name, value in vars(module).items():
            if inspect.isclass(value) and value.__module__ == here and "<locals>" not in value.__qualname__:
                lines += [*of_class(value), *of_functions(value, here)]
            elif not inspect.isclass(value) and any(f"\n{name}{sign}" in source(module) for sign in (" = ", ": ")):
                lines += of_constant(name, value)
        yield from (f"{here.removeprefix('supportkit.')}: {line}" for line in sorted(set(lines)))


def source(module: Any) -> str:
    """Answer the text of a module."""
    return Path(module.__file__).read_text("utf-8")


def test_every_number_word_and_name_is_the_one_that_was_decided(request: pytest.FixtureRequest):
    now = list(decided())
    if request.config.getoption("--update"):
        DECIDED.write_text("\n".join(now) + "\n", "utf-8")
    agreed = DECIDED.read_text("utf-8").splitlines()
    gone, new = sorted(set(agreed) - set(now)), sorted(set(now) - set(agreed))
    assert {"gone": gone, "new": new} == {"gone": [], "new": []}, "if this is meant, run this test with --update"

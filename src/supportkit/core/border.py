"""The strict reader of data from outside: every problem at once, each with its code and path."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError

from supportkit.core.choices import chosen
from supportkit.core.clock import parse_instant
from supportkit.errors import InvalidInput, Problem, close_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cattrs import Converter

T = TypeVar("T")


def register(converter: Converter) -> None:
    """Teach a converter to accept exactly the JSON type of each field and nothing that merely resembles it."""
    converter.register_structure_hook(str, _reader(str, "text"))
    converter.register_structure_hook(int, _reader(int, "a whole number"))
    converter.register_structure_hook(bool, _reader(bool, "true or false"))
    # Nearer to an enum than `str`, whose hook would take it otherwise.
    converter.register_structure_hook(StrEnum, _member)
    converter.register_structure_hook(float, lambda value, _: _number(value))
    converter.register_structure_hook(datetime, lambda value, _: _moment(value))
    converter.register_structure_hook(date, lambda value, _: _calendar(value, date.fromisoformat, "a date"))
    converter.register_structure_hook(time, lambda value, _: _calendar(value, time.fromisoformat, "a time of day"))


def _reader(kind: type, words: str) -> Callable[[Any, Any], Any]:
    def read(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise InvalidInput("value.wrong_type", expected=words)
        return value

    return read


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise InvalidInput("value.wrong_type", expected="a number")
    return float(value)


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        value = value.isoformat()
    if not isinstance(value, str):
        raise InvalidInput("value.wrong_type", expected="a time in ISO 8601")
    return parse_instant(value)


def _calendar(value: Any, parse: Callable[[str], Any], words: str) -> Any:
    if not isinstance(value, str):
        raise InvalidInput("value.wrong_type", expected=words)
    try:
        return parse(value)
    except ValueError:
        raise InvalidInput("time.unreadable") from None


def _member(value: Any, kind: type[StrEnum]) -> StrEnum:
    return chosen(kind, value)


def read(converter: Converter, kind: type[T], data: Any) -> T:
    """Read a value, or say everything that is wrong with the data."""
    try:
        return converter.structure(data, kind)
    except Exception as error:
        problems = tuple(_problems(error, "$", kind))
        if not problems:  # pragma: no cover  (every error of a converter gives at least one)
            raise
        raise InvalidInput.of(problems) from None


def _problems(error: BaseException, path: str, kind: Any) -> Iterator[Problem]:
    if isinstance(error, ClassValidationError):
        named, others = error.group_exceptions()
        for one, note in named:
            if isinstance(one, KeyError):
                yield Problem("value.missing", f"{path}.{note.name}")
            else:
                yield from _problems(one, f"{path}.{note.name}", note.type)
        for one in others:
            yield from _problems(one, path, error.cl)
    elif isinstance(error, IterableValidationError):
        for one, item in error.group_exceptions()[0]:
            yield from _problems(one, f"{path}[{item.index!r}]", item.type)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [field.name for field in attrs.fields(error.cl)]
        for name in sorted(map(str, error.extra_fields)):
            shown = name[:40] if name.isidentifier() else "?"
            nearest = close_to(name, known)
            yield Problem("value.unknown_field", path, {"name": shown, "nearest": nearest or ", ".join(known)})
    elif isinstance(error, InvalidInput):
        yield from (problem.under(path) for problem in error.problems)
    else:
        yield Problem("value.wrong_type", path, {"expected": _words(kind)})


def _words(kind: Any) -> str:
    return "a list" if getattr(kind, "__origin__", None) in (tuple, list) else "an object with named fields"

"""Functions made once for a class, from the names and types of its fields.

What runs several times in every command must not look its fields up anew each time. The text of these functions is
made of the names of our own fields only; a value never enters it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from json.encoder import JSONEncoder, encode_basestring
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

import attrs

from supportkit.core.clock import stamp
from supportkit.core.private import ERASED, Erased

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Cases = list[tuple[str, str]]
Space = dict[str, Any]


def function(parameters: str, lines: Iterable[str], space: Space) -> Callable[..., Any]:
    """Make a function of some lines, which see what is in `space`."""
    exec("\n".join([f"def made({parameters}):", *(f"    {line}" for line in lines)]), space)  # noqa: S102
    made: Callable[..., Any] = space["made"]
    return made


def writer(kind: type, names: Iterable[str]) -> Callable[[Any], str]:
    """Make the function that writes some fields of a value as an object; what has its default is left out."""
    space: Space = {"ERASED": ERASED}
    wanted = frozenset(names)
    lines = ["text = ''"]
    for field in attrs.fields(kind):
        if field.name in wanted:
            lines += _lines_to_write(field, space)
    return function("value", [*lines, "return '{' + text[1:] + '}'"], space)


def _lines_to_write(field: attrs.Attribute[Any], space: Space) -> Iterator[str]:
    inner, erasable, optional = _unwrapped(field.type)
    add = f"text += ',\"{field.name}\":' + "
    cases: Cases = []
    if erasable:
        cases.append(("field is ERASED", add + "'{\"erased\":true}'"))
    if field.default is not attrs.NOTHING and field.default is not None:
        same = "is" if isinstance(field.default, Enum) else "=="
        cases.append((f"field {same} {_named(field.default, space)}", "pass"))
    if optional:
        cases.append(("field is None", "pass" if field.default is None else add + "'null'"))
    yield f"field = value.{field.name}"
    yield from _first_of(cases, add + _written(inner, "field", space))


def reader(kind: type) -> Callable[[dict[str, Any]], Any]:
    """Make the function that reads a value from an object; the class's own check runs."""
    space: Space = {"ERASED": ERASED, "kind": kind, "missing": object(), "mark": {"erased": True}}
    lines = ["get = data.get"]
    given: list[str] = []
    for field in attrs.fields(kind):
        item, cases, read = _parts_to_read(field, space)
        if cases:
            lines += [f"item = {item}", *_first_of(cases, f"its_{field.name} = {read}")]
        given.append(f"{field.alias}={f'its_{field.name}' if cases else read}")
    return function("data", [*lines, f"return kind({', '.join(given)})"], space)


def _parts_to_read(field: attrs.Attribute[Any], space: Space) -> tuple[str, Cases, str]:
    """Answer the expression of what JSON gives for a field, the special cases of it, and how to read any other."""
    inner, erasable, optional = _unwrapped(field.type)
    key, name = repr(field.name), f"its_{field.name}"
    as_it_is = _read(inner, "item", space) == "item"
    item, cases = f"data[{key}]", Cases()
    if field.default is None:
        item = f"get({key})"
    elif field.default is not attrs.NOTHING:
        default = _named(field.default, space)
        item = f"get({key}, {default if as_it_is else 'missing'})"
        if not as_it_is:
            cases.append(("item is missing", f"{name} = {default}"))
    if optional and not as_it_is:
        cases.append(("item is None", f"{name} = None"))
    if erasable:
        cases.append(("item == mark", f"{name} = ERASED"))
    return item, cases, _read(inner, "item" if cases else item, space)


def _written(kind: Any, value: str, space: Space) -> str:
    """Answer the expression that writes a value of a type."""
    if kind is bool:
        return f"('true' if {value} else 'false')"
    if kind in (date, time):
        return f"'\"' + {value}.isoformat() + '\"'"
    if kind is datetime:
        return f"'\"' + {_named(stamp, space)}({value}) + '\"'"
    if _is_enum(kind):
        texts = {member: _TEXTS[type(member.value)](member.value) for member in kind}
        return f"{_named(texts, space)}[{value}]"
    if get_origin(kind) is tuple:
        first, *others = map(_plain, get_args(kind))
        if others == [Ellipsis]:
            return f"'[' + ','.join([{_written(first, 'one', space)} for one in {value}]) + ']'"
        parts = [_written(part, f"{value}[{place}]", space) for place, part in enumerate((first, *others))]
        return "'[' + " + " + ',' + ".join(parts) + " + ']'"
    if get_origin(kind) is Mapping:
        item = _written(_plain(get_args(kind)[1]), "one", space)
        key = _named(encode_basestring, space)
        return f"'{{' + ','.join([{key}(key) + ':' + {item} for key, one in {value}.items()]) + '}}'"
    return f"{_named(_TEXTS.get(kind) or _writer_of(kind), space)}({value})"


def _read(kind: Any, value: str, space: Space) -> str:
    """Answer the expression that reads a value of a type; of what JSON gives as it is, the same expression."""
    if kind in (str, int, bool):
        return value
    if _is_enum(kind):
        return f"{_named({member.value: member for member in kind}, space)}[{value}]"
    if get_origin(kind) is tuple:
        first, *others = map(_plain, get_args(kind))
        if others == [Ellipsis]:
            read = _read(first, "one", space)
            return f"tuple({value})" if read == "one" else f"tuple([{read} for one in {value}])"
        parts = [_read(part, f"{value}[{place}]", space) for place, part in enumerate((first, *others))]
        return f"({', '.join(parts)},)"
    if get_origin(kind) is Mapping:
        item = _read(_plain(get_args(kind)[1]), "one", space)
        return f"{{key: {item} for key, one in {value}.items()}}"
    return f"{_named(_VALUES.get(kind) or _reader_of(kind), space)}({value})"


@cache
def _writer_of(kind: Any) -> Callable[[Any], str]:
    return writer(kind, [field.name for field in attrs.fields(_resolved(kind))])


@cache
def _reader_of(kind: Any) -> Callable[[dict[str, Any]], Any]:
    return reader(_resolved(kind))


def _resolved(kind: Any) -> type[Any]:
    if not attrs.has(kind):
        raise TypeError(f"stored values have no fields of type {kind}")
    attrs.resolve_types(kind)
    return kind


_TEXTS: dict[Any, Callable[[Any], str]] = {
    str: encode_basestring,
    int: int.__repr__,
    float: JSONEncoder(allow_nan=False).encode,
}
_VALUES: dict[Any, Callable[[Any], Any]] = {
    float: float,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
}


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _plain(kind: Any) -> Any:
    """Answer what a `NewType` is made of; any other type is answered as it is."""
    return getattr(kind, "__supertype__", kind)


def _unwrapped(kind: Any) -> tuple[Any, bool, bool]:
    """Answer a field's type without `Erased` and `None`, and which of the two it admits."""
    if get_origin(kind) not in (Union, UnionType):
        return _plain(kind), False, False
    parts = get_args(kind)
    rest = tuple(part for part in parts if part not in (Erased, NoneType))
    return _plain(Union[rest]), Erased in parts, NoneType in parts  # noqa: UP007  (made at run time)


def _first_of(cases: Cases, otherwise: str) -> Iterator[str]:
    """Write conditions and what to do as lines, the first that holds; without any, only the last remains."""
    word = "if"
    for condition, do in cases:
        yield f"{word} {condition}: {do}"
        word = "elif"
    yield f"else: {otherwise}" if cases else otherwise


def _named(value: Any, space: Space) -> str:
    """Put a value into the space of a function and answer its name there."""
    name = f"given_{len(space)}"
    space[name] = value
    return name

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


def writer(kind: type, names: Iterable[str], shape: int = 1) -> Callable[[Any], str]:
    """Make the function that writes some fields of a value as an object; what has its default is left out.

    Args:
        kind: the class.
        names: the fields to write.
        shape: the number of the shape, which is written too unless it is the first.
    """
    space: Space = {"ERASED": ERASED}
    wanted = frozenset(names)
    always, lines = "", list[str]()
    for field in attrs.fields(kind):
        if field.name in wanted and _is_always_written(field):
            always += f',"{field.name}":{_written(_plain(field.type), f"value.{field.name}", space)}'
        elif field.name in wanted:
            lines += _lines_to_write(field, space)
    if shape != 1:
        lines.append(f"text += ',\"v\":{shape}'")
    return function("value", [f"text = f'''{always}'''", *lines, "return '{' + text[1:] + '}'"], space)


def private_writer(kind: type, names: Iterable[str]) -> Callable[[Any], str | None]:
    """Make the function that writes the private fields of a value, and answers `None` where all of them are erased."""
    gone = " and ".join([f"value.{name} is ERASED" for name in names])
    space: Space = {"ERASED": ERASED, "write": writer(kind, names)}
    return function("value", [f"return None if {gone} else write(value)"], space)


def _is_always_written(field: attrs.Attribute[Any]) -> bool:
    return field.default is attrs.NOTHING and _unwrapped(field.type)[1:] == (False, False)


def _lines_to_write(field: attrs.Attribute[Any], space: Space) -> Iterator[str]:
    """Write the lines for a field that has a default, or may be `None` or erased."""
    inner, erasable, optional = _unwrapped(field.type)
    cases: Cases = []
    if erasable:
        cases.append(("field is ERASED", f"""text += ',"{field.name}":{{"erased":true}}'"""))
    if field.default is not attrs.NOTHING and field.default is not None:
        default = _default(field.default, space)
        same = f"field is {default}" if isinstance(field.default, Enum) else f"field == {default}"
        # A whole value that was never changed is the default itself, which is told faster than compared.
        cases.append((f"field is {default} or {same}" if attrs.has(field.default.__class__) else same, "pass"))
    if optional:
        cases.append(("field is None", "pass" if field.default is None else f"""text += ',"{field.name}":null'"""))
    yield f"field = value.{field.name}"
    yield from _first_of(cases, f"text += f''',\"{field.name}\":{_written(inner, 'field', space)}'''")


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
        default = _default(field.default, space)
        item = f"get({key}, {default if as_it_is else 'missing'})"
        if not as_it_is:
            cases.append(("item is missing", f"{name} = {default}"))
    if optional and not as_it_is:
        cases.append(("item is None", f"{name} = None"))
    if erasable:
        cases.append(("item == mark", f"{name} = ERASED"))
    return item, cases, _read(inner, "item" if cases else item, space)


def _written(kind: Any, value: str, space: Space) -> str:
    """Answer how a value of a type is written, as a part of an f-string."""
    if kind is datetime:
        return f'"{{{_named(stamp, space)}({value})}}"'
    if kind in (date, time):
        return f'"{{{value}.isoformat()}}"'
    if kind is bool or _is_enum(kind):
        texts = {True: "true", False: "false"} if kind is bool else {one: _text_of(one.value) for one in kind}
        return f"{{{_named(texts, space)}[{value}]}}"
    return f"{{{_named(_TEXTS.get(kind) or _writer_of(kind), space)}({value})}}"


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
    """Answer the function that writes values of a type that is made of others."""
    origin, parts, space = get_origin(kind), [_plain(part) for part in get_args(kind)], Space(join=",".join)
    if origin is tuple and parts[1:] == [Ellipsis]:
        item = _written(parts[0], "one", space)
        return function("value", [f"return '[' + join([f'''{item}''' for one in value]) + ']'"], space)
    if origin is tuple:
        items = ",".join([_written(part, f"value[{place}]", space) for place, part in enumerate(parts)])
        return function("value", [f"return f'''[{items}]'''"], space)
    if origin is Mapping:
        pair = f"{_written(str, 'key', space)}:{_written(parts[1], 'one', space)}"
        items = f"join([f'''{pair}''' for key, one in value.items()])"
        return function("value", [f"return '{{' + {items} + '}}'"], space)
    return writer(_resolved(kind), [field.name for field in attrs.fields(kind)])


@cache
def _reader_of(kind: Any) -> Callable[[dict[str, Any]], Any]:
    return reader(_resolved(kind))


def _resolved(kind: Any) -> type[Any]:
    if not attrs.has(kind):
        raise TypeError(f"stored values have no fields of type {kind}")
    attrs.resolve_types(kind)
    return kind


def _text_of(value: Any) -> str:
    return _TEXTS[type(value)](value)


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


def _default(default: Any, space: Space) -> str:
    """Answer the expression of a field's default, which may be made anew for each value."""
    made = getattr(default, "factory", None)
    return _named(default, space) if made is None else f"{_named(made, space)}()"


def _named(value: Any, space: Space) -> str:
    """Put a value into the space of a function and answer its name there."""
    name = f"given_{len(space)}"
    space[name] = value
    return name

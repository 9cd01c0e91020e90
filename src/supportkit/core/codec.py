"""From values to stored JSON and back: tags, the private side, and the two readers.

What comes from our own store is trusted and read by a compiled reader. What comes from outside is read by a strict one
(`from_data`), which names every problem with its path. Stored bytes never name a Python class: kinds and tags are
looked up in closed tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping  # noqa: TC003  (the annotations of values are resolved)
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache, partial
from types import UnionType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, Union, get_args, get_origin

import attrs

from supportkit.core.clock import stamp
from supportkit.core.compiling import private_writer, reader, writer
from supportkit.core.private import ERASED, Erased, private_names
from supportkit.errors import InvalidInput, SchemaTooNew, StoreError

if TYPE_CHECKING:
    from cattrs import Converter

    from supportkit.core.ids import PersonId
    from supportkit.core.records import IndexEntry, Key, Record

T = TypeVar("T")

_decoder = json.JSONDecoder()


class Aggregate:
    """A value that is kept as a record, and what it must tell of itself.

    `KIND` is the record's kind and `SHAPE` the number of its stored shape; `UPCASTS[n]` turns shape n into n + 1. Each
    has a `record_key`, under which it is kept.
    """

    __slots__ = ()

    KIND: ClassVar[str]
    SHAPE: ClassVar[int] = 1
    UPCASTS: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}

    @property
    def subject(self) -> PersonId | None:
        """The one person that its private side is about; nobody, where it has none or is about no person."""
        return None

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Its places in the indexes; none, where nobody lists it."""
        return ()

    def goes_with(self) -> tuple[Key[Any], ...]:
        """Keys of what must not outlive it, once it is over; the commit that ends it buries them."""
        return ()


KINDS: dict[str, type[Any]] = {}
"""Every kind of record whose class has been loaded; a key can only be made by its class, so none is missing."""


def aggregate(kind: type[T]) -> type[T]:
    """Enter an aggregate's class in the table of kinds."""
    KINDS[kind.KIND] = kind  # type: ignore[attr-defined]
    return kind


class Shape(NamedTuple):
    """How one class is written and read."""

    kind: type[Any]
    tag: str
    number: int
    body: Callable[[Any], str]
    private: Callable[[Any], str | None] | None
    private_names: tuple[str, ...]
    read: Callable[[dict[str, Any]], Any]


_shapes: dict[type[Any], Shape] = {}


def shape_of(kind: type[Any]) -> Shape:
    """Answer how a class is written and read, compiled at its first use."""
    return _shapes.get(kind) or _compile(kind)


def _compile(kind: type[Any]) -> Shape:
    attrs.resolve_types(kind)
    hidden = private_names(kind)
    shown = [field.name for field in attrs.fields(kind) if field.name not in hidden]
    number = getattr(kind, "SHAPE", 1)
    shape = Shape(
        kind=kind,
        tag=getattr(kind, "KIND", None) or kind.TAG,
        number=number,
        body=writer(kind, shown, number),
        private=private_writer(kind, hidden) if hidden else None,
        private_names=hidden,
        read=reader(kind),
    )
    _shapes[kind] = shape
    return shape


def encode(value: Any) -> tuple[bytes, bytes | None]:
    """Write a value as its two sides; the private one is `None` where the class has none, or all of it is erased.

    Raises:
        InvalidInput: `text.not_storable`, a text has half of a surrogate pair.
    """
    kind = value.__class__
    shape = _shapes.get(kind) or _compile(kind)
    private = None if shape.private is None else shape.private(value)
    try:
        return shape.body(value).encode(), None if private is None else private.encode()
    except UnicodeEncodeError:
        raise InvalidInput("text.not_storable") from None


def decode(kind: type[T], body: bytes, private: bytes | None) -> T:
    """Read a value from its two sides; where the private one is gone, each private field is `ERASED`.

    Raises:
        SchemaTooNew: `document.too_new`, a newer version of supportkit wrote it.
        StoreError: `document.malformed`, the bytes are not what supportkit wrote.
    """
    shape = shape_of(kind)
    try:
        data = _loads(body)
        if private is not None and private != b"{}":  # often nothing private was ever said
            data |= _loads(private)
        number = data.pop("v", 1)
        if number != shape.number:
            data = _upcast(shape, data, number)
        value: T = shape.read(data)
    except SchemaTooNew:
        raise
    except Exception as error:
        raise StoreError("document.malformed", kind=shape.tag, reason=type(error).__name__) from error
    if private is None and shape.private_names:
        for name in shape.private_names:
            object.__setattr__(value, name, ERASED)
    return value


def _loads(side: bytes) -> dict[str, Any]:
    """Read an object; one without space around it, as ours are, is read without looking for any."""
    text = side.decode()
    if text[:1] == "{":
        data, end = _decoder.raw_decode(text)
        if end == len(text):
            return data  # type: ignore[no-any-return]
    return _decoder.decode(text)  # type: ignore[no-any-return]


def _upcast(shape: Shape, data: dict[str, Any], number: int) -> dict[str, Any]:
    if number > shape.number:
        raise SchemaTooNew("document.too_new", kind=shape.tag, shape=number, known=shape.number)
    for older in range(number, shape.number):
        data = shape.kind.UPCASTS[older](data)
    return data


def decode_record(record: Record) -> Any:
    """Read the value of a record by its kind; a tombstone is `None`."""
    if record.body is None:
        return None
    return decode(KINDS[record.key.kind], record.body, record.private)


def to_data(value: Any) -> Any:
    """Answer a value as plain data (dict, list, text, number), both sides of it: what `from_data` reads.

    It is for the person it is about, or for a host that may see it: private fields are in it.
    """
    return _strict().unstructure(value)


def from_data(kind: type[T], data: Any) -> T:
    """Read a value from plain data that came from outside.

    Raises:
        InvalidInput: every problem at once, each with its code and path.
    """
    from supportkit.core import border

    return border.read(_strict(), kind, data)


@cache
def _strict() -> Converter:
    import cattrs

    from supportkit.core import border

    converter = cattrs.Converter(forbid_extra_keys=True, omit_if_default=True, prefer_attrib_converters=True)
    converter.register_unstructure_hook(datetime, stamp)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(time, time.isoformat)
    converter.register_unstructure_hook(StrEnum, lambda member: member.value)
    converter.register_unstructure_hook_func(_is_erasable, lambda value: _unstructure_erasable(converter, value))
    border.register(converter)
    converter.register_structure_hook_factory(_is_erasable, partial(_erasable_reader, converter))
    return converter


def _is_erasable(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and Erased in get_args(kind)


def _unstructure_erasable(converter: Converter, value: Any) -> Any:
    return {"erased": True} if value is ERASED else converter.unstructure(value)


def _erasable_reader(converter: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    rest = tuple(one for one in get_args(kind) if one is not Erased)
    inner: Any = Union[rest]  # noqa: UP007  (made at run time)
    read = converter.get_structure_hook(inner)
    return lambda value, _: ERASED if value == {"erased": True} else read(value, inner)

"""From values to stored JSON and back: tags, the private side, and the two converters.

What comes from our own store is trusted and read by a fast converter. What comes from outside is read by a strict one
(`from_data`), which names every problem with its path. Stored bytes never name a Python class: kinds and tags are
looked up in closed tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping  # noqa: TC003
from datetime import date, datetime, time
from enum import Enum, StrEnum
from types import UnionType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, TypeVar, Union, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from supportkit.core.clock import stamp
from supportkit.core.private import ERASED, Erased, private_names
from supportkit.errors import InvalidInput, SchemaTooNew, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.core.records import IndexEntry, Key, Record

T = TypeVar("T")

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False).encode
_loads = json.JSONDecoder().decode


class Aggregate(Protocol):
    """What a value must tell of itself to be kept as a record.

    `KIND` is the record's kind and `SHAPE` the number of its stored shape; `UPCASTS[n]` turns shape n into n + 1.
    """

    KIND: ClassVar[str]
    SHAPE: ClassVar[int]
    UPCASTS: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]]

    @property
    def record_key(self) -> Key[Any]:
        """The key it is kept under."""
        ...

    @property
    def subject(self) -> str | None:
        """The one person that its private side is about, if any."""
        ...

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Its places in the indexes."""
        ...


KINDS: dict[str, type[Any]] = {}
"""Every kind of record whose class has been loaded; a key can only be made by its class, so none is missing."""


def aggregate(kind: type[T]) -> type[T]:
    """Enter an aggregate's class in the table of kinds."""
    KINDS[kind.KIND] = kind  # type: ignore[attr-defined]
    return kind


def _is_erasable(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and Erased in get_args(kind)


def _without_erased(kind: Any) -> Any:
    rest = tuple(one for one in get_args(kind) if one is not Erased)
    return Union[rest]  # noqa: UP007  (made at run time)


def _converter(*, strict: bool) -> cattrs.Converter:
    converter = cattrs.Converter(
        detailed_validation=strict,
        forbid_extra_keys=strict,
        omit_if_default=True,
        prefer_attrib_converters=True,
    )
    converter.register_unstructure_hook(datetime, stamp)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(time, time.isoformat)
    converter.register_unstructure_hook_func(_is_enum, lambda member: member.value)
    converter.register_unstructure_hook_func(_is_erasable, lambda value: _unstructure_erasable(converter, value))
    if strict:
        from supportkit.core import border

        border.register(converter)
    else:
        converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
        converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
        converter.register_structure_hook(time, lambda text, _: time.fromisoformat(text))
        # Nearer to an enum than the converter's own hook for text, which would call the class for each value.
        converter.register_structure_hook(StrEnum, _member)
    converter.register_structure_hook_factory(_is_erasable, lambda kind: _erasable_reader(converter, kind))
    return converter


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


_members: dict[type[StrEnum], dict[str, StrEnum]] = {}


def _member(text: Any, kind: type[StrEnum]) -> StrEnum:
    members = _members.get(kind)
    if members is None:
        members = _members[kind] = {member.value: member for member in kind}
    return members[text]


def _unstructure_erasable(converter: cattrs.Converter, value: Any) -> Any:
    return {"erased": True} if value is ERASED else converter.unstructure(value)


def _erasable_reader(converter: cattrs.Converter, kind: Any) -> Callable[[Any, Any], Any]:
    inner = _without_erased(kind)
    read = converter.get_structure_hook(inner)
    return lambda value, _: ERASED if value == {"erased": True} else read(value, inner)


class Shape(NamedTuple):
    """How one class is written and read."""

    kind: type[Any]
    tag: str
    number: int
    body: Callable[[Any], dict[str, Any]]
    private: Callable[[Any], dict[str, Any]] | None
    private_names: tuple[str, ...]
    read: Callable[[Any, Any], Any]


_fast: cattrs.Converter | None = None
_shapes: dict[type[Any], Shape] = {}


def shape_of(kind: type[Any]) -> Shape:
    """Answer how a class is written and read, compiled at its first use."""
    return _shapes.get(kind) or _compile(kind)


def _compile(kind: type[Any]) -> Shape:
    global _fast
    if _fast is None:
        _fast = _converter(strict=False)
    attrs.resolve_types(kind)
    hidden = private_names(kind)
    shown = tuple(field.name for field in attrs.fields(kind) if field.name not in hidden)
    body = _writer(kind, _fast, without=hidden)
    private = _writer(kind, _fast, without=shown) if hidden else None
    read = make_dict_structure_fn(kind, _fast, _cattrs_forbid_extra_keys=False, _cattrs_detailed_validation=False)
    tag = getattr(kind, "KIND", None) or kind.TAG
    shape = Shape(kind, tag, getattr(kind, "SHAPE", 1), body, private, hidden, read)
    _shapes[kind] = shape
    return shape


def _writer(kind: type[Any], converter: cattrs.Converter, without: tuple[str, ...]) -> Callable[[Any], dict[str, Any]]:
    left_out: dict[str, Any] = {name: override(omit=True) for name in without}
    return make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True, **left_out)


def encode(value: Any) -> tuple[bytes, bytes | None]:
    """Write a value as its two sides; the private one is `None` where the class has none, or all of it is erased.

    Raises:
        InvalidInput: `text.not_storable`, a text has half of a surrogate pair.
    """
    shape = shape_of(type(value))
    data = shape.body(value)
    if shape.number != 1:
        data["v"] = shape.number
    try:
        body = _dumps(data).encode()
        if shape.private is None or all(getattr(value, name) is ERASED for name in shape.private_names):
            return body, None
        return body, _dumps(shape.private(value)).encode()
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
        data: dict[str, Any] = _loads(body.decode())
        if private is not None:
            data |= _loads(private.decode())
        number = data.pop("v", 1)
        if number != shape.number:
            data = _upcast(shape, data, number)
        value: T = shape.read(data, kind)
    except SchemaTooNew:
        raise
    except Exception as error:
        raise StoreError("document.malformed", kind=shape.tag, reason=type(error).__name__) from error
    if private is None and shape.private_names:
        for name in shape.private_names:
            object.__setattr__(value, name, ERASED)
    return value


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


_border: cattrs.Converter | None = None


def _strict() -> cattrs.Converter:
    global _border
    if _border is None:
        _border = _converter(strict=True)
    return _border

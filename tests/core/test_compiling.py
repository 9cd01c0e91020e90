"""Compiled writers and readers: for every kind of field that stored values may have, and no other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import Enum, StrEnum
from typing import Any, ClassVar, NewType

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportkit.core.codec import decode, encode
from supportkit.core.private import ERASED, Erased, private

Name = NewType("Name", str)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Rank(Enum):
    LOW = 1
    HIGH = 2


@attrs.frozen(kw_only=True)
class Part:
    kind: Colour
    get: int = 7
    words: str | Erased | None = private()


@attrs.frozen(kw_only=True)
class Whole:
    """A field of every kind, under names that the generated text uses itself."""

    KIND: ClassVar[str] = "whole"
    SHAPE: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Any]] = {}

    data: Name
    item: datetime
    value: date
    text: time
    field: Part
    rank: Rank | None
    share: float = 0.5
    flag: bool = False
    colour: Colour | None = Colour.RED
    names: tuple[Name, ...] = ()
    ranks: tuple[Rank, ...] = (Rank.LOW,)
    pair: tuple[str, date] | None = None
    parts: Mapping[str, Part] = attrs.field(factory=dict)
    note: str | Erased | None = private()
    when: datetime | Erased | None = private()


def moments() -> st.SearchStrategy[datetime]:
    return st.datetimes(timezones=st.just(UTC))


parts = st.builds(Part, kind=st.sampled_from(Colour), get=st.integers(), words=st.none() | st.text() | st.just(ERASED))
wholes = st.builds(
    Whole,
    data=st.text(),
    item=moments(),
    value=st.dates(),
    text=st.times(),
    field=parts,
    rank=st.none() | st.sampled_from(Rank),
    share=st.floats(allow_nan=False, allow_infinity=False),
    flag=st.booleans(),
    colour=st.none() | st.sampled_from(Colour),
    names=st.lists(st.text()).map(tuple),
    ranks=st.lists(st.sampled_from(Rank)).map(tuple),
    pair=st.none() | st.tuples(st.text(), st.dates()),
    parts=st.dictionaries(st.text(), parts),
    note=st.none() | st.text() | st.just(ERASED),
    when=st.none() | moments() | st.just(ERASED),
)


@given(wholes)
def test_what_is_written_is_read_back(whole: Whole):
    body, side = encode(whole)
    assert decode(Whole, body, side) == whole
    assert (side is None) is (whole.note is whole.when is ERASED)


@given(wholes)
def test_what_is_written_is_json_without_defaults(whole: Whole):
    body, side = encode(whole)
    data, hidden = json.loads(body), json.loads(side or b"{}")
    assert data.pop("v") == 2
    assert data["field"]["kind"] == whole.field.kind.value
    assert data["rank"] == (whole.rank.value if whole.rank else None)
    for field in attrs.fields(Whole):
        default = {} if field.name == "parts" else field.default
        is_written = getattr(whole, field.name) != default
        assert (field.name in (hidden if field.name in ("note", "when") else data)) is is_written or side is None


@given(wholes, st.sampled_from([(", ", ": "), (",\n", " :\t")]))
def test_equal_json_is_enough(whole: Whole, separators: tuple[str, str]):
    body, side = encode(whole)
    other = "\n " + json.dumps(json.loads(body), separators=separators, sort_keys=True) + " "
    assert decode(Whole, other.encode(), side) == whole


def test_what_is_not_a_number_is_not_written():
    whole = Whole(
        data=Name("a"),
        item=datetime(2026, 3, 1, tzinfo=UTC),
        value=date(2026, 3, 1),
        text=time(18, 30),
        field=Part(kind=Colour.RED),
        rank=None,
    )
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode(attrs.evolve(whole, share=float("nan")))
    with pytest.raises(TypeError):
        encode(attrs.evolve(whole, data=5))


def test_a_field_of_another_type_is_refused_at_its_first_use():
    @attrs.frozen(kw_only=True)
    class Odd:
        KIND: ClassVar[str] = "odd"
        many: frozenset[str] = frozenset()

    Odd.__annotations__["many"] = frozenset[str]
    with pytest.raises(TypeError, match="stored values have no fields of type"):
        encode(Odd())

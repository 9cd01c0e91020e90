"""What is written is read back equal; the private side is apart; what cannot be read says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.domain_strategies import EVENTS, KINDS, WITH_PRIVATE, erased, values

from supportkit.communities.community import Community, Mode
from supportkit.core import codec
from supportkit.core.change import Event, LineClass
from supportkit.core.codec import decode, decode_record, encode
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.private import ERASED, Erased, private, private_names
from supportkit.core.records import Entry, Key, Record
from supportkit.errors import InvalidInput, SchemaTooNew, StoreError, UnknownTag
from supportkit.memberships.events import Paused
from supportkit.memberships.membership import Membership
from supportkit.tags import TAGS, class_of, decode_entry

REVIEWED = Path(__file__).with_name("private_fields.txt")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVERYTHING = [*KINDS, *EVENTS]
names = [kind.__name__ for kind in EVERYTHING]


@pytest.mark.parametrize("kind", EVERYTHING, ids=names)
@given(data=st.data())
def test_round_trip(kind: type[Any], data: st.DataObject):
    value = data.draw(values(kind))
    body, side = encode(value)
    again = decode(kind, body, side)
    if side is None and private_names(kind):
        assert value == erased(value)
    assert again == value
    assert encode(again) == (body, side)
    json.loads(body)


@pytest.mark.parametrize("kind", WITH_PRIVATE, ids=[kind.__name__ for kind in WITH_PRIVATE])
@given(data=st.data())
def test_the_body_knows_nothing_of_the_private_side(kind: type[Any], data: st.DataObject):
    value = data.draw(values(kind))
    body, side = encode(value)
    gone = erased(value)
    assert encode(gone) == (body, None)
    assert decode(kind, body, None) == gone
    assert not set(json.loads(body)) & set(private_names(kind))
    assert set(json.loads(side or b"{}")) <= set(private_names(kind))
    for name in private_names(kind):
        assert f"{name}=" not in repr(value)


@pytest.mark.parametrize("kind", EVERYTHING, ids=names)
def test_one_default_value_is_shared_by_nobody(kind: type[Any]):
    for field in attrs.fields(kind):
        assert not isinstance(field.default, (list, dict, set))


def test_private_fields_are_those_that_were_reviewed():
    found = "".join(
        f"{kind.__module__}.{kind.__name__}: {', '.join(private_names(kind))}\n"
        for kind in sorted(WITH_PRIVATE, key=lambda kind: (kind.__module__, kind.__name__))
    )
    reviewed = "".join(
        line for line in REVIEWED.read_text("utf-8").splitlines(keepends=True) if line.strip() and line[0] != "#"
    )
    assert found == reviewed


def test_every_private_field_can_be_erased():
    for kind in WITH_PRIVATE:
        attrs.resolve_types(kind)
        for field in attrs.fields(kind):
            if field.name in private_names(kind):
                assert Erased in field.type.__args__, (kind, field.name)


def test_who_has_a_private_side_names_its_subject_or_is_about_nobody():
    secrets_of_nobody = {"JoinDetails", "JoinDetailsSet", "AuditHead", "AuditBegun"}
    for kind in WITH_PRIVATE:
        about_somebody = kind.subject is not Event.subject and kind.__name__ not in secrets_of_nobody
        assert about_somebody or kind.__name__ in secrets_of_nobody, kind


def _leaves(kind: type) -> set[type]:
    below = kind.__subclasses__()
    return set().union(*map(_leaves, below)) if below else {kind}


def test_the_table_of_tags_is_what_is_declared():
    ours = {one for one in _leaves(Event) if one.__module__.startswith("supportkit.")}
    assert ours == set(EVENTS)
    for tag, (module, name) in TAGS.items():
        kind = class_of(tag)
        assert (kind.TAG, kind.__module__, kind.__name__) == (tag, module, name)
        assert tag.rpartition(".")[2].isdigit()
        assert kind.LINE in LineClass
    assert {kind.KIND for kind in KINDS} == set(codec.KINDS) - {Sample.KIND}


# A class of the tests only, with a second shape.


@codec.aggregate
@attrs.frozen(kw_only=True)
class Sample:
    """Something whose `title` was called `name` in its first shape."""

    KIND: ClassVar[str] = "sample"
    SHAPE: ClassVar[int] = 3
    UPCASTS: ClassVar[Mapping[int, Any]] = {
        1: lambda data: {**{k: v for k, v in data.items() if k != "name"}, "title": data["name"]},
        2: lambda data: {**data, "size": data.get("size", 0) + 1},
    }

    title: str
    size: int = 0
    words: str | Erased | None = private()


def test_older_shapes_are_lifted_step_by_step():
    assert decode(Sample, b'{"name":"a"}', None) == Sample(title="a", size=1, words=ERASED)
    assert decode(Sample, b'{"title":"a","v":2}', b'{"words":"w"}') == Sample(title="a", size=1, words="w")
    body, side = encode(Sample(title="a", words="w"))
    assert json.loads(body) == {"title": "a", "v": 3}
    assert decode(Sample, body, side) == Sample(title="a", words="w")


def test_a_newer_shape_is_not_guessed():
    with pytest.raises(SchemaTooNew) as caught:
        decode(Sample, b'{"title":"a","v":4}', None)
    assert caught.value.code == "document.too_new"
    assert caught.value.params == {"kind": "sample", "shape": 4, "known": 3}
    with pytest.raises(SchemaTooNew):
        decode(Community, b'{"v":2}', None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b"\xff\xfe",
        b'{"v":0}',
        b'{"v":-3}',
        b'{"v":"1"}',
        b'{"v":null}',
        b'{"id":"com_1","name":"n","mode":"sideways","founded_at":"2026-03-02T09:00:00.000000Z"}',
        b'{"id":"com_1","name":"n","mode":"live","founded_at":"yesterday"}',
        b'{"id":"com_1","name":"","mode":"live","founded_at":"2026-03-02T09:00:00.000000Z"}',
    ],
)
def test_what_is_damaged_says_so_and_repeats_nothing(body: bytes):
    with pytest.raises(StoreError) as caught:
        decode(Community, body, None)
    assert caught.value.code == "document.malformed"
    assert caught.value.params["kind"] == "community"
    assert "sideways" not in str(caught.value)


@given(data=st.data())
def test_a_truncated_document_is_damaged(data: st.DataObject):
    kind = data.draw(st.sampled_from(EVERYTHING))
    body, side = encode(data.draw(values(kind)))
    cut = data.draw(st.integers(0, len(body) - 1))
    with pytest.raises(StoreError) as caught:
        decode(kind, body[:cut], side)
    assert caught.value.code == "document.malformed"


def test_an_unknown_tag_is_named():
    entry = Entry("evt_1", "group.flew.1", Key("group", "grp_1"), 1, "", "", "ann", b"{}")
    with pytest.raises(UnknownTag) as caught:
        decode_entry(entry)
    assert caught.value.params == {"tag": "group.flew.1"}


def test_a_tombstone_has_no_value():
    assert decode_record(Record(Key("group", "grp_1"), 2, None)) is None


def test_half_a_surrogate_pair_is_refused():
    tie = Membership(of="grp_1", community_id=CommunityId("com_1"), person_id=PersonId("ann"))
    with pytest.raises(InvalidInput) as caught:
        encode(attrs.evolve(tie, of="\ud800"))
    assert caught.value.code == "text.not_storable"


@pytest.mark.parametrize("hours", [-9, 0, 2, 5.5])
def test_an_instant_of_another_offset_is_written_as_the_moment_it_is(hours: float):
    until = AT.astimezone(timezone(timedelta(hours=hours)))
    body, _ = encode(Paused(at=AT, by=PersonId("ann"), person_id=PersonId("ann"), until=until))
    assert decode(Paused, body, None).until == AT
    assert json.loads(body)["until"] == "2026-03-02T09:00:00.000000Z"


def test_a_naive_time_is_never_written():
    community = Community(
        id=CommunityId("com_1"),
        name="n",
        mode=Mode.LIVE,
        founded_at=datetime(2026, 3, 2, 9),
    )
    with pytest.raises(InvalidInput) as caught:
        encode(community)
    assert caught.value.code == "time.naive"

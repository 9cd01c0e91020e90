"""Ids, clocks, zones, texts and the other small parts, as laws first and a few examples after."""

from __future__ import annotations

import sys
import threading
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.domain_strategies import moments, people, values
from tests.kit.stores import Spy
from tests.kit.worlds import NOW

import supportkit as sk
from supportkit.core import zones
from supportkit.core.calls import Call, run
from supportkit.core.clock import FixedClock, SystemClock, instant, parse_instant, stamp
from supportkit.core.evolving import evolved
from supportkit.core.flow import Context
from supportkit.core.ids import SeededIds, TimeOrderedIds, check_id, check_person_id, kind_of
from supportkit.core.lazy import Later, attach
from supportkit.core.operation import Arguments
from supportkit.core.private import ERASED
from supportkit.core.records import Batch, Entry, Expect, Key, Put, Query
from supportkit.core.staging import Staging
from supportkit.core.text import TEXT_LIMIT, number_problems, plain, text_digest, text_problems
from supportkit.errors import Conflict, InvalidInput
from supportkit.groups.group import Group
from supportkit.storage.memory import MemoryStore

# Ids.


@pytest.mark.parametrize("source", [TimeOrderedIds(), SeededIds(5)], ids=["real", "seeded"])
def test_ids_rise_and_say_what_they_name(source: Any):
    made = [source.new("grp") for _ in range(2000)]
    assert made == sorted(set(made))
    assert {kind_of(one) for one in made} == {"grp"}
    assert {len(one) for one in made} == {30}
    assert check_id(made[0], "grp") == made[0]
    number = int("".join(f"{'0123456789abcdefghjkmnpqrstvwxyz'.index(c):05b}" for c in made[0][4:]), 2)
    assert (number >> 76 & 0xF, number >> 62 & 0b11) == (7, 0b10)
    assert len({source.token() for _ in range(50)}) == 50
    assert all(len(source.token()) >= 22 for _ in range(5))


def test_ids_made_by_many_threads_are_all_different():
    source, made = TimeOrderedIds(), []
    workers = [threading.Thread(target=lambda: made.extend(source.new("evt") for _ in range(500))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(set(made)) == 2000


def test_the_same_seed_gives_the_same_ids():
    assert [SeededIds(3).new("grp"), SeededIds(3).token()] == [SeededIds(3).new("grp"), SeededIds(3).token()]
    assert SeededIds(3).new("grp") != SeededIds(4).new("grp")


@given(person=people)
def test_person_ids_are_given_back_as_they_are(person: str):
    assert check_person_id(person) == person


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ("", "id.malformed"),
        ("a" * 101, "id.malformed"),
        ("a b", "id.malformed"),
        ("ann\n", "id.malformed"),
        ("ánn", "id.malformed"),
        ("ann@example.org", "person.contact_data"),
        ("ann\uff20example.org", "person.contact_data"),
        ("+34600000000", "person.contact_data"),
        ("600.000.000", "person.contact_data"),
        ("2026-03-02", "person.contact_data"),
        (SeededIds(1).new("grp"), "id.wrong_kind"),
    ],
)
def test_what_is_no_person_id(given_: str, code: str):
    with pytest.raises(InvalidInput) as caught:
        check_person_id(given_)
    assert caught.value.code == code
    assert "example" not in str(caught.value)


@pytest.mark.parametrize(("given_", "code"), [("x", "id.malformed"), (SeededIds(1).new("ser"), "id.wrong_kind")])
def test_what_is_no_id_of_that_kind(given_: str, code: str):
    with pytest.raises(InvalidInput) as caught:
        check_id(given_, "grp")
    assert caught.value.code == code


# Time.

offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(at=moments, offset=offsets)
def test_an_instant_is_the_same_moment_in_utc(at: datetime, offset: Any):
    there = at.astimezone(offset)
    assert instant(there) == at
    assert instant(there).tzinfo is UTC
    assert type(instant(there)) is datetime
    assert stamp(there) == stamp(at)
    assert parse_instant(there.isoformat()) == at
    assert parse_instant(stamp(at)) == at


@given(one=moments, two=moments)
def test_stamps_sort_as_time_does(one: datetime, two: datetime):
    assert (stamp(one) < stamp(two)) is (one < two)
    assert len(stamp(one)) == len(stamp(two)) == 27


def test_a_pendulum_moment_is_a_moment():
    import pendulum

    there = pendulum.datetime(2026, 10, 25, 2, 30, tz="Europe/Berlin")
    assert instant(there).timestamp() == there.timestamp()
    assert type(instant(there)) is datetime


def test_clocks():
    before = SystemClock().now()
    assert before.tzinfo is UTC
    assert before <= SystemClock().now()
    clock = FixedClock(NOW.astimezone(ZoneInfo("Asia/Kolkata")))
    assert clock.now() == clock.now() == NOW
    assert clock.advance(timedelta(hours=1)) == clock.now() == NOW + timedelta(hours=1)
    assert clock.set(NOW) == clock.now() == NOW


@given(at=moments, name=st.sampled_from(("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")))
def test_local_time_and_back(at: datetime, name: str):
    where = zones.zone(name)
    local = zones.to_local(at, where)
    assert local.tzinfo is None
    again = zones.to_utc(local, where)
    assert zones.to_local(again, where) == local
    assert again in (at, at - timedelta(hours=1), at - timedelta(minutes=30))


@pytest.mark.parametrize(
    ("name", "code", "nearest"),
    [
        ("+01:00", "zone.offset", None),
        ("-5", "zone.offset", None),
        ("CET", "zone.offset", None),
        ("Etc/GMT+5", "zone.offset", None),
        ("europe/berlin", "zone.unknown", "Europe/Berlin"),
        ("Europe/Berln", "zone.unknown", "Europe/Berlin"),
        ("", "zone.unknown", "Europe/Berlin"),
        ("../../etc/passwd", "zone.unknown", None),
    ],
)
def test_what_is_no_zone(name: str, code: str, nearest: str | None):
    with pytest.raises(InvalidInput) as caught:
        zones.zone(name)
    assert caught.value.code == code
    assert nearest is None or caught.value.params["nearest"] == nearest


def test_a_zone_keeps_the_name_it_was_given():
    assert zones.zone("UTC").key == "UTC"
    assert zones.zone("US/Eastern").key == "US/Eastern"


def test_a_name_that_is_listed_and_cannot_be_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(zones, "_names", lambda: frozenset({"Moon/Base", "Europe/Berlin"}))
    zones.zone.cache_clear()
    with pytest.raises(InvalidInput, match=r"zone\.unknown"):
        zones.zone("Moon/Base")
    zones.zone.cache_clear()


def test_where_the_zones_come_from(tmp_path: Any, monkeypatch: pytest.MonkeyPatch):
    import zoneinfo

    def found() -> tuple[str, str]:
        zones.tzdata_source.cache_clear()
        return zones.tzdata_source()

    try:
        monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path / "none"),))
        kind, version = found()
        assert (kind, version[:2]) == ("package", "20")
        (tmp_path / "Europe").mkdir()
        (tmp_path / "Europe" / "London").write_bytes(b"")
        monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path),))
        assert found() == ("system", "unknown")
        (tmp_path / "tzdata.zi").write_text("# version 2031a\n", "ascii")
        assert found() == ("system", "2031a")
        (tmp_path / "tzdata.zi").write_text("something else\n", "ascii")
        assert found() == ("system", "unknown")
    finally:
        monkeypatch.undo()
        zones.tzdata_source.cache_clear()
    assert zones.tzdata_version() == zones.tzdata_source()[1]


# Text.


@given(text=st.text(max_size=30), most=st.integers(1, 20))
def test_a_text_is_kept_or_its_problem_named(text: str, most: int):
    found = list(text_problems("$.x", text, most))
    unfit = any(unicodedata.category(one) in ("Cc", "Cs") and one not in "\t\n\r" for one in text)
    assert len(found) <= 1
    assert bool(found) is (not text.strip() or len(text) > most or unfit)
    assert not (plain(text, most) and found)


def test_other_things_than_text():
    for wrong in (None, 5, b"text", ["text"]):
        assert not plain(wrong)  # type: ignore[arg-type]
        assert [one.code for one in text_problems("$", wrong)] == ["value.wrong_type"]
    assert list(text_problems("$", "", TEXT_LIMIT, empty=True)) == []
    assert [one.code for one in number_problems("$", "5", 1, 9)] == ["value.wrong_type"]
    assert [one.code for one in number_problems("$", True, 0, 9)] == ["value.wrong_type"]
    assert [one.code for one in number_problems("$", 10, 1, 9)] == ["number.out_of_range"]
    assert list(number_problems("$", 9, 1, 9)) == []


# Values and modules.


@given(group=values(Group), name=st.text(st.characters(categories=("L",)), min_size=1, max_size=9))
def test_a_changed_copy_is_checked_and_leaves_the_first_alone(group: Group, name: str):
    copy = evolved(group, name=name, taken=3)
    assert (copy.name, copy.taken, copy.id) == (name, 3, group.id)
    assert evolved(copy, name=group.name, taken=group.taken) == group
    with pytest.raises(InvalidInput):
        evolved(group, name="")
    with pytest.raises(TypeError, match="has no field 'nmae'"):
        evolved(group, nmae="x")


def test_what_was_erased_is_nothing_that_counts():
    assert not ERASED
    assert repr(ERASED) == "ERASED"


def test_names_that_load_later():
    package = ModuleType("package_of_this_test")
    sys.modules["package_of_this_test"] = package
    find, names = attach("package_of_this_test", {"supportkit.core.text": ("TEXT_LIMIT", "NAME_LIMIT")})
    assert names() == ["NAME_LIMIT", "TEXT_LIMIT"]
    assert find("TEXT_LIMIT") == TEXT_LIMIT == package.TEXT_LIMIT
    with pytest.raises(AttributeError, match="has no attribute 'NOTHING'"):
        find("NOTHING")
    later = Later("supportkit.core.text")
    assert later.TEXT_LIMIT == later.TEXT_LIMIT == TEXT_LIMIT
    with pytest.raises(AttributeError):
        _ = later.NOTHING
    assert "rehearse" in dir(sk)


# A batch, call by call.


def staged(staging: Staging, *calls: Call, store: Any = None) -> Any:
    def make(_: Context) -> Any:
        answer = None
        for call in calls:
            answer = yield call
        return answer

    ctx = Context(actor=check_person_id("ann"), now=NOW, ids=SeededIds(1), operation="a.b")
    return run(store or MemoryStore(), staging.through(Arguments((), {}), ctx, make))


KEY = Key[Any]("group", "g")


def put(expected: int, body: bytes = b"{}") -> Call:
    line = Entry(f"evt_{expected}", "t.1", KEY, expected + 1, "", "", "ann", b"{}")
    return Call("commit", (Batch((Put(KEY, expected, body),), (line,)),))


def test_writes_of_one_record_become_one_and_a_stale_one_is_a_conflict():
    staging = Staging()
    staged(staging, put(3), put(4, b'{"a":1}'), Call("commit", (Batch((Expect(KEY, 4),)),)))
    for stale in (put(3), put(9), Call("commit", (Batch((Expect(KEY, 3),)),))):
        with pytest.raises(Conflict):
            staged(staging, stale)
    batch = staging.batch()
    assert batch.writes == (Put(KEY, 3, b'{"a":1}'),)
    assert [(line.id, line.version) for line in batch.entries] == [("evt_3", 4), ("evt_4", 4)]


def test_what_was_collected_is_loaded_from_there_only():
    staging, spy = Staging(), Spy(MemoryStore())
    answer = staged(staging, put(0), Call("load", ([KEY],)), store=spy)
    assert answer[KEY].version == 1
    assert spy.calls == []
    found = staged(staging, Call("find", (Query("group", "none", ("x",)),)), store=spy)
    assert found.records == ()


def test_a_digest_of_half_a_letter_is_a_digest_too():
    assert text_digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4, B.1
    assert len(text_digest("\ud800")) == 64

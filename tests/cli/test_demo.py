"""`supportkit demo`: the same arguments give the same words, and what it says holds."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.running import program, run
from tests.house.source import ROOT

import supportkit as sk
from supportkit.cli.crowd import Crowd
from supportkit.cli.stage import BEGINS, names, own_community
from supportkit.cli.summary import summary
from supportkit.storage.memory import MemoryStore

if TYPE_CHECKING:
    from pathlib import Path

HARSH = re.compile(r"no.?show|drop.?out|lurk|strike|drift|silent", re.IGNORECASE)
FEED: list[Any] = [
    {"slug": "open-door", "name": "Open Door", "day": 1, "time": "19:00", "latitude": 52.5, "longitude": 13.4},
    {"slug": "quiet-hour", "name": "Quiet Hour", "day": [2, 4], "time": "07:30", "timezone": "America/New_York"},
    {"slug": "no-place", "name": "No Place", "day": 6, "time": "10:00", "conference_url": "https://example.org/x"},
    {"name": "Nameless"},
]


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """A small list with a zone, a place, neither, and a row that is not right."""
    file = tmp_path / "list.json"
    file.write_text(json.dumps(FEED), "utf-8")
    return file


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32), people=st.integers(1, 60))
def test_whatever_the_seed_seats_and_counts_hold(seed: int, people: int):
    ends = BEGINS.replace(day=30)
    clock = sk.FixedClock(BEGINS)
    kit = sk.Kit(MemoryStore(), actor="ruth", clock=clock, ids=sk.SeededIds(seed))
    stage = own_community(kit, people)
    crowd = Crowd(kit, clock, stage, until=ends, seed=seed)
    times = []
    crowd.live(names(stage.seekers), lambda done, _: times.append(done))
    assert times == sorted(times)
    told = summary(kit, stage, crowd, seed=seed, begins=BEGINS, ends=ends)
    assert stage.seekers == people
    for group in told["groups"]:
        assert group["taken"] + group["offered"] <= group["capacity"]
        seated = kit.memberships.roster(group["id"], limit=500).items
        resting = kit.memberships.roster(group["id"], status="paused", limit=500).items
        assert group["taken"] == sum(one.seated for one in (*seated, *resting))
        assert group["waiting"] == len(kit.memberships.waiting(group["id"], limit=500).items)
    course = told["course"]
    assert course["offered"] == (
        course["offers_taken"]
        + course["offers_declined"]
        + course["offers_ended"]
        + sum(group["offered"] for group in told["groups"])
    )
    assert all(week["came"] >= 0 for week in told["attendance"])


def test_twice_the_same_and_another_seed_another_course():
    first, again = (program("demo", "--json", PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.code == 0
    assert first == again
    assert program("demo", PYTHONHASHSEED="3") == program("demo", PYTHONHASHSEED="4")
    assert program("demo", "--seed", "5", "--json").data["course"] != first.data["course"]


def test_it_is_calm_kind_and_80_columns_wide(capsys):
    ran = run(capsys, "demo")
    assert ran.code == 0
    assert ran.err == ""
    assert all(len(line) <= 80 and line == line.rstrip() for line in ran.out.splitlines())
    assert not HARSH.search(ran.out)
    assert "\x1b" not in ran.out
    for heading in ("Groups", "Who came", "Due within a week", "A refusal explains itself", "Where to go from here"):
        assert f"\n{heading}" in ran.out
    assert "Europe/Berlin" in ran.out
    assert "What to do: Put the person on the waitlist" in ran.out


def test_the_page_shows_what_the_demo_prints(capsys):
    page = (ROOT / "docs" / "start" / "demo.md").read_text("utf-8")
    shown = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert run(capsys, "demo").out in shown


def test_a_local_time_stays_the_same_when_clocks_change(capsys, tmp_path: Path):
    file = tmp_path / "demo.db"
    assert run(capsys, "demo", "--db", file).code == 0
    with sk.open(f"sqlite:///{file}", actor="ruth", clock=sk.FixedClock(BEGINS)) as kit:
        [tuesday, *_] = [fact for fact in kit.journal(limit=1000) if fact.event.TAG == "group.created.1"]
        sessions = kit.sessions.upcoming(sk.GroupId(tuesday.key.removeprefix("group/")), limit=20).items
    assert {session.local_start.hour for session in sessions} == {18}
    assert {session.starts_at.hour for session in sessions} == {17, 16}


def test_a_file_is_kept_only_when_it_is_named(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert run(capsys, "demo", "--people", "4").code == 0
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "kept.db").touch()  # an empty file is as good as none
    ran = run(capsys, "demo", "--people", "4", "--db", tmp_path / "kept.db")
    assert ran.code == 0
    assert str(tmp_path / "kept.db") in ran.out
    with sqlite3.connect(tmp_path / "kept.db") as connection:
        assert connection.execute("SELECT count(*) FROM supportkit_journal").fetchone()[0] > 0
    connection.close()


def test_no_path_is_in_the_data(capsys, tmp_path: Path):
    assert str(tmp_path) not in run(capsys, "demo", "--people", "4", "--db", tmp_path / "a.db", "--json").out


def test_a_file_with_something_in_it_is_not_touched(capsys, tmp_path: Path):
    file = tmp_path / "precious.db"
    file.write_bytes(b"precious")
    ran = run(capsys, "demo", "--db", file, "--json")
    assert (ran.code, ran.data["code"]) == (1, "file.not_empty")
    assert file.read_bytes() == b"precious"


def test_a_rehearsal_that_breaks_off_leaves_no_file(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("supportkit.cli.demo.Crowd.live", stop)
    assert run(capsys, "demo", "--db", tmp_path / "half.db").code == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(capsys, tmp_path: Path):
    tmp_path.chmod(0o500)
    ran = run(capsys, "demo", "--db", tmp_path / "a.db", "--json")
    tmp_path.chmod(0o700)
    assert (ran.code, ran.data["code"]) == (1, "file.unwritable")


def test_a_list_is_rehearsed_in_the_zones_it_names_or_that_are_assumed(capsys, feed: Path):
    listed = run(capsys, "demo", "--feed", feed, "--json").data["list"]
    zones = {(one["zone"], one["from"]) for one in listed["zones"]}
    assert zones == {("Europe/Berlin", "coordinates"), ("America/New_York", "list")}
    assert (listed["rows"], listed["accepted"], listed["plans_without_zone"]) == (4, 3, 1)
    words = run(capsys, "demo", "--feed", feed).out
    assert "assumed from the coordinates" in words
    assert "1 plan without a zone" in words


def test_a_zone_that_is_named_takes_the_place_of_guesses(capsys, feed: Path):
    listed = run(capsys, "demo", "--feed", feed, "--zone", "Asia/Tokyo", "--json").data["list"]
    assert {one["from"] for one in listed["zones"]} == {"list", "option"}
    assert listed["plans_without_zone"] == 0


def test_people_of_a_list_are_shared_out(capsys, feed: Path):
    told = run(capsys, "demo", "--feed", feed, "--people", "12", "--json").data
    assert told["people"] == {"seekers": 12, "groups": 1}
    assert run(capsys, "demo", "--feed", feed, "--json").data["people"]["groups"] == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<html>", "feed.not_json"),
        ("", "feed.not_json"),
        ('{"meetings": []}', "feed.not_a_list"),
        ("[" * 100_000, "feed.not_json"),
    ],
)
def test_a_broken_list_is_refused(capsys, tmp_path: Path, text: str, code: str):
    (tmp_path / "list.json").write_text(text, "utf-8")
    ran = run(capsys, "demo", "--feed", tmp_path / "list.json", "--json")
    assert (ran.code, ran.data["code"]) == (1, code)


@pytest.mark.parametrize("text", ["[]", '[{"name": "Nameless"}]', "[1, null, []]"])
def test_a_list_without_groups_is_told_all_the_same(capsys, tmp_path: Path, text: str):
    (tmp_path / "list.json").write_text(text, "utf-8")
    ran = run(capsys, "demo", "--feed", tmp_path / "list.json")
    assert ran.code == 0
    assert "No session was held yet." in ran.out


def test_nothing_private_of_a_list_is_told(capsys, tmp_path: Path):
    row = {
        "slug": "open-door",
        "name": "Open Door",
        "day": 1,
        "time": "19:00",
        "timezone": "Europe/Berlin",
        "contact_1_name": "Private Contact",
        "contact_1_email": "private@example.org",
        "conference_url": "https://example.org/private-room",
        "notes": "private notes",
    }
    (tmp_path / "list.json").write_text(json.dumps([row]), "utf-8")
    for words in ((), ("--json",)):
        said = run(capsys, "demo", "--feed", tmp_path / "list.json", *words)
        assert said.code == 0
        assert not re.search(r"Private Contact|private@|private-room|private notes", said.out)


def test_a_real_list_is_rehearsed_whole(shared_data: Path):
    file = shared_data / "meetings_tsml" / "sanjose_latest.json"
    ran = program("demo", "--feed", file, "--json")
    assert ran.code == 0
    told = ran.data
    assert told["list"]["rows"] == 693
    assert told["list"]["accepted"] + sum(told["list"]["rejected"].values()) == 693
    assert len(told["groups"]) == told["list"]["groups"] == told["community"]["groups"]
    assert {one["zone"] for one in told["list"]["zones"]} == {"America/Los_Angeles"}
    assert all(week["came"] > 0 for week in told["attendance"])
    assert program("demo", "--feed", file, "--json") == ran

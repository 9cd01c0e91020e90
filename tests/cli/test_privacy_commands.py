"""`supportkit privacy`: a person's document, an erasure shown first and then done, and old data let go."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.cli.running import Ran, run
from tests.kit.worlds import NOW, SECRET, World

import supportkit as sk
from supportkit.cli.privacy_retention import WORDS
from supportkit.errors import StoreUnavailable
from supportkit.privacy.retention import SCHEDULE
from supportkit.storage.sqlite import SQLiteStore

if TYPE_CHECKING:
    from pathlib import Path

BEYOND = ["backups", "mail", "calendars", "tables"]
STAYS = ["tombstone", "ties", "lines", "digests"]


class House:
    """A world in a file that is closed, as the command line finds it a day later.

    Args:
        file: the file.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        with SQLiteStore(file, durability="normal") as store:
            world = World(store)
            world.by("ann").sessions.rsvp(world.session, "accepted")
            world.parted()
            while world.kit.privacy.seal(world.community).more:
                pass
            self.community, self.group = world.community, world.group

    def hold(self, person: str | None) -> None:
        """Place a hold, as an owner."""
        with sk.open(f"sqlite:///{self.file}", actor="olga") as kit:
            until = kit.now() + timedelta(days=30)
            kit.privacy.hold(self.community, person_id=person, until=until, reason=SECRET)

    def words(self, what: str, *more: str, actor: str = "olga") -> tuple[str | Path, ...]:
        """Answer the words of a command on it, in the name of the community."""
        return ("privacy", what, *more, "--db", self.file, "--actor", actor, "--community", self.community)

    def raw(self) -> bytes:
        """Read all bytes of its files."""
        return b"".join(one.read_bytes() for one in sorted(self.file.parent.glob(f"{self.file.name}*")))

    def rows(self) -> list[Any]:
        """Read everything that is kept."""
        with closing(sqlite3.connect(self.file)) as connection:
            return [
                connection.execute(f"SELECT * FROM supportkit_{table} ORDER BY 1, 2, 3").fetchall()
                for table in ("record", "journal")
            ]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> sk.FixedClock:
    """Let the machine's clock stand a day after the world was written."""
    stands = sk.FixedClock(NOW + timedelta(days=1))
    monkeypatch.setattr("supportkit.kit.SystemClock", lambda: stands)
    return stands


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house in a file."""
    return House(tmp_path / "groups.db")


def is_calm(ran: Ran) -> bool:
    """Whether an output is 80 columns wide and holds nothing that anybody wrote."""
    return SECRET not in ran.out + ran.err and all(len(line) <= 80 for line in (ran.out + ran.err).splitlines())


# Export.


def test_an_export_is_the_persons_own_document(capsys, house: House, tmp_path: Path):
    ran = run(capsys, "privacy", "export", "abe", "--db", house.file, "--actor", "abe")
    assert ran.code == 0
    assert SECRET in ran.out
    assert "ann" not in json.dumps(ran.data["records"])
    out = tmp_path / "abe.json"
    written = run(capsys, *house.words("export", "abe", "--out", str(out)))
    assert (written.code, json.loads(out.read_text("utf-8"))["person_id"]) == (0, "abe")
    assert is_calm(written)
    assert written.out.startswith("Written, for the person alone\n")
    if os.name == "posix":
        assert out.stat().st_mode & 0o077 == 0


def test_an_export_overwrites_nothing(capsys, house: House, tmp_path: Path):
    out = tmp_path / "abe.json"
    first = run(capsys, *house.words("export", "abe", "--out", str(out), "--json"))
    assert set(first.data) == {"records", "facts"}
    assert first.data["records"]["membership"] == 1
    kept = out.read_bytes()
    for where in (out, tmp_path / "nowhere" / "abe.json"):
        again = run(capsys, *house.words("export", "abe", "--out", str(where), "--json"))
        assert (again.code, again.data["code"]) == (1, "file.unwritable")
        assert "abe.json" not in again.out
    assert out.read_bytes() == kept


# Erase.


def test_without_yes_it_is_shown_in_plain_words_and_nothing_changes(capsys, house: House):
    before = house.rows()
    ran = run(capsys, *house.words("erase", "abe"))
    assert ran.code == 0
    assert is_calm(ran)
    assert "What an erasure would take away" in ran.out
    assert "membership" in ran.out
    assert "What would stay" in ran.out
    assert "at most." in ran.out
    assert "What this cannot reach" in ran.out
    assert "Nothing was changed." in ran.out
    assert "--yes" in ran.out
    assert house.rows() == before


def test_the_preview_as_json(capsys, house: House):
    ran = run(capsys, *house.words("erase", "abe", "--json"))
    assert (ran.code, SECRET in ran.out) == (0, False)
    data = ran.data
    assert list(data) == ["erased", "possible", "removes", "stays", "beyond", "holds", "last_owner_of"]
    assert (data["erased"], data["possible"], data["holds"], data["last_owner_of"]) == (False, True, [], [])
    assert data["removes"] == [{"kind": kind, "records": 1, "more": False} for kind in ("audit_salt", "membership")]
    assert [one["code"] for one in data["stays"]] == STAYS
    assert [one["until"] is not None for one in data["stays"]] == [False, False, True, False]
    assert [one["code"] for one in data["beyond"]] == BEYOND
    assert all(one["what"] and one["why"] for one in data["stays"] + data["beyond"])


def test_with_yes_it_is_done_and_the_file_holds_nothing_of_it(capsys, house: House):
    mine = f"{SECRET}-of-alma-alone".encode()
    with sk.open(f"sqlite:///{house.file}", actor="alma") as kit:
        kit.memberships.leave(house.group, words=mine.decode())
    assert mine in house.raw()
    ran = run(capsys, *house.words("erase", "alma", "--yes"))
    assert ran.code == 0
    assert is_calm(ran)
    assert ran.out.startswith("Erased, for good\n")
    assert "What stays" in ran.out
    assert mine not in house.raw()
    again = run(capsys, *house.words("erase", "alma", "--yes", "--json"))
    assert again.code == 0
    data = again.data
    assert list(data) == ["erased", "begun_at", "ended_at", "records", "entries", "file", "stays", "beyond"]
    assert data["erased"] is True
    assert data["ended_at"] >= data["begun_at"]
    assert (data["records"], data["entries"], data["file"]) == (2, 3, "not_needed")
    shown = run(capsys, *house.words("erase", "alma"))
    assert (shown.code, "No record has anything private" in shown.out) == (0, True)


def test_who_has_many_ties_is_erased_in_steps(capsys, house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("supportkit.privacy.erasing_flows.TIES_AT_ONCE", 1)
    with sk.open(f"sqlite:///{house.file}", actor="olga") as kit:
        for name in ("A", "B", "C"):
            group = kit.groups.create(house.community, name, capacity=3, facilitators=["fay"])
            kit.groups.open(group.id)
            kit.memberships.invite(group.id, "nia")
    ran = run(capsys, *house.words("erase", "nia", "--yes", "--json"))
    assert (ran.code, ran.data["ended_at"] is None) == (0, False)
    with sk.open(f"sqlite:///{house.file}", actor="olga") as kit:
        assert kit.memberships.get(group.id, "nia").status == "ended"


def test_a_hold_stands_in_the_way_and_is_told_without_its_reason(capsys, house: House):
    house.hold("abe")
    before = house.rows()
    shown = run(capsys, *house.words("erase", "abe"))
    assert shown.code == 1
    assert "What stands in the way" in shown.out
    assert house.community in shown.out
    assert is_calm(shown)
    assert [one["community"] for one in run(capsys, *house.words("erase", "abe", "--json")).data["holds"]] == [
        house.community
    ]
    done = run(capsys, *house.words("erase", "abe", "--yes", "--json"))
    assert (done.code, done.data["code"]) == (1, "privacy.on_hold")
    assert SECRET not in done.out
    assert house.rows() == before


def test_the_last_owner_stays(capsys, tmp_path: Path):
    with sk.open(f"sqlite:///{tmp_path / 'a.db'}", actor="zoe") as kit:
        community = kit.setup.found("Hers", owner="zoe", mode="rehearsal").id
    words = ("privacy", "erase", "zoe", "--db", tmp_path / "a.db", "--actor", "zoe")
    shown = run(capsys, *words)
    assert shown.code == 1
    assert f"Nobody else owns {community}" in " ".join(shown.out.split())
    assert run(capsys, *words, "--json").data["last_owner_of"] == [community]
    assert run(capsys, *words, "--yes", "--json").data["code"] == "community.last_owner"


def test_what_is_counted_only_in_part_says_so(capsys, house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("supportkit.privacy.erasing_flows._PAGE", 1)
    with sk.open(f"sqlite:///{house.file}", actor="olga") as kit:
        for name in ("A", "B"):
            group = kit.groups.create(house.community, name, capacity=3, facilitators=["fay"])
            kit.groups.open(group.id)
            kit.groups.describe(group.id, access="by_approval")
            kit.acting_as("nia").memberships.apply(group.id, note=SECRET)
    assert "1 or more" in run(capsys, *house.words("erase", "nia")).out


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a store wait for others for a moment only."""
    monkeypatch.setitem(SQLiteStore.__init__.__kwdefaults__, "busy_timeout", 0.05)


@pytest.mark.usefixtures("impatient")
def test_a_file_that_something_else_reads_is_told_and_the_same_words_finish_it(capsys, house: House):
    with closing(sqlite3.connect(house.file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM supportkit_record").fetchone()
        ran = run(capsys, *house.words("erase", "abe", "--yes", "--json"))
        assert (ran.code, ran.data["file"], ran.data["erased"]) == (1, "busy", True)
        words = run(capsys, *house.words("erase", "abe", "--yes"))
        assert words.code == 1
        assert "Run this again at a quiet hour." in " ".join(words.out.split())
    assert run(capsys, *house.words("erase", "abe", "--yes", "--json")).data["file"] == "clean"


# Retention.


def test_a_dry_run_shows_what_the_run_then_takes(capsys, house: House, clock: sk.FixedClock):
    clock.advance(timedelta(days=31))
    before = house.rows()
    shown = run(capsys, *house.words("retention", "--dry-run", "--json"))
    assert shown.code == 0
    assert house.rows() == before
    assert list(shown.data) == ["dry_run", "items", "held", "journal_held_until", "unfinished", "more", "file"]
    (item,) = shown.data["items"]
    assert item == {"data": "ended_tie", "action": "clear", "before": "2026-11-25T09:00:00+00:00", "count": 2}
    assert (shown.data["dry_run"], shown.data["file"], shown.data["held"]) == (True, "not_needed", 0)
    words = run(capsys, *house.words("retention", "--dry-run"))
    assert words.out.startswith("What would go\n")
    assert words.out.endswith("Nothing was changed.\n")
    assert house.rows() == before
    done = run(capsys, *house.words("retention", "--json"))
    assert (done.code, done.data["file"], done.data["more"]) == (0, "clean", False)
    assert done.data["items"] == shown.data["items"]
    again = run(capsys, *house.words("retention"))
    assert (again.code, again.out) == (0, "Nothing is older than its time.\n")
    assert all(is_calm(one) for one in (shown, words, done, again))


def test_a_run_goes_on_until_nothing_is_left(capsys, house: House, clock: sk.FixedClock, monkeypatch):
    monkeypatch.setattr("supportkit.privacy.retention_flows.TIES_AT_ONCE", 1)
    clock.advance(timedelta(days=2000))
    shown = run(capsys, *house.words("retention", "--dry-run", "--json")).data
    assert shown["more"]
    assert next(one["count"] for one in shown["items"] if one["data"] == "ended_tie") == 2
    assert "part by part" in run(capsys, *house.words("retention", "--dry-run")).out
    ran = run(capsys, *house.words("retention"))
    assert (ran.code, is_calm(ran)) == (0, True)
    assert ran.out.startswith("What went\n")
    for words in ("memberships that are over", "words of journal lines", "about activity", "nothing old lies in it"):
        assert words in ran.out
    assert "may find more" not in ran.out
    assert run(capsys, *house.words("retention", "--json")).data["items"] == []


def test_what_is_on_hold_is_counted_once_and_kept(capsys, house: House, clock: sk.FixedClock, monkeypatch):
    monkeypatch.setattr("supportkit.privacy.retention_flows.TIES_AT_ONCE", 1)
    clock.advance(timedelta(days=2000))
    house.hold("abe")
    for more in (("--dry-run",), ()):
        data = run(capsys, *house.words("retention", *more, "--json")).data
        assert (data["held"], [one["data"] for one in data["items"]]) == (1, ["ended_tie"])
        assert data["journal_held_until"] == (clock.now() + timedelta(days=30)).isoformat()
    words = run(capsys, *house.words("retention"))
    assert "On hold, and kept: 1 membership." in words.out
    assert "no journal line goes before" in words.out
    assert is_calm(words)


def test_a_community_on_hold_keeps_everything(capsys, house: House):
    house.hold(None)
    for more in ((), ("--dry-run",)):
        ran = run(capsys, *house.words("retention", *more, "--json"))
        assert (ran.code, ran.data["code"]) == (1, "privacy.on_hold")


def test_a_run_that_had_broken_off_is_finished_first(capsys, house: House, clock: sk.FixedClock, monkeypatch):
    clock.advance(timedelta(days=31))
    with monkeypatch.context() as broken:
        broken.setattr(SQLiteStore, "prune", breaking(SQLiteStore.prune))
        assert run(capsys, *house.words("retention")).code == 1
    shown = run(capsys, *house.words("retention", "--dry-run"))
    assert shown.out.startswith("A run that had broken off is to be finished first.\n")
    ran = run(capsys, *house.words("retention"))
    assert (ran.code, is_calm(ran)) == (0, True)
    assert ran.out.startswith("What was begun is finished.\n")
    assert not run(capsys, *house.words("retention", "--json")).data["unfinished"]


def breaking(prune: Any) -> Any:
    """Answer a `prune` that works for nothing, and breaks where there is something to take away."""

    def broken(self: Any, private: Any, lines: Any, clearings: Any = (), /) -> Any:
        if private or lines or clearings:
            raise StoreUnavailable("store.unavailable", reason="gone")
        return prune(self, private, lines, clearings)

    return broken


@pytest.mark.usefixtures("impatient")
def test_a_busy_file_is_told_after_a_run(capsys, house: House, clock: sk.FixedClock):
    clock.advance(timedelta(days=31))
    with closing(sqlite3.connect(house.file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM supportkit_record").fetchone()
        ran = run(capsys, *house.words("retention", "--json"))
    assert (ran.code, ran.data["file"]) == (1, "busy")


def test_each_class_of_data_that_a_run_may_take_has_a_name():
    assert set(WORDS) == {rule.data.value for rule in SCHEDULE if rule.by == "privacy.retention"}


# Wrong use.

COMMANDS = {"export": ("export", "abe"), "erase": ("erase", "abe"), "yes": ("erase", "abe", "--yes")}
ALL = {**COMMANDS, "dry": ("retention", "--dry-run"), "retention": ("retention",)}


@pytest.mark.parametrize("words", ALL.values(), ids=ALL)
def test_a_file_that_is_not_there_is_not_made(capsys, house: House, words: tuple[str, ...]):
    house.file = house.file.with_name(f"{SECRET}.db")
    ran = run(capsys, *house.words(*words, "--json"))
    assert (ran.code, ran.data["code"]) == (1, "file.unreadable")
    assert not house.file.exists()
    assert SECRET not in ran.out


@pytest.mark.parametrize("words", ALL.values(), ids=ALL)
def test_a_file_of_something_else_stays_as_it_is(capsys, house: House, words: tuple[str, ...]):
    for name, content in (("letter.db", b"Dear reader, this is no database. " * 50), ("empty.db", b"")):
        house.file = house.file.with_name(name)
        house.file.write_bytes(content)
        ran = run(capsys, *house.words(*words, "--json"))
        assert (ran.code, ran.data["code"].partition(".")[0]) == (1, "store")
        assert house.file.read_bytes() == content


@pytest.mark.parametrize("words", ALL.values(), ids=ALL)
@pytest.mark.parametrize("actor", ["stranger", "fay", "cora"])
def test_who_may_not_changes_nothing(capsys, house: House, words: tuple[str, ...], actor: str):
    before = house.rows()
    ran = run(capsys, *house.words(*words, "--json", actor=actor))
    assert (ran.code, ran.data["code"]) == (1, "access.not_allowed")
    assert SECRET not in ran.out
    assert house.rows() == before


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_somebody_whom_the_community_does_not_know_is_not_told_apart(capsys, house: House, words: tuple[str, ...]):
    before = house.rows()
    unknown = tuple("nobody" if word == "abe" else word for word in words)
    ran = run(capsys, *house.words(*unknown, "--json"))
    assert (ran.code, ran.data["code"]) == (1, "access.not_allowed")
    assert house.rows() == before


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_for_somebody_else_a_community_is_named(capsys, house: House, words: tuple[str, ...]):
    ran = run(capsys, "privacy", *words, "--db", house.file, "--actor", "olga", "--json")
    assert (ran.code, ran.data["code"]) == (1, "access.not_allowed")


@pytest.mark.parametrize("words", ALL.values(), ids=ALL)
def test_an_address_is_no_id_and_is_not_repeated(capsys, house: House, words: tuple[str, ...]):
    ran = run(capsys, *house.words(*words, "--json", actor=f"{SECRET}@example.org"))
    assert (ran.code, ran.data["code"]) == (2, "person.contact_data")
    assert SECRET not in ran.out

"""`supportkit import`: what is read is there, what is not is named, and nothing is written for nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.cli.running import program, run

import supportkit as sk

if TYPE_CHECKING:
    from pathlib import Path

ROWS: list[Any] = [
    {"slug": "open-door", "name": "Open Door", "day": 1, "time": "19:00", "timezone": "Europe/Berlin"},
    {"slug": "quiet-hour", "name": "Quiet Hour", "day": 2, "time": "07:30", "contact_1_name": "Private Contact"},
    {"slug": "open-door", "name": "Open Door again", "day": 3, "time": "19:00"},
    17,
]


def words(tmp_path: Path, rows: Any = ROWS) -> list[str | Path]:
    """Answer the words of an import of these rows."""
    (tmp_path / "list.json").write_text(json.dumps(rows), "utf-8")
    return ["import", "meeting-guide", tmp_path / "list.json", "--db", tmp_path / "groups.db"]


def test_what_is_read_is_listed_and_the_rest_is_named(capsys, tmp_path: Path):
    ran = run(capsys, *words(tmp_path), "--name", "Lists", "--json")
    assert ran.code == 0
    report = ran.data
    assert report["accepted"] == 2
    assert [one["row"] for one in report["rejected"]] == [3, 4]
    assert all(one["code"].startswith("feed.") for one in report["rejected"])
    assert isinstance(report["issues"], list)
    assert "Private" not in ran.out
    with sk.open(f"sqlite:///{tmp_path / 'groups.db'}", actor="importer") as kit:
        assert kit.communities.get(report["community"]).name == "Lists"
        found = kit.groups.directory(report["community"], status="listed").items
    assert [group.name for group in found] == ["Open Door", "Quiet Hour"]


def test_it_can_go_on_in_the_same_community(capsys, tmp_path: Path):
    community = run(capsys, *words(tmp_path, ROWS[:1]), "--json").data["community"]
    again = run(capsys, *words(tmp_path), "--community", community, "--json")
    assert again.code == 0
    assert (again.data["community"], again.data["accepted"]) == (community, 1)


def test_words_for_people_are_80_columns_wide_and_hold_nothing_private(capsys, tmp_path: Path):
    ran = run(capsys, *words(tmp_path), "--zone", "Europe/Madrid")
    assert ran.code == 0
    assert ran.out.startswith("2 of 4 rows were taken\n")
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert "Private Contact" not in ran.out


@pytest.mark.parametrize("rows", [[], [1], [{"name": "no slug"}]])
def test_when_nothing_could_be_read_it_fails(capsys, tmp_path: Path, rows: Any):
    ran = run(capsys, *words(tmp_path, rows), "--json")
    assert (ran.code, ran.data["accepted"]) == (1, 0)


def test_a_broken_list_makes_no_file(capsys, tmp_path: Path):
    (tmp_path / "list.json").write_text("<html>", "utf-8")
    ran = run(capsys, "import", "meeting-guide", tmp_path / "list.json", "--db", tmp_path / "groups.db", "--json")
    assert (ran.code, ran.data["code"]) == (1, "feed.not_json")
    assert not (tmp_path / "groups.db").exists()


def test_only_who_runs_the_community_may(capsys, tmp_path: Path):
    community = run(capsys, *words(tmp_path, ROWS[:1]), "--json").data["community"]
    ran = run(capsys, *words(tmp_path), "--community", community, "--actor", "stranger", "--json")
    assert (ran.code, ran.data["code"]) == (1, "access.not_allowed")
    mail = run(capsys, *words(tmp_path), "--actor", "ann@example.org", "--json")
    assert (mail.code, mail.data["code"]) == (2, "person.contact_data")
    assert "ann@" not in mail.out


def test_a_list_can_come_through_a_pipe(tmp_path: Path):
    ran = program(
        "import", "meeting-guide", "-", "--db", tmp_path / "g.db", "--json", given=json.dumps(ROWS[:1]).encode()
    )
    assert (ran.code, ran.data["accepted"]) == (0, 1)

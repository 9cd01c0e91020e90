"""`supportkit doctor`: it finds what is wrong, names it by id alone, and says good only when it is."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.running import run

from supportkit.cli.doctor import GOOD, PROBLEM, WARNING, zone_check

if TYPE_CHECKING:
    from pathlib import Path

releases = st.builds(lambda year, letter: f"{year}{letter}", st.integers(2020, 2030), st.sampled_from("abcdefg"))


@given(used=releases, packaged=releases)
def test_a_system_copy_is_stale_exactly_when_the_package_is_newer(used: str, packaged: str):
    check = zone_check("system", used, packaged, int(used[:4]))
    assert (check.state == WARNING) is (packaged > used)


@given(used=releases, packaged=releases, source=st.sampled_from(["system", "package"]), year=st.integers(2020, 2040))
def test_zone_data_is_never_called_a_problem_while_there_is_some(used: str, packaged: str, source: str, year: int):
    check = zone_check(source, used, packaged, year)
    assert check.state in (GOOD, WARNING)
    assert bool(check.advice) is (check.state == WARNING)
    assert used in check.value


def test_zone_data_of_an_unknown_age_is_a_warning_and_none_a_problem():
    assert zone_check("system", "unknown", "2026f", 2026).state == WARNING
    assert zone_check("none", "unknown", "", 2026).state == PROBLEM
    assert zone_check("package", "2026f", "2026f", 2028).state == WARNING
    assert zone_check("package", "2026f", "2026f", 2027).state == GOOD


@pytest.fixture
def store(capsys, tmp_path: Path) -> Path:
    """A store with a rehearsal in it."""
    file = tmp_path / "groups.db"
    assert run(capsys, "demo", "--db", file, "--people", "8").code == 0
    return file


def checks(capsys, file: Path | str) -> tuple[int, dict[str, dict[str, Any]]]:
    """Run the doctor and answer its checks by name."""
    ran = run(capsys, "doctor", "--db", file, "--json")
    assert ran.data["good"] is (ran.code == 0)
    return ran.code, {one["name"]: one for one in ran.data["checks"]}


def test_a_good_store_is_good(capsys, store: Path):
    before = store.read_bytes()
    code, found = checks(capsys, store)
    assert code == 0
    assert {one["state"] for name, one in found.items() if name != "time zones"} == {GOOD}
    assert found["schema"]["value"] == "version 1 of 1"
    assert store.read_bytes() == before
    assert checks(capsys, f"sqlite:///{store}")[0] == 0
    assert run(capsys, "doctor").code == 0
    assert checks(capsys, "memory://")[0] == 0


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE supportkit_record SET body = 'no' WHERE kind = 'community'", "document.malformed"),
        ("UPDATE supportkit_record SET kind = 'dream' WHERE kind = 'community'", "document.unknown_tag"),
        ("UPDATE supportkit_journal SET tag = 'dream.begun.1' WHERE position = 1", "document.unknown_tag"),
    ],
)
def test_rows_that_cannot_be_read_are_named(capsys, store: Path, sql: str, named: str):
    with sqlite3.connect(store) as connection:
        connection.execute(sql)
    connection.close()
    code, found = checks(capsys, store)
    assert code == 1
    assert found["rows"]["state"] == PROBLEM
    assert named in found["rows"]["advice"]
    ran = run(capsys, "doctor", "--db", store)
    assert "Problem: rows" in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_broken_pages_are_found(capsys, store: Path):
    whole = bytearray(store.read_bytes())
    whole[4096 * 3 : 4096 * 6] = b"\xa5" * 4096 * 3
    store.write_bytes(whole)
    assert checks(capsys, store)[0] == 1


def test_what_is_no_store_is_a_problem(capsys, tmp_path: Path):
    assert checks(capsys, tmp_path / "nowhere.db")[1]["store"]["value"] == "there is no such file"
    (tmp_path / "empty.db").touch()
    (tmp_path / "letter.db").write_text("Dear reader. " * 500, "utf-8")
    for name in ("empty.db", "letter.db"):
        code, found = checks(capsys, tmp_path / name)
        assert (code, found["store"]["state"]) == (1, PROBLEM)
    assert checks(capsys, "dream://user:secret@host")[0] == 1


def test_a_newer_schema_is_a_problem(capsys, store: Path):
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE supportkit_meta SET value = '99' WHERE name = 'schema'")
    connection.close()
    code, found = checks(capsys, store)
    assert code == 1
    assert "99" in found["store"]["value"]

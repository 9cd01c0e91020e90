"""The command line as a whole: exit codes, `--json`, errors without a traceback, and a light start."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.cli.running import program, run
from tests.house.source import PACKAGE

from supportkit import __version__
from supportkit.cli import STOPPED, UNHEARD
from supportkit.cli.files import translated
from supportkit.errors import CATALOGUE

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "Ann.Example-told-us"
WRONG = {
    "no command": ((), 2),
    "an unknown command": (("dance",), 2),
    "an unknown option": (("demo", "--dance"), 2),
    "a number that is none": (("demo", "--people", "many"), 2),
    "a number out of range": (("demo", "--people", "0"), 2),
    "an unknown zone": (("demo", "--zone", "Europe/Berln"), 2),
    "an offset for a zone": (("demo", "--zone", "+01:00"), 2),
    "a list that is not there": (("demo", "--feed", f"/nowhere/{SECRET}.json"), 1),
    "a folder for a list": (("demo", "--feed", "."), 1),
    "a folder that is not there": (("demo", "--db", f"/nowhere/{SECRET}.db"), 1),
    "a folder for a file": (("demo", "--db", "."), 1),
    "an unknown code": (("errors", f"{SECRET}.full"), 2),
    "an unknown backend": (("schema", "--backend", f"{SECRET}"), 2),
    "apply without a file": (("schema", "--apply"), 2),
    "a file without apply": (("schema", "--db", "x.db"), 2),
    "apply to no file": (("schema", "--apply", "--db", f"postgresql://{SECRET}@host/x"), 2),
    "apply in no folder": (("schema", "--apply", "--db", f"/nowhere/{SECRET}.db"), 1),
    "import without a kind": (("import",), 2),
    "import of no file": (("import", "meeting-guide", f"/nowhere/{SECRET}", "--db", "x.db"), 1),
    "import into no folder": (("import", "meeting-guide", os.devnull, "--db", f"/nowhere/{SECRET}.db"), 1),
    "import in an id of another kind": (("import", "meeting-guide", "x", "--db", "x.db", "--community", "grp_1"), 2),
    "import in an unknown zone": (("import", "meeting-guide", "x", "--db", "x.db", "--zone", "Mars/Base"), 2),
    "privacy without a word": (("privacy",), 2),
    "privacy of no file": (("privacy", "export", "x", "--db", f"/nowhere/{SECRET}.db", "--actor", "x"), 1),
    "an erasure in no file": (("privacy", "erase", "x", "--yes", "--db", f"/{SECRET}.db", "--actor", "x"), 1),
    "an erasure without an actor": (("privacy", "erase", "x", "--db", "x.db"), 2),
    "an erasure of an address": (("privacy", "erase", f"{SECRET}@x.org", "--db", "x.db", "--actor", "x"), 2),
    "an erasure of a group": (("privacy", "erase", "grp_" + "0" * 26, "--db", "x.db", "--actor", "x"), 2),
    "an export by an address": (("privacy", "export", "x", "--db", os.devnull, "--actor", f"{SECRET}@x.org"), 1),
    "an export for a group": (("privacy", "export", "x", "--db", "x", "--actor", "x", "--community", SECRET), 2),
    "retention without a community": (("privacy", "retention", "--db", "x.db", "--actor", "x"), 2),
    "retention of a group": (("privacy", "retention", "--db", "x", "--actor", "x", "--community", "grp_1"), 2),
    "retention in no file": (
        ("privacy", "retention", "--db", f"/{SECRET}.db", "--actor", "x", "--community", "com_" + "0" * 26),
        1,
    ),
    "conformance of nothing": (("conformance", "nonsense"), 2),
    "conformance of what is not there": (("conformance", "no_such_package:make"), 2),
}


@pytest.mark.parametrize(("words", "code"), WRONG.values(), ids=WRONG)
def test_what_does_not_work_says_so_and_never_repeats_a_path(capsys, words: tuple[str, ...], code: int):
    ran = run(capsys, *words)
    assert (ran.code, ran.out) == (code, "")
    assert "Traceback" not in ran.err
    assert SECRET not in ran.err
    assert ran.err.startswith(("supportkit: ", "usage: "))


@pytest.mark.parametrize(
    ("words", "code"), [one for one in WRONG.values() if one[0][:1] not in ((), ("dance",))], ids=str
)
def test_with_json_a_problem_is_an_object(capsys, words: tuple[str, ...], code: int):
    ran = run(capsys, *words, "--json")
    assert ran.code == code
    if ran.err.startswith("usage: "):  # argparse explains wrong words itself
        return
    problem = ran.data
    assert problem["code"] in set(CATALOGUE)
    assert problem["type"] == f"urn:supportkit:error:{problem['code']}"
    assert problem["title"]
    assert problem["hint"]
    assert SECRET not in ran.out
    assert ran.err == ""


def test_python_m_is_the_same_as_the_program():
    assert program("--version").out == f"supportkit {__version__}\n"
    assert program("errors", "group.full").out.startswith("group.full\n")
    assert program().code == 2


def test_every_command_has_json_and_a_page_of_help(capsys):
    privacy = [["privacy", what] for what in ("export", "erase", "retention")]
    for words in (["demo"], ["doctor"], ["import", "meeting-guide"], ["conformance"], ["schema"], *privacy, ["errors"]):
        ran = run(capsys, *words, "--help")
        assert ran.code == 0
        assert "--json" in ran.out
        assert "Exit codes" in ran.out


def test_a_start_loads_nothing_that_is_not_used():
    probe = (
        "import sys; from supportkit.cli import main; main(['--version']); "
        "print(*(m for m in ('attr', 'cattrs', 'pendulum', 'sqlite3', 'rich', 'supportkit.kit') if m in sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", probe],
        env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == f"supportkit {__version__}\n\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Unix only")
@pytest.mark.parametrize("words", [["errors"], ["demo"], ["demo", "--json"]], ids=" ".join)
def test_a_reader_that_goes_away_is_no_error(words: list[str]):
    ours = subprocess.Popen(
        [sys.executable, "-m", "supportkit", *words],
        env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert ours.stdout is not None
    assert ours.stderr is not None
    ours.stdout.close()
    said = ours.stderr.read()
    ours.stderr.close()
    assert (ours.wait(), said) == (UNHEARD, b"")


def test_ctrl_c_is_quiet(capsys, monkeypatch: pytest.MonkeyPatch):
    def stop(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("supportkit.cli.codes.run", stop)
    ran = run(capsys, "errors")
    assert (ran.code, ran.out, ran.err) == (STOPPED, "", "\nsupportkit: stopped.\n")


@pytest.mark.parametrize("as_json", [False, True])
def test_what_the_machine_refuses_is_told_without_its_path(capsys, monkeypatch: pytest.MonkeyPatch, as_json: bool):
    def fail(_: object) -> int:
        raise OSError(28, "No space left on device", SECRET)

    monkeypatch.setattr("supportkit.cli.codes.run", fail)
    ran = run(capsys, "errors", *(["--json"] if as_json else []))
    assert ran.code == 1
    assert "no space left on device" in ran.out + ran.err
    assert SECRET not in ran.out + ran.err
    if as_json:
        assert ran.data["code"] == "system.failed"


def test_letters_that_a_terminal_lacks_do_not_stop_it():
    assert program("demo", PYTHONUTF8="0", PYTHONIOENCODING="ascii").code == 0


def test_errors_explains_each_code(capsys):
    for code in CATALOGUE:
        ran = run(capsys, "errors", code, "--json")
        assert ran.code == 0
        assert ran.data["hint"] == CATALOGUE[code].hint
    listed = run(capsys, "errors", "--json").data["codes"]
    assert set(listed) == set(CATALOGUE)
    assert all(len(line) <= 80 for line in run(capsys, "errors").out.splitlines())
    assert "group.full" in run(capsys, "errors", "group.ful").err


def test_schema_prints_sql_that_makes_the_tables(capsys, tmp_path: Path):
    sql = run(capsys, "schema").out
    with sqlite3.connect(tmp_path / "by_hand.db") as connection:
        connection.executescript(sql)
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert {"supportkit_record", "supportkit_index", "supportkit_journal"} <= tables
    assert run(capsys, "schema", "--json").data["sql"] == sql


def test_schema_is_applied_once(capsys, tmp_path: Path):
    file = tmp_path / "groups.db"
    assert run(capsys, "schema", "--apply", "--db", file, "--json").data["applied"] == [1]
    assert run(capsys, "schema", "--apply", "--db", file, "--json").data["applied"] == []
    again = run(capsys, "schema", "--apply", "--db", file)
    assert (again.code, again.out) == (0, "The tables were at version 1 already; nothing was changed.\n")
    assert run(capsys, "doctor", "--db", file).code == 0


def test_schema_refuses_what_is_no_database(capsys, tmp_path: Path):
    file = tmp_path / "letter.db"
    file.write_text("Dear reader, this is no database. " * 50, "utf-8")
    ran = run(capsys, "schema", "--apply", "--db", file, "--json")
    assert (ran.code, ran.data["code"]) == (1, "store.damaged")


def test_what_sqlite_says_is_told_in_our_words(tmp_path: Path):
    file = tmp_path / "a.db"
    sqlite3.connect(file).close()
    read_only = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError) as refused:
        read_only.execute("CREATE TABLE a (b)")
    read_only.close()
    assert translated(refused.value).code == "store.read_only"
    with pytest.raises(sqlite3.OperationalError) as unreachable:
        sqlite3.connect(tmp_path / "nowhere" / "a.db")
    assert translated(unreachable.value).code == "store.unavailable"


def test_conformance_passes_and_writes_its_report(capsys, tmp_path: Path):
    file = tmp_path / "report.json"
    ran = run(capsys, "conformance", "memory://", "--report", file)
    assert ran.code == 0
    assert ran.out.startswith("All checks passed.")
    assert '"passed": true' in file.read_text("utf-8")
    assert run(capsys, "conformance", "memory://", "--json").data["passed"] is True
    missing = run(capsys, "conformance", "memory://", "--report", tmp_path / "nowhere" / "report.json")
    assert (missing.code, missing.out) == (1, "")


def test_conformance_fails_a_store_that_does_not_keep_to_it(tmp_path: Path):
    (tmp_path / "forgetful.py").write_text(
        "from supportkit.storage.memory import MemoryStore\n"
        "class Forgetful(MemoryStore):\n"
        "    def read(self, after, limit, /):\n        return []\n",
        "utf-8",
    )
    ran = program("conformance", "forgetful:Forgetful", cwd=tmp_path)
    assert ran.code == 1
    assert ran.out.startswith("The store does not keep to everything.")
    assert "journal." in ran.out

"""The kit itself: what it reports, what it refuses to hide, and what it needs installed."""

from __future__ import annotations

import json
import subprocess
import sys
import types
from pathlib import Path

import pytest
from tests.conformance.file_store import FileStore

import supportkit.testing
from supportkit.errors import InvalidInput, StoreUnavailable
from supportkit.storage.memory import MemoryStore
from supportkit.testing import AsyncFace, StoreConformance, Target, all_checks, check_async_store, check_store
from supportkit.testing.broken.listing import FloatOrder
from supportkit.testing.conformance.command import conformance

IDS = [check.id for check in all_checks()]
NEEDING = {"concurrency.last_seat_processes", "journal.restart", "journal.second_handle", "records.tenants_apart"}
NEEDING |= {"pruning.restart", "pruning.tenants"}


def failed(report):
    return {one.id for one in report.failures}


def test_a_report_has_every_check_once_in_order_and_adds_up():
    report = check_store(MemoryStore)
    assert [one.id for one in report.results] == IDS
    assert sum(report.totals.values()) == len(IDS)
    assert failed(report) == set()
    assert {one.id for one in report.results if one.outcome == "skipped"} == NEEDING
    assert report.passed
    assert report.target == "MemoryStore"


def test_a_report_is_json_and_text():
    report = check_store(FloatOrder, name="floats")
    document = json.loads(report.to_json())
    assert document["target"] == "floats"
    assert document["passed"] is False
    assert document["totals"] == report.totals
    assert [row["id"] for row in document["results"]] == IDS
    assert set(document["results"][0]) == {"id", "face", "sentence", "outcome", "message", "seconds"}
    assert "FAILED (sync) finding.numbers: numbers" in str(report)


def test_a_report_without_results_has_not_passed():
    assert not supportkit.testing.ConformanceReport(target="nothing", results=()).passed


def test_a_declared_skip_stands_in_the_report_and_leaves_the_rest():
    report = check_store(FloatOrder, skips={"finding.numbers": "our numbers stay below 2**53"})
    skipped = next(one for one in report.results if one.id == "finding.numbers")
    assert (skipped.outcome, skipped.message) == ("skipped", "our numbers stay below 2**53")
    assert "history.like_memory" in failed(report)


@pytest.mark.parametrize("skips", [{"finding.number": "a reason"}, {"finding.numbers": "  "}])
def test_a_skip_that_would_hide_something_is_refused(skips):
    with pytest.raises(ValueError, match=r"finding\.number"):
        check_store(MemoryStore, skips=skips)
    with pytest.raises(ValueError, match=r"finding\.number"):
        type("TestMine", (StoreConformance,), {"skips": skips})


def test_a_factory_that_fails_fails_each_check_in_words():
    def broken():
        raise OSError("no such host")

    report = check_store(broken)
    assert failed(report) == set(IDS)
    assert "the store could not be made" in report.failures[0].message


class Promises(MemoryStore):
    capabilities = FileStore.capabilities


@pytest.mark.parametrize(("face", "check"), [("sync", check_store), ("async", check_async_store)])
def test_what_a_store_promises_must_be_tried(face, check):
    report = check(Promises if face == "sync" else lambda: AsyncFace(Promises()))
    told = {one.id: one.message for one in report.failures}
    assert "pass `reopen`" in told["journal.restart"]
    assert "pass `opener`" in told["concurrency.last_seat_processes"]
    assert "records.tenants_apart" not in told


def test_a_store_that_hangs_up_in_a_race_is_told_from_a_refusal(monkeypatch):
    monkeypatch.setattr("supportkit.testing.conformance.stage.PATIENCE", 0.2)

    class Deadlocked(MemoryStore):
        def commit(self, batch):
            if any(write.expected for write in batch.writes if hasattr(write, "expected")):
                import time

                time.sleep(1)
            super().commit(batch)

    check = next(one for one in all_checks() if one.id == "concurrency.last_seat")
    for attempt, make in (("try_check", Deadlocked), ("try_async_check", lambda: AsyncFace(Deadlocked()))):
        from supportkit.testing.conformance import runner

        with pytest.raises(supportkit.testing.CheckFailed, match=r"end within"):
            getattr(runner, attempt)(check, Target(make=make))


def test_every_store_is_closed_and_put_away():
    events = []

    class Watched(MemoryStore):
        def close(self):
            events.append("closed")

    check_store(Target(make=Watched, dispose=lambda store: events.append("put away")))
    assert events.count("put away") == len(IDS)
    assert events.count("closed") == len(IDS) + 2
    assert events[-1] == "put away"


def test_command_tries_memory_in_both_faces():
    report = conformance("memory://")
    assert report.target == "memory://"
    assert [(one.face, one.id) for one in report.results] == [
        (face, name) for face in ("sync", "async") for name in IDS
    ]
    assert failed(report) == set()


def test_command_tries_sqlite_beside_the_file_and_never_opens_it(tmp_path, monkeypatch):
    module = types.ModuleType("supportkit.storage.sqlite")
    module.SQLiteStore = FileStore
    monkeypatch.setitem(sys.modules, "supportkit.storage.sqlite", module)
    file = tmp_path / "groups.db"
    file.write_text("somebody's data")
    report = conformance(f"sqlite:///{file}", faces=["sync"])
    assert file.read_text() == "somebody's data"
    assert list(tmp_path.iterdir()) == [file]
    assert failed(report) == set()
    assert report.totals["skipped"] == 0


def test_command_gives_each_check_a_tenant_at_any_other_url(tmp_path, monkeypatch):
    opened = set()

    def open_store(url, *, tenant="default"):
        opened.add(tenant)
        return FileStore(str(tmp_path / f"{tenant}.db"), tenant)

    module = types.ModuleType("supportkit.storage.url")
    module.open_store = open_store
    monkeypatch.setitem(sys.modules, "supportkit.storage.url", module)
    skips = {"concurrency.last_seat_processes": "a local function cannot be pickled"}
    report = conformance("postgresql://somewhere/db", faces=["sync"], skips=skips)
    assert failed(report) == set()
    assert len(opened) >= len(IDS)
    assert "default" not in opened


def test_command_finds_a_factory_an_async_factory_and_a_target(tmp_path, monkeypatch):
    (tmp_path / "my_stores.py").write_text(
        "from supportkit.storage.memory import MemoryStore as make\n"
        "from supportkit.testing import AsyncFace, Target\n"
        "def face():\n    return AsyncFace(make())\n"
        "async def soon():\n    return AsyncFace(make())\n"
        "target = Target(make=make)\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name, faces in {"make": {"sync"}, "face": {"async"}, "soon": {"async"}, "target": {"sync"}}.items():
        report = conformance(f"my_stores:{name}", faces=["sync"])
        assert {one.face for one in report.results} == faces
        assert failed(report) == set()
    for wrong in ("my_stores:nothing", "no_such_package:make"):
        with pytest.raises(StoreUnavailable, match="cannot be imported"):
            conformance(wrong)


def test_command_refuses_what_names_no_store():
    with pytest.raises(InvalidInput) as refused:
        conformance("groups.db")
    assert refused.value.code == "store.unknown_scheme"


def python(*lines):
    code = "\n".join(lines)
    source = str(Path(supportkit.testing.__file__).parents[2])
    whole = f"import sys; sys.path.insert(0, {source!r})\n{code}"
    return subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=False)


def test_the_runner_needs_neither_pytest_nor_hypothesis():
    done = python(
        "sys.modules['pytest'] = sys.modules['_pytest'] = sys.modules['hypothesis'] = None",
        "from supportkit.testing import check_store, broken",
        "from supportkit.testing.conformance.command import conformance",
        "print(conformance('memory://').totals['passed'] > 80)",
    )
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_importing_testing_loads_nothing_and_every_name_is_there():
    done = python(
        "import __future__",
        "before = set(sys.modules)",
        "import supportkit.testing as testing",
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('supportkit')))",
        "print([name for name in testing.__all__ if not hasattr(testing, name)], testing.__all__ == dir(testing))",
    )
    assert done.stdout == "[]\n[] True\n"
    with pytest.raises(AttributeError, match="no attribute 'check_stores'"):
        supportkit.testing.check_stores  # noqa: B018


def test_pytest_shows_failures_in_the_kits_words_and_skips_with_their_reasons(tmp_path):
    (tmp_path / "test_mine.py").write_text(
        "from supportkit.testing import StoreConformance\n"
        "from supportkit.testing.broken.listing import FloatOrder\n"
        "class TestMine(StoreConformance):\n"
        "    skips = {'finding.ties': 'we have no ties'}\n"
        "    def make_store(self):\n        return FloatOrder()\n"
    )
    source = str(Path(supportkit.testing.__file__).parents[2])
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-k", "finding", "-p", "no:cacheprovider", "test_mine.py"]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": source}, capture_output=True, text=True, check=False
    )
    assert "finding.numbers: numbers" in done.stdout
    assert "Advice: Keep numbers in a 64-bit integer column of their own." in done.stdout
    assert "we have no ties" in done.stdout
    assert "stage.py" not in done.stdout
    assert done.returncode == 1

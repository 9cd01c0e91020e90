"""What is special to the SQLite store: processes, forks, durability, what a scrub leaves on the disk, driver errors."""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from supportkit.errors import (
    Conflict,
    DuplicateEntry,
    InvalidInput,
    StorageFull,
    StoreError,
    StoreUnavailable,
    SupportKitError,
)
from supportkit.storage import (
    Batch,
    Capability,
    Clearing,
    Entry,
    Expect,
    IndexEntry,
    Key,
    MemoryStore,
    Put,
    Query,
    SQLiteStore,
    migrate,
)

AT = "2026-03-01T18:30:00.000000Z"
GROUP = Key[Any]("group", "grp_1")


def line(number: int, key: Key[Any] = GROUP, private: bytes | None = None, subject: str | None = None) -> Entry:
    return Entry(f"evt_{number}", "group.opened.1", key, 1, AT, AT, "per_1", b'{"n":1}', private, subject)


def raw_bytes(path: Path) -> bytes:
    return b"".join(Path(f"{path}{end}").read_bytes() for end in ("", "-wal", "-shm") if Path(f"{path}{end}").exists())


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    source = Path(__file__).parents[2] / "src"
    return subprocess.Popen(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", textwrap.dedent(code), *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(source)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.strip()


# --- laws


KEYS = [Key[Any](kind, number) for kind in ("group", "post") for number in ("1", "é")]
RIGHT = -1
"""An expected version that the test replaces by the one that is there."""
JSONS = st.sampled_from([b"{}", b'{"a":1}', '{"a":"ñ🙂"}'.encode(), b'{"a":"\\ud83d\\ude42"}'])
INDEXES = st.lists(
    st.builds(
        IndexEntry,
        st.sampled_from(["by_state", "by_time"]),
        st.sampled_from([(), ("a",), ("a",), ("a", "b"), ("ab",)]),
        st.sampled_from([-(2**63), -1, 0, 2, 10, 2**63 - 1, "", "10", "2", "Z", "a", "é", "\uffff", "🙂"]),
    ),
    max_size=2,
    unique_by=lambda entry: entry.name,
).map(tuple)


@st.composite
def puts(draw: st.DrawFn) -> Put:
    key, expected = draw(st.sampled_from(KEYS)), draw(st.sampled_from([RIGHT, RIGHT, RIGHT, RIGHT, 0, 1]))
    if draw(st.integers(0, 9)) == 9:
        return Put(key, expected, None)
    subject = draw(st.sampled_from([None, "ann", "ben"]))
    return Put(key, expected, draw(JSONS), draw(st.none() | JSONS) if subject else None, subject, draw(INDEXES))


ENTRIES: st.SearchStrategy[Entry] = st.builds(
    lambda number, key, private, subject: line(number, key, private if subject else None, subject),
    st.integers(0, 200),
    st.sampled_from(KEYS),
    st.none() | JSONS,
    st.sampled_from([None, "ann", "ben"]),
)
BATCHES = st.builds(
    Batch,
    st.one_of(
        st.lists(puts(), min_size=1, max_size=2).map(tuple),
        st.lists(puts() | st.builds(Expect, st.sampled_from(KEYS), st.sampled_from([RIGHT, 1])), max_size=3).map(tuple),
    ),
    st.just(()) | st.lists(ENTRIES, max_size=2).map(tuple),
)


class Pruning(NamedTuple):
    private: list[int]
    lines: list[int]
    clearings: list[Clearing]


PRUNINGS = st.builds(
    Pruning,
    st.lists(st.integers(0, 9), max_size=3),
    st.lists(st.integers(0, 9), max_size=3),
    st.lists(
        st.builds(Clearing, st.sampled_from(KEYS), st.sampled_from(["ann", "ben"]), st.integers(0, 2)), max_size=2
    ),
)
QUERIES = st.builds(
    Query,
    st.sampled_from(["group", "post"]),
    st.sampled_from(["by_state", "by_time"]),
    st.sampled_from([(), ("a",), ("a", "b"), ("ab",), ("a\x1fb",), ("",), ("\ud800",)]),  # the last three: none
    st.sampled_from([None, -1, 0, "", "2", "é"]),
    st.sampled_from([None, 2, 2**63 - 1, "Z", "🙂"]),
    st.none(),
    st.integers(1, 3),
    st.booleans(),
)


def right(store: MemoryStore, write: Put | Expect) -> Put | Expect:
    present = store.load([write.key]).get(write.key)
    version = present.version if present else 0
    if isinstance(write, Expect):
        return write._replace(version=version or 1) if write.version == RIGHT else write
    return write._replace(expected=version) if write.expected == RIGHT else write


def outcome(call: object, *arguments: object) -> object:
    try:
        return call(*arguments)  # type: ignore[operator]
    except SupportKitError as error:
        return type(error), error.code, error.params


def pages(store: MemoryStore | SQLiteStore, query: Query) -> list[object]:
    found: list[object] = []
    for _ in range(50):
        page = outcome(store.find, query)
        found.append(page)
        following = getattr(page, "next", None)
        if following is None:
            return found
        query = query._replace(after=following)
    raise AssertionError("pages without an end")


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(BATCHES | BATCHES | QUERIES | PRUNINGS | st.sampled_from(["ann", "ben"]), min_size=3, max_size=20)
)
def test_answers_what_the_store_in_memory_answers(
    tmp_path_factory: pytest.TempPathFactory, steps: list[object]
) -> None:
    memory = MemoryStore()
    with SQLiteStore(tmp_path_factory.mktemp("law") / "a.db", durability="normal") as sqlite:
        for step in steps:
            if isinstance(step, Batch):
                step = Batch(tuple(right(memory, write) for write in step.writes), step.entries)
                assert outcome(sqlite.commit, step) == outcome(memory.commit, step)
            elif isinstance(step, Query):
                assert pages(sqlite, step) == pages(memory, step)
            elif isinstance(step, Pruning):
                cursors = [one.cursor for one in memory.read(None, 1000)]
                known = dict(enumerate(one.cursor for one in sqlite.read(None, 1000)))
                mine = [[known[n] for n in some if n in known] for some in step[:2]]
                theirs = [[cursors[n] for n in some if n in known] for some in step[:2]]
                assert sqlite.prune(*mine, step.clearings)[:2] == memory.prune(*theirs, step.clearings)[:2]
            else:
                assert sqlite.scrub(step) == memory.scrub(step)  # type: ignore[arg-type]
        assert sqlite.load(KEYS) == memory.load(KEYS)
        assert [one.entry for one in sqlite.read(None, 100)] == [one.entry for one in memory.read(None, 100)]


@settings(max_examples=60, deadline=None)
@given(
    orders=st.lists(st.sampled_from([-(2**63), -1, 0, 2, 10, "", "10", "2", "Z", "é", "\uffff", "🙂"]), max_size=12),
    queries=st.lists(QUERIES, min_size=1, max_size=6),
)
def test_pages_of_a_full_range_are_those_of_the_store_in_memory(
    tmp_path_factory: pytest.TempPathFactory, orders: list[str | int], queries: list[Query]
) -> None:
    writes = tuple(
        Put(Key("group", str(number)), 0, b"{}", indexes=(IndexEntry("by_state", ("a",), order),))
        for number, order in enumerate(orders)
    )
    memory = MemoryStore()
    memory.commit(Batch(writes))
    with SQLiteStore(tmp_path_factory.mktemp("pages") / "a.db", durability="normal") as sqlite:
        sqlite.commit(Batch(writes))
        for query in queries:
            full = query._replace(kind="group", name="by_state", key=("a",))
            found = pages(memory, full)
            assert pages(sqlite, full) == found
            for page in found:  # a cursor with the bounds of another list of the same range
                moved = queries[0]._replace(
                    kind="group", name="by_state", key=("a",), after=getattr(page, "next", None)
                )
                assert outcome(sqlite.find, moved) == outcome(memory.find, moved)


# Here SQLite leaves a copy in the gap of a page, for all its `secure_delete`.
A_COPY_STAYS = [
    *[(0, 0, 0)] * 20,
    *[(0, 0, 684), (2, 192, 490), (3, 5292, 0), (1, 0, 0), (1, 804, 0)],
    *[(9, 0, 0), (10, 192, 452), (11, 480, 768), (9, 493, 67), (1, 528, 773)],
]


@settings(max_examples=15, deadline=None)
@example(sizes=A_COPY_STAYS)
@given(
    sizes=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6000), st.integers(0, 900)), min_size=30, max_size=120),
)
def test_scrubbed_facts_are_found_nowhere_in_the_files(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[tuple[int, int, int]]
) -> None:
    """Rows that grow and shrink are moved between pages, and pages leave copies behind."""
    path = tmp_path_factory.mktemp("scrub") / "a.db"
    versions: dict[int, int] = {}
    with SQLiteStore(path, durability="normal") as store:
        for count, (number, size, other) in enumerate(sizes):
            subject = f"per_{number % 3}"
            private = b'"' + f"CANARY-{subject}-".encode() * (size // 12 + 1) + b'"'
            key = Key[Any]("post", str(number))
            put = Put(key, versions.get(number, 0), b'"%s"' % (b"b" * other), private, subject)
            store.commit(Batch((put,), (line(count, key, private, subject),)))
            versions[number] = versions.get(number, 0) + 1
        subjects = {f"per_{number % 3}" for number in versions}
        gone = min(subjects)
        lines = [one.cursor for one in store.read(None, 1000) if one.entry.subject == max(subjects)]
        pruned = store.prune(lines[::2], lines[1::2])
        assert pruned.residue is (pruned[:2] != (0, 0))
        assert f"CANARY-{gone}-".encode() in raw_bytes(path)
        assert store.scrub(gone).residue is False
        assert f"CANARY-{gone}-".encode() not in raw_bytes(path)
        for other_subject in subjects - {gone}:
            assert f"CANARY-{other_subject}-".encode() in raw_bytes(path)


COUNTER = """
import sys
from supportkit.errors import Conflict, StoreUnavailable
from supportkit.storage import *
key = Key("counter", "1")
with SQLiteStore(sys.argv[1], durability="normal", busy_timeout=30) as store:
    done = 0
    while done < 100:
        present = store.load([key]).get(key)
        version, value = (present.version, int(present.body)) if present else (0, 0)
        try:
            store.commit(Batch((Put(key, version, str(value + 1).encode()),)))
            done += 1
        except Conflict:
            pass
"""


def test_a_counter_raised_by_four_processes_at_once_loses_nothing(tmp_path: Path) -> None:
    """The file is new, so the four also race to make it."""
    running = [python(COUNTER, tmp_path / "a.db") for _ in range(4)]
    for process in running:
        finish(process)
    with SQLiteStore(tmp_path / "a.db") as store:
        record = store.load([Key("counter", "1")])[Key("counter", "1")]
    assert (record.version, record.body) == (400, b"400")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_processes_that_make_the_same_new_file_at_once_all_succeed(tmp_path: Path) -> None:
    code = """
    import multiprocessing, sys
    from supportkit.storage import *
    fork = multiprocessing.get_context("fork")
    together, failed = fork.Barrier(4), fork.Value("i", 0)
    def work(number):
        for attempt in range(100):
            together.wait(30)
            try:
                store = SQLiteStore(f"{sys.argv[1]}/{attempt}.db", durability="normal")
                store.commit(Batch((Put(Key("a", str(number)), 0, b"{}"),)))
            except Exception:
                with failed.get_lock():
                    failed.value += 1
            together.wait(30)
            store.close()
    running = [fork.Process(target=work, args=(number,)) for number in range(4)]
    for process in running: process.start()
    for process in running: process.join()
    print(failed.value)
    """
    assert finish(python(code, tmp_path)) == "0"


def test_a_counter_raised_by_four_threads_at_once_loses_nothing(tmp_path: Path) -> None:
    key = Key[Any]("counter", "1")

    def raise_it() -> None:
        done = 0
        while done < 50:
            present = store.load([key]).get(key)
            version = present.version if present else 0
            try:
                store.commit(Batch((Put(key, version, str(version + 1).encode()),)))
            except Conflict:
                continue
            done += 1

    with SQLiteStore(tmp_path / "a.db", durability="normal") as store:
        threads = [threading.Thread(target=raise_it) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.load([key])[key].body == b"200"


# --- forks


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_parent_and_children_go_on_after_a_fork(tmp_path: Path) -> None:
    code = """
    import os, sys, threading
    from supportkit.storage import *
    store = SQLiteStore(sys.argv[1], durability="normal")
    store.commit(Batch((Put(Key("a", "parent"), 0, b"{}"),)))
    stop = threading.Event()
    thread = threading.Thread(target=lambda: [store.load([Key("a", "parent")]) for _ in iter(stop.is_set, True)])
    thread.start()
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            for count in range(20):
                store.commit(Batch((Put(Key("a", f"{number}.{count}"), 0, b"{}"),)))
            store.close()
            os._exit(0)
        children.append(child)
    for count in range(20):
        store.commit(Batch((Put(Key("a", f"p.{count}"), 0, b"{}"),)))
    stop.set()
    thread.join()
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    store.close()
    """
    finish(python(code, tmp_path / "a.db"))
    keys = [Key[Any]("a", f"{who}.{count}") for who in "0123p" for count in range(20)]
    with SQLiteStore(tmp_path / "a.db") as store:
        assert len(store.load([*keys, Key("a", "parent")])) == 101


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_fork_while_another_thread_holds_the_connection_leaves_the_child_a_working_store(tmp_path: Path) -> None:
    code = """
    import os, sys, threading, time
    from supportkit.storage import *
    store = SQLiteStore(sys.argv[1], busy_timeout=0)
    held, release = threading.Event(), threading.Event()
    def hold():
        with store._file:
            held.set()
            release.wait()
    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    child = os.fork()
    if child == 0:
        store.commit(Batch((Put(Key("a", "child"), 0, b"{}"),)))
        os._exit(0)
    release.set()
    thread.join()
    assert os.waitpid(child, 0)[1] == 0
    print(len(store.load([Key("a", "child")])))
    store.close()
    """
    assert finish(python(code, tmp_path / "a.db")) == "1"


# --- closing, tenants, settings


def test_a_closed_store_says_so_and_closes_twice(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "a.db")
    store.close()
    store.close()
    for call in (lambda: store.load([GROUP]), lambda: store.commit(Batch((Put(GROUP, 0, b"{}"),)))):
        with pytest.raises(StoreUnavailable) as caught:
            call()
        assert caught.value.code == "store.unavailable"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.db"]


def test_declares_that_it_is_durable_and_shared() -> None:
    assert SQLiteStore.capabilities == Capability.DURABLE | Capability.MULTI_PROCESS | Capability.PRUNE


def test_what_was_committed_is_there_after_a_kill(tmp_path: Path) -> None:
    code = """
    import os, signal, sys
    from supportkit.storage import *
    store = SQLiteStore(sys.argv[1])
    store.commit(Batch((Put(Key("group", "grp_1"), 0, b"{}"),)))
    os.kill(os.getpid(), signal.SIGKILL)
    """
    process = python(code, tmp_path / "a.db")
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    with SQLiteStore(tmp_path / "a.db") as store:
        assert store.load([GROUP])[GROUP].version == 1


@pytest.mark.parametrize(("durability", "level"), [("full", 2), ("normal", 1)])
def test_the_connection_is_set_as_promised(tmp_path: Path, durability: str, level: int) -> None:
    with SQLiteStore(tmp_path / "a.db", durability=durability) as store, store._file as connection:  # type: ignore[arg-type]
        settings = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode", "secure_delete", "temp_store", "busy_timeout")
        ]
    assert settings == [level, "wal", 1, 2, 5000]


def test_two_tenants_of_one_file_see_nothing_of_each_other(tmp_path: Path) -> None:
    put = Put(GROUP, 0, b"{}", b'"p"', "ann", (IndexEntry("by_state", ("open",), 1),))
    with SQLiteStore(tmp_path / "a.db", tenant="a") as one, SQLiteStore(tmp_path / "a.db", tenant="b") as two:
        one.commit(Batch((put,), (line(1, private=b'"p"', subject="ann"),)))
        assert two.load([GROUP]) == {}
        assert two.find(Query("group", "by_state", ("open",))).records == ()
        assert list(two.read(None, 10)) == []
        assert two.scrub("ann")[:2] == (0, 0)
        two.commit(Batch((put,), (line(1),)))
        assert one.load([GROUP])[GROUP].private == b'"p"'


def test_many_keys_are_loaded_in_one_view(tmp_path: Path) -> None:
    keys = [Key[Any]("group", f"grp_{number}") for number in range(300)]
    with SQLiteStore(tmp_path / "a.db", durability="normal") as store:
        store.commit(Batch(tuple(Put(key, 0, b"{}") for key in keys)))
        assert set(store.load(iter([*keys, *keys, Key("group", "none")]))) == set(keys)
        assert store.load([]) == {}


def test_bodies_are_text_that_sql_can_read(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "a.db") as store:
        store.commit(Batch((Put(GROUP, 0, '{"name":"Café"}'.encode()),), (line(1),)))
        with store._file as connection:
            row = connection.execute(
                "SELECT typeof(body), json_extract(body, '$.name') FROM supportkit_record"
            ).fetchone()
    assert row == ("text", "Café")


def test_a_body_of_ten_megabytes_comes_back(tmp_path: Path) -> None:
    body = b'"' + b"x" * 10_000_000 + b'"'
    with SQLiteStore(tmp_path / "a.db") as store:
        store.commit(Batch((Put(GROUP, 0, body),)))
        assert store.load([GROUP])[GROUP].body == body


def test_unchanged_index_entries_are_not_written_again(tmp_path: Path) -> None:
    entries = (IndexEntry("by_state", ("open",), 1), IndexEntry("by_time", (), "a"))
    with SQLiteStore(tmp_path / "a.db") as store:
        store.commit(Batch((Put(GROUP, 0, b"{}", indexes=entries),)))
        seen: list[str] = []
        with store._file as connection:
            connection.set_trace_callback(seen.append)
        store.commit(Batch((Put(GROUP, 1, b"{}", indexes=entries),)))
        assert [text for text in seen if "supportkit_index" in text] == []
        store.commit(Batch((Put(GROUP, 2, b"{}", indexes=(entries[0], IndexEntry("by_time", (), "b"))),)))
        assert len([text for text in seen if "supportkit_index" in text]) == 1
        seen.clear()
        store.commit(Batch((Put(GROUP, 3, b"{}", indexes=entries[:1]),)))
        assert [text.split()[0] for text in seen if "supportkit_index" in text] == ["DELETE"]


# --- scrubbing beside readers


def test_a_reader_leaves_residue_until_the_scrub_is_finished(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with SQLiteStore(path, busy_timeout=0.2) as store:
        store.commit(Batch((Put(GROUP, 0, b"{}", b'"CANARY"', "ann"),), (line(1, GROUP, b'"CANARY"', "ann"),)))
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM supportkit_record").fetchone()
        scrubbed = store.scrub("ann")
        assert scrubbed == (1, 1, True)
        assert b"CANARY" in raw_bytes(path)
        assert store.finish_scrub() is False
        assert store.scrub("ann") == (0, 0, True)
        reader.close()
        assert store.finish_scrub() is True
        assert b"CANARY" not in raw_bytes(path)
        assert store.scrub("ann") == (0, 0, False)
        record = store.load([GROUP])[GROUP]
        assert (record.version, record.body, record.private, record.subject) == (2, b"{}", None, "ann")
        with store._file as connection:
            assert connection.execute("PRAGMA busy_timeout").fetchone() == (200,)


def test_a_large_file_is_written_anew_when_its_host_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supportkit.storage.sqlite._REWRITTEN_AT_ONCE", 0)
    path = tmp_path / "a.db"
    with SQLiteStore(path) as store:
        store.commit(Batch((Put(GROUP, 0, b"{}", b'"CANARY"', "ann"),), (line(1, GROUP, b'"CANARY"', "ann"),)))
        assert store.scrub("ann") == (1, 1, True)
        assert store.finish_scrub() is True
        assert b"CANARY" not in raw_bytes(path)
        assert store.scrub("ann") == (0, 0, True)  # nobody keeps a note of it, so it is possible again


# --- the driver's errors, in our words


def code_of(error: pytest.ExceptionInfo[SupportKitError]) -> tuple[str, bool]:
    return error.value.code, isinstance(error.value.__cause__, sqlite3.Error)


def test_locked_by_another_connection(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "a.db", busy_timeout=0.05) as store:
        other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable) as caught:
            store.commit(Batch((Put(GROUP, 0, b"{}"),)))
        assert code_of(caught) == ("store.locked", True)
        assert caught.value.params == {"seconds": 0.05}
        assert store.load([GROUP]) == {}, "readers do not wait for writers"
        other.close()
        store.commit(Batch((Put(GROUP, 0, b"{}"),)))


def test_read_only(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "a.db") as store:
        store.commit(Batch((Put(GROUP, 0, b"{}"),)))
        with SQLiteStore(tmp_path / "a.db", read_only=True) as reader:
            assert reader.load([GROUP])[GROUP].version == 1
            for call in (lambda: reader.commit(Batch((Put(GROUP, 1, b"{}"),))), lambda: reader.scrub("ann")):
                with pytest.raises(StoreUnavailable) as caught:
                    call()
                assert code_of(caught) == ("store.read_only", True)
        assert store.load([GROUP])[GROUP].version == 1


def test_a_full_disk_writes_nothing_and_the_store_goes_on(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "a.db") as store:
        store.commit(Batch((Put(GROUP, 0, b"{}"),)))
        with store._file as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StorageFull) as caught:
            store.commit(Batch((Put(GROUP, 1, b"{}"), Put(Key("group", "b"), 0, b'"' + b"x" * 100_000 + b'"'))))
        assert code_of(caught) == ("store.full", True)
        assert store.load([GROUP, Key("group", "b")])[GROUP].version == 1
        store.commit(Batch((Put(GROUP, 1, b"{}"),)))


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes on this system")
def test_a_limit_of_file_size_is_a_full_disk(tmp_path: Path) -> None:
    code = """
    import resource, sys
    from supportkit.errors import StorageFull
    from supportkit.storage import *
    store = SQLiteStore(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    try:
        store.commit(Batch((Put(Key("group", "a"), 0, b'"' + b"x" * 1_000_000 + b'"'),)))
    except StorageFull as error:
        print(error.code, store.load([Key("group", "a")]))
    store.commit(Batch((Put(Key("group", "b"), 0, b"{}"),)))
    """
    assert finish(python(code, tmp_path / "a.db")) == "store.full {}"


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"these are notes, not a database. " * 200)
    with pytest.raises(StoreError) as caught:
        SQLiteStore(tmp_path / "a.db")
    assert code_of(caught) == ("store.damaged", True)


def test_a_damaged_page(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    keys = [Key[Any]("group", f"grp_{number}") for number in range(200)]
    with SQLiteStore(path) as store:
        store.commit(Batch(tuple(Put(key, 0, b'"' + b"x" * 500 + b'"') for key in keys)))
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught, SQLiteStore(path) as store:
        store.load(keys[:50])
    assert code_of(caught) == ("store.damaged", True)


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        SQLiteStore(tmp_path)
    assert code_of(caught) == ("store.unavailable", True)
    assert str(tmp_path) not in str(caught.value)


def test_an_entry_id_is_unique_within_a_batch_and_for_ever(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "a.db") as store:
        with pytest.raises(DuplicateEntry):
            store.commit(Batch((Put(GROUP, 0, b"{}"),), (line(1), line(1))))
        assert store.load([GROUP]) == {}
        store.commit(Batch((), (line(1),)))
        with pytest.raises(DuplicateEntry) as caught:
            store.commit(Batch((Put(GROUP, 0, b"{}"),), (line(1),)))
        assert caught.value.params == {"id": "evt_1"}
        assert (store.load([GROUP]), len(store.read(None, 10))) == ({}, 1)


@pytest.mark.parametrize(
    "options",
    [{"path": ":memory:"}, {"path": ""}, {"durability": "off"}, {"tenant": ""}, {"tenant": "a\0"}],
    ids=["memory", "empty", "durability", "no tenant", "bad tenant"],
)
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        SQLiteStore(**({"path": str(tmp_path / "a.db")} | options))  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_let_go_is_no_longer_watched_for_forks(tmp_path: Path) -> None:
    from supportkit.storage import sqlite_file

    before = len(sqlite_file._FILES)
    store = SQLiteStore(tmp_path / "a.db")
    assert len(sqlite_file._FILES) == before + 1
    store.close()
    del store
    gc.collect()
    assert len(sqlite_file._FILES) <= before


def test_a_cursor_beyond_the_bounds_of_a_list_is_no_way_around_them(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "a.db", durability="normal") as store:
        writes = [Put(Key("a", str(n)), 0, b"{}", indexes=(IndexEntry("by", (), n),)) for n in range(9)]
        store.commit(Batch(tuple(writes)))
        down = Query("a", "by", (), limit=2, descending=True)
        up = Query("a", "by", (), limit=2)
        beyond = store.find(down._replace(stop=5, limit=9, after=store.find(down).next))
        before = store.find(up._replace(start=5, limit=9, after=store.find(up).next))
    assert [record.key.id for record in beyond.records] == ["4", "3", "2", "1", "0"]
    assert [record.key.id for record in before.records] == ["5", "6", "7", "8"]


@pytest.mark.parametrize("released", [True, False])
def test_switching_the_log_waits_for_readers_as_long_as_asked(tmp_path: Path, released: bool) -> None:
    """A schema pasted by a host stands in a file without a write-ahead log, which others may be reading."""
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None, check_same_thread=False)
    migrate.apply(other)
    other.execute("BEGIN")
    other.execute("SELECT * FROM supportkit_record").fetchall()
    timer = threading.Timer(0.15, other.close)
    if released:
        timer.start()
        SQLiteStore(tmp_path / "a.db").close()
        timer.join()
    else:
        with pytest.raises(StoreUnavailable) as caught:
            SQLiteStore(tmp_path / "a.db", busy_timeout=0.05)
        assert code_of(caught) == ("store.locked", True)
        other.close()

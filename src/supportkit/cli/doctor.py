"""`supportkit doctor`: is everything there that supportkit stands on, and is the store whole?"""

from __future__ import annotations

import platform
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, NamedTuple

from supportkit import __version__
from supportkit.cli.files import as_text, sqlite_path, store_url, translated
from supportkit.cli.screen import bar, screen
from supportkit.errors import StoreError, SupportKitError, UnknownTag

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from supportkit.cli.screen import Progress
    from supportkit.storage.protocol import Store

PACKAGES = ("attrs", "cattrs", "pendulum", "python-dateutil", "tzdata", "rich")
OPTIONAL = ("rich",)
STALE_YEARS = 2
"""Calendar years after which time-zone data is called old (default): laws of some country change every year."""
ROOMS = tuple(f"supportkit.{name}" for name in ("due", "groups.flows", "sessions.flows", "privacy.flows"))
NAMED = 10
"""Damaged rows that are named, at most (default)."""
GOOD, WARNING, PROBLEM = "good", "warning", "problem"
_RELEASE = re.compile(r"(\d{4})([a-z]+)")


class Check(NamedTuple):
    """What one look came to.

    Args:
        name: what was looked at.
        state: `good`, `warning` or `problem`.
        value: what was found.
        advice: what to do, where something is to be done.
    """

    name: str
    state: str
    value: str
    advice: str = ""


def run(options: Namespace) -> int:
    """Look at everything; 1 if there is a problem, while a warning alone is still good."""
    checks = [*_versions(), *_zones(datetime.now(UTC).year)]
    if options.db:
        with bar("Reading the store", silent=options.json) as progress:
            checks += _store(store_url(options.db), progress)
    sick = any(check.state == PROBLEM for check in checks)
    if options.json:
        print(as_text({"good": not sick, "checks": [check._asdict() for check in checks]}))
    else:
        _show(checks)
    return 1 if sick else 0


def _show(checks: list[Check]) -> None:
    show = screen()
    show.heading("What supportkit stands on")
    rows = [(check.name, check.value, "" if check.state == GOOD else check.state) for check in checks]
    show.table(("", "", ""), rows)
    for check in checks:
        if check.advice:
            show.heading(f"{check.state.capitalize()}: {check.name}")
            show.text(check.advice)
    sick, warned = (sum(check.state == state for check in checks) for state in (PROBLEM, WARNING))
    found = [_count(sick, PROBLEM), _count(warned, WARNING)]
    words = " and ".join(one for one in found if one)
    show.heading(f"{words[:1].upper()}{words[1:]}." if words else "All is good.")


def _count(number: int, word: str) -> str:
    return "" if not number else f"one {word}" if number == 1 else f"{number} {word}s"


def _versions() -> Iterator[Check]:
    yield Check("supportkit", GOOD, __version__)
    yield Check("Python", GOOD, platform.python_version())
    yield Check("SQLite", GOOD, sqlite3.sqlite_version)
    for name in PACKAGES:
        try:
            yield Check(name, GOOD, version(name))
        except PackageNotFoundError:
            if name in OPTIONAL:
                yield Check(name, GOOD, "not installed (not needed)")
            else:
                yield Check(name, PROBLEM, "missing", f"Install it: supportkit needs {name}.")


def _zones(year: int) -> Iterator[Check]:
    from supportkit.core.zones import tzdata_source

    source, used = tzdata_source()
    try:
        import tzdata

        packaged = str(tzdata.IANA_VERSION)
    except ImportError:
        packaged = ""
    yield zone_check(source, used, packaged, year)


def zone_check(source: str, used: str, packaged: str, year: int) -> Check:
    """Judge the time-zone data.

    Args:
        source: where the data in use comes from: `system`, `package` or `none`.
        used: its version.
        packaged: the version of the `tzdata` package, empty where it is not installed.
        year: the present year.
    """
    name = "time zones"
    if source == "none":
        return Check(name, PROBLEM, "no data", "Install the `tzdata` package: without it no local time is known.")
    where = "the system's copy" if source == "system" else "the tzdata package"
    released = _RELEASE.fullmatch(used)
    if released is None:
        advice = "Nobody can tell how old it is. To use the `tzdata` package instead, set PYTHONTZPATH to nothing."
        return Check(name, WARNING, f"{where}, of an unknown version", advice)
    age = year - int(released[1])
    value = f"{used}, {where}, of {'this year' if age <= 0 else 'last year' if age == 1 else f'{age} years ago'}"
    newer = _RELEASE.fullmatch(packaged)
    if source == "system" and newer is not None and _order(newer) > _order(released):
        advice = (
            f"The installed `tzdata` package has {packaged}, which is newer. Python asks the system first. Bring the "
            "system's copy up to date, or set PYTHONTZPATH to nothing so that the package is used."
        )
        return Check(name, WARNING, value, advice)
    if age >= STALE_YEARS:
        return Check(name, WARNING, value, "Update it: sessions in a country whose clocks changed would be off.")
    return Check(name, GOOD, value)


def _order(release: re.Match[str]) -> tuple[int, int, str]:
    return int(release[1]), len(release[2]), release[2]


def _store(url: str, progress: Progress) -> Iterator[Check]:
    from supportkit.storage.url import open_store

    path = sqlite_path(url)
    if path is not None and not path.exists():
        yield Check("store", PROBLEM, "there is no such file", "Check the path; a store is made by opening it.")
        return
    try:
        with open_store(url, create=False, read_only=True) as store:
            yield Check("store", GOOD, "can be read")
            if path is not None:
                yield from _file(path, progress)
            else:
                yield _facts(store)
    except SupportKitError as error:
        yield Check("store", PROBLEM, error.message, error.hint)
    except sqlite3.Error as error:
        broken = translated(error)
        yield Check("store", PROBLEM, broken.message, broken.hint)


def _file(path: Path, progress: Progress) -> Iterator[Check]:
    from supportkit.storage.migrate import KNOWN, version_of

    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = version_of(connection)
        yield Check("schema", GOOD, f"version {found} of {KNOWN}")
        errors = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)")]
        if errors != ["ok"]:
            yield Check("file", PROBLEM, f"{len(errors)} faults in its pages", "Restore it from a backup.")
        else:
            yield Check("file", GOOD, "whole")
        yield _rows(connection, progress)


def _rows(connection: sqlite3.Connection, progress: Progress) -> Check:
    """Read every record and every fact as supportkit would, and name those that it cannot read."""
    from supportkit.core.codec import KINDS, decode_record
    from supportkit.core.records import Key, Record
    from supportkit.tags import class_of

    for room in ROOMS:  # loading them enters every kind of record in the table
        import_module(room)
    records: int = connection.execute("SELECT count(*) FROM supportkit_record").fetchone()[0]
    facts: int = connection.execute("SELECT count(*) FROM supportkit_journal").fetchone()[0]
    damaged: list[str] = []
    read = connection.execute(
        "SELECT kind, id, version, CAST(body AS BLOB), CAST(private AS BLOB) FROM supportkit_record"
    )
    for number, (kind, record_id, edition, body, private) in enumerate(read, 1):
        key: Key[Any] = Key(kind, record_id)
        try:
            if kind not in KINDS:
                raise UnknownTag("document.unknown_tag", tag=str(kind))
            if body is not None:
                decode_record(Record(key, edition, body, private, None, ()))
        except SupportKitError as error:
            damaged.append(f"{key} ({error.code})")
        if number % 500 == 0:
            progress(number, records)
    for tag, count in connection.execute("SELECT tag, count(*) FROM supportkit_journal GROUP BY tag"):
        try:
            class_of(tag)
        except SupportKitError as error:
            damaged.append(f"{count} facts of a kind that is not known ({error.code})")
    if damaged:
        named = "; ".join(damaged[:NAMED]) + ("; and others" if len(damaged) > NAMED else "")
        value = f"{len(damaged)} of {records:,} records or kinds of facts cannot be read"
        return Check("rows", PROBLEM, value, f"Restore them from a backup: {named}.")
    return Check("rows", GOOD, f"{records:,} records and {facts:,} facts, all known")


def _facts(store: Store) -> Check:
    try:
        store.read(None, 1)
    except StoreError as error:
        return Check("journal", PROBLEM, error.message, error.hint)
    return Check("journal", GOOD, "can be read")

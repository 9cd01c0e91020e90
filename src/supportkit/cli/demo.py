"""`supportkit demo`: eight weeks of a community, rehearsed with made-up people on an embedded file."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supportkit.cli.crowd import Crowd
from supportkit.cli.files import as_text, must_be_writable, read_whole
from supportkit.cli.screen import bar, screen
from supportkit.cli.stage import BEGINS, WEEKS, Stage, listed_community, names, own_community, plan_ahead, words
from supportkit.cli.summary import summary
from supportkit.core.clock import FixedClock
from supportkit.core.ids import SeededIds
from supportkit.core.zones import zone
from supportkit.errors import InvalidInput
from supportkit.kit import Kit
from supportkit.storage.sqlite import SQLiteStore

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Generator


def run(options: Namespace) -> int:
    """Rehearse, and tell what came of it."""
    if options.zone is not None:
        zone(options.zone)
    feed: list[object] | None = None
    if options.feed is not None:
        from supportkit.interop.meeting_guide import read_feed

        feed = read_feed(read_whole(options.feed, "--feed"))
    with _file(options.db) as path, SQLiteStore(path, durability="normal") as store:
        told = _rehearsed(store, feed, options)
    if options.json:
        print(as_text(told))
    else:
        from supportkit.cli.telling import tell

        tell(screen(), told, db=options.db)
    return 0


def _rehearsed(store: SQLiteStore, feed: list[object] | None, options: Namespace) -> dict[str, Any]:
    clock = FixedClock(BEGINS)
    owner = words()["community" if feed is None else "listed"]["owner"]
    kit = Kit(store, actor=owner, clock=clock, ids=SeededIds(options.seed))
    until = BEGINS + timedelta(weeks=WEEKS)
    stage: Stage
    if feed is None:
        stage = own_community(kit, options.people)
    else:
        with bar("Reading the list ", silent=options.json) as progress:
            stage = listed_community(kit, feed, zone=options.zone, people=options.people, progress=progress)
    crowd = Crowd(kit, clock, stage, until=until, seed=options.seed)
    with bar("Eight weeks go by", silent=options.json) as progress:
        crowd.live(names(stage.seekers), progress)
    _plan_on(kit, stage)
    return summary(kit, stage, crowd, seed=options.seed, begins=BEGINS, ends=until)


def _plan_on(kit: Kit, stage: Stage) -> None:
    """Plan the sessions of the weeks to come, as a coordinator does in time."""
    after: str | None = None
    while True:
        page = kit.groups.directory(stage.community_id, after=after, limit=50)
        with kit.together() as batch:
            for group in page.items:
                plan_ahead(batch, group.id, WEEKS // 2)
        after = page.next
        if after is None:
            return


@contextmanager
def _file(db: str | None) -> Generator[Path]:
    """Lend a new file: a temporary one, or the one that is named; a rehearsal that broke off leaves none behind."""
    if db is None:
        with tempfile.TemporaryDirectory(prefix="supportkit-") as folder:
            yield Path(folder) / "demo.db"
        return
    path = Path(db)
    must_be_writable(path, "--db")
    if path.exists() and path.stat().st_size:
        raise InvalidInput("file.not_empty", option="--db")
    try:
        yield path
    except BaseException:
        for end in ("", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
        raise

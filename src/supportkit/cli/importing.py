"""`supportkit import meeting-guide`: read a public list of groups into a community that shows them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from supportkit import opening
from supportkit.cli.files import as_text, must_be_writable, read_whole, sqlite_path, store_url
from supportkit.cli.screen import bar, screen
from supportkit.core.ids import CommunityId, check_id
from supportkit.core.zones import zone
from supportkit.interop.meeting_guide import import_feed, read_feed

if TYPE_CHECKING:
    from argparse import Namespace

    from supportkit.kit import Kit

NAME = "Listed groups"
SHOWN = 10
"""Rejected rows that are named on the screen, at most; `--json` names all of them."""


def run(options: Namespace) -> int:
    """Import: 0 when something was read, 1 when nothing could be."""
    if options.zone is not None:
        zone(options.zone)
    if options.community is not None:
        check_id(options.community, "com")
    rows = read_feed(read_whole(options.file))  # before anything is written
    url = store_url(options.db)
    path = sqlite_path(url)
    if path is not None:
        must_be_writable(path, "--db")
    with opening.open(url, actor=options.actor) as kit:
        community_id = _community(kit, options)
        with bar("Importing", silent=options.json) as progress:
            report = import_feed(
                kit, community_id, rows, name=options.name or NAME, zone=options.zone, progress=progress
            )
    if options.json:
        print(as_text({"community": community_id, **report.to_data()}))
    else:
        _show(report.to_data(), community_id)
    return 0 if report.accepted else 1


def _community(kit: Kit, options: Namespace) -> CommunityId:
    if options.community is not None:
        return kit.communities.get(CommunityId(options.community)).id
    return kit.setup.found(options.name or NAME, owner=options.actor).id


def _show(report: dict[str, Any], community_id: str) -> None:
    show = screen()
    rejected: list[dict[str, Any]] = report["rejected"]
    show.heading(f"{report['accepted']:,} of {report['rows']:,} rows were taken")
    show.text(f"They give {len(report['groups']):,} groups with {report['series']:,} plans, in {community_id}.")
    if report["contacts_kept_private"]:
        show.text(f"{report['contacts_kept_private']:,} contacts are kept privately; each can be erased by itself.")
    if rejected:
        show.heading("Not taken")
    for one in rejected[:SHOWN]:
        show.text(f"row {one['row']}: {one['message']} [{one['code']}]", hanging=2)
    if len(rejected) > SHOWN:
        show.text(f"And {len(rejected) - SHOWN:,} more; --json names all of them.")
    issues: list[dict[str, Any]] = report["issues"]
    if issues:
        show.heading("Taken, though odd")
    notes = {one["code"]: one["note"] for one in issues}
    for code, count in Counter(one["code"] for one in issues).most_common():
        show.text(f"{count:,} x {notes[code]} [{code}]", hanging=4)

"""`supportkit privacy retention`: let go of what has been kept long enough, or show what would go."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, frozen

from supportkit.cli.files import as_text
from supportkit.cli.places import existing, finished
from supportkit.cli.privacy_erase import BUSY, CLEAN, NOT_NEEDED, show_file
from supportkit.cli.screen import screen
from supportkit.core.ids import CommunityId, check_id
from supportkit.privacy.retention import DataClass

if TYPE_CHECKING:
    from argparse import Namespace

    from supportkit.kit import Kit
    from supportkit.privacy.retention import RetentionReport

WORDS = {
    "ended_tie": "private words of memberships that are over",
    "words": "private words of journal lines",
    "activity": "journal lines about activity",
    "delivery": "journal lines about delivery",
    "audit": "journal lines about decisions",
}
"""What each class of data is called on the screen."""


@frozen
class Gone:
    """What went, or would go, of one class of data.

    Args:
        action: `clear` or `remove`.
        before: what is older goes.
        count: how many memberships or journal lines.
    """

    action: str
    before: datetime
    count: int


@define
class Sum:
    """What many steps came to."""

    gone: dict[str, Gone] = Factory(dict[str, Gone])
    held: int = 0
    journal_held_until: datetime | None = None
    more: bool = False
    unfinished: bool = False
    residue: bool = False

    def add(self, report: RetentionReport, *, ties: bool = True, lines: bool = True) -> None:
        """Add one step.

        Args:
            report: what it came to.
            ties: whether its held memberships count; those of a second round were counted in the first.
            lines: whether its journal lines count; every step of a dry run shows the same ones.
        """
        for item in report.items:
            if lines or item.data is DataClass.ENDED_TIE:
                before = self.gone.get(item.data.value)
                count = item.count + (before.count if before else 0)
                self.gone[item.data.value] = Gone(item.action.value, item.before, count)
        self.held += report.held if ties else 0
        self.journal_held_until = report.journal_held_until
        self.more = report.more
        self.unfinished = self.unfinished or report.unfinished
        self.residue = self.residue or report.residue


def run(options: Namespace) -> int:
    """Show or let go: 1 where old bytes still lie in the file."""
    community = CommunityId(check_id(options.community, "com"))
    with existing(options.db, options.actor) as kit:
        found = _shown(kit, community) if options.dry_run else _taken(kit, community)
        file = NOT_NEEDED
        if found.residue:
            file = CLEAN if finished(kit) else BUSY
    if options.json:
        print(as_text(_data(found, file, dry_run=options.dry_run)))
    else:
        _show(found, file, dry_run=options.dry_run)
    return 1 if file == BUSY else 0


def _shown(kit: Kit, community: CommunityId) -> Sum:
    """Look through all memberships, and at the first part of the journal: the next is found when that is gone."""
    found = Sum()
    report = kit.privacy.retention(community, dry_run=True)
    found.add(report)
    while report.next is not None:
        report = kit.privacy.retention(community, dry_run=True, after=report.next)
        found.add(report, lines=False)
    return found


def _taken(kit: Kit, community: CommunityId) -> Sum:
    """Take away step by step, each of bounded size, until nothing is left."""
    found = Sum()
    after: str | None = None
    second_round = False
    while True:
        report = kit.privacy.retention(community, dry_run=False, after=after)
        found.add(report, ties=not second_round)
        if not report.more:
            return found
        after = report.next
        second_round = second_round or (after is None and not report.unfinished)


def _data(found: Sum, file: str, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "items": [
            {"data": data, "action": one.action, "before": one.before.isoformat(), "count": one.count}
            for data, one in found.gone.items()
        ],
        "held": found.held,
        "journal_held_until": found.journal_held_until.isoformat() if found.journal_held_until else None,
        "unfinished": found.unfinished,
        "more": found.more,
        "file": file,
    }


def _show(found: Sum, file: str, *, dry_run: bool) -> None:
    show = screen()
    if found.gone:
        show.heading("What would go" if dry_run else "What went")
        rows = [(WORDS[data], f"{one.before:%Y-%m-%d}", f"{one.count:,}") for data, one in found.gone.items()]
        show.table(("what", "older than", "how many"), rows, right=(2,))
    elif found.unfinished:
        show.heading("A run that had broken off is to be finished first." if dry_run else "What was begun is finished.")
    else:
        show.heading("Nothing is older than its time.")
    if found.held:
        show.text(f"On hold, and kept: {found.held:,} {'membership' if found.held == 1 else 'memberships'}.")
    if found.journal_held_until is not None:
        show.text(f"Because of a hold, no journal line goes before {found.journal_held_until:%Y-%m-%d}.")
    if found.more:
        show.text("The journal goes part by part: a run may find more in it than is shown here.")
    show_file(show, file)
    if dry_run:
        show.text("Nothing was changed.")

"""`supportkit conformance`: try a storage backend, and say what it does not keep to."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from supportkit.cli.files import write_whole
from supportkit.cli.screen import screen
from supportkit.errors import InvalidInput, StoreUnavailable

if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    """Try the store: 0 if all holds, 1 if something does not, 2 if there is no such store."""
    # By name: nothing that is installed depends on `testing`, and only this command ever loads it.
    conformance: Any = import_module("supportkit.testing.conformance.command").conformance
    try:
        report: Any = conformance(options.target)
    except StoreUnavailable as error:
        if "cannot be imported" not in str(error.params.get("reason")):
            raise
        hint = "Check the spelling, and that the package is installed or lies in this folder."
        known = "memory://, sqlite:///FILE, another URL, package:factory"
        raise InvalidInput("store.unknown_scheme", hint=hint, scheme=options.target, known=known) from error
    if options.report:
        write_whole(options.report, report.to_json() + "\n", "--report")
    if options.json:
        print(report.to_json())
    else:
        _show(report)
    return 0 if report.passed else 1


def _show(report: Any) -> None:
    show = screen()
    show.heading("All checks passed." if report.passed else "The store does not keep to everything.")
    show.table(("", ""), [(name, str(count)) for name, count in report.totals.items()], right=(1,))
    for title, outcome in (("Failed", "failed"), ("Skipped", "skipped")):
        found = [one for one in report.results if one.outcome == outcome]
        if found:
            show.heading(title)
        for one in found:
            show.text(f"{one.id} ({one.face}): {one.sentence}", hanging=2)
            for line in one.message.splitlines():
                show.text(line, indent=4, hanging=2)

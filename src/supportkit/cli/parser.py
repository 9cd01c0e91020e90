"""The words of the command line. Only argparse is loaded here; each command's own module is loaded when it runs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

DESCRIPTION = "The domain layer of peer support groups, tried out and looked after from a terminal."
CODES = "Exit codes: 0 good, 1 a problem was found or something could not be done, 2 wrong use."
PEOPLE_LIMIT = 5000


def parser() -> argparse.ArgumentParser:
    """Answer the parser of the whole command line."""
    from supportkit import __version__

    whole = argparse.ArgumentParser(prog="supportkit", description=DESCRIPTION, epilog=CODES)
    whole.add_argument("--version", action="version", version=f"supportkit {__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _demo(commands)
    _doctor(commands)
    _import(commands)
    _conformance(commands)
    _schema(commands)
    _privacy(commands)
    _errors(commands)
    return whole


def _command(commands: Commands, name: str, module: str, words: str, more: str = "") -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=words, description=f"{words} {more}".strip(), epilog=CODES)
    command.set_defaults(module=f"supportkit.cli.{module}")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of words")
    return command


def _demo(commands: Commands) -> None:
    demo = _command(
        commands,
        "demo",
        "demo",
        "Rehearse eight weeks of a community with made-up people, and show what a coordinator would see.",
        "The same arguments print the same words.",
    )
    demo.add_argument("--feed", metavar="FILE", help="rehearse with the groups of a Meeting Guide list")
    demo.add_argument("--db", metavar="FILE", help="keep the data in this new SQLite file (default: a temporary one)")
    demo.add_argument("--zone", metavar="Z", help="the IANA zone of a list that names none, such as Europe/Berlin")
    demo.add_argument("--seed", metavar="N", type=int, default=8, help="another number, another course (default: 8)")
    demo.add_argument("--people", metavar="N", type=_number(1, PEOPLE_LIMIT), help="how many made-up people take part")


def _doctor(commands: Commands) -> None:
    doctor = _command(
        commands, "doctor", "doctor", "Check what supportkit stands on: versions, time-zone data, and a store."
    )
    doctor.add_argument("--db", metavar="URL", help="a store to check: sqlite:///groups.db, or the path of a file")


def _import(commands: Commands) -> None:
    kinds = commands.add_parser(
        "import", help="Read a public list of groups into a store.", description="Read a public list into a store."
    ).add_subparsers(title="kinds of lists", metavar="KIND", required=True)
    feed = _command(
        kinds,
        "meeting-guide",
        "importing",
        "Read a Meeting Guide list into a community, as groups that are shown and not run by it.",
        "Rows that cannot be read are named with the reason and left out; it fails when no row can be read.",
    )
    feed.add_argument("file", metavar="FILE", help="the list, a JSON array; - reads standard input")
    feed.add_argument("--db", metavar="FILE", required=True, help="the SQLite file; it is made when it does not exist")
    place = feed.add_mutually_exclusive_group()
    place.add_argument("--community", metavar="ID", help="the community that shows the groups")
    place.add_argument("--name", metavar="NAME", help="the name of a new community for them (default: Listed groups)")
    feed.add_argument("--zone", metavar="Z", help="the IANA zone of rows that name none")
    feed.add_argument("--actor", metavar="ID", default="importer", help="the person who does it (default: importer)")


def _conformance(commands: Commands) -> None:
    conformance = _command(
        commands,
        "conformance",
        "conformance",
        "Try a storage backend against everything that supportkit expects of one.",
        "Nothing that is kept already is touched.",
    )
    conformance.add_argument(
        "target", metavar="TARGET", help="memory://, sqlite:///FILE, another URL, or package:factory"
    )
    conformance.add_argument("--report", metavar="FILE", help="write the whole report to this file, as JSON")


def _schema(commands: Commands) -> None:
    schema = _command(commands, "schema", "schema", "Print the SQL of the tables, or apply it to a database.")
    schema.add_argument("--backend", default="sqlite", metavar="NAME", help="whose SQL (default: sqlite)")
    schema.add_argument("--apply", action="store_true", help="apply what is missing to the file of --db")
    schema.add_argument("--db", metavar="FILE", help="the database; needed with --apply")


def _privacy(commands: Commands) -> None:
    kinds = commands.add_parser(
        "privacy",
        help="Hand out, erase or let go of what is kept about people.",
        description="Hand out, erase or let go of what is kept about people.",
    ).add_subparsers(title="what to do", metavar="WHAT", required=True)
    export = _command(
        kinds,
        "export",
        "privacy_export",
        "Write everything that is kept about a person as one JSON document.",
        "The document is about health: keep it where only the person can get it.",
    )
    _person(export)
    export.add_argument("--out", metavar="FILE", help="where to write it; standard output if left out")
    erase = _command(
        kinds,
        "erase",
        "privacy_erase",
        "Show what an erasure would take away and what would stay; with --yes, erase, for good.",
        "Make an export first, if the person wants one.",
    )
    _person(erase)
    erase.add_argument("--yes", action="store_true", help="erase; without it, nothing is changed")
    retention = _command(
        kinds,
        "retention",
        "privacy_retention",
        "Let go of what has been kept long enough, by the community's schedule.",
    )
    _place(retention)
    retention.add_argument("--community", metavar="ID", required=True, help="whose schedule")
    retention.add_argument("--dry-run", action="store_true", help="only show what would go")


def _place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--db", metavar="URL", required=True, help="the store: sqlite:///groups.db, or a file")
    command.add_argument("--actor", metavar="ID", required=True, help="the person who does it, such as an owner")


def _person(command: argparse.ArgumentParser) -> None:
    command.add_argument("person", metavar="PERSON", help="the person's id")
    _place(command)
    command.add_argument("--community", metavar="ID", help="the community in whose name it is done for somebody else")


def _errors(commands: Commands) -> None:
    errors = _command(commands, "errors", "codes", "Say what an error code means and what to do.")
    errors.add_argument("code", metavar="CODE", nargs="?", help="such as group.full; without it, all codes are listed")


def _number(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"must be from {least} to {most:,}")
        return value

    return number

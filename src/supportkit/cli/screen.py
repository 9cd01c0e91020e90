"""How the command line shows things: calm, 80 columns wide, in plain text; a little nicer on a terminal with rich."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import time
import unicodedata
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    Progress = Callable[[int, int], None]

WIDTH = 80
WIDEST = 100
PATIENCE = 1.0
"""Seconds of work after which a bar is shown, on a terminal only."""
_GAP = "  "


class Screen(Protocol):
    """Shows headings, text and tables."""

    def heading(self, text: str) -> None:
        """Show the heading of a part."""
        ...

    def text(self, text: str, *, indent: int = 2, hanging: int = 0) -> None:
        """Show a paragraph, folded."""
        ...

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
        """Show rows; the first column gives way where there is not room enough.

        Args:
            header: the words above the columns.
            rows: the cells.
            right: the columns that are set to the right.
        """
        ...


def screen() -> Screen:
    """Answer the screen for stdout: plain text, or on a terminal that wants colours, rich if it is installed."""
    out = sys.stdout
    if out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and find_spec("rich"):
        return _Rich(out)
    return Plain(out)


class Plain:
    """Plain text."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._begun = False
        self.width: int = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST) if out.isatty() else WIDTH

    def heading(self, text: str) -> None:
        """Show the heading of a part."""
        self._write(f"{self._space()}{printable(text)}\n")

    def text(self, text: str, *, indent: int = 2, hanging: int = 0) -> None:
        """Show a paragraph, folded."""
        self._write(folded(text, self.width, indent, hanging) + "\n")

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
        """Show rows; the first column gives way where there is not room enough."""
        for line in laid_out(header, rows, right, self.width - 2):
            self._write(f"  {line}".rstrip() + "\n")

    def _space(self) -> str:
        """Answer the empty line before a heading; there is none before the first."""
        begun, self._begun = self._begun, True
        return "\n" if begun else ""

    def _write(self, text: str) -> None:
        self._begun = True
        self._out.write(text)


class _Rich(Plain):
    """The same on a terminal: headings stand out, and the words above a table stand back."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._console: Any = import_module("rich.console").Console(file=out, highlight=False, width=self.width)
        self._text: Any = import_module("rich.text").Text

    def heading(self, text: str) -> None:
        """Show the heading of a part."""
        self._console.print(self._text(self._space() + printable(text), style="bold cyan"))

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
        """Show rows; the first column gives way where there is not room enough."""
        first, *others = laid_out(header, rows, right, self.width - 2)
        if any(header):
            self._console.print(self._text(f"  {first}", style="dim"), no_wrap=True, soft_wrap=True)
        for line in others if any(header) else (first, *others):
            self._console.print(self._text(f"  {line}"), no_wrap=True, soft_wrap=True)


def printable(text: str) -> str:
    """Answer a text without anything that could move the cursor, change colours or turn the direction of writing."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def folded(text: str, width: int, indent: int = 2, hanging: int = 0) -> str:
    """Fold a paragraph to a width."""
    start = " " * indent
    return textwrap.fill(
        printable(text),
        width,
        initial_indent=start,
        subsequent_indent=start + " " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def cells(text: str) -> int:
    """Count the columns that a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def clipped(text: str, width: int) -> str:
    """Cut a text to a width, with a mark where something is left out."""
    if cells(text) <= width:
        return text
    kept = ""
    for sign in text:
        if cells(kept + sign) > width - 1:
            break
        kept += sign
    return kept.rstrip() + "…"


def laid_out(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int], width: int) -> Iterator[str]:
    """Lay a table out; a header of empty words is left out."""
    shown = [[printable(cell) for cell in row] for row in rows]
    whole = [list(header), *shown] if any(header) else shown
    widths = [max(cells(row[column]) for row in whole) for column in range(len(header))]
    rest = sum(widths[1:]) + len(_GAP) * (len(widths) - 1)
    widths[0] = max(min(widths[0], width - rest), 12)
    for row in whole:
        parts: list[str] = []
        for column, cell in enumerate(row):
            text = clipped(cell, widths[column])
            space = " " * (widths[column] - cells(text))
            parts.append(space + text if column in right else text + space)
        yield _GAP.join(parts).rstrip()


@contextmanager
def bar(title: str, *, silent: bool = False) -> Generator[Progress]:
    """Show how far a piece of work has come, on a terminal and only when it takes longer than a second."""
    out = sys.stderr
    if silent or not out.isatty():
        yield lambda _done, _all: None
        return
    shown = _Bar(out, title)
    try:
        yield shown.step
    finally:
        shown.clear()


class _Bar:
    """One line that is written again and again, and cleared at the end."""

    def __init__(self, out: TextIO, title: str) -> None:
        self._out, self._title = out, title
        self._began = time.monotonic()
        self._shown = -1

    def step(self, done: int, whole: int) -> None:
        if time.monotonic() - self._began < PATIENCE or whole <= 0:
            return
        percent = min(100 * done // whole, 100)
        if percent != self._shown:
            self._shown = percent
            full = percent * 30 // 100
            self._out.write(f"\r{self._title} [{'#' * full}{'.' * (30 - full)}] {percent:3d} %")
            self._out.flush()

    def clear(self) -> None:
        if self._shown >= 0:
            self._out.write("\r" + " " * (len(self._title) + 40) + "\r")
            self._out.flush()

"""How things are shown: never wider than the screen, never able to move the cursor."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from supportkit.cli import screen
from supportkit.cli.screen import bar, cells, clipped, folded, laid_out, printable

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    """A terminal, for those who ask."""

    def isatty(self) -> bool:
        return True


@given(st.text())
def test_what_is_printed_cannot_steer_a_terminal(text: str):
    assert printable(text).isprintable()
    assert len(printable(text)) == len(text)


@given(st.text(), st.integers(1, 40))
def test_a_clipped_text_fits(text: str, width: int):
    assert cells(clipped(text, width)) <= width


@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=12), st.text(max_size=12)), min_size=1))
def test_a_table_fits_and_keeps_its_rows(rows: list[tuple[str, str, str]]):
    lines = list(laid_out(("", "one", "two"), rows, (1,), 78))
    assert len(lines) == len(rows) + 1
    assert all(cells(line) <= 78 for line in lines)


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=30)))
def test_a_paragraph_fits_and_keeps_its_words(words: list[str]):
    told = folded(" ".join(words), 80)
    assert told.split() == words
    assert all(len(line) <= 80 for line in told.splitlines())


def test_a_bar_is_shown_on_a_terminal_only_and_cleared(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(screen, "PATIENCE", 0.0)
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with bar("Work") as progress:
        progress(1, 2)
    assert " 50 %" in shown.getvalue()
    assert shown.getvalue().endswith("\r")
    for silent, out in ((True, Terminal()), (False, io.StringIO())):
        monkeypatch.setattr(sys, "stderr", out)
        with bar("Work", silent=silent) as progress:
            progress(1, 2)
        assert out.getvalue() == ""


def test_short_work_shows_no_bar(monkeypatch: pytest.MonkeyPatch):
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with bar("Work") as progress:
        progress(1, 2)
    assert shown.getvalue() == ""


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", "xterm")
    for variable, coloured in ((None, True), ("1", False)):
        shown = Terminal()
        monkeypatch.setattr(sys, "stdout", shown)
        monkeypatch.delenv("NO_COLOR", raising=False)
        if variable:
            monkeypatch.setenv("NO_COLOR", variable)
        show = screen.screen()
        show.heading("Groups")
        show.table(("name", "seats"), [("Tuesday Circle", "8")], right=(1,))
        assert ("\x1b[" in shown.getvalue()) is coloured
        assert "Tuesday Circle" in shown.getvalue()


def test_without_rich_all_is_there(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert type(screen.screen()) is screen.Plain

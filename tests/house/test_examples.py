"""The examples in pages and docstrings are run, and a page that shows what is not so fails."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.house.source import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "```python\nseats = 8\nprint('seats:', seats)\n```\n"
TABBED = '=== "A"\n\n    ```python\n    assert seats == {}\n    ```\n'
PAGES = {
    "a block runs": ("README.md", FIRST, 0),
    "a block fails": ("README.md", "```python\nassert 1 == 2\n```\n", 1),
    "what is shown is printed": ("README.md", FIRST + "\n```text\nseats: 8\n```\n", 0),
    "what is shown is not printed": ("README.md", FIRST + "\n```text\nseats: 9\n```\n", 1),
    "text after words belongs to nothing": ("README.md", FIRST + "\nWords.\n\n```text\nseats: 9\n```\n", 0),
    "names are shared": ("docs/start/page.md", FIRST + "\n" + TABBED.format(8), 0),
    "a block in a tab fails": ("docs/start/page.md", FIRST + "\n" + TABBED.format(9), 1),
    "a prompt is right": ("docs/page.md", "```pycon\n>>> 1 + 1\n2\n```\n", 0),
    "a prompt is wrong": ("docs/page.md", "```python\n>>> 1 + 1\n3\n```\n", 1),
    "a skipped block is left out": ("docs/page.md", "<!-- skip: next -->\n\n```python\n1 / 0\n```\n\n" + FIRST, 0),
    "a docstring is right": ("src/room.py", 'def f():\n    """Add.\n\n    >>> f()\n    2\n    """\n    return 2\n', 0),
    "a docstring is wrong": ("src/room.py", 'def f():\n    """Add.\n\n    >>> f()\n    3\n    """\n    return 2\n', 1),
}


@pytest.mark.parametrize(("path", "text", "code"), PAGES.values(), ids=PAGES)
def test_examples_are_tests(tmp_path: Path, path: str, text: str, code: int):
    (tmp_path / "conftest.py").write_text((ROOT / "conftest.py").read_text("utf-8"), "utf-8")
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "pythonpath=src"]
    ran = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(tmp_path / path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == code, ran.stdout

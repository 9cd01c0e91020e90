"""Runs the command line, in this process or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.house.source import PACKAGE

from supportkit.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Ran(NamedTuple):
    """What a run came to."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON object on stdout."""
        return json.loads(self.out)


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Ran:
    """Run it in this process."""
    capsys.readouterr()
    code = main([str(word) for word in words])
    said = capsys.readouterr()
    return Ran(code, said.out, said.err)


def program(*words: str | Path, cwd: Path | None = None, given: bytes | None = None, **environment: str) -> Ran:
    """Run it as a program of its own, through `python -m supportkit`."""
    ran = subprocess.run(
        [sys.executable, "-m", "supportkit", *map(str, words)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(PACKAGE.parent), "PYTHONUTF8": "1"} | environment,
        input=given,
        capture_output=True,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())

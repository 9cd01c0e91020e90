"""The command line: `supportkit demo | doctor | import | conformance | schema | privacy | errors`.

Every command has `--json` and answers by its exit code: 0 for good, 1 for a problem found or something that could not
be done, 2 for wrong use. Nothing that a person wrote ever stands in an output, but for the document that `privacy
export` writes, which is that person's own.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("main",)

STOPPED = 130
"""The exit code after Ctrl-C, as shells have it (128 and the number of the signal)."""
UNHEARD = 141
"""The exit code when whoever read the output went away, as in `supportkit demo | head`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit code.

    Args:
        argv: the words after `supportkit`; those of this process if left out.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal without the letter shows another, and nothing breaks off
            stream.reconfigure(errors="replace")
    try:
        code = _run(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still in the buffer goes nowhere, so that the interpreter does not complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNHEARD
    except KeyboardInterrupt:
        print("\nsupportkit: stopped.", file=sys.stderr)
        return STOPPED
    return code


def _run(argv: Sequence[str] | None) -> int:
    from supportkit.cli.parser import parser
    from supportkit.errors import SupportKitError

    try:
        options = parser().parse_args(argv)
    except SystemExit as stop:  # --help, --version, or wrong use, already explained
        return stop.code if isinstance(stop.code, int) else 2
    command = import_module(options.module)
    from supportkit.cli import failing

    try:
        code: int = command.run(options)
    except SupportKitError as error:
        return failing.explain(error, as_json=options.json)
    except BrokenPipeError:
        raise
    except OSError as error:
        return failing.explain(failing.of_system(error), as_json=options.json)
    return code

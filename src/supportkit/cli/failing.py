"""What the command line says when something does not work: the words, the code, what to do, and an exit code."""

from __future__ import annotations

import json
import sys
import textwrap

from supportkit.errors import InvalidInput, Refused, SupportKitError

WRONG_USE = 2
FAILED = 1
_NOT_THE_WORDS = ("feed", "file", "system")


def explain(error: SupportKitError, *, as_json: bool) -> int:
    """Say what went wrong, on stderr or as a problem document on stdout, and answer the exit code."""
    if as_json:
        print(json.dumps(error.to_problem(), indent=2))
        sys.stdout.flush()
    else:
        first, *others = str(error).splitlines()
        lines = [*_folded(f"supportkit: {first}", "  "), *(line for one in others for line in _folded(one, "    "))]
        print("\n".join(lines), file=sys.stderr)
    return exit_code(error)


def exit_code(error: SupportKitError) -> int:
    """Answer 2 where the command line itself was not right, 1 where what it names could not be used."""
    wrong_use = isinstance(error, InvalidInput) and error.code.partition(".")[0] not in _NOT_THE_WORDS
    return WRONG_USE if wrong_use else FAILED


def of_system(error: OSError) -> SupportKitError:
    """Say in our words what the machine refused; the path is left out, for it may name a person."""
    return Refused("system.failed", reason=reason_of(error))


def reason_of(error: OSError) -> str:
    """Answer the machine's own words for an error, without the path."""
    words = error.strerror or type(error).__name__
    return words[:1].lower() + words[1:]


def _folded(line: str, indent: str) -> list[str]:
    start = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(line, 80, subsequent_indent=start + indent, break_long_words=False, break_on_hyphens=False)

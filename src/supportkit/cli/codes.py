"""`supportkit errors`: what a code means, why it is so, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.cli.files import as_text
from supportkit.cli.screen import screen
from supportkit.errors import CATALOGUE, InvalidInput, close_to

if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    """Explain one code, or list all of them."""
    if options.code is None:
        return _list(as_json=options.json)
    code: str = options.code
    if code not in set(CATALOGUE):
        nearest = close_to(code, CATALOGUE)
        hint = f"Did you mean `{nearest}`?" if nearest else "`supportkit errors` lists all codes."
        raise InvalidInput("value.not_allowed", hint=hint, given="This code", allowed="the codes of supportkit")
    entry = CATALOGUE[code]
    if options.json:
        print(as_text({"code": code, **entry._asdict()}))
        return 0
    show = screen()
    show.heading(code)
    show.text(entry.message)
    show.text(f"Why: {entry.why}", hanging=2)
    show.text(f"What to do: {entry.hint}", hanging=2)
    if entry.params:
        show.text(f"It comes with: {', '.join(entry.params)}.", hanging=2)
    return 0


def _list(*, as_json: bool) -> int:
    if as_json:
        print(as_text({"codes": {code: CATALOGUE[code].message for code in sorted(CATALOGUE)}}))
        return 0
    show = screen()
    for code in sorted(CATALOGUE):
        show.text(f"{code}: {CATALOGUE[code].message}", indent=0, hanging=4)
    return 0

"""`supportkit privacy export`: everything that is kept about a person, as one document."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from supportkit.cli.failing import reason_of
from supportkit.cli.files import as_text
from supportkit.cli.places import community_named, existing
from supportkit.cli.screen import screen
from supportkit.core.ids import check_person_id
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from argparse import Namespace

    from supportkit.privacy.bundle import Bundle


def run(options: Namespace) -> int:
    """Export: 0 when the document was written."""
    person, community = check_person_id(options.person), community_named(options.community)
    with existing(options.db, options.actor) as kit:
        bundle = kit.privacy.export(person, community_id=community)
    if options.out is None:
        print(bundle.to_json(), end="")
        return 0
    _write(options.out, bundle.to_json())
    kinds = Counter(record.KIND for record in bundle.records)
    if options.json:
        print(as_text({"records": dict(sorted(kinds.items())), "facts": len(bundle.facts)}))
    else:
        _show(bundle, kinds)
    return 0


def _write(name: str, text: str) -> None:
    """Write a file that only its owner may read, and none that is there already.

    Raises:
        InvalidInput: `file.unwritable`.
    """
    try:
        with os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise InvalidInput("file.unwritable", option="--out", reason="there is such a file already") from error
    except OSError as error:
        raise InvalidInput("file.unwritable", option="--out", reason=reason_of(error)) from error


def _show(bundle: Bundle, kinds: Counter[str]) -> None:
    show = screen()
    show.heading("Written, for the person alone")
    show.table(("what", "records"), [(kind, str(count)) for kind, count in sorted(kinds.items())], right=(1,))
    show.text(f"And {len(bundle.facts):,} facts of the journal.")

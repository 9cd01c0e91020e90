"""Under which key each record is kept, which index finds it, and whom each fact is about: a file for review.

What is stored is found by its key and its indexes for ever; whoever changes one writes the file anew with
`pytest tests/privacy/test_stored_places.py --update`, and says in the review how what is there already is found.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import attrs
from tests.core.domain_strategies import EVENTS, KINDS

from supportkit.core.private import private_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

PLACES = Path(__file__).with_name("places.txt")
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def possible(name: str, hint: Any) -> list[Any]:
    """Answer what a field may hold, as far as a key or an index could tell it apart."""
    found: list[Any] = []
    for one in get_args(hint) if type(None) in get_args(hint) else (hint,):
        if one is type(None):
            found.append(None)
        elif isinstance(one, type) and issubclass(one, Enum):
            found += list(one) if name == "status" else [next(iter(one))]
        elif one is datetime or one is date:
            found.append(AT if one is datetime else AT.date())
        elif one is bool or one is int:
            found += [False, True] if one is bool else [7]
        elif getattr(one, "__origin__", None) is tuple:
            found.append(())
        else:
            found.append(f"<{name}>")
    return found


def places(kind: Any) -> Iterator[str]:
    """Answer where the records of a kind are found."""
    hints = get_type_hints(kind)
    hidden = private_names(kind)
    fields = {
        one.name: [None] if one.name in hidden else possible(one.name, hints[one.name]) for one in attrs.fields(kind)
    }
    for values in product(*fields.values()):
        value = object.__new__(kind)
        for name, one in zip(fields, values, strict=True):
            object.__setattr__(value, name, one)
        yield f"{kind.KIND} is kept under {value.record_key.kind} {value.record_key.id}"
        for entry in value.indexes():
            given = {name: one for name, one in zip(fields, values, strict=True) if name not in hidden}
            state = [str(given["status"].value)] if "status" in given else []
            state += [f"without {name}" for name, one in given.items() if one is None]
            yield f"{kind.KIND} in {entry.name} by {entry.key}, order {entry.order}: {', '.join(state) or 'always'}"


def whom(event: Any) -> str:
    """Answer whom a fact is about."""
    value = object.__new__(event)
    for one in attrs.fields(event):
        object.__setattr__(value, one.name, f"<{one.name}>")
    return f"{event.TAG} is about {value.subject}"


def test_every_record_is_found_where_it_was_put(request: pytest.FixtureRequest):
    kinds = [kind for kind in KINDS if kind.__module__.startswith("supportkit.privacy.")]
    facts = [event for event in EVENTS if event.__module__.startswith("supportkit.privacy.")]
    now = sorted({line for kind in kinds for line in places(kind)} | {whom(event) for event in facts})
    if request.config.getoption("--update"):
        PLACES.write_text("\n".join(now) + "\n", "utf-8")
    agreed = PLACES.read_text("utf-8").splitlines()
    assert {"gone": sorted(set(agreed) - set(now)), "new": sorted(set(now) - set(agreed))} == {"gone": [], "new": []}

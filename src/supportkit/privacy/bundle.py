"""All of one person's data as one document, and back: for the person, and for a move to another store.

The document names nobody else: whoever else stands in a record or a fact is `per.other.1`, `per.other.2`, in the order
of their appearance, so that two exports cannot be laid side by side to find out who is who.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast, get_args

import attrs
from attrs import frozen

from supportkit.core.change import Event
from supportkit.core.clock import parse_instant, stamp
from supportkit.core.codec import Aggregate, encode, from_data, to_data
from supportkit.core.ids import PersonId, check_person_id
from supportkit.core.records import Entry, Key, Put
from supportkit.errors import InvalidInput, Problem, UnknownTag
from supportkit.tags import AGGREGATES, INDEXES, aggregate_of, class_of

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = "supportkit.person.1"
"""The name of the document's form."""
SIZE_LIMIT = 50_000_000
"""Characters of a document that is read, at most (default)."""
KEPT_BACK = {
    "erasure": "it says that nothing is left",
    "audit_salt": "it proves the audit chain, and says nothing of the person",
    "request": "it holds digests of requests for seven days, and nothing that was said",
}
"""Kinds of records that name a person and are no part of the document, with the reason."""


@frozen(kw_only=True)
class Told:
    """A fact of the journal, with what only its line knows.

    Args:
        id: the line's id.
        about: the record it is about.
        version: the record's version that it led to.
        recorded_at: when it was written.
        event: the fact.
    """

    id: str
    about: Key[Any]
    version: int
    recorded_at: str
    event: Event


@frozen(kw_only=True)
class Bundle:
    """All of one person's data that is kept: the records about them, and the facts of the journal.

    Args:
        person_id: the person.
        made_at: when the bundle was made.
        records: the records about the person, by kind and id.
        facts: the facts about the person, in the order of the journal.
    """

    person_id: PersonId
    made_at: datetime
    records: tuple[Any, ...]
    facts: tuple[Told, ...]

    def __repr__(self) -> str:
        return f"Bundle({self.person_id}, {len(self.records)} records, {len(self.facts)} facts)"

    def to_json(self) -> str:
        """Write the document: the same bundle gives the same text."""
        others = _names_of_others(self)
        document = {
            "format": FORMAT,
            "person_id": self.person_id,
            "made_at": stamp(self.made_at),
            "records": [
                {"kind": one.KIND, "data": to_data(_renamed(one, others))} for one in sorted(self.records, key=_place)
            ],
            "facts": [
                {
                    "id": told.id,
                    "tag": told.event.TAG,
                    "kind": told.about.kind,
                    "about": _renamed_key(told.about.id, others),
                    "version": told.version,
                    "recorded_at": told.recorded_at,
                    "data": to_data(_renamed(told.event, others)),
                }
                for told in self.facts
            ],
        }
        return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def puts(self) -> Iterator[Put]:
        """Answer what writes the records where none of them is."""
        for one in self.records:
            body, private = encode(one)
            subject = one.subject if private is not None else None
            yield Put(one.record_key, 0, body, private, subject, one.indexes())

    def entries(self) -> Iterator[Entry]:
        """Answer the journal lines of the facts, as they were."""
        for told in self.facts:
            event = told.event
            body, private = encode(event)
            subject = event.subject if private is not None else None
            yield Entry(
                told.id,
                event.TAG,
                told.about,
                told.version,
                stamp(event.at),
                told.recorded_at,
                event.by,
                body,
                private,
                subject,
            )


def from_json(text: str) -> Bundle:
    """Read a document.

    Raises:
        InvalidInput: `bundle.malformed`, `bundle.too_large`, or every problem of its records and facts with its path.
    """
    if len(text) > SIZE_LIMIT:
        raise InvalidInput("bundle.too_large", most=SIZE_LIMIT)
    try:
        document = json.loads(text)
        form, person_id, made_at = document["format"], str(document["person_id"]), parse_instant(document["made_at"])
        rows, lines = list(document["records"]), list(document["facts"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InvalidInput("bundle.malformed") from error
    if form != FORMAT:
        raise InvalidInput("bundle.malformed")
    person_id = check_person_id(person_id)
    problems: list[Problem] = []
    records = [_read(f"$.records[{place}]", row, _record, problems) for place, row in enumerate(rows)]
    facts = [_read(f"$.facts[{place}]", line, _fact, problems) for place, line in enumerate(lines)]
    for place, one in enumerate(records):
        if one is not None and owner_of(one) != person_id:
            problems.append(Problem("bundle.of_somebody_else", f"$.records[{place}]"))
    if problems:
        raise InvalidInput.of(tuple(problems))
    return Bundle(person_id=person_id, made_at=made_at, records=tuple(records), facts=tuple(facts))


def kinds_about_people() -> tuple[type[Aggregate], ...]:
    """Answer every class of records that an index finds by person, except those that are kept back."""
    listed = {name.partition(".")[0] for name in INDEXES if name.endswith(".by_person")}
    return tuple(aggregate_of(kind) for kind in sorted(listed) if kind not in KEPT_BACK)


def owner_of(record: Any) -> PersonId | None:
    """Answer whom a record is about: its subject, or the person that its body names."""
    if record.KIND == "person":
        return record.id  # type: ignore[no-any-return]
    owner: PersonId | None = record.subject or getattr(record, "person_id", None)
    return owner


def is_about(event: Event, person_id: PersonId) -> bool:
    """Tell whether a fact is one person's: it is about them, or about nobody and done by them."""
    about = getattr(event, "person_id", None)
    return event.by == person_id if about is None else about == person_id


def _place(record: Any) -> tuple[str, str]:
    return record.KIND, record.record_key.id


def _record(row: Any) -> Any:
    return from_data(aggregate_of(row["kind"]), row["data"])


def _fact(line: Any) -> Told:
    if line["kind"] not in AGGREGATES:
        raise UnknownTag("document.unknown_tag", tag=line["kind"])
    return Told(
        id=line["id"],
        about=Key(line["kind"], line["about"]),
        version=int(line["version"]),
        recorded_at=stamp(parse_instant(line["recorded_at"])),
        event=from_data(class_of(line["tag"]), line["data"]),
    )


def _read(path: str, row: Any, read: Any, problems: list[Problem]) -> Any:
    """Read one row; what is wrong with it is noted with its path."""
    try:
        return read(row)
    except InvalidInput as error:
        problems += [Problem(one.code, path + one.path.removeprefix("$"), one.params) for one in error.problems]
    except (UnknownTag, ValueError, TypeError, KeyError):
        problems.append(Problem("bundle.malformed", path))
    return None


def _names_of_others(bundle: Bundle) -> dict[str, str]:
    """Answer what each other person is called in the document, in the order of their appearance."""
    others: dict[str, str] = {}
    told = [told.event for told in bundle.facts]
    for value in [*sorted(bundle.records, key=_place), *told]:
        for person_id in _people_in(value):
            if person_id != bundle.person_id and person_id not in others:
                others[person_id] = f"per.other.{len(others) + 1}"
    return others


def _people_in(value: Any) -> Iterator[str]:
    """Answer every person id that a value holds, by the types of its fields."""
    for name, names_people in _fields(value.__class__):
        for one in _inside(getattr(value, name)):
            if names_people and isinstance(one, str):
                yield one
            elif attrs.has(one.__class__):
                yield from _people_in(one)


def _renamed(value: Any, others: dict[str, str]) -> Any:
    """Answer a value in which other people have the names of the document."""
    changes: dict[str, Any] = {}
    for name, names_people in _fields(value.__class__):
        found = getattr(value, name)
        inside = _inside(found)
        new = tuple(_renamed_one(one, others, names_people=names_people) for one in inside)
        if new != inside:
            changes[name] = new if isinstance(found, tuple) else new[0]
    return attrs.evolve(value, **changes) if changes else value


def _renamed_one(value: Any, others: dict[str, str], *, names_people: bool) -> Any:
    if names_people and isinstance(value, str):
        return others.get(value, value)
    return _renamed(value, others) if attrs.has(value.__class__) else value


def _inside(found: object) -> tuple[object, ...]:
    """Answer what a field holds: the parts of a tuple, or the one value."""
    return cast("tuple[object, ...]", found) if isinstance(found, tuple) else (found,)


def _renamed_key(key: str, others: dict[str, str]) -> str:
    """Answer the id of a record, whose last part may be a person."""
    head, colon, tail = key.rpartition(":")
    return f"{head}{colon}{others.get(tail, tail)}"


@cache
def _fields(kind: Any, /) -> tuple[tuple[str, bool], ...]:
    """Answer the fields of a class, and which of them hold person ids."""
    attrs.resolve_types(kind)
    return tuple((field.name, _names_people(field.type)) for field in attrs.fields(kind))


def _names_people(kind: Any) -> bool:
    return kind is PersonId or any(map(_names_people, get_args(kind)))

"""Random values of every class of the domain, made by looking at its fields, and what an erasure leaves of them."""

from __future__ import annotations

import inspect
import sys
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cache
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import attrs
from hypothesis import strategies as st
from tests.memberships.forms import forms
from tests.sessions.plans import rules

from supportkit.communities.rules import CommunityRules
from supportkit.core import codec, ids
from supportkit.core.change import Event
from supportkit.core.private import ERASED, Erased, private_names
from supportkit.groups.contact import Named
from supportkit.groups.eligibility import Eligibility
from supportkit.groups.group import Group, StandIn
from supportkit.groups.rules import GroupRules
from supportkit.memberships.form import Form
from supportkit.privacy.profile import AboutMe
from supportkit.sessions.occurrence import Occurrence
from supportkit.sessions.recurrence import Recurrence
from supportkit.sessions.series import Series
from supportkit.sessions.session import Session
from supportkit.tags import TAGS, class_of

if TYPE_CHECKING:
    from collections.abc import Iterator

for _name in (
    "supportkit.core.request",
    "supportkit.communities.community",
    "supportkit.groups.group",
    "supportkit.groups.contact",
    "supportkit.memberships.membership",
    "supportkit.memberships.questionnaire",
    "supportkit.memberships.screening",
    "supportkit.sessions.series",
    "supportkit.sessions.session",
    "supportkit.sessions.attendance",
    "supportkit.sessions.venue",
    "supportkit.privacy.person",
    "supportkit.privacy.profile",
    "supportkit.privacy.erasure",
):
    import_module(_name)

KINDS: list[type[Any]] = sorted(set(codec.KINDS.values()), key=lambda kind: kind.KIND)
"""Every aggregate."""
EVENTS: list[type[Event]] = [class_of(tag) for tag in TAGS]
"""Every fact."""
WITH_PRIVATE = [kind for kind in [*KINDS, *EVENTS] if private_names(kind)]
"""Every class with a private side."""

_PREFIX = {"CommunityId": "com", "GroupId": "grp", "SeriesId": "ser", "QuestionnaireId": "qst"}
_SEEDED = {
    prefix: [ids.SeededIds(seed).new(prefix) for seed in range(6)]
    for prefix in ("com", "grp", "ser", "qst", "per", "evt")
}

letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
texts = st.text(letters, min_size=1, max_size=25).filter(str.strip)
zones = st.sampled_from(("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"))
moments = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))
people = st.sampled_from(("ann", "bo", "cy", "di", "A.b_c-9", *_SEEDED["per"])).map(ids.PersonId)
session_ids = st.builds(lambda lineage, at: f"{lineage}@{at:%Y%m%dT%H%M}", st.sampled_from(_SEEDED["ser"]), moments)


def _identified(name: str) -> st.SearchStrategy[Any]:
    if name == "PersonId":
        return people
    return session_ids if name == "SessionId" else st.sampled_from(_SEEDED[_PREFIX[name]])


_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: st.integers(0, 400),
    bool: st.booleans(),
    float: st.floats(-90, 90),
    datetime: moments,
    date: st.dates(date(1970, 1, 1), date(2200, 1, 1)),
    time: st.times(),
    type(None): st.none(),
    Erased: st.just(ERASED),
}
_FIELDS: dict[tuple[type, str], st.SearchStrategy[Any]] = {
    (Group, "capacity"): st.none() | st.integers(1, 500),
    (Series, "zone"): st.none() | zones,
    (Session, "zone"): zones,
    (Series, "minutes"): st.integers(1, 1440),
    (Series, "capacity"): st.none() | st.integers(1, 10_000),
    (Eligibility, "languages"): st.lists(st.sampled_from(("en", "es", "pt-BR", "zh-Hant-TW")), max_size=3).map(tuple),
    (Eligibility, "regions"): st.lists(st.sampled_from(("DE", "US", "US-WA")), max_size=3).map(tuple),
    (CommunityRules, "minimum_age"): st.integers(13, 99),
    (CommunityRules, "places_at_once"): st.none() | st.integers(1, 1000),
    (CommunityRules, "bookings_at_once"): st.none() | st.integers(1, 1000),
    (CommunityRules, "seat_rest_days"): st.integers(0, 365),
    (GroupRules, "offer_hours"): st.integers(1, 720),
    (GroupRules, "pause_weeks"): st.integers(1, 104),
    (GroupRules, "rejoin_after_days"): st.integers(0, 366),
}


def by_type(kind: Any) -> st.SearchStrategy[Any]:
    """Answer a strategy for a type as it stands in an annotation."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if hasattr(kind, "__supertype__"):
        return _identified(kind.__name__)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if isinstance(kind, type) and attrs.has(kind):
        return values(kind)
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return st.one_of(*map(by_type, inside))
    if origin is tuple:
        if inside[-1] is Ellipsis:
            return st.lists(by_type(inside[0]), max_size=3).map(tuple)
        return st.tuples(*map(by_type, inside))
    raise TypeError(f"no strategy for {kind}")


def _built(kind: type) -> st.SearchStrategy[Any]:
    attrs.resolve_types(kind)
    return st.builds(
        kind,
        **{field.name: _field(kind, field) for field in attrs.fields(kind)},
    )


def _field(kind: type, field: attrs.Attribute[Any]) -> st.SearchStrategy[Any]:
    special = _FIELDS.get((kind, field.name))
    return by_type(field.type) if special is None else special


@cache
def values(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Answer a strategy for any value of a class that its own check lets pass."""
    if kind is Recurrence:
        return rules()
    if kind is Form:
        return forms()
    if kind is StandIn:
        return st.one_of(
            st.builds(StandIn, person_id=people),
            st.builds(StandIn, notice_hours=st.integers(min_value=1, max_value=168)),
        )
    if kind in (Session, Occurrence) or kind.__name__ == "SessionPlanned":
        attrs.resolve_types(kind)
        fields = {field.name: _field(kind, field) for field in attrs.fields(kind)}
        start = fields.pop("starts_at")
        fields.pop("ends_at")
        return st.builds(
            lambda start, minutes, **rest: kind(starts_at=start, ends_at=start + timedelta(minutes=minutes), **rest),
            start,
            st.integers(1, 1440),
            **fields,
        )
    if issubclass(kind, Event) and kind.__name__ == "SeriesPlanned":
        _FIELDS[kind, "minutes"] = st.integers(1, 1440)
        _FIELDS[kind, "zone"] = st.none() | zones
        _FIELDS[kind, "capacity"] = st.none() | st.integers(1, 10_000)
    return _built(kind)


def erased(value: Any) -> Any:
    """Answer what reading a value gives once its private side is gone."""
    return attrs.evolve(value, **dict.fromkeys(private_names(type(value)), ERASED))


def verbs(kind: type[Any]) -> Iterator[tuple[str, bool]]:
    """Name every method of an aggregate that answers a change, and whether it brings the aggregate into being."""
    for name, method in inspect.getmembers(kind, inspect.isroutine):
        answer = str(getattr(method, "__annotations__", {}).get("return", ""))
        if not name.startswith("_") and answer.startswith("Change["):
            yield name, inspect.ismethod(method)


def arguments(kind: type[Any], verb: str) -> st.SearchStrategy[dict[str, Any]]:
    """Answer a strategy for the arguments of a verb, by their annotations."""
    method: Any = getattr(kind, verb)
    known = {
        kind.__name__: kind
        for kind in (Named, GroupRules, CommunityRules, AboutMe, Session, Occurrence, Series, datetime)
    }
    hints = get_type_hints(method, vars(sys.modules[kind.__module__]) | known)
    hints.pop("return", None)
    return st.fixed_dictionaries({name: _argument(name, hint) for name, hint in hints.items()})


def _argument(name: str, hint: Any) -> st.SearchStrategy[Any]:
    if name == "zone":
        return zones | st.none() if type(None) in get_args(hint) else zones
    if name.startswith("by_how_many"):
        return st.sampled_from((-1, 1))
    return by_type(hint)

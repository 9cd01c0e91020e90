"""Random values of every class of the domain, made by looking at its fields, and what an erasure leaves of them."""

from __future__ import annotations

import inspect
import sys
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cache
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING, Any, Self, Union, get_args, get_origin, get_type_hints

import attrs
from hypothesis import strategies as st
from tests.memberships.forms import forms
from tests.sessions.plans import rules

from supportkit.communities.community import Community
from supportkit.communities.crisis_plan import CrisisPlan, CrisisResourceNote
from supportkit.communities.rules import CommunityRules
from supportkit.core import codec, ids
from supportkit.core.change import Event
from supportkit.core.private import ERASED, Erased, private_names
from supportkit.groups.cohort import Cohort
from supportkit.groups.eligibility import Eligibility
from supportkit.groups.group import Group, StandIn
from supportkit.groups.rules import GroupRules
from supportkit.memberships.form import Form
from supportkit.memberships.waiting import Waiting
from supportkit.privacy.audit import ChainHead
from supportkit.privacy.profile import AboutMe
from supportkit.privacy.retention import MOST_DAYS, RetentionSchedule
from supportkit.privacy.retention_events import ScheduleChanged, ScheduleSettled
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
    "supportkit.memberships.observation",
    "supportkit.memberships.bond",
    "supportkit.memberships.conversation",
    "supportkit.memberships.emergency",
    "supportkit.memberships.household_question",
    "supportkit.memberships.introduction",
    "supportkit.memberships.invitation",
    "supportkit.memberships.referral",
    "supportkit.memberships.questionnaire",
    "supportkit.memberships.screening",
    "supportkit.sessions.series",
    "supportkit.sessions.session",
    "supportkit.sessions.attendance",
    "supportkit.sessions.venue",
    "supportkit.privacy.consent",
    "supportkit.privacy.consent_document",
    "supportkit.privacy.data_request",
    "supportkit.privacy.disclosure",
    "supportkit.privacy.person",
    "supportkit.privacy.death",
    "supportkit.privacy.aftercare",
    "supportkit.privacy.wish",
    "supportkit.privacy.profile",
    "supportkit.privacy.alias",
    "supportkit.privacy.block",
    "supportkit.privacy.exchange",
    "supportkit.privacy.unmasking",
    "supportkit.privacy.erasure",
    "supportkit.privacy.audit",
    "supportkit.privacy.hold",
    "supportkit.privacy.retention",
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
regions = st.sampled_from(("DE", "US", "US-WA", "GB-SCT", "AU-NSW"))
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
    (Community, "regions"): st.lists(regions, max_size=3).map(tuple),
    (Series, "zone"): st.none() | zones,
    (Session, "zone"): zones,
    (Series, "minutes"): st.integers(1, 1440),
    (Series, "capacity"): st.none() | st.integers(1, 10_000),
    (CommunityRules, "minimum_age"): st.none() | st.integers(13, 99),
    (Eligibility, "languages"): st.lists(st.sampled_from(("en", "es", "pt-BR", "zh-Hant-TW")), max_size=3).map(tuple),
    (Eligibility, "regions"): st.lists(st.sampled_from(("DE", "US", "US-WA")), max_size=3).map(tuple),
    (CommunityRules, "places_at_once"): st.none() | st.integers(1, 1000),
    (CommunityRules, "bookings_at_once"): st.none() | st.integers(1, 1000),
    (CommunityRules, "seat_rest_days"): st.integers(0, 365),
    (RetentionSchedule, "tie_days"): st.integers(0, MOST_DAYS),
    (ScheduleSettled, "tie_days"): st.integers(0, MOST_DAYS),
    (ScheduleChanged, "tie_days"): st.integers(0, MOST_DAYS),
    (GroupRules, "offer_hours"): st.integers(1, 720),
    (Waiting, "band"): st.none() | st.integers(0, 8),
    (GroupRules, "pause_weeks"): st.integers(1, 104),
    (GroupRules, "rejoin_after_days"): st.integers(0, 366),
    (AboutMe, "zone"): st.none() | zones,
    (AboutMe, "region"): st.sampled_from((None, "DE", "US-WA")),
    (AboutMe, "languages"): st.sampled_from(((), ("en",), ("es", "pt-BR"))),
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
    if kind is ChainHead:
        return st.builds(ChainHead, st.integers(0, 400), texts)
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
    if kind is Cohort:
        return cohorts()
    if kind is CrisisPlan:
        notes = st.lists(values(CrisisResourceNote), max_size=3).map(tuple)
        return st.builds(CrisisPlan, responders=st.lists(people, max_size=3).map(tuple), hours=texts, resources=notes)
    if kind is CrisisResourceNote:
        return st.builds(
            CrisisResourceNote,
            region=regions,
            name=texts,
            confirmed_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
            phone=st.sampled_from(("112", "+49 30 000 00 00", "(555) 01-00")),
            text=st.none() | st.just("85258"),
            url=st.none() | st.just("https://crisis.example/chat"),
            languages=st.lists(st.sampled_from(("en", "es")), max_size=2).map(tuple),
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


def cohorts() -> st.SearchStrategy[Cohort]:
    """Answer a strategy for the days of a cohort."""

    def made(starts_on: date, days: int, joining: int | None, minimum: int, zone: str) -> Cohort:
        last = None if joining is None else starts_on + timedelta(days=min(joining, days))
        ends_on = starts_on + timedelta(days=days)
        return Cohort(starts_on=starts_on, ends_on=ends_on, last_join_on=last, minimum=minimum, zone=zone)

    days = st.integers(0, 400)
    return st.builds(
        made, st.dates(date(2020, 1, 1), date(2030, 1, 1)), days, st.none() | days, st.integers(1, 500), zones
    )


def erased(value: Any) -> Any:
    """Answer what reading a value gives once its private side is gone."""
    return attrs.evolve(value, **dict.fromkeys(private_names(type(value)), ERASED))


def verbs(kind: type[Any]) -> Iterator[tuple[str, bool]]:
    """Name every method of an aggregate that answers a change, and whether it brings the aggregate into being."""
    for name, method in inspect.getmembers(kind, inspect.isroutine):
        answer = str(getattr(method, "__annotations__", {}).get("return", ""))
        if not name.startswith("_") and answer.startswith("Change["):
            yield name, inspect.ismethod(method)


def _classes() -> dict[str, Any]:
    """Answer every class of the library by its name, for annotations whose module does not import it."""
    loaded = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("supportkit.") and ".testing" not in name
    ]
    ours = {name: one for module in loaded for name, one in vars(module).items() if inspect.isclass(one)}
    names = {name: one for name, one in vars(ids).items() if name.endswith("Id")}
    return ours | names | {"datetime": datetime, "date": date, "Self": Self}


def arguments(kind: type[Any], verb: str) -> st.SearchStrategy[dict[str, Any]]:
    """Answer a strategy for the arguments of a verb, by their annotations."""
    method: Any = getattr(kind, verb)
    hints = get_type_hints(method, _classes() | vars(sys.modules[method.__module__]))
    hints.pop("return", None)
    return st.fixed_dictionaries({name: _argument(name, hint) for name, hint in hints.items()})


def _argument(name: str, hint: Any) -> st.SearchStrategy[Any]:
    if name == "zone":
        return zones | st.none() if type(None) in get_args(hint) else zones
    if name.startswith("by_how_many"):
        return st.sampled_from((-1, 1))
    return by_type(hint)

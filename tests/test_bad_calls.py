"""Bad input gets a clear error, and nothing is lost: each case through the kit, on memory and on a SQLite file.

What is special to a file (read-only, full, locked, damaged, a second process) is in `tests/storage`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.house.source import PACKAGE

import supportkit as sk
from supportkit.core.records import Batch, Entry, Key, Put
from supportkit.storage import MemoryStore, SQLiteStore
from supportkit.tags import INDEXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
MEGABYTES = "a" * 10_000_000


class Place:
    """A rehearsal with a group of two seats: ann and bo sit, cy waits, di has left."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.clock = sk.FixedClock(AT)
        self.kit = sk.Kit(store, actor="ruth", clock=self.clock, ids=sk.SeededIds(7))
        self.community = self.kit.setup.found("Rehearsal", owner="ruth", mode="rehearsal")
        self.group = self.kit.groups.create(
            self.community.id, "Tuesdays", capacity=2, facilitators=["fay"], access=sk.Access.OPEN
        )
        self.series = self.kit.sessions.plan(
            self.group.id, sk.weekly("TU"), start_on="2026-12-01", at="18:30", zone="Europe/Berlin"
        )
        self.kit.groups.open(self.group.id)
        self.as_("di").memberships.apply(self.group.id)
        self.as_("di").memberships.leave(self.group.id)
        for person in ("ann", "bo", "cy"):
            self.as_(person).memberships.apply(self.group.id)

    def as_(self, person: str) -> sk.Kit:
        return self.kit.acting_as(person)

    @property
    def session(self) -> sk.Session:
        return self.kit.sessions.upcoming(self.group.id).items[0]

    def everything(self) -> Any:
        """Answer all that the store holds: the journal, and every record that stands in an index."""
        lines = self.store.read(None, 1000)
        keys = sorted({line.entry.key for line in lines})
        return list(lines), {key: self.store.load([key]).get(key) for key in keys}


@pytest.fixture(params=["memory", "sqlite"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "memory":
        yield Place(MemoryStore())
        return
    with SQLiteStore(tmp_path / "groups.db", durability="normal") as store:
        yield Place(store)


def _offer_that_ended(place: Place) -> Any:
    place.as_("bo").memberships.leave(place.group.id)
    place.clock.advance(timedelta(hours=72))
    return lambda: place.as_("cy").memberships.accept_offer(place.group.id)


CASES: dict[str, tuple[str, Callable[[Place], Any]]] = {
    "a naive time to move a session to": (
        "time.naive",
        lambda p: lambda: p.kit.sessions.reschedule(p.session.id, datetime(2026, 12, 1, 19)),
    ),
    "a naive end of a pause": (
        "time.naive",
        lambda p: lambda: p.as_("ann").memberships.pause(p.group.id, until=datetime(2027, 1, 1)),
    ),
    "a naive moment for what is due": (
        "time.naive",
        lambda p: lambda: p.kit.due.actions(p.community.id, until=datetime(2027, 1, 1)),
    ),
    "a zone that is none": (
        "zone.unknown",
        lambda p: (
            lambda: p.kit.sessions.plan(
                p.group.id, sk.weekly("TU"), start_on="2026-12-01", at="18:30", zone="Europe/Berln"
            )
        ),
    ),
    "an offset for a zone": (
        "zone.offset",
        lambda p: (
            lambda: p.kit.sessions.plan(p.group.id, sk.weekly("TU"), start_on="2026-12-01", at="18:30", zone="+01:00")
        ),
    ),
    "a first date that the rule does not give": (
        "series.start_not_on_rule",
        lambda p: (
            lambda: p.kit.sessions.plan(
                p.group.id, sk.weekly("TU"), start_on="2026-12-02", at="18:30", zone="Europe/Berlin"
            )
        ),
    ),
    "waiting together with oneself": (
        "party.oneself",
        lambda p: lambda: p.as_("cy").memberships.wait_together(p.group.id, "cy"),
    ),
    "a capacity of none": ("number.out_of_range", lambda p: lambda: p.kit.groups.set_capacity(p.group.id, 0)),
    "joining twice": ("state.wrong", lambda p: lambda: p.as_("ann").memberships.apply(p.group.id)),
    "waiting twice": ("state.wrong", lambda p: lambda: p.as_("cy").memberships.apply(p.group.id)),
    "accepting somebody who has left": (
        "state.wrong",
        lambda p: lambda: p.kit.memberships.accept(p.group.id, "di"),
    ),
    "accepting somebody who never asked": (
        "record.not_found",
        lambda p: lambda: p.kit.memberships.accept(p.group.id, "nobody"),
    ),
    "an offer after its end": ("offer.expired", _offer_that_ended),
    "an offer that there is not": (
        "state.wrong",
        lambda p: lambda: p.as_("cy").memberships.accept_offer(p.group.id),
    ),
    "NUL in a name": ("text.not_storable", lambda p: lambda: p.kit.groups.create(p.community.id, "Tues\0day")),
    "half a surrogate pair in a name": (
        "text.not_storable",
        lambda p: lambda: p.kit.groups.create(p.community.id, "Tuesday \ud83d"),
    ),
    "NUL in a private note": (
        "text.not_storable",
        lambda p: lambda: p.as_("ann").memberships.leave(p.group.id, words="be\0cause"),
    ),
    "half a surrogate pair in a private note": (
        "text.not_storable",
        lambda p: lambda: p.as_("ann").memberships.leave(p.group.id, words="\udc00"),
    ),
    "10 MB of note": (
        "text.too_long",
        lambda p: lambda: p.as_("ann").memberships.leave(p.group.id, words=MEGABYTES),
    ),
    "10 MB of name": ("text.too_long", lambda p: lambda: p.kit.groups.create(p.community.id, MEGABYTES)),
    "10 MB of guidelines": (
        "text.too_long",
        lambda p: lambda: p.kit.communities.describe(p.community.id, guidelines=MEGABYTES),
    ),
    "a name of blanks": ("text.empty", lambda p: lambda: p.kit.groups.create(p.community.id, "   ")),
    "the id of a community for a group": (
        "id.wrong_kind",
        lambda p: lambda: p.kit.groups.get(sk.GroupId(p.community.id)),
    ),
    "the id of a group for a person": (
        "id.wrong_kind",
        lambda p: lambda: p.kit.memberships.accept(p.group.id, p.group.id),
    ),
    "a word for a group": ("id.malformed", lambda p: lambda: p.as_("ann").memberships.apply(sk.GroupId("tuesdays"))),
    "an e-mail address for a person": (
        "person.contact_data",
        lambda p: lambda: p.kit.memberships.invite(p.group.id, "ann@example.org"),
    ),
    "a phone number for a person": (
        "person.contact_data",
        lambda p: lambda: p.kit.memberships.invite(p.group.id, "555-0100-200"),
    ),
    "an e-mail address to act as": ("person.contact_data", lambda p: lambda: p.as_("ann@example.org")),
    "an answer that is none": (
        "value.not_allowed",
        lambda p: lambda: p.as_("ann").sessions.rsvp(p.session.id, "perhaps"),
    ),
    "a role that a group does not have": (
        "value.not_allowed",
        lambda p: lambda: p.kit.memberships.appoint(p.group.id, "ann", "owner"),
    ),
    "a page of none": ("query.invalid", lambda p: lambda: p.kit.memberships.mine(limit=0)),
    "a cursor of something else": ("cursor.invalid", lambda p: lambda: p.kit.memberships.mine(after="?")),
    "a journal cursor that was never given": ("cursor.invalid", lambda p: lambda: p.kit.journal(after="999999")),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_gets_its_code_and_changes_nothing(case: str, place: Place) -> None:
    code, prepare = CASES[case]
    attempt = prepare(place)
    before = place.everything()
    with pytest.raises(sk.SupportKitError) as caught:
        attempt()
    assert caught.value.code == code
    assert caught.value.hint
    assert place.everything() == before


def test_no_message_repeats_what_was_typed(place: Place) -> None:
    secret = "metastases in the liver"
    for attempt in (
        lambda: place.kit.memberships.invite(place.group.id, f"{secret}@example.org"),
        lambda: place.kit.groups.get(sk.GroupId(secret)),
        lambda: place.as_("ann").sessions.rsvp(place.session.id, secret),
        lambda: place.as_("ann").memberships.leave(place.group.id, words=secret + "\0"),
        lambda: sk.from_data(sk.Venue, {"name": [secret], "mode": secret, secret: 1}),
    ):
        with pytest.raises(sk.SupportKitError) as caught:
            attempt()
        shown = f"{caught.value} {caught.value!r} {caught.value.to_problem()}"
        assert "metastases" not in shown


# What is wrong with what is stored


def _overwrite(place: Place, key: Key[Any], body: bytes) -> None:
    record = place.store.load([key])[key]
    place.store.commit(Batch((Put(key, record.version, body, record.private, record.subject, record.indexes),)))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"id":"grp_', "document.malformed"),
        (b"[]", "document.malformed"),
        (b"{}", "document.malformed"),
        (b'{"v":99}', "document.too_new"),
    ],
)
def test_a_stored_document_that_cannot_be_read(place: Place, body: bytes, code: str) -> None:
    _overwrite(place, Key("group", place.group.id), body)
    before = place.everything()
    with pytest.raises(sk.StoreError) as caught:
        place.as_("ann").memberships.leave(place.group.id)
    assert caught.value.code == code
    assert place.everything() == before


def test_a_fact_of_a_newer_version(place: Place) -> None:
    stamp = "2026-11-24T09:00:00.000000Z"
    last = place.store.read(None, 1000)[-1].cursor
    place.store.commit(
        Batch((), (Entry("evt_new", "group.renamed.9", Key("group", "x"), 1, stamp, stamp, "ruth", b"{}"),))
    )
    assert place.kit.journal(limit=3)
    with pytest.raises(sk.UnknownTag) as caught:
        place.kit.journal(after=last)
    assert caught.value.params == {"tag": "group.renamed.9"}


def test_a_stale_version_is_a_conflict_and_changes_nothing(place: Place) -> None:
    key: Key[Any] = Key("group", place.group.id)
    before = place.everything()
    with pytest.raises(sk.Conflict) as caught:
        place.store.commit(Batch((Put(key, 1, b"{}"),)))
    assert caught.value.params["expected"] == 1
    assert place.everything() == before


def test_the_named_indexes_are_those_that_values_declare() -> None:
    values = [path for path in PACKAGE.rglob("*.py") if "testing" not in path.parts]
    declared = {name for path in values for name in re.findall(r'IndexEntry\("([a-z_.]+)"', path.read_text("utf-8"))}
    assert declared == set(INDEXES)

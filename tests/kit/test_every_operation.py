"""What holds for every operation: it asks who may, it guards what it rests on, and it tells nobody's secrets."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from tests.kit.stores import Spy
from tests.kit.worlds import CALLS, SECRET, operations

from supportkit.core.ids import SeededIds
from supportkit.core.records import Expect, Put
from supportkit.core.roles import PERMITS, permitted
from supportkit.errors import NotAllowed, NotFound, Refused, SupportKitError
from supportkit.groups.group import Visibility
from supportkit.storage.memory import MemoryStore

ANYONES = {"setup.found", "people.for_account", "communities.get", "groups.get", "groups.directory", "sessions.series"}
ANYONES |= {"consents.documents", "groups.matches", "memberships.questions"}
"""What needs no role."""
OWN_ONLY = {"memberships.mine", "privacy.requests", "consents.standing"}
OWN_ONLY |= {"identity.tell", "identity.told", "identity.name_everywhere", "identity.unmaskings"}
OWN_ONLY |= {"identity.unblock", "identity.blocks", "identity.withdraw_contact", "identity.contacts"}
OWN_ONLY |= {"privacy.my_holds", "memberships.bonds", "memberships.household_questions"}
"""What can only ever be about the person who acts."""
BURIED = {"person", "request", "quiet", "aftercare", "hold", "emergency_contact"}
"""Kinds that leave nothing behind but a tombstone."""
OF_NO_GROUP = {"people.erase", "people.for_account", "people.leave_wish", "people.wish", "people.remembrance"}
OF_NO_GROUP |= {"people.erase_preview", "people.erasure_receipt"}
"""What is about no group, though its area is."""
JOINING = {"memberships.apply", "memberships.follow", "memberships.answer", "memberships.redeem"}
JOINING |= {"memberships.confirm_age", "memberships.state_bond"}
JOINING |= {"privacy.ask", "consents.give", "consents.refuse", "consents.agree"}
"""What everybody may do for themself, and what a stranger is therefore not refused."""
OF_A_DRAFT = {"groups.open", "groups.announce", "groups.set_cohort", "sessions.set_zone"}
"""What is about a draft in its example, of which those outside are not told."""
NOTHING_THERE = {"record.not_found", "membership.needed", "membership.not_yours", "access.not_allowed"}
NOTHING_THERE |= {"consent.not_given"}
"""How somebody is answered who asks about a thing of their own that is not there."""
NAMES_NO_GROUP = {"memberships.take_back_bond", "memberships.redeem", "memberships.confirm_age"}
NAMES_NO_GROUP |= {"memberships.state_bond"}
"""What names no group, though its area is about them."""
every = pytest.mark.parametrize("name", CALLS)


def test_there_is_an_example_of_every_operation():
    assert set(CALLS) == operations() == set(PERMITS)


@every
def test_the_example_succeeds(name: str):
    world = CALLS[name].world()
    CALLS[name].call(world.by(CALLS[name].actor), world)


@every
def test_a_stranger_is_refused(name: str):
    world = CALLS[name].world()
    if name in ANYONES | OWN_ONLY | JOINING:
        CALLS[name].call(world.by("zoe"), world)
        assert name in OWN_ONLY or permitted(name, own=True)
        return
    with pytest.raises((NotAllowed, NotFound, Refused)) as caught:
        CALLS[name].call(world.by("zoe"), world)
    # On a row of one's own there is nothing to be refused, so a stranger is told that there is no such row; nor is
    # there a draft for those outside.
    if permitted(name, own=True) or name in OF_A_DRAFT:
        assert caught.value.code in NOTHING_THERE
    else:
        assert caught.value.code == "access.not_allowed"


@every
def test_a_hidden_group_is_answered_like_one_that_does_not_exist(name: str):
    if name in ANYONES - {"groups.get", "sessions.series", "memberships.questions"} or not _about_the_group(name):
        return
    shown = []
    for visibility in (Visibility.HIDDEN, Visibility.SHOWN):
        world = CALLS[name].world(None, visibility)
        if visibility is Visibility.SHOWN:  # there, ask for what was never made
            world.group, world.series = SeededIds(99).new("grp"), SeededIds(99).new("ser")
            world.session = f"{world.series}@20261124T1830"
        with pytest.raises(NotFound) as caught:
            CALLS[name].call(world.by("zoe"), world)
        problem = caught.value.to_problem()
        assert problem["params"].pop("id") in (world.group, world.series, world.session)
        shown.append(problem)
    assert shown[0] == shown[1]


TWICE = {"people.erase", "privacy.retention"}
"""What notes what goes, takes it away, and notes that it is gone."""


def _about_the_group(name: str) -> bool:
    area, _, verb = name.partition(".")
    if area in ("setup", "communities", "questionnaires", "consents", "privacy", "due"):
        return False
    if name in OF_NO_GROUP | OWN_ONLY | NAMES_NO_GROUP:
        return False
    if name in OF_A_DRAFT | {"groups.start", "groups.cancel", "groups.wind_up"}:
        return False
    elsewhere = ("matches", "create", "list_imported", "claim", "directory", "open", "resume", "archive", "set_zone")
    return verb not in elsewhere or area == "memberships"


@every
def test_everything_loaded_is_guarded_and_private_text_has_its_person(name: str):
    spy = Spy(MemoryStore())
    world = CALLS[name].world(spy)
    spy.forget()
    CALLS[name].call(world.by(CALLS[name].actor), world)
    batches = [batch for method, (batch,) in spy.calls if method == "commit"]
    assert len(batches) <= (2 if name in TWICE else 1)
    for batch in batches:
        guarded = {write.key for write in batch.writes}
        for write in batch.writes:
            if isinstance(write, Put) and write.private is not None and write.subject is not None:
                assert ("person", write.subject) in guarded, name
            assert isinstance(write, Expect) or write.body is not None or write.key.kind in BURIED
        for entry in batch.entries:
            if entry.private is not None and entry.subject is not None:
                assert ("person", entry.subject) in guarded, name
            assert SECRET.encode() not in entry.body
        for write in batch.writes:
            assert not isinstance(write, Put) or SECRET.encode() not in (write.body or b"")
            assert not isinstance(write, Put) or SECRET not in repr(write.indexes)
    if batches:
        # Loads that only say who acts, or what others may change meanwhile, are named here with their operation.
        unguarded = _loaded(spy) - {write.key for batch in batches for write in batch.writes}
        assert {key.kind for key in unguarded} <= UNGUARDED.get(name, set()), name


UNGUARDED: dict[str, set[str]] = {
    # Who asks takes no seat, so what others do to the group meanwhile does not matter.
    "memberships.apply": {"group"},
    "memberships.record": {"group"},
    # Nor who answers; that the group asks for another version by now is noticed when the person joins.
    "memberships.answer": {"group"},
}


def _loaded(spy: Spy) -> set[Any]:
    """Answer the keys of everything that a flow loaded and that existed."""
    return {key for method, answer in spy.answers if method == "load" for key in answer}


@every
def test_no_error_and_no_log_line_tells_a_secret(name: str, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    errors: list[SupportKitError] = []
    for actor in (CALLS[name].actor, "zoe", "ann", "mo"):
        for again in (1, 2):
            world = CALLS[name].world()
            for _ in range(again):
                try:
                    answer = CALLS[name].call(world.by(actor), world)
                    assert SECRET not in repr(answer)
                except SupportKitError as error:
                    errors.append(error)
    for error in errors:
        chain: BaseException | None = error
        while chain is not None:
            assert SECRET not in f"{chain} {chain!r}"
            chain = chain.__cause__
        assert SECRET not in json.dumps(error.to_problem()) + error.hint + repr(error.staff)
        assert not set("{}") & set(error.message + error.hint + str(error))
    assert SECRET not in caplog.text


@every
def test_a_preview_answers_as_the_call_would_and_writes_nothing(name: str):
    for actor in (CALLS[name].actor, "zoe", "ann"):
        world, twin = CALLS[name].world(), CALLS[name].world()
        spy = Spy(world.store)
        kit = world.by(actor)._with(world.by(actor)._acting)
        kit.store = spy
        lines = len(world.kit.journal(limit=1000))
        previewing = Previewing(kit)
        verdict = CALLS[name].call(previewing, world)  # type: ignore[arg-type]
        try:
            CALLS[name].call(twin.by(actor), twin)
        except SupportKitError as error:
            assert not verdict
            assert verdict.error.to_problem() == error.to_problem()
            assert verdict.error.staff == {}
        else:
            assert verdict.allowed, (actor, verdict.error)
        assert not [one for one, _ in spy.calls if one in ("commit", "scrub")]
        assert len(world.kit.journal(limit=1000)) == lines


class Previewing:
    """The rooms of `kit.preview`, where the examples look for those of a kit."""

    def __init__(self, kit: Any) -> None:
        self._rooms = kit.preview

    def __getattr__(self, area: str) -> Any:
        return getattr(self._rooms, area)

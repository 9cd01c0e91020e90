"""Consent: the ledger is the fold of its lines, and a no, a withdrawal or new words hold for every later read."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.kit.worlds import SECRET, World

import supportkit as sk
from supportkit.core.calls import run
from supportkit.core.change import fold
from supportkit.core.codec import to_data
from supportkit.core.flow import Context
from supportkit.core.ids import SeededIds
from supportkit.core.private import ERASED
from supportkit.errors import InvalidInput, NotAllowed, NotFound, Refused, SupportKitError
from supportkit.privacy.consent import Consents, Method, State, Word, permits
from supportkit.privacy.consent_document import Handling
from supportkit.privacy.consent_flows import require_consent
from supportkit.privacy.purpose import GROUNDS, Purpose

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
PURPOSES = (Purpose.RESEARCH, Purpose.EMAIL, Purpose.PRACTICE_REVIEW)
PEOPLE = ("ann", "bo")
purposes, people = st.sampled_from(PURPOSES), st.sampled_from(PEOPLE)


class Ledger(RuleBasedStateMachine):
    """One community that asks for three things, and two people who say yes, no and no longer."""

    @initialize()
    def begin(self) -> None:
        self.kit = sk.rehearse(at=NOW, actor="ruth")
        self.community = self.kit.community.id
        self.documents: dict[Purpose, str] = {}
        self.version = dict.fromkeys(PURPOSES, 0)
        self.anew = dict.fromkeys(PURPOSES, 1)
        self.retired: set[Purpose] = set()
        self.said: dict[tuple[str, Purpose], tuple[Word, int]] = {}

    def attempt(self, call: Any) -> bool:
        try:
            call()
        except SupportKitError:
            return False
        return True

    @rule(purpose=purposes, ask_anew=st.booleans())
    def publish(self, purpose: Purpose, ask_anew: bool) -> None:
        def both() -> None:
            asked = self.kit.consents.write(self.community, purpose, {"en": f"Version {self.version[purpose] + 1}."})
            self.documents[purpose] = asked.id
            self.kit.consents.publish(asked.id, ask_anew=ask_anew)

        assert self.attempt(both) is (purpose not in self.retired)
        if purpose not in self.retired:
            self.version[purpose] += 1
            if ask_anew or self.version[purpose] == 1:
                self.anew[purpose] = self.version[purpose]

    @rule(purpose=purposes)
    def retire(self, purpose: Purpose) -> None:
        if purpose in self.documents:
            done = self.attempt(lambda: self.kit.consents.retire(self.documents[purpose]))
            assert done is (purpose not in self.retired)
            self.retired.add(purpose)

    @rule(who=people, purpose=purposes, back=st.integers(0, 1), verb=st.sampled_from(("give", "refuse")))
    def say(self, who: str, purpose: Purpose, back: int, verb: str) -> None:
        if purpose not in self.documents:
            return
        version = self.version[purpose] - back
        call = getattr(self.kit.acting_as(who).consents, verb)
        done = self.attempt(lambda: call(self.documents[purpose], version))
        assert done is (back == 0 and purpose not in self.retired)
        if done:
            self.said[who, purpose] = (Word.GIVEN if verb == "give" else Word.REFUSED, version)

    @rule(who=people, purpose=purposes)
    def withdraw(self, who: str, purpose: Purpose) -> None:
        if purpose not in self.documents:
            return
        word = self.said.get((who, purpose))
        done = self.attempt(lambda: self.kit.acting_as(who).consents.withdraw(self.documents[purpose]))
        assert done is (word is not None and word[0] is Word.GIVEN)
        if done and word is not None:
            self.said[who, purpose] = (Word.WITHDRAWN, word[1])

    @invariant()
    def a_read_is_allowed_by_a_yes_to_words_in_force_and_by_nothing_else(self) -> None:
        for purpose, document in getattr(self, "documents", {}).items():
            for who in PEOPLE:
                word, version = self.said.get((who, purpose), (None, 0))
                holds = word is Word.GIVEN and purpose not in self.retired and version >= self.anew[purpose]
                ctx = Context(actor=sk.PersonId("fay"), now=NOW, ids=SeededIds(), operation="read")
                flow = require_consent(ctx, self.community, sk.PersonId(who), document)
                assert self.attempt(lambda flow=flow: run(self.kit.store, flow)) is bool(holds)

    @invariant()
    def the_ledger_is_the_fold_of_its_lines_however_they_are_read(self) -> None:
        if not hasattr(self, "kit"):
            return
        for who in PEOPLE:
            key = Consents.key(self.community, sk.PersonId(who))
            folded = []
            for limit in (1, 7, 1000):
                state, cursor = None, None
                while lines := self.kit.journal(cursor, limit=limit):
                    state = fold(state, [fact.event for fact in lines if fact.key == str(key)])
                    cursor = lines[-1].cursor
                folded.append(state)
            records = self.kit.store.load([key])
            assert folded[0] == folded[1] == folded[2]
            assert (folded[0] is None) is (key not in records)
            if folded[0] is not None:
                said = {one.document_id: (one.word, one.version) for one in folded[0].said}
                assert said == {self.documents[p]: word for (one, p), word in self.said.items() if one == who}


TestLedger = Ledger.TestCase
TestLedger.settings = hypothesis.settings(
    max_examples=hypothesis.settings().max_examples // 2,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)


def asked(world: World, purpose: str = "research", **more: Any) -> str:
    document = world.by("cora").consents.write(world.community, purpose, {"en": "May we?", "es": "¿Podemos?"}, **more)
    return world.by("cora").consents.publish(document.id).id


def test_the_story_of_a_yes():
    world = World()
    document = asked(world)
    ann = world.by("ann").consents
    assert [(one.document.id, one.state) for one in ann.standing(world.community)] == [(document, State.NEVER_ASKED)]
    ledger = ann.give(document, 1, locale="es", method="app")
    (choice,) = ledger.said
    assert (choice.word, choice.version, choice.locale, choice.method) == (Word.GIVEN, 1, "es", Method.APP)
    assert choice.digest == hashlib.sha256("¿Podemos?".encode()).hexdigest()
    assert "es" not in repr(choice)
    kept = ann.receipt(document)
    assert (kept.text, kept.controller, kept.purpose, kept.sensitive) == ("¿Podemos?", "Harbour", "research", True)
    told = to_data(kept)
    assert told["consent_timestamp"] == "2026-11-23T09:00:00.000000Z"
    assert (told["sensitive"], told["termination"][:9]) == (True, "withdrawn")
    assert "Podemos" not in repr(kept)
    assert ann.withdraw(document).said[0].word is Word.WITHDRAWN
    assert ann.receipt(document).word is Word.WITHDRAWN
    assert ann.standing(world.community)[0].state is State.WITHDRAWN
    assert ann.give(document, 1).lines == 3


def test_who_consented_is_asked_again_where_new_words_mean_something_else():
    world = World()
    document = asked(world)
    ann = world.by("ann").consents
    ann.give(document, 1)
    cora = world.by("cora").consents
    cora.write(world.community, "research", {"en": "May we, please?"})
    assert ann.standing(world.community)[0].state is State.GIVEN
    cora.publish(document, ask_anew=False)
    assert ann.standing(world.community)[0].state is State.GIVEN
    cora.write(world.community, "research", {"en": "May we, and share it?"})
    cora.publish(document)
    assert ann.standing(world.community)[0].state is State.OUTDATED
    with pytest.raises(Refused) as caught:
        ann.give(document, 2)
    assert (caught.value.code, caught.value.params) == ("consent.outdated", {"version": 2, "in_force": 3})
    assert ann.receipt(document).text == "May we?"
    ann.give(document, 3)
    cora.retire(document)
    assert ann.standing(world.community) == ()
    with pytest.raises(Refused, match=r"consent\.not_asked"):
        ann.refuse(document, 3)
    with pytest.raises(InvalidInput, match=r"consent\.no_draft"):
        cora.publish(asked(world, "email"))


def test_one_tick_never_means_many_things():
    world = World()
    both: Any = [asked(world), asked(world, "email")]
    for call in (
        lambda: world.by("ann").consents.give(both, 1),
        lambda: world.by("ann").consents.refuse(tuple(both), 1),
        lambda: world.by("ann").consents.withdraw(both),
    ):
        with pytest.raises(InvalidInput, match=r"consent\.bundled"):
            call()
    with pytest.raises(InvalidInput) as caught:
        world.by("cora").consents.write(world.community, "sale", {"en": "We sell it."})
    assert caught.value.code == "value.not_allowed"
    with pytest.raises(NotFound):
        world.by("ann").consents.give("community:none:sale:collect", 1)


def test_selling_is_no_purpose_and_every_purpose_has_its_ground():
    assert not [one for one in Purpose if "sale" in one.value or "sell" in one.value or "advert" in one.value]
    assert set(GROUNDS) == set(Purpose)
    assert [one for one in Purpose if GROUNDS[one].needed] == [Purpose.RUNNING_THE_GROUP]
    assert all(ground.basis for ground in GROUNDS.values())


def test_to_collect_and_to_share_are_asked_apart():
    world = World()
    collect = asked(world)
    share = asked(world, handling="share", recipients=["universities"])
    assert collect != share
    ann = world.by("ann").consents
    ann.give(collect, 1)
    states = {one.document.handling: one.state for one in ann.standing(world.community)}
    assert states == {Handling.COLLECT: State.GIVEN, Handling.SHARE: State.NEVER_ASKED}
    ann.give(share, 1)
    assert ann.receipt(share).third_parties == ("universities",)
    for more in ({"handling": "share"}, {"recipients": ["x"]}, {"handling": "share", "recipients": [""]}):
        with pytest.raises(InvalidInput):
            asked(world, "sms", **more)


def test_somebody_else_says_it_only_with_a_record_that_lets_them_or_by_a_call_or_letter():
    world = World()
    document = asked(world)
    cora = world.by("cora").consents
    with pytest.raises(Refused, match=r"consent\.no_authority"):
        cora.give(document, 1, person_id="ann")
    assert cora.give(document, 1, person_id="ann", method="paper").said[0].authority is None
    assert cora.give(document, 1, person_id="bo", authority=SECRET).said[0].authority == SECRET
    assert cora.withdraw(document, person_id="ann", method="phone").said[0].method is Method.PHONE
    with pytest.raises(NotAllowed):
        world.by("fay").consents.give(document, 1, person_id="ann", method="paper")
    with pytest.raises(InvalidInput):
        world.by("ann").consents.give(document, 1, authority=" ")
    with pytest.raises(InvalidInput) as caught:
        world.by("ann").consents.give(document, 1, locale="fr")
    assert caught.value.params == {"known": "en, es"}


def test_guidelines_are_agreed_to_apart():
    world = World()
    ann = world.by("ann").consents
    with pytest.raises(Refused, match=r"consent\.not_asked"):
        ann.agree(world.community, 1)
    world.guided()
    assert (ann.agree(world.community, 1).guidelines, ann.standing(world.community)) == (1, ())
    world.guided()
    with pytest.raises(Refused, match=r"consent\.outdated"):
        ann.agree(world.community, 1)
    assert ann.agree(world.community, 2).guidelines == 2


def test_an_erasure_leaves_that_something_was_said_and_nothing_of_what():
    world = World().consented()
    world.by("ann").people.erase("ann")
    store: Any = world.store
    record = store.load([Consents.key(world.community, sk.PersonId("ann"))])[
        Consents.key(world.community, sk.PersonId("ann"))
    ]
    assert record.private is None
    assert world.asked not in record.body.decode()
    ledger = sk_ledger(record)
    assert (ledger.choices, ledger.lines, ledger.said) == (ERASED, 1, ())
    assert not permits(ledger, world.by("zoe").consents.documents(world.community).items[0])
    with pytest.raises(NotFound):
        world.by("bo").consents.receipt(world.asked)


def sk_ledger(record: Any) -> Consents:
    from supportkit.core.codec import decode_record

    ledger = decode_record(record)
    assert isinstance(ledger, Consents)
    return ledger


def test_words_for_a_group_are_of_a_group_that_is_there():
    world = World()
    document = asked(world, "recording", scope="group", of=world.group)
    assert document == f"group:{world.group}:recording:collect"
    elsewhere = world.by("zoe").setup.found("Elsewhere", owner="zoe", mode="rehearsal").id
    for of in (SeededIds(99).new("grp"), world.group):
        with pytest.raises(NotFound):
            world.by("zoe").consents.write(elsewhere, "recording", {"en": "x"}, scope="group", of=of)
    with pytest.raises(InvalidInput) as caught:
        world.by("cora").consents.write(world.community, "sms", {"en": "", "": "x"})
    assert [one.path for one in caught.value.problems] == ["$.wordings[0].text", "$.wordings[1].locale"]
    with pytest.raises(InvalidInput, match=r"number\.out_of_range"):
        world.by("cora").consents.write(world.community, "sms", {})
    with pytest.raises(InvalidInput):
        world.by("cora").consents.write(world.community, "research", {})

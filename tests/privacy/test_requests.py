"""Requests for one's own data: their last day, their course, and what somebody who was erased leaves of them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.worlds import NOW, SECRET, World

from supportkit.communities.rules import CommunityRules, Regime
from supportkit.core.calls import run
from supportkit.core.flow import Context
from supportkit.core.ids import PersonId, SeededIds
from supportkit.core.private import ERASED
from supportkit.errors import InvalidInput, NotAllowed, Refused, WrongState
from supportkit.privacy.consent_flows import require_consent
from supportkit.privacy.data_request import DataRight, RequestStatus
from supportkit.privacy.term import TERMS, due_on, longer

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(day=days, regime=st.sampled_from(Regime))
def test_the_last_day_comes_when_the_law_says(day: date, regime: Regime):
    first, second = due_on(regime, day), longer(regime, day)
    assert day < first < second
    if regime is Regime.MHMDA:
        assert (first - day).days == 45
        assert (second - day).days == 90
    elif regime is Regime.HIPAA:
        assert (first - day).days == 30
        assert (second - day).days == 60
    else:
        year, month = divmod(day.year * 12 + day.month, 12)
        last = calendar.monthrange(year, month + 1)[1]
        assert first == date(year, month + 1, min(day.day, last))
        assert second - day <= timedelta(days=92)


def test_every_regime_has_a_term_with_its_source():
    assert set(TERMS) == set(Regime)
    assert all(term.source for term in TERMS.values())
    assert due_on(Regime.GDPR, date(2027, 1, 31)) == date(2027, 2, 28)


def test_the_answer_to_a_request_is_a_receipt_with_the_last_day():
    world = World()
    world.by("olga").communities.set_rules(world.community, CommunityRules(regime=Regime.MHMDA))
    asked = world.by("ann").privacy.ask(world.community, "erasure", words=SECRET)
    assert (asked.right, asked.regime, asked.due_on) == (DataRight.ERASURE, Regime.MHMDA, date(2027, 1, 7))
    assert asked.id.startswith("drq_")
    assert world.by("ann").privacy.requests().items == (asked,)
    assert world.by("cora").privacy.open_requests(world.community).items == (asked,)


def test_it_stands_among_what_is_due_from_a_week_before_its_last_day_until_it_is_closed():
    world = World()
    asked = world.by("ann").privacy.ask(world.community, "access")
    dues = lambda: [one for one in world.by("cora").due.actions(world.community) if one.what == "data_request.due"]  # noqa: E731
    world.clock.set(asked.due_at - timedelta(seconds=1))
    assert dues() == []
    world.clock.set(asked.due_at)
    (action,) = dues()
    assert (action.operation, action.arguments) == ("privacy.answer_request", {"request_id": asked.id})
    assert asked.due_on - asked.due_at.date() == timedelta(days=7)
    later = world.by("cora").privacy.extend_request(asked.id, SECRET)
    assert (later.due_on, later.extended) == (longer(Regime.GDPR, NOW.date()), True)
    assert dues() == []
    world.clock.set(later.due_at)
    world.by("cora").privacy.answer_request(asked.id, "Your data was handed to you.")
    assert dues() == []
    (closed,) = world.by("ann").privacy.requests().items
    assert (closed.status, closed.closed_at) == (RequestStatus.ANSWERED, later.due_at)
    assert closed.answer == "Your data was handed to you."


def test_a_term_is_made_longer_once():
    world = World().asking()
    world.by("cora").privacy.extend_request(world.request, "Much to copy.")
    with pytest.raises(Refused) as caught:
        world.by("cora").privacy.extend_request(world.request, "Even more to copy.")
    assert (caught.value.code, caught.value.params) == ("data_request.extended", {"due_on": "2027-02-23"})
    with pytest.raises(InvalidInput, match=r"text\.empty"):
        world.by("cora").privacy.refuse_request(world.request, " ")


def test_what_is_closed_stays_closed_and_who_was_refused_asks_anew():
    world = World().asking()
    refused = world.by("cora").privacy.refuse_request(world.request, "We cannot tell who asks.")
    assert refused.status is RequestStatus.REFUSED
    for call in (
        lambda: world.by("cora").privacy.answer_request(world.request, "Here."),
        lambda: world.by("abe").privacy.withdraw_request(world.request),
    ):
        with pytest.raises(WrongState):
            call()
    assert world.by("abe").privacy.ask(world.community, "copy").id != world.request


def test_a_letter_is_entered_by_those_who_run_the_community():
    world = World()
    asked = world.by("cora").privacy.ask(world.community, "copy", person_id="ann", words=SECRET)
    assert world.by("ann").privacy.requests().items == (asked,)
    with pytest.raises(NotAllowed):
        world.by("fay").privacy.ask(world.community, "copy", person_id="ann")


def test_an_erasure_takes_the_words_and_its_request_can_still_be_answered():
    world = World()
    asked = world.by("abe").privacy.ask(world.community, "erasure", words=SECRET)
    world.by("abe").people.erase("abe")
    (left,) = world.by("cora").privacy.open_requests(world.community).items
    assert (left.words, left.right) == (ERASED, DataRight.ERASURE)
    done = world.by("cora").privacy.answer_request(asked.id, "All of it is gone, abe.")
    assert (done.status, done.answer) == (RequestStatus.ANSWERED, ERASED)


def test_the_ledger_says_what_went_out_to_the_person_and_to_those_who_run_the_community():
    world = World()
    sent = world.by("cora").privacy.note_disclosure(
        world.community, "ann", to="A clinic", what=["name"], purpose="A referral", basis="Her consent"
    )
    assert world.by("ann").privacy.disclosures(world.community).items == (sent,)
    assert world.by("ruth").privacy.disclosures(world.community, "ann").items == (sent,)
    assert "clinic" not in repr(sent)
    other = world.by("ann").setup.found("Elsewhere", owner="ann", mode="rehearsal").id
    assert world.by("ann").privacy.disclosures(other).items == ()
    with pytest.raises(NotAllowed):
        world.by("fay").privacy.disclosures(world.community, "ann")
    with pytest.raises(InvalidInput) as caught:
        world.by("cora").privacy.note_disclosure(world.community, "ann", to="", what=["", "x"], purpose="p", basis="")
    assert [one.path for one in caught.value.problems] == ["$.to", "$.basis", "$.what[0]"]


def test_restricted_data_is_kept_and_used_for_nothing():
    world = World().consented()
    document = world.asked
    read = lambda: run(world.store, require_consent(context(), world.community, PersonId("ann"), document))  # noqa: E731
    read()
    assert world.by("fay").people.reach("ann", world.group).allowed
    restricted = world.by("ann").privacy.restrict()
    assert restricted.restricted_since == NOW
    assert world.by("olga").privacy.restrict("ann", community_id=world.community) == restricted
    assert world.by("fay").people.reach("ann", world.group).reason == "person.quiet"
    with pytest.raises(Refused, match=r"consent\.missing"):
        read()
    with pytest.raises(Refused, match=r"person\.restricted"):
        world.by("cora").privacy.note_disclosure(world.community, "ann", to="x", what=["y"], purpose="z", basis="b")
    assert world.by("ann").privacy.export().person_id == "ann"
    assert world.by("ann").privacy.lift_restriction().restricted_since is None
    assert world.by("ann").privacy.lift_restriction().restricted_since is None
    assert world.by("fay").people.reach("ann", world.group).allowed
    read()


def context() -> Context:
    return Context(actor=PersonId("fay"), now=NOW, ids=SeededIds(), operation="read")

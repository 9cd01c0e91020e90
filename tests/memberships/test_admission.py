"""The table of admission: each rule by itself, all at once, and what those who decide are not told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.worlds import CALL, CRISIS, NOW, World

import supportkit as sk
from supportkit.communities.rules import CommunityRules
from supportkit.errors import InvalidInput, NotAllowed, Refused, SupportKitError
from supportkit.groups.rules import GroupRules
from supportkit.memberships.admission import RULES, Facts, Step, admit, age_outcome, must_ask_first
from supportkit.memberships.path import MembershipStatus
from supportkit.privacy.profile import AgeOutcome, Profile

S = MembershipStatus
facts = st.builds(
    Facts,
    now=st.just(NOW),
    live=st.booleans(),
    community=st.builds(
        CommunityRules,
        minimum_age=st.none() | st.integers(13, 99),
        minors_policy=st.none() | st.just("With a parent."),
        places_at_once=st.none() | st.integers(1, 3),
    ),
    group=st.builds(
        GroupRules, conversation=st.booleans(), emergency_contact=st.booleans(), rejoin_after_days=st.integers(0, 30)
    ),
    status=st.none() | st.sampled_from(S),
    since=st.none() | st.integers(0, 40).map(lambda days: NOW - timedelta(days=days)),
    welcomed=st.booleans(),
    age=st.none() | st.sampled_from(AgeOutcome),
    places=st.integers(0, 4),
    contact=st.booleans(),
    talked=st.booleans(),
    bonded=st.booleans(),
    apart=st.booleans(),
)


def said(known: Facts, step: Step, *, own: bool) -> set[str]:
    """Answer the codes that a refusal tells."""
    try:
        admit(known, step, own=own)
    except Refused as error:
        if error.code != "admission.refused":
            return {error.code}
        codes = error.params["reasons"].split(", ")
        assert error.params["count"] == len(codes) == len(set(codes)) > 1
        return set(codes)
    return set()


@given(known=facts, step=st.sampled_from(Step))
def test_all_that_says_no_is_told_at_once(known: Facts, step: Step):
    expected = {no.code for rule in RULES if step in rule.steps and (no := rule.check(known)) is not None}
    assert said(known, step, own=True) == expected


@given(known=facts, step=st.sampled_from(Step))
def test_who_decides_reads_no_cause_that_is_nobody_elses_business(known: Facts, step: Step):
    told = said(known, step, own=False)
    assert not told & {"age.minor", "membership.places_at_once"}
    # Whatever the confidential cause, it is the same one word, with no facts.
    causes = [rule for rule in RULES if rule.confidential and step in rule.steps and rule.check(known) is not None]
    assert ("membership.not_now" in told) is bool(causes)
    if causes:
        try:
            admit(known, step, own=False)
        except Refused as error:
            assert error.code == "admission.refused" or error.params == {}


@given(known=facts)
def test_what_defers_asks_and_never_refuses_who_asks(known: Facts):
    if must_ask_first(known):
        assert not said(known, Step.ASKING, own=True) & {"conversation.needed", "membership.not_now"}
    else:
        assert said(known, Step.COMING, own=True) >= said(known, Step.ASKING, own=True)


@given(known=facts)
def test_nothing_is_asked_twice(known: Facts):
    """Who has done all that is asked comes in, whatever else is so."""
    done = known._replace(
        age=AgeOutcome.ADULT, places=0, status=None, contact=True, talked=True, bonded=False, apart=False
    )
    for step in Step:
        assert said(done, step, own=True) == set()
    assert not must_ask_first(done)


@given(years=st.integers(0, 130), least=st.integers(13, 99))
def test_of_an_age_only_the_outcome_is_kept(years: int, least: int):
    assert age_outcome(years, least) is (AgeOutcome.ADULT if years >= least else AgeOutcome.MINOR)


@given(rule=st.integers(0, 60), gone=st.integers(0, 60))
def test_who_left_comes_back_after_the_time_that_the_group_sets(rule: int, gone: int):
    known = Facts(
        now=NOW,
        live=False,
        community=CommunityRules(),
        group=GroupRules(rejoin_after_days=rule),
        status=S.LEFT,
        since=NOW - timedelta(days=gone),
    )
    expected = {"membership.rejoin_later"} if gone < rule else set()
    assert said(known, Step.COMING, own=True) == said(known, Step.ASKING, own=True) == expected
    assert said(known, Step.SEATING, own=True) == set()
    assert said(known._replace(welcomed=True), Step.COMING, own=True) == set()


# Through the kit.


def live(**rules: object) -> tuple[sk.Kit, sk.Community, str]:
    """Answer a live community with an open group, and its owner's kit."""
    kit = sk.open("memory://", actor="ruth", clock=sk.FixedClock(NOW), ids=sk.SeededIds(3))
    community = kit.setup.found("Real", owner="ruth")
    kit.communities.describe(community.id, guidelines="g", disclaimer="d", regions=("DE",))
    kit.communities.appoint(community.id, "cora", "coordinator")
    kit.communities.set_crisis_plan(community.id, CRISIS)
    kit.communities.set_rules(community.id, CommunityRules(**rules))  # type: ignore[arg-type]
    group = kit.groups.create(
        community.id, "A", capacity=3, facilitators=["ruth"], stand_in=sk.StandIn(notice_hours=9), access="open"
    )
    kit.sessions.plan(group.id, sk.weekly("TU"), start_on="2026-11-24", at="18:30", zone="UTC")
    kit.groups.open(group.id)
    return kit, community, group.id


def test_real_people_say_that_they_are_old_enough_and_made_up_ones_need_not():
    kit, community, group = live()
    ann = kit.acting_as("ann")
    with pytest.raises(Refused) as caught:
        ann.memberships.apply(group)
    assert (caught.value.code, caught.value.params) == ("age.unknown", {"least": 18})
    assert ann.memberships.confirm_age(community.id, 41) is AgeOutcome.ADULT
    assert ann.memberships.apply(group).status is S.ACTIVE
    assert World().by("zoe").memberships.confirm_age(World().community, 17) is AgeOutcome.MINOR


def test_a_minor_is_kindly_told_so_and_nobody_else_is():
    kit, community, group = live()
    kit.acting_as("tim").memberships.confirm_age(community.id, 15)
    with pytest.raises(Refused) as caught:
        kit.acting_as("tim").memberships.apply(group)
    assert caught.value.code == "age.minor"
    assert "you are right to look for company" in caught.value.hint
    with pytest.raises(Refused) as told:
        kit.memberships.record(group, "tim", method="phone")
    assert (told.value.code, told.value.params) == ("membership.not_now", {})


@pytest.mark.parametrize("rules", [{"minors_policy": "Only with a parent."}, {"minimum_age": None}])
def test_a_host_with_a_policy_or_checks_of_its_own_lets_people_in(rules: dict[str, object]):
    kit, community, group = live(**rules)
    assert kit.acting_as("tim").memberships.confirm_age(community.id, 15) is AgeOutcome.MINOR
    assert kit.acting_as("tim").memberships.apply(group).status is S.ACTIVE
    assert kit.acting_as("ned").memberships.apply(group).status is S.ACTIVE


def test_no_number_and_no_date_of_birth_is_kept():
    kit, community, _ = live()
    kit.acting_as("ann").memberships.confirm_age(community.id, 97)
    kit.memberships.confirm_age(community.id, 98, "bo")
    kept = {key: record for key, record in kit.store._records.items() if key.kind == "profile"}  # type: ignore[attr-defined]
    assert len(kept) == 2
    for record in kept.values():
        assert record.private == b'{"about":{"age":"adult"}}'
        assert b"adult" not in record.body
    for fact in kit.journal(limit=1000):
        assert "97" not in repr(fact.event)
    with pytest.raises(NotAllowed):
        kit.acting_as("ann").memberships.confirm_age(community.id, 44, "bo")
    for years in (-1, 131, "44", True):
        with pytest.raises(InvalidInput):
            kit.memberships.confirm_age(community.id, years)  # type: ignore[arg-type]


def test_all_else_that_was_told_stays_when_an_age_is_said():
    world = World()
    about = sk.privacy.AboutMe(region="DE")
    changed = Profile.begin(world.community, sk.PersonId("abe"), about=about, at=NOW, by=sk.PersonId("abe"))
    from supportkit.core.flow import Context
    from supportkit.privacy.person import Person

    ctx = Context(actor=sk.PersonId("abe"), now=NOW, ids=sk.SeededIds(5), operation="x")
    batch = ctx.batch([changed, Person.meet(sk.PersonId("abe"), origin="made_up", at=NOW, by="abe")])  # type: ignore[arg-type]
    world.store.commit(batch._replace(writes=tuple(one for one in batch.writes if one.key.kind == "profile")))
    world.by("abe").memberships.confirm_age(world.community, 30)
    from supportkit.core.codec import decode_record

    kept = decode_record(world.store._records[Profile.key(world.community, sk.PersonId("abe"))])
    assert (kept.told.region, kept.told.age) == ("DE", "adult")


def test_a_cap_on_places_cancels_nothing_and_says_no_until_below():
    """The rule of a platform that caps what one person holds: lowered below what stands, what stands is kept."""
    world = World()
    groups = [world.kit.groups.create(world.community, name, capacity=2, access="open").id for name in "abcd"]
    for group in groups:
        world.kit.groups.open(group)
    for group in groups[:3]:
        world.by("p").memberships.apply(group)
    world.kit.communities.set_rules(world.community, CommunityRules(places_at_once=2))
    assert [tie.status for tie in world.by("p").memberships.mine().items] == [S.ACTIVE] * 3
    for left in (0, 1):
        with pytest.raises(Refused) as caught:
            world.by("p").memberships.apply(groups[3])
        assert caught.value.code == "membership.places_at_once"
        assert caught.value.params["most"] == 2
        world.by("p").memberships.leave(groups[left])
    assert world.by("p").memberships.apply(groups[3]).status is S.ACTIVE
    with pytest.raises(Refused, match=r"places_at_once"):
        world.by("p").memberships.apply(groups[0])


def test_a_place_on_a_waitlist_counts_and_a_request_does_not():
    world = World()
    world.kit.communities.set_rules(world.community, CommunityRules(places_at_once=1))
    with pytest.raises(Refused, match=r"places_at_once"):
        world.by("wen").memberships.apply(world.free)
    assert world.by("abe").memberships.apply(world.free).status is S.ACTIVE
    with pytest.raises(Refused) as caught:
        world.kit.groups.set_capacity(world.group, 6)
        world.by("fay").memberships.accept(world.group, "abe")
    # How many places somebody has elsewhere is nobody's business.
    assert (caught.value.code, caught.value.params) == ("membership.not_now", {})


def test_places_are_counted_over_every_page():
    world = World()
    ids = []
    for number in range(105):
        group = world.kit.groups.create(world.community, f"g{number}", capacity=1, access="open").id
        world.kit.groups.open(group)
        world.by("p").memberships.apply(group)
        ids.append(group)
    world.kit.communities.set_rules(world.community, CommunityRules(places_at_once=1))
    with pytest.raises(Refused, match=r"places_at_once"):
        world.by("p").memberships.apply(world.free)
    for group in ids[:-1]:
        world.by("p").memberships.leave(group)
    with pytest.raises(Refused, match=r"places_at_once"):
        world.by("p").memberships.apply(world.free)
    world.by("p").memberships.leave(ids[-1])
    assert world.by("p").memberships.apply(world.free).status is S.ACTIVE


def test_several_reasons_come_as_one_refusal():
    kit, _, group = live(places_at_once=1)
    kit.groups.set_rules(group, GroupRules(emergency_contact=True))
    with pytest.raises(Refused) as caught:
        kit.acting_as("ann").memberships.apply(group)
    assert caught.value.code == "admission.refused"
    assert caught.value.params == {"count": 2, "reasons": "age.unknown, emergency_contact.needed"}
    verdict = kit.acting_as("ann").preview.memberships.apply(group)
    assert verdict.error is not None
    assert verdict.error.to_problem() == caught.value.to_problem()


def test_an_invitation_opens_the_door_before_the_time_is_over():
    world = World()
    world.kit.groups.set_rules(world.free, GroupRules(rejoin_after_days=30))
    world.by("p").memberships.apply(world.free)
    world.by("p").memberships.leave(world.free)
    with pytest.raises(Refused) as caught:
        world.later(days=29).by("p").memberships.apply(world.free)
    assert caught.value.params == {"rejoin_on": "2026-12-23"}
    world.kit.memberships.invite(world.free, "p")
    assert world.by("p").memberships.apply(world.free).via == "invitation"


def test_who_is_appointed_a_member_is_asked_the_same():
    kit, community, group = live()
    with pytest.raises(Refused, match=r"age\.unknown"):
        kit.memberships.appoint(group, "ann", "member")
    kit.memberships.appoint(group, "fay", "facilitator")
    kit.memberships.appoint(group, "fay", "champion")
    kit.memberships.confirm_age(community.id, 50, "ann")
    assert kit.memberships.appoint(group, "ann", "member").seated


def test_an_offer_is_taken_by_who_may_come_in():
    world = World()
    world.kit.groups.set_rules(world.group, GroupRules(emergency_contact=True))
    with pytest.raises(Refused, match=r"emergency_contact\.needed"):
        world.by("otto").memberships.accept_offer(world.group)
    world.by("otto").memberships.set_emergency_contact(world.group, CALL)
    assert world.by("otto").memberships.accept_offer(world.group).seated


def test_every_refusal_says_what_to_do_next():
    for code in ("age.unknown", "age.minor", "membership.not_now", "admission.refused"):
        error: SupportKitError = Refused(code, least=18, count=2, reasons="a, b")  # type: ignore[arg-type]
        assert len(error.hint) > 20

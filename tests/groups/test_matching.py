"""Matching: the same answer whatever the order, never a group that is ruled out, and every point explained."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.domain_strategies import values, zones
from tests.kit.worlds import NOW, World

import supportkit as sk
from supportkit.communities.community import Mode
from supportkit.communities.experience import LivedExperience
from supportkit.communities.rules import CommunityRules
from supportkit.core.ids import CommunityId, GroupId, PersonId, SeriesId
from supportkit.groups.eligibility import Eligibility, Holds
from supportkit.groups.group import Access, Group, Visibility
from supportkit.groups.matching import (
    WAKING,
    WEIGHTS,
    Awake,
    Candidate,
    LineKind,
    Match,
    match,
    matches,
)
from supportkit.groups.rules import GroupRules
from supportkit.privacy.person import Person
from supportkit.privacy.profile import AboutMe, AgeOutcome, Experience, Profile
from supportkit.sessions.recurrence import weekly
from supportkit.sessions.series import Series
from supportkit.sessions.venue import Venue, VenueMode

YES, NO, UNKNOWN = Holds.YES, Holds.NO, Holds.UNKNOWN
L = LivedExperience
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
GROUP = Group(
    id=GroupId("grp_1"), community_id=CommunityId("com_1"), mode=Mode.LIVE, name="Tuesday", created_at=AT, capacity=8
)


def plan(at: time = time(18, 30), zone: str | None = "Europe/Berlin", **more: Any) -> Series:
    return Series(
        id=SeriesId("ser_1"),
        lineage_id=SeriesId("ser_1"),
        group_id=GROUP.id,
        community_id=GROUP.community_id,
        recurrence=more.pop("recurrence", weekly("TU")),
        start_on=date(2026, 11, 24),
        at=at,
        zone=zone,
        **more,
    )


words = st.sampled_from(("breast", "lung", "early", "late"))
listed = st.lists(words, max_size=2, unique=True).map(tuple)
languages = st.lists(st.sampled_from(("en", "en-GB", "es", "de")), max_size=3, unique=True).map(tuple)
regions = st.sampled_from(("DE", "US", "US-WA"))
needs = st.lists(st.sampled_from(("captions", "wheelchair", "interpreter")), max_size=2, unique=True).map(tuple)
eligibilities = st.builds(
    Eligibility,
    experiences=st.lists(st.sampled_from(L), max_size=2, unique=True).map(tuple),
    conditions=listed,
    stages=listed,
    languages=languages,
    regions=st.lists(regions, max_size=2, unique=True).map(tuple),
)
plans = st.builds(
    plan,
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.none() | zones,
    venue=st.builds(Venue, mode=st.sampled_from(VenueMode)),
    minutes=st.integers(30, 180),
)
groups = st.builds(
    lambda number, rules, **counts: attrs.evolve(GROUP, id=GroupId(f"grp_{number}"), rules=rules, **counts),
    st.integers(0, 99),
    st.builds(GroupRules, eligibility=eligibilities, offers=needs),
    access=st.sampled_from(Access),
    taken=st.integers(0, 8),
    waiting=st.integers(0, 1),
)
candidates = st.builds(Candidate, groups, st.lists(plans, max_size=2).map(tuple))
abouts = st.builds(
    AboutMe,
    experiences=st.lists(st.builds(Experience, kind=st.sampled_from(L)), max_size=2).map(tuple),
    conditions=listed,
    stage=st.none() | words,
    region=st.none() | regions,
    languages=languages,
    zone=st.none() | zones | st.just("Mars/Olympus"),
    access_needs=needs,
    age=st.none() | st.sampled_from(AgeOutcome),
)


def lines_of(found: Match) -> dict[str, Holds]:
    return {line.code: line.holds for line in found.lines}


@given(abouts, st.lists(candidates, max_size=6, unique_by=lambda one: one.group.id), st.data())
def test_the_order_of_candidates_decides_nothing(about: AboutMe, given_: list[Candidate], data: st.DataObject):
    found = matches(about, given_, at=AT)
    assert matches(about, data.draw(st.permutations(given_)), at=AT) == found
    assert [(-one.score, one.group.id) for one in found] == sorted((-one.score, one.group.id) for one in found)


@given(abouts, st.lists(candidates, max_size=6))
def test_a_hard_no_is_never_a_match_and_nothing_else_is_left_out(about: AboutMe, given_: list[Candidate]):
    every = [match(about, one, at=AT) for one in given_]
    found = matches(about, given_, at=AT)
    assert len(found) == sum(one.possible for one in every)
    for one in every:
        ruled_out = any(line.kind is LineKind.HARD and line.holds is NO for line in one.lines)
        assert (one in found) is not ruled_out


@given(abouts, candidates)
def test_every_point_is_explained_by_a_line_and_every_line_by_words(about: AboutMe, candidate: Candidate):
    found = match(about, candidate, at=AT)
    assert found.score == sum(line.weight for line in found.lines if line.holds is YES)
    codes = [line.code for line in found.lines]
    assert len(codes) == len(set(codes))
    for line in found.lines:
        assert line.weight == (WEIGHTS[line.code] if line.kind is LineKind.SOFT else 0)
        assert line.words("en") != line.words("es")
        assert line.words("es-MX") == line.words("es")
        assert line.words("fr") == line.words("en")
    assert "holds" not in repr(found)
    assert set(found.untold) <= {field.name for field in attrs.fields(AboutMe)}


HELPING: dict[str, Any] = {
    "experiences": lambda about, asked: (*about.experiences, *(Experience(kind=one) for one in asked.experiences)),
    "conditions": lambda about, asked: (*about.conditions, *asked.conditions),
    "stage": lambda about, asked: about.stage or next(iter(asked.stages), None),
    "languages": lambda about, asked: (*about.languages, *asked.languages),
    "region": lambda about, asked: about.region or next(iter(asked.regions), None),
    "age": lambda about, _: about.age or AgeOutcome.ADULT,
}


@given(abouts, candidates, st.sampled_from(sorted(HELPING)))
def test_a_fact_that_helps_never_lowers_the_score(about: AboutMe, candidate: Candidate, name: str):
    more = attrs.evolve(about, **{name: HELPING[name](about, candidate.group.rules.eligibility)})
    before, after = match(about, candidate, at=AT), match(more, candidate, at=AT)
    assert after.score >= before.score
    assert after.possible or not before.possible


@given(abouts, candidates, st.sampled_from(("captions", "wheelchair", "interpreter")))
def test_a_group_that_offers_all_that_is_needed_or_frees_a_seat_never_falls(
    about: AboutMe, candidate: Candidate, extra: str
):
    before = match(about, candidate, at=AT)
    rules = candidate.group.rules
    offers = tuple(dict.fromkeys((*rules.offers, extra, *about.access_needs)))
    kinder = attrs.evolve(candidate.group, rules=attrs.evolve(rules, offers=offers), taken=0, waiting=0)
    after = match(about, candidate._replace(group=kinder), at=AT)
    assert after.score >= before.score
    assert after.possible or not before.possible


@given(values(AboutMe), st.lists(candidates, max_size=3))
def test_whatever_somebody_tells_nothing_fails(about: AboutMe, given_: list[Candidate]):
    for one in matches(about, given_, at=AT):
        assert one.possible


# Hours


@pytest.mark.parametrize(
    ("begins", "minutes", "awake", "fits"),
    [
        (time(8), 90, WAKING, True),
        (time(7, 59), 90, WAKING, False),
        (time(20, 30), 90, WAKING, True),
        (time(20, 31), 90, WAKING, False),
        (time(23), 90, WAKING, False),
        (time(1), 90, Awake(start=time(20), end=time(6)), True),
        (time(5), 90, Awake(start=time(20), end=time(6)), False),
        (time(12), 90, Awake(start=time(20), end=time(6)), False),
        (time(3), 90, Awake(start=time(0), end=time(0)), True),
    ],
)
def test_hours_in_which_somebody_takes_part(begins: time, minutes: int, awake: Awake, fits: bool):
    assert awake.takes_in(begins, minutes) is fits


@pytest.mark.parametrize(
    ("zone", "given_", "holds"),
    [
        ("Europe/Berlin", [plan()], YES),
        ("America/New_York", [plan()], YES),  # half past twelve
        ("America/Los_Angeles", [plan(time(16))], NO),  # seven in the morning
        ("Australia/Sydney", [plan()], NO),  # half past four
        ("Australia/Sydney", [plan(), plan(time(9))], YES),
        ("Australia/Sydney", [plan(), plan(zone=None)], UNKNOWN),
        ("Europe/Berlin", [plan(zone=None)], UNKNOWN),
        ("Europe/Berlin", [plan(zone="Mars/Olympus")], UNKNOWN),
        ("Europe/Berlin", [], UNKNOWN),
        ("Mars/Olympus", [plan()], UNKNOWN),
        (None, [plan()], UNKNOWN),
        ("Europe/Berlin", [plan(recurrence=weekly("TU", count=1))], YES),
    ],
)
def test_time_of_day_where_the_person_is(zone: str | None, given_: list[Series], holds: Holds):
    found = match(AboutMe(zone=zone), Candidate(GROUP, tuple(given_)), at=AT)
    assert lines_of(found)["match.time"] is lines_of(found)["fit.time"] is holds
    assert ("zone" in found.untold) is (zone is None)


def test_a_plan_that_is_over_says_nothing():
    over = plan(recurrence=weekly("TU", count=1))
    found = match(AboutMe(zone="Europe/Berlin"), Candidate(GROUP, (over,)), at=AT + timedelta(days=9))
    assert lines_of(found)["match.time"] is UNKNOWN


# Access


@pytest.mark.parametrize(
    ("needed", "offers", "mode", "holds"),
    [
        (("captions",), ("Captions ",), "online", YES),
        (("captions",), (), "online", UNKNOWN),
        (("captions",), ("wheelchair",), "online", NO),
        (("captions", "wheelchair"), ("captions",), "online", YES),
        (("captions", "wheelchair"), ("captions",), "hybrid", NO),
        (("wheelchair",), (), "phone", YES),
        (("wheelchair",), (), "in_person", UNKNOWN),
        (("wheelchair",), ("captions",), None, NO),
        (("wheelchair",), ("captions", "wheelchair"), "in_person", YES),
    ],
)
def test_what_somebody_needs_to_take_part(
    needed: tuple[str, ...], offers: tuple[str, ...], mode: str | None, holds: Holds
):
    given_ = () if mode is None else (plan(venue=Venue(mode=VenueMode(mode))),)
    group = attrs.evolve(GROUP, rules=GroupRules(offers=offers))
    found = match(AboutMe(access_needs=needed), Candidate(group, given_), at=AT)
    assert lines_of(found)["match.access"] is lines_of(found)["fit.access"] is holds
    assert "match.access" not in lines_of(match(AboutMe(), Candidate(group, given_), at=AT))


# A whole one


def test_a_match_line_by_line():
    asked = Eligibility(
        experiences=(L.LIVING_WITH,), conditions=("breast",), stages=("early",), languages=("es", "en"), regions=("US",)
    )
    group = attrs.evolve(GROUP, rules=GroupRules(eligibility=asked, offers=("captions",)))
    about = AboutMe(
        experiences=(Experience(kind=L.LIVING_WITH),),
        conditions=("breast",),
        languages=("fr", "en"),
        region="US-WA",
        zone="America/New_York",
        access_needs=("captions",),
        age=AgeOutcome.ADULT,
    )
    found = match(about, Candidate(group, (plan(),)), at=AT)
    assert [(line.code, line.holds.value, line.points) for line in found.lines] == [
        ("match.entry", "yes", 0),
        ("eligibility.age", "yes", 0),
        ("eligibility.experience", "yes", 0),
        ("eligibility.condition", "yes", 0),
        ("eligibility.stage", "unknown", 0),
        ("eligibility.language", "yes", 0),
        ("eligibility.region", "yes", 0),
        ("match.time", "yes", 0),
        ("match.access", "yes", 0),
        ("fit.condition", "yes", 4),
        ("fit.experience", "yes", 3),
        ("fit.stage", "unknown", 0),
        ("fit.region", "yes", 1),
        ("fit.first_language", "no", 0),
        ("fit.seat", "yes", 2),
        ("fit.time", "yes", 1),
        ("fit.access", "yes", 2),
    ]
    assert (found.score, found.untold) == (13, ("stage",))
    full = match(about, Candidate(attrs.evolve(group, taken=8), (plan(),)), at=AT)
    assert full.score == 11


def test_words_stand_for_every_line_in_both_languages():
    table = tomllib.loads(files("supportkit.groups").joinpath("match_lines.toml").read_text("utf-8"))
    assert set(WEIGHTS) == {code for code in table if code.startswith("fit.")}
    for row in table.values():
        assert set(row) == {"en", "es"}
        for texts in row.values():
            assert set(texts) == {"yes", "no", "unknown"}


# Through the kit


def told(world: World, person: str, about: AboutMe) -> None:
    """Let somebody have told the community of themself."""
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.ids import SeededIds

    ctx = Context(actor=PersonId(person), now=NOW, ids=SeededIds(5), operation="profile")
    met = Person.meet(PersonId(person), origin=Mode.REHEARSAL.origin, at=NOW, by=PersonId(person))
    begun: Change[Any] = Profile.begin(world.community, PersonId(person), about=about, at=NOW, by=PersonId(person))
    world.store.commit(ctx.batch([met, begun]))


def test_the_open_groups_of_a_community_that_suit_and_are_not_hidden():
    world = World()
    kit = world.kit
    kit.groups.set_rules(world.group, GroupRules(eligibility=Eligibility(languages=("de",))))
    kit.groups.describe(world.free, visibility=Visibility.HIDDEN)
    found = world.by("zoe").groups.matches(world.community)
    assert [one.group.id for one in found.items] == [world.group]
    assert (found.looked_at, found.more) == (1, False)
    assert found.items[0].untold == ("age", "languages", "zone")
    assert world.by("zoe").groups.matches(world.community, about=AboutMe(languages=("es",))).items == ()
    kit.groups.describe(world.free, visibility=Visibility.SHOWN)
    assert len(world.by("zoe").groups.matches(world.community).items) == 2


def test_what_was_told_is_used_for_the_person_alone():
    world = World()
    world.kit.groups.set_rules(world.group, GroupRules(eligibility=Eligibility(conditions=("breast",))))
    told(world, "ned", AboutMe(conditions=("lung",), zone="Europe/Berlin"))
    assert [one.group.id for one in world.by("ned").groups.matches(world.community).items] == [world.free]
    assert len(world.by("cora").groups.matches(world.community).items) == 2


def test_nobody_is_sent_back_where_they_are_or_were_turned_away():
    world = World()
    world.by("fay").memberships.decline(world.group, "abe")
    world.by("fay").memberships.remove(world.group, "bo")
    world.by("otto").memberships.leave(world.group)
    for person, number in (("ann", 1), ("abe", 1), ("bo", 1), ("alma", 1), ("otto", 2), ("zoe", 2)):
        assert len(world.by(person).groups.matches(world.community).items) == number, person
    assert len(world.by("ann").groups.matches(world.community, about=AboutMe()).items) == 2


def test_plans_are_looked_at_where_they_can_matter():
    world = World()
    kit = world.kit
    kit.groups.set_rules(world.group, GroupRules(offers=("captions",)))
    here = kit.acting_as("zoe").groups
    assert {one.group.id for one in here.matches(world.community, about=AboutMe(zone="Europe/Berlin")).items} == {
        world.group,
        world.free,
    }
    night = here.matches(world.community, about=AboutMe(zone="Australia/Sydney"))
    assert [one.group.id for one in night.items] == [world.free]
    owls = here.matches(world.community, about=AboutMe(zone="Australia/Sydney"), awake=Awake(start=time(3)))
    assert len(owls.items) == 2
    online = here.matches(world.community, about=AboutMe(access_needs=("wheelchair",)))
    assert world.group in {one.group.id for one in online.items}


def test_a_policy_for_minors_lets_the_young_in():
    world = World()
    young = AboutMe(age=AgeOutcome.MINOR)
    assert world.kit.groups.matches(world.community, about=young).items == ()
    world.kit.communities.set_rules(world.community, CommunityRules(minors_policy="With a guardian."))
    assert len(world.kit.groups.matches(world.community, about=young).items) == 2
    with pytest.raises(sk.NotFound):
        world.kit.groups.matches(CommunityId(sk.SeededIds(9).new("com")))

"""The launch gate: what a group needs before people come, and the crisis plan that it inherits."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.domain_strategies import people, values
from tests.kit.worlds import NOW

import supportkit as sk
from supportkit.communities.community import Community
from supportkit.communities.crisis_plan import STALE_DAYS, CrisisPlan, CrisisResourceNote
from supportkit.core.ids import PersonId
from supportkit.errors import InvalidInput, Refused
from supportkit.groups.cohort import Cohort
from supportkit.groups.eligibility import Eligibility
from supportkit.groups.gate import CHECKS, Finding, Launch, findings
from supportkit.groups.group import Enrollment, Group, GroupStatus, StandIn
from supportkit.groups.rules import GroupRules
from supportkit.storage.memory import MemoryStore

TODAY = NOW.date()


def note(region: str, confirmed_on: date = TODAY, **more: Any) -> CrisisResourceNote:
    return CrisisResourceNote(region=region, name="A line", phone="112", confirmed_on=confirmed_on, **more)


def plan(*resources: CrisisResourceNote, responders: tuple[str, ...] = ("real",)) -> CrisisPlan:
    return CrisisPlan(hours="Always", responders=tuple(map(PersonId, responders)), resources=resources)


def live() -> tuple[sk.Kit, sk.CommunityId, sk.GroupId]:
    kit = sk.Kit(MemoryStore(), actor="real", clock=sk.FixedClock(NOW))
    community = kit.setup.found("Live", owner="real").id
    return kit, community, kit.groups.create(community, "G").id


def labels(kit: sk.Kit, group: sk.GroupId) -> list[str]:
    return [one.label for one in kit.groups.findings(group)]


def test_a_live_group_opens_when_nothing_is_missing():
    kit, community, group = live()
    kit.communities.describe(community, regions=("DE", "US-WA"))
    steps: dict[str, Any] = {
        "facilitator": lambda: kit.memberships.appoint(group, "lead", "facilitator"),
        "stand_in": lambda: kit.groups.set_stand_in(group, StandIn(person_id=PersonId("lead"))),
        "guidelines": lambda: kit.communities.describe(community, guidelines="g"),
        "disclaimer": lambda: kit.communities.describe(community, disclaimer="d"),
        "capacity": lambda: kit.groups.set_capacity(group, 5),
        "schedule": lambda: kit.sessions.plan(
            group, sk.daily(), start_on="2040-01-01", at="10:00", zone="UTC", weeks=1
        ),
        "crisis_plan": lambda: kit.communities.set_crisis_plan(community, plan(responders=())),
        "crisis_responders": lambda: kit.communities.set_crisis_plan(community, plan()),
        "crisis_resource (DE)": lambda: kit.communities.set_crisis_plan(community, plan(note("DE"))),
        "crisis_resource (US-WA)": lambda: kit.communities.set_crisis_plan(community, plan(note("DE"), note("US"))),
    }
    for number, (code, step) in enumerate(steps.items()):
        left = list(steps)[number:]
        assert labels(kit, group) == left
        with pytest.raises(Refused) as caught:
            kit.groups.open(group)
        assert caught.value.code == "group.not_ready"
        assert caught.value.params == {"count": len(left), "missing": ", ".join(left)}
        assert code in caught.value.hint
        step()
    assert kit.groups.findings(group) == ()
    assert kit.groups.open(group).status is GroupStatus.OPEN


def test_a_rehearsal_opens_all_the_same_and_keeps_what_was_missing():
    kit = sk.rehearse(at=NOW)
    kit.communities.describe(kit.community.id, regions=("DE", "AT"))
    for enrollment in (Enrollment.ROLLING, Enrollment.COHORT):
        group = kit.groups.create(kit.community.id, "G", enrollment=enrollment)
        missing = tuple(one.label for one in kit.groups.findings(group.id))
        kit.groups.open(group.id)
        opened = kit.journal(limit=1000)[-1].event
        assert opened.missing == missing  # type: ignore[attr-defined]
        assert missing[-2:] == ("crisis_resource (DE)", "crisis_resource (AT)")
        assert ("cohort" in missing) is (enrollment is Enrollment.COHORT)


# Crisis plans.


def test_a_group_serves_its_own_regions_or_those_of_its_community():
    kit, community, group = live()
    assert "regions" in labels(kit, group), "no region is not the same as all are served"
    kit.communities.set_crisis_plan(community, plan(note("DE")))
    kit.communities.describe(community, regions=("DE",))
    assert not {"regions", "crisis_resource (DE)"} & set(labels(kit, group))
    kit.groups.set_rules(group, GroupRules(eligibility=Eligibility(regions=("AT",))))
    assert "crisis_resource (AT)" in labels(kit, group)


@given(values(Community), values(Group), st.dates(date(2020, 1, 1), date(2031, 1, 1)))
def test_every_region_has_a_number_of_its_own_that_was_confirmed(community: Community, group: Group, on: date):
    found = findings(Launch(community, group, on))
    regions = group.rules.eligibility.regions or community.regions
    resources = community.crisis_plan.resources if community.crisis_plan else ()
    for region in regions:
        serving = [one for one in resources if one.region == region or region.startswith(one.region + "-")]
        codes = {one.code for one in found if one.facts.get("region") == region}
        if not serving:
            assert codes == {"crisis_resource"}
        else:
            fresh = any((on - one.confirmed_on).days <= STALE_DAYS for one in serving)
            assert codes == (set() if fresh else {"crisis_stale"})


def test_what_was_confirmed_half_a_year_ago_wants_to_be_confirmed_again():
    kit, community, group = live()
    kit.communities.describe(community, regions=("DE",))
    kit.communities.set_crisis_plan(community, plan(note("DE"), note("DE", TODAY - timedelta(days=5))))
    clock = kit._acting.clock
    assert isinstance(clock, sk.FixedClock)
    clock.advance(timedelta(days=STALE_DAYS))
    assert "crisis_stale (DE)" not in labels(kit, group)
    clock.advance(timedelta(days=1))
    (stale,) = [one for one in kit.groups.findings(group) if one.code == "crisis_stale"]
    assert stale.facts == {"region": "DE", "confirmed_on": str(TODAY)}
    assert str(TODAY) in stale.words().missing
    assert "DE" in stale.words("es").do


def test_a_plan_whose_people_have_left_is_found():
    kit, community, group = live()
    kit.communities.appoint(community, "cora", "coordinator")
    kit.communities.set_crisis_plan(community, plan(responders=("cora", "stranger")))
    assert "crisis_responders" not in labels(kit, group)
    kit.communities.dismiss(community, "cora")
    assert "crisis_responders" in labels(kit, group)
    kit.memberships.appoint(group, "cora", "facilitator")
    assert "crisis_responders" not in labels(kit, group), "who leads the group can answer too"
    kit.memberships.appoint(group, "cora", "moderator")
    assert "crisis_responders" in labels(kit, group)
    kit.communities.appoint(community, "cora", "moderator")
    assert "crisis_responders" not in labels(kit, group)
    kit.acting_as("cora").people.erase("cora")
    assert "crisis_responders" in labels(kit, group)


def test_who_answers_in_a_crisis_is_shown_to_those_who_run_the_place():
    kit, community, _ = live()
    outside = kit.acting_as("zoe").communities
    assert outside.get(community) == kit.communities.get(community)
    kit.communities.set_crisis_plan(community, plan(note("DE")))
    shown = outside.get(community).crisis_plan
    assert shown is not None
    assert (shown.responders, shown.resources, shown.hours) == ((), (note("DE"),), "Always")
    inside = kit.communities.get(community).crisis_plan
    assert inside is not None
    assert inside.responders == ("real",)


@pytest.mark.parametrize(
    ("given_", "code", "path"),
    [
        ({"region": "de"}, "region.malformed", "$.region"),
        ({"region": "Germany"}, "region.malformed", "$.region"),
        ({"name": " "}, "text.empty", "$.name"),
        ({"phone": None}, "crisis.no_way_to_reach", "$"),
        ({"phone": "call us"}, "value.wrong_type", "$.phone"),
        ({"text": "HELLO"}, "value.wrong_type", "$.text"),
        ({"url": "http://crisis.example"}, "value.wrong_type", "$.url"),
        ({"languages": ("",)}, "text.empty", "$.languages[0]"),
    ],
)
def test_what_is_wrong_with_a_resource(given_: dict[str, Any], code: str, path: str):
    with pytest.raises(InvalidInput) as caught:
        CrisisResourceNote(**{"region": "DE", "name": "A", "phone": "112", "confirmed_on": TODAY} | given_)
    assert [(one.code, one.path) for one in caught.value.problems] == [(code, path)]


def test_what_is_wrong_with_a_plan():
    kit, community, _ = live()
    with pytest.raises(InvalidInput) as caught:
        CrisisPlan(hours="", responders=(PersonId("a"),) * 51, resources=(note("DE"),) * 301)
    assert [one.path for one in caught.value.problems] == ["$.hours", "$.responders", "$.resources"]
    with pytest.raises(InvalidInput, match=r"person\.contact_data"):
        plan(responders=("cora@example.org",))
    tomorrow = note("DE", TODAY + timedelta(days=1))
    kit.communities.set_crisis_plan(community, plan(tomorrow))
    with pytest.raises(InvalidInput) as caught:
        kit.communities.set_crisis_plan(community, plan(tomorrow, note("DE", TODAY + timedelta(days=2))))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("crisis.not_yet_confirmed", "$.resources[1].confirmed_on")
    with pytest.raises(InvalidInput, match=r"region\.malformed"):
        kit.communities.describe(community, regions=("DE", "Europe"))


# Checks and words.


@given(community=values(Community), group=values(Group), answering=st.frozensets(people, max_size=2))
def test_a_finding_is_what_its_check_says(community: Community, group: Group, answering: frozenset[PersonId]):
    found = findings(Launch(community, group, TODAY, answering))
    codes = {one.code for one in found}
    assert ("guidelines" in codes) is (community.guidelines is None)
    assert ("facilitator" in codes) is (group.facilitators == 0)
    assert ("crisis_plan" in codes) is (community.crisis_plan is None)
    assert ("crisis_responders" in codes) is not answering
    cohort = group.enrollment is Enrollment.COHORT
    assert ("cohort" in codes) is (cohort and group.cohort is None)
    assert ("cohort_minimum" in codes) is (cohort and group.capacity is not None and group.capacity < group.minimum)
    assert len(found) == len({one.label for one in found})


def test_a_cohort_needs_no_more_people_than_it_has_seats():
    kit, _, group = live()
    days = Cohort.of_weeks(8, starts_on="2027-01-12", zone="UTC", minimum=4)
    kit.groups.set_cohort(group, days)
    assert "cohort_minimum" not in labels(kit, group), "nobody has decided on seats"
    kit.groups.set_capacity(group, 3)
    assert "cohort_minimum" in labels(kit, group)
    kit.groups.set_cohort(group, attrs.evolve(days, minimum=3))
    assert "cohort_minimum" not in labels(kit, group)


@pytest.mark.parametrize("code", CHECKS)
def test_every_finding_has_words_in_both_languages(code: str):
    table = tomllib.loads(files("supportkit.groups").joinpath("findings.toml").read_text("utf-8"))
    assert set(table) == set(CHECKS)
    assert set(table[code]) == {"en", "es"}
    english, spanish = Finding(code).words(), Finding(code).words("es-MX")
    assert english != spanish
    assert all(text.endswith((".", ".…")) for text in (*english, *spanish))
    assert Finding(code).words("fr") == english
    assert not set("{}") & set("".join(english + spanish))


@given(st.sampled_from(sorted(CHECKS)), st.none() | st.just("US-WA"))
def test_a_label_stands_for_its_finding(code: str, region: str | None):
    finding = Finding(code, {} if region is None else {"region": region, "confirmed_on": "2026-01-01"})
    again = Finding.of_label(finding.label)
    assert (again.code, again.facts.get("region"), again.label) == (code, region, finding.label)

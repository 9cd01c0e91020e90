"""Whom a group is for, line by line: what was not told is never a no."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.domain_strategies import values

from supportkit.communities.community import Mode
from supportkit.communities.experience import LivedExperience
from supportkit.core.codes import is_language, is_region, within
from supportkit.core.ids import CommunityId, GroupId
from supportkit.errors import InvalidInput
from supportkit.groups.eligibility import (
    ANYBODY,
    LISTED,
    Eligibility,
    Holds,
    eligibility_problem,
    eligible,
    untold,
)
from supportkit.groups.group import Group
from supportkit.groups.rules import GroupRules
from supportkit.privacy.profile import AboutMe, AgeOutcome, Experience

YES, NO, UNKNOWN = Holds.YES, Holds.NO, Holds.UNKNOWN
L = LivedExperience


def asks(eligibility: Eligibility) -> Group:
    return Group(
        id=GroupId("grp_1"),
        community_id=CommunityId("com_1"),
        mode=Mode.LIVE,
        name="n",
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
        rules=GroupRules(eligibility=eligibility),
    )


def about(**told: object) -> AboutMe:
    return AboutMe(**({"age": AgeOutcome.ADULT} | told))  # type: ignore[arg-type]


@given(values(Eligibility), values(AboutMe), st.booleans())
def test_one_line_for_each_thing_asked_in_a_fixed_order(asked: Eligibility, told: AboutMe, adults_only: bool):
    order = ("age", "experience", "condition", "stage", "language", "region")
    wanted = (adults_only, asked.experiences, asked.conditions, asked.stages, asked.languages, asked.regions)
    lines = eligible(asked, told, adults_only=adults_only)
    assert [line.code for line in lines] == [
        f"eligibility.{name}" for name, one in zip(order, wanted, strict=True) if one
    ]
    assert lines == eligible(asked, told, adults_only=adults_only)


@given(values(Eligibility), values(AboutMe))
def test_what_was_not_told_is_never_a_no(asked: Eligibility, told: AboutMe):
    assert {line.holds for line in eligible(asked, AboutMe())} <= {UNKNOWN}
    for line in eligible(asked, told):
        if not getattr(told, line.tell):
            assert line.holds is UNKNOWN
            assert line.known == ()
        if line.holds is not UNKNOWN:
            assert line.known


@given(values(Eligibility), values(AboutMe), st.data())
def test_the_order_of_what_is_asked_and_told_decides_nothing(asked: Eligibility, told: AboutMe, data: st.DataObject):
    def shuffled(value: attrs.AttrsInstance) -> attrs.AttrsInstance:
        lists = {f.name: getattr(value, f.name) for f in attrs.fields(type(value))}
        return attrs.evolve(
            value,
            **{
                name: tuple(data.draw(st.permutations(words)))
                for name, words in lists.items()
                if isinstance(words, tuple)
            },
        )

    before = [line.holds for line in eligible(asked, told)]
    assert [line.holds for line in eligible(shuffled(asked), shuffled(told))] == before  # type: ignore[arg-type]


@given(values(Eligibility), values(AboutMe))
def test_the_problem_is_the_worst_line(asked: Eligibility, told: AboutMe):
    lines = eligible(asked, told)
    found = {line.holds for line in lines}
    problem = eligibility_problem(asks(asked), told)
    expected = "eligibility.unmet" if NO in found else "eligibility.untold" if UNKNOWN in found else None
    assert problem == expected
    assert bool(untold(lines)) is (UNKNOWN in found)


@given(values(Eligibility), values(AboutMe))
def test_a_line_shows_nothing_of_the_person(asked: Eligibility, told: AboutMe):
    told = attrs.evolve(told, conditions=("zq-liver",), stage="zq-late")
    shown = repr(eligible(asked, told))
    assert "zq-" not in shown
    assert "holds=" not in shown
    assert "known=" not in shown


@pytest.mark.parametrize(
    ("asked", "told", "holds"),
    [
        (("en",), ("en-GB",), YES),
        (("en",), ("EN",), YES),
        (("en-GB",), ("en",), UNKNOWN),
        (("en-GB",), ("en-US",), NO),
        (("en",), ("eng",), NO),
        (("de", "es"), ("fr", "es-MX"), YES),
        (("de",), ("deutsch",), UNKNOWN),
        (("de",), ("deutsch", "fr"), NO),
        (("zh-Hant",), ("zh", "en"), UNKNOWN),
        (("de",), (), UNKNOWN),
    ],
)
def test_languages(asked: tuple[str, ...], told: tuple[str, ...], holds: Holds):
    (_, line) = eligible(Eligibility(languages=asked), about(languages=told))
    assert (line.code, line.holds, line.tell) == ("eligibility.language", holds, "languages")


@pytest.mark.parametrize(
    ("asked", "told", "holds"),
    [
        ("US", "US-WA", YES),
        ("US-WA", "US", UNKNOWN),
        ("US-WA", "US-OR", NO),
        ("DE", "AT", NO),
        ("DE", "Germany", UNKNOWN),
        ("DE", None, UNKNOWN),
    ],
)
def test_regions(asked: str, told: str | None, holds: Holds):
    assert eligible(Eligibility(regions=(asked,)), about(region=told))[1].holds is holds


@pytest.mark.parametrize(("age", "holds"), [(AgeOutcome.ADULT, YES), (AgeOutcome.MINOR, NO), (None, UNKNOWN)])
def test_adults_only_unless_there_is_a_policy_for_minors(age: AgeOutcome | None, holds: Holds):
    (line,) = eligible(ANYBODY, AboutMe(age=age))
    assert (line.asked, line.holds) == (("adult",), holds)
    assert eligible(ANYBODY, AboutMe(age=age), adults_only=False) == ()


def test_patients_and_caregivers_meet_apart_and_words_are_compared_without_their_case():
    carers = Eligibility(experiences=(L.CARING, L.BEREAVED), conditions=("Breast",), stages=("early",))
    told = about(
        experiences=(Experience(kind=L.AFTER_TREATMENT), Experience(kind=L.CARING)),
        conditions=(" breast ",),
        stage="EARLY",
    )
    assert eligibility_problem(asks(carers), told) is None
    patient = attrs.evolve(told, experiences=(Experience(kind=L.LIVING_WITH),))
    assert [line.holds for line in eligible(carers, patient)] == [YES, NO, YES, YES]
    assert eligible(carers, patient)[1].asked == ("caring", "bereaved")
    assert eligible(carers, patient)[1].known == ("living_with",)


def test_codes_are_checked_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        Eligibility(languages=("en", "English", ""), regions=("de", "US-WASH"), conditions=("",), stages=("x" * 101,))
    assert [(one.code, one.path) for one in caught.value.problems] == [
        ("text.empty", "$.conditions[0]"),
        ("text.too_long", "$.stages[0]"),
        ("language.malformed", "$.languages[1]"),
        ("language.malformed", "$.languages[2]"),
        ("region.malformed", "$.regions[0]"),
        ("region.malformed", "$.regions[1]"),
    ]
    for wrong in ({"languages": (3,)}, {"regions": (None,)}):
        with pytest.raises(InvalidInput, match="malformed"):
            Eligibility(**wrong)  # type: ignore[arg-type]


def test_lists_end_somewhere():
    assert Eligibility(conditions=("x",) * LISTED)
    for make in (lambda: Eligibility(conditions=("x",) * (LISTED + 1)), lambda: GroupRules(offers=("x",) * 51)):
        with pytest.raises(InvalidInput, match=r"list\.too_long"):
            make()
    with pytest.raises(InvalidInput, match=r"\$\.offers\[0\]"):
        GroupRules(offers=(" ",))


@given(st.text(max_size=12), st.text(max_size=12))
def test_within_is_an_order_on_codes(one: str, other: str):
    assert within(one, one)
    assert within(f"{one}-{other}", one)
    if within(one, other) and within(other, one):
        assert one.lower() == other.lower()


@pytest.mark.parametrize("tag", ["en", "pt-BR", "zh-Hant-TW", "gsw", "es-419", "de-CH-1996"])
def test_tags_of_languages(tag: str):
    assert is_language(tag)


@pytest.mark.parametrize("tag", ["e", "english", "en_GB", "en-", "-en", "e\u0301n", "en-toolongpart", "12"])
def test_what_is_no_tag(tag: str):
    assert not is_language(tag)


@pytest.mark.parametrize(("code", "right"), [("DE", True), ("US-WA", True), ("GB-ENG", True), ("D", False)])
def test_codes_of_regions(code: str, right: bool):
    assert is_region(code) is right

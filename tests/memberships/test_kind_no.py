"""Nobody is only told no: a referral is an outcome, every answer comes with what else there is, and by a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.kit.worlds import CRISIS, SECRET, World

from supportkit.errors import InvalidInput, NotFound, WrongState
from supportkit.groups.group import Access, Visibility
from supportkit.memberships.alternatives import TOLD, Alternatives, Helpline, Words, helplines_of
from supportkit.memberships.path import MembershipStatus
from supportkit.privacy.profile import AboutMe

S = MembershipStatus


def opened(world: World, name: str, **more: Any) -> Any:
    group = world.kit.groups.create(world.community, name, **({"capacity": 2, "access": Access.OPEN} | more)).id
    world.kit.groups.open(group)
    return group


def test_who_is_referred_is_told_where_and_nobody_there_is_told_of_them():
    world = World()
    fay = world.by("fay").memberships
    referred = fay.refer(
        world.group, "abe", to=[world.free, world.free], elsewhere="The café on Mill St", reason=SECRET
    )
    assert (referred.status, referred.reason) == (S.REFERRED, SECRET)
    mine = world.by("abe").memberships.alternatives(world.group)
    assert ([one.id for one in mine.groups], mine.elsewhere) == ([world.free], "The café on Mill St")
    assert "café" not in repr(mine)
    assert world.kit.memberships.roster(world.free, status="referred").items == ()
    # Where no group is named, those that take people in now are.
    world.by("abe").memberships.apply(world.group)
    fay.refer(world.group, "abe")
    again = world.by("abe").memberships.alternatives(world.group)
    assert ([one.id for one in again.groups], again.elsewhere) == ([world.free], None)


def test_who_waits_is_referred_too_and_the_place_is_given_back():
    world = World()
    assert world.kit.groups.get(world.group).waiting == 1
    world.by("fay").memberships.refer(world.group, "wen")
    assert world.kit.groups.get(world.group).waiting == 0
    with pytest.raises(WrongState):
        world.by("fay").memberships.refer(world.group, "ann")


def test_a_referral_names_only_what_the_person_may_know_of():
    world = World()
    hidden = opened(world, "Hidden", visibility=Visibility.HIDDEN)
    elsewhere = world.by("zoe").setup.found("Elsewhere", owner="zoe", mode="rehearsal").id
    foreign = world.by("zoe").groups.create(elsewhere, "Foreign", capacity=2).id
    world.by("zoe").groups.open(foreign)
    for wrong in (hidden, foreign, world.draft, world.group):
        with pytest.raises(NotFound) as caught:
            world.by("fay").memberships.refer(world.group, "abe", to=[wrong])
        assert caught.value.params == {"kind": "group", "id": wrong}
    with pytest.raises(InvalidInput, match=r"number\.out_of_range"):
        world.by("fay").memberships.refer(world.group, "abe", to=[opened(world, str(n)) for n in range(6)])
    with pytest.raises(InvalidInput, match=r"text\.too_long"):
        world.by("fay").memberships.refer(world.group, "abe", elsewhere="x" * 20_001)


def test_a_group_that_was_hidden_since_is_named_no_more():
    world = World()
    world.by("fay").memberships.refer(world.group, "abe", to=[world.free])
    world.kit.groups.describe(world.free, visibility=Visibility.HIDDEN)
    assert world.by("abe").memberships.alternatives(world.group).groups == ()


def test_alternatives_take_people_in_now_and_are_not_hidden():
    world = World()
    full = opened(world, "Full", capacity=1)
    world.by("p1").memberships.apply(full)
    opened(world, "Closed door", access=Access.BY_INVITATION)
    opened(world, "Hidden", visibility=Visibility.HIDDEN)
    others = [opened(world, str(number)) for number in range(6)]
    world.by("abe").memberships.apply(others[0])
    world.by("abe").memberships.apply(others[1])
    world.by("abe").memberships.leave(others[1])
    world.by("abe").memberships.apply(others[2])
    world.kit.memberships.remove(others[2], "abe")
    own = world.by("abe").memberships.alternatives(world.group)
    assert [one.id for one in own.groups] == [world.free, others[1], *others[3:6]]
    # What is shown to others does not depend on where else the person belongs.
    told = world.by("fay").memberships.alternatives(world.group, "abe")
    assert [one.id for one in told.groups] == [world.free, *others[:4]]


def test_who_asked_hears_back_by_a_day_and_those_who_lead_are_reminded():
    world = World()
    due = world.by("abe").memberships.alternatives(world.group).hear_back_on
    assert due == date(2026, 12, 7)
    assert [one for one in world.later(days=13).kit.due.actions(world.community) if one.by_hand] == []
    actions = [one for one in world.later(days=1).kit.due.actions(world.community) if one.by_hand]
    assert [(one.what, one.operation, one.arguments["person_id"]) for one in actions] == [
        ("application.answer_due", "memberships.decline", "abe"),
        ("application.answer_due", "memberships.decline", "alma"),
    ]
    for one in actions:
        world.by("fay").memberships.decline(**one.arguments)  # type: ignore[arg-type]
    assert [one for one in world.kit.due.actions(world.community) if one.by_hand] == []
    assert world.by("otto").memberships.alternatives(world.group).hear_back_on == date(2026, 11, 26)
    assert world.by("wen").memberships.alternatives(world.group).hear_back_on is None


def test_who_belongs_is_told_of_nothing_else():
    with pytest.raises(WrongState):
        World().by("ann").memberships.alternatives(World().group)


def test_help_is_that_of_the_crisis_plan_and_never_another_countrys():
    world = World()
    world.kit.communities.set_crisis_plan(world.community, CRISIS)
    community = world.kit.communities.get(world.community)
    line = Helpline(name="A line", reach="112", region="DE")
    assert helplines_of(community, None) == helplines_of(community, "DE") == helplines_of(community, "DE-BE") == (line,)
    assert helplines_of(community, "US-WA") == ()
    world.by("fay").memberships.decline(world.group, "abe")
    world.by("abe").identity.tell(world.community, AboutMe(region="FR"))
    assert world.by("abe").memberships.alternatives(world.group).helplines == ()
    assert world.by("fay").memberships.alternatives(world.group, "abe").helplines == (line,)


@pytest.mark.parametrize("status", sorted(TOLD))
@pytest.mark.parametrize("locale", ["en", "es", "es-MX", "xx"])
def test_every_answer_has_words_and_says_nothing_that_is_not_so(status: MembershipStatus, locale: str):
    bare = Alternatives(status=status).words(locale)
    assert bare.now
    assert bare._replace(now="") == Words("", "", "", "")
    help_ = (Helpline(name="Night line", reach="0800 111"),)
    full = Alternatives(status=status, elsewhere="A café", helplines=help_, hear_back_on=date(2026, 12, 7)).words(
        locale
    )
    assert full.meanwhile
    assert full.help
    assert ("2026-12-07" in full.by) is (status in (S.APPLIED, S.WAITING, S.OFFERED))
    assert (
        full
        == Alternatives(status=status, elsewhere="A café", helplines=help_, hear_back_on=date(2026, 12, 7)).words("en")
    ) is (locale in ("en", "xx"))
    assert not set("{}") & set("".join(full))

"""Invitations by a code: random, for a time, used up, taken back, and no way to learn anything by trying."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.worlds import NOW, World

import supportkit as sk
from supportkit.errors import InvalidInput, NotFound, Refused, WrongState
from supportkit.groups.group import Access, Visibility
from supportkit.memberships.invitation import Invitation, digest_of


def closed_door() -> tuple[World, Any]:
    world = World()
    group = world.kit.groups.create(
        world.community,
        "By invitation",
        capacity=3,
        facilitators=["fay"],
        access=Access.BY_INVITATION,
        visibility=Visibility.HIDDEN,
    )
    world.kit.groups.open(group.id)
    return world, group.id


@given(
    uses=st.none() | st.integers(1, 4),
    days=st.integers(1, 30),
    steps=st.lists(st.sampled_from(("use", "day", "revoke")), max_size=12),
)
def test_a_code_is_good_until_it_is_used_up_over_or_taken_back(uses: int | None, days: int, steps: list[str]):
    by, at = sk.PersonId("fay"), NOW
    group, community = sk.GroupId("grp_1"), sk.CommunityId("com_1")
    one = Invitation.make("d", group_id=group, community_id=community, uses=uses, days=days, at=at, by=by).state
    used, revoked = 0, False
    for step in steps:
        good = not revoked and at < NOW + timedelta(days=days) and (uses is None or used < uses)
        assert one.good_at(at) is good
        if step == "day":
            at += timedelta(days=1)
        elif step == "revoke":
            one, revoked = one.revoke(at=at, by=by).state, True
        elif good:
            one, used = one.use(at=at, by=by).state, used + 1
        else:
            with pytest.raises(Refused, match=r"invitation\.not_valid"):
                one.use(at=at, by=by)
    assert one.used == used


def test_a_code_opens_a_closed_and_hidden_door_once():
    world, group = closed_door()
    issued = world.by("fay").memberships.invite_by_code(group)
    assert issued.invitation.expires_at == NOW + timedelta(days=14)
    joined = world.by("zoe").memberships.redeem(issued.code)
    assert (joined.status, joined.via) == ("active", "invitation")
    with pytest.raises(Refused, match=r"invitation\.not_valid"):
        world.by("ned").memberships.redeem(issued.code)
    (kept,) = world.by("fay").memberships.invitations(group).items
    assert (kept.used, kept.uses) == (1, 1)


def test_only_a_digest_is_kept_and_the_code_is_shown_nowhere():
    world, group = closed_door()
    issued = world.by("fay").memberships.invite_by_code(group)
    assert issued.code not in repr(issued)
    assert issued.code not in repr((world.store._records, world.store._journal))
    assert issued.invitation.digest == digest_of(issued.code)
    with pytest.raises(Refused, match=r"request\.unsupported"):
        world.by("fay").once("token-1").memberships.invite_by_code(group)


def test_every_code_that_is_not_good_is_answered_in_the_same_words():
    world, group = closed_door()
    fay = world.by("fay").memberships
    used, revoked, expired, ended = (fay.invite_by_code(group, days=days).code for days in (9, 9, 1, 9))
    world.by("a1").memberships.redeem(used)
    fay.revoke_invitation(group, digest_of(revoked))
    other = world.kit.groups.create(world.community, "Put away", capacity=1, access=Access.OPEN).id
    archived = world.kit.memberships.invite_by_code(other).code
    world.kit.groups.archive(other)
    world.later(days=1)
    problems = []
    for code in (used, revoked, expired, archived, "", "wrong", "\ud800", "x" * 10_000):
        with pytest.raises(Refused) as caught:
            world.by("zoe").memberships.redeem(code)
        problems.append(caught.value.to_problem())
    assert all(problem == problems[0] for problem in problems)
    assert problems[0]["params"] == {}
    world.kit.groups.close(group)
    with pytest.raises(WrongState):
        world.by("zoe").memberships.redeem(ended)


def test_a_code_is_not_used_by_who_does_not_come_in():
    world, group = closed_door()
    code = world.by("fay").memberships.invite_by_code(group, uses=2).code
    world.by("zoe").memberships.redeem(code)
    with pytest.raises(WrongState):
        world.by("zoe").memberships.redeem(code)
    world.by("fay").memberships.remove(group, "zoe")
    with pytest.raises(Refused, match=r"membership\.removed"):
        world.by("zoe").memberships.redeem(code)
    assert world.by("ned").memberships.redeem(code).status == "active"


def test_who_comes_by_a_code_where_no_seat_is_free_waits():
    world, group = closed_door()
    code = world.by("fay").memberships.invite_by_code(group, uses=None).code
    found = [world.by(f"p{number}").memberships.redeem(code).status for number in range(4)]
    assert found == ["active", "active", "active", "waiting"]


def test_invitations_are_taken_back_by_their_own_group():
    world, group = closed_door()
    digest = world.by("fay").memberships.invite_by_code(group).invitation.digest
    for where, what in ((world.group, digest), (group, "0" * 64)):
        with pytest.raises(NotFound) as caught:
            world.by("fay").memberships.revoke_invitation(where, what)
        assert caught.value.params["kind"] == "invitation"
    first = world.by("fay").memberships.revoke_invitation(group, digest)
    world.later(hours=1)
    assert world.by("fay").memberships.revoke_invitation(group, digest) == first


@pytest.mark.parametrize(("uses", "days"), [(0, 14), (1001, 14), (1, 0), (1, 367), ("1", 14), (True, 14)])
def test_numbers_of_an_invitation_have_bounds(uses: Any, days: Any):
    world, group = closed_door()
    with pytest.raises(InvalidInput):
        world.by("fay").memberships.invite_by_code(group, uses=uses, days=days)

"""Communities: who runs them, and the words that hold for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from tests.kit.worlds import NOW, World

import supportkit as sk
from supportkit.communities.community import Community, Document, Mode
from supportkit.core.ids import PersonId
from supportkit.errors import InvalidInput, NotAllowed, NotFound, Refused, WrongState
from supportkit.privacy.person import Origin

ACT: dict[str, Any] = {"at": NOW, "by": PersonId("ruth")}


def test_guidelines_and_disclaimer_have_versions():
    world = World()
    one = world.kit.communities.describe(world.community, guidelines="Be kind.", disclaimer="No medical advice.")
    assert (one.guidelines, one.disclaimer) == (
        Document(version=1, text="Be kind."),
        Document(version=1, text="No medical advice."),
    )
    two = world.kit.communities.describe(world.community, guidelines="Be kind.\nListen.")
    assert two.guidelines == Document(version=2, text="Be kind.\nListen.")
    assert two.disclaimer == one.disclaimer
    three = world.kit.communities.describe(world.community, name="Bay", purpose="For all.", languages=("de", "en"))
    assert (three.name, three.purpose, three.languages, three.guidelines) == (
        "Bay",
        "For all.",
        ("de", "en"),
        two.guidelines,
    )
    assert world.kit.communities.describe(world.community, disclaimer="New.").name == "Bay"
    assert world.by("zoe").communities.get(world.community).disclaimer == Document(version=2, text="New.")


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ({"name": ""}, "$.name"),
        ({"name": "n" * 201}, "$.name"),
        ({"purpose": "p" * 20_001}, "$.purpose"),
        ({"guidelines": " "}, "$.text"),
        ({"disclaimer": "\0"}, "$.text"),
    ],
)
def test_words_that_cannot_be_kept(words: dict[str, str], path: str):
    world = World()
    with pytest.raises(InvalidInput) as caught:
        world.kit.communities.describe(world.community, **words)  # type: ignore[arg-type]
    assert [one.path for one in caught.value.problems] == [path]


def test_owners_are_counted():
    world = World()
    kit = world.kit

    def owners() -> int:
        return kit.communities.get(world.community).owners

    assert owners() == 2
    kit.communities.appoint(world.community, "cora", "owner")
    kit.communities.appoint(world.community, "ann", sk.Role.OWNER)
    assert owners() == 4
    with pytest.raises(Refused, match=r"membership\.role_unchanged"):
        kit.communities.appoint(world.community, "ann", "owner")
    kit.communities.appoint(world.community, "ann", "moderator")
    kit.communities.dismiss(world.community, "cora")
    assert owners() == 2
    kit.communities.dismiss(world.community, "ann")
    assert owners() == 2
    with pytest.raises(WrongState):
        kit.communities.dismiss(world.community, "ann")
    assert kit.communities.appoint(world.community, "ann", "coordinator").standing is sk.Role.COORDINATOR
    world.by("ann").communities.dismiss(world.community, "ann")
    assert world.by("ruth").communities.appoint(world.community, "ruth", "moderator").role is sk.Role.MODERATOR
    assert owners() == 1


def test_only_roles_that_a_community_has():
    world = World()
    for role in ("facilitator", "member", "king"):
        with pytest.raises(InvalidInput, match=r"value\.not_allowed"):
            world.kit.communities.appoint(world.community, "ann", role)
    with pytest.raises(NotAllowed):
        world.by("cora").communities.appoint(world.community, "cora", "owner")


def test_a_stranger_learns_nothing_of_who_runs_a_community():
    world = World()
    said = set()
    for person in ("cora", "zed"):
        with pytest.raises(NotAllowed) as caught:
            world.by("zoe").communities.dismiss(world.community, person)
        said.add(str(caught.value))
    assert len(said) == 1
    with pytest.raises(NotFound) as unknown:
        world.kit.communities.dismiss(world.community, "zed")
    assert unknown.value.params["kind"] == "membership"


def test_a_mode_is_chosen_once():
    with pytest.raises(InvalidInput, match=r"value\.misspelt"):
        World().kit.setup.found("X", owner="ruth", mode="lively")
    with pytest.raises(InvalidInput, match=r"value\.not_allowed"):
        World().kit.setup.found("X", owner="ruth", mode="on air")
    assert (Mode.LIVE.origin, Mode.REHEARSAL.origin) == (Origin.REAL, Origin.MADE_UP)


def test_the_last_owner_is_not_counted_away():
    founded = Community.found(sk.CommunityId("com_1"), name="C", mode=Mode.LIVE, **ACT)
    one = founded.then(lambda community: community.count_owners(1, **ACT)).state
    with pytest.raises(Refused, match=r"community\.last_owner"):
        one.count_owners(-1, **ACT)
    assert one.subject is None

"""A channel is taken only to those who said yes to it, and a no is heard the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.kit.worlds import World

from supportkit.errors import InvalidInput
from supportkit.privacy.gate import RULES, Addressing, Answer, may_address
from supportkit.privacy.purpose import CHANNELS, Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping

NO = Answer(allowed=False, reason="channel.not_consented")
YES = Answer(allowed=True)
channels = pytest.mark.parametrize("channel", CHANNELS)


def published(world: World, channel: Purpose, words: Mapping[str, str] = {"en": "May we?"}, **more: Any) -> str:
    document = world.kit.consents.write(world.community, channel, words, **more)
    return world.kit.consents.publish(document.id).id


def answers(world: World, person: str = "ann") -> dict[Purpose | None, Answer]:
    return {way: world.by("fay").people.reach(person, world.group, channel=way) for way in (None, *CHANNELS)}


def test_what_nobody_was_asked_may_not_be_done():
    world = World()
    assert answers(world) == {None: YES} | dict.fromkeys(CHANNELS, NO)


@channels
def test_a_yes_opens_its_channel_and_no_other_until_it_is_taken_back(channel: Purpose):
    world = World()
    documents = {way: published(world, way) for way in CHANNELS}
    assert answers(world) == {None: YES} | dict.fromkeys(CHANNELS, NO)
    world.by("ann").consents.give(documents[channel], 1)
    assert answers(world) == {None: YES} | dict.fromkeys(CHANNELS, NO) | {channel: YES}
    assert answers(world, "chad")[channel] == NO
    assert world.by("ann").people.reach("ann", world.group, channel=channel.value) == YES
    world.by("ann").consents.withdraw(documents[channel])
    assert answers(world)[channel] == NO


@channels
def test_a_no_new_words_and_a_retired_document_close_it(channel: Purpose):
    world = World()
    document = published(world, channel)
    world.by("ann").consents.refuse(document, 1)
    assert answers(world)[channel] == NO
    world.by("ann").consents.give(document, 1)
    published(world, channel, {"en": "May we, twice a day?"})
    assert answers(world)[channel] == NO
    world.by("ann").consents.give(document, 2)
    assert answers(world)[channel] == YES
    world.kit.consents.retire(document)
    assert answers(world)[channel] == NO


def test_a_yes_in_one_group_or_to_sharing_is_none_to_the_channel():
    world = World()
    for document in (
        published(world, Purpose.EMAIL, scope="group", of=world.group),
        published(world, Purpose.EMAIL, handling="share", recipients=("a list",)),
    ):
        world.by("ann").consents.give(document, 1)
    assert answers(world)[Purpose.EMAIL] == NO


def test_who_rests_left_or_died_is_not_reached_by_any_channel_they_agreed_to():
    world = World()
    document = published(world, Purpose.SMS)
    for person in ("ann", "bo", "otto"):
        world.by(person).consents.give(document, 1)
    world.by("ann").memberships.leave(world.group)
    world.quiet("otto")
    found = {one: answers(world, one)[Purpose.SMS].reason for one in ("ann", "bo", "otto")}
    assert found == {"ann": "membership.ended", "bo": "membership.paused", "otto": "person.quiet"}


def test_what_is_no_channel_is_refused():
    world = World()
    for word, code in (("research", "value.not_allowed"), ("e-mail", "value.misspelt")):
        with pytest.raises(InvalidInput) as caught:
            world.by("fay").people.reach("ann", world.group, channel=word)
        assert caught.value.code == code


def test_the_channel_is_asked_last():
    """So that nobody learns from the answer what somebody said, where another rule says no already."""
    facts = Addressing(known=False, tie=None, consented=False)
    assert may_address(facts).reason == "person.erased"
    assert RULES[-1](facts) == "channel.not_consented"

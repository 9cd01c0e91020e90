"""What a decision rests on is read to its end, whatever a page of a store holds."""

from __future__ import annotations

from typing import Any

import pytest
from tests.kit.worlds import CALLS, World

from supportkit.core.words import in_language
from supportkit.errors import SupportKitError
from supportkit.groups.rules import Circle, GroupRules


def outcome(name: str) -> tuple[Any, Any, Any]:
    """Answer what a call gives, and all that is stored after it."""
    world = CALLS[name].world()
    try:
        answer = CALLS[name].call(world.by(CALLS[name].actor), world)
    except SupportKitError as error:
        answer = (error.code, error.params)
    return answer, world.store._records, [entry._replace(id="") for entry in world.store._journal]


@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_operation_does_the_same_with_pages_of_one_row(name: str, monkeypatch: pytest.MonkeyPatch):
    whole = outcome(name)
    monkeypatch.setattr("supportkit.core.flow.PAGE_LIMIT", 1)
    assert outcome(name) == whole


def test_who_was_in_very_many_groups_before_is_still_known_to_belong_now():
    world = World()
    world.kit.groups.set_rules(world.group, GroupRules(content=Circle.COMMUNITY))
    for number in range(120):
        group = world.kit.groups.create(
            world.community, f"Group {number}", capacity=3, access="open", facilitators=["fay"]
        )
        world.kit.groups.open(group.id)
        kit = world.by("nell")
        kit.memberships.apply(group.id)
        if number < 119:
            kit.memberships.leave(group.id)
    assert world.by("nell").sessions.get(world.session)


@pytest.mark.parametrize(("locale", "said"), [("es", "sí"), ("es-MX", "sí"), ("ES", "sí"), ("de", "yes"), ("", "yes")])
def test_words_are_in_the_language_that_was_asked_for_or_in_english(locale: str, said: str):
    assert in_language({"en": "yes", "es": "sí"}, locale) == said

"""Two groups with the same people in them."""

from __future__ import annotations

from typing import Any

from tests.kit.worlds import NOW

import supportkit as sk
from supportkit.groups.group import Access
from supportkit.groups.rules import Circle, GroupRules
from supportkit.kit import Kit

PEOPLE = ("ann", "bo", "cy", "di")


class Two:
    """A community with two groups whose members see one another; ann, bo, cy and di are in both."""

    def __init__(self, *, seats: int = 12) -> None:
        self.kit = sk.rehearse(at=NOW)
        self.community = self.kit.community.id
        self.groups = []
        for name in ("One", "Two"):
            group = self.kit.groups.create(
                self.community, name, capacity=seats, access=Access.OPEN, facilitators=["fay", "flo"]
            ).id
            self.kit.groups.set_rules(group, GroupRules(roster=Circle.MEMBERS))
            self.kit.groups.open(group)
            for person in PEOPLE:
                self.by(person).memberships.apply(group)
            self.groups.append(group)
        self.one, self.two = self.groups

    def by(self, person: str) -> Kit:
        return self.kit.acting_as(person)

    def name(self, person: str, name: str, group: Any = None, **how: Any) -> str:
        """Let somebody choose a name, in the first group if none is given, and answer the handle."""
        handle = self.by(person).identity.set_name(group or self.one, name, **how).handle
        assert handle is not None
        return handle

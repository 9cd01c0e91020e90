"""What time brings, and to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import supportkit as sk

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_who_may_not_do_it_is_not_shown_it() -> None:
    kit = sk.rehearse(actor="ruth", at=AT)
    community = kit.community.id
    for person, role in (("cora", "coordinator"), ("mona", "moderator")):
        kit.communities.appoint(community, person, role)
    group = kit.groups.create(community, "One seat", capacity=1, access="open")
    kit.groups.open(group.id)
    for person in ("ann", "bo"):
        kit.acting_as(person).memberships.apply(group.id)
    kit.acting_as("ann").memberships.leave(group.id)
    until = AT + timedelta(hours=72)
    seen = {
        person: [action.what for action in kit.acting_as(person).due.actions(community, until=until)]
        for person in ("ruth", "cora", "mona")
    }
    assert seen == {"ruth": ["offer.ends"], "cora": ["offer.ends"], "mona": []}
    assert kit.due.actions(community, until=until - timedelta(microseconds=1)) == ()


def test_what_is_due_is_done_by_the_operation_that_it_names() -> None:
    kit = sk.rehearse(actor="ruth", at=AT)
    group = kit.groups.create(kit.community.id, "One seat", capacity=1, access="open")
    kit.groups.open(group.id)
    for person in ("ann", "bo", "cy"):
        kit.acting_as(person).memberships.apply(group.id)
    kit.acting_as("ann").memberships.leave(group.id)
    kit.clock.set(AT + timedelta(hours=72))  # type: ignore[attr-defined]
    for action in kit.due.actions(kit.community.id):
        area, name = action.operation.split(".")
        getattr(getattr(kit, area), name)(**action.arguments)
    assert kit.memberships.get(group.id, "cy").status == "offered"
    assert kit.memberships.get(group.id, "bo").status == "waiting"
    assert kit.due.actions(kit.community.id) == ()

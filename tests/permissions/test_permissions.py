"""Who may do what: the table, held cell by cell against a reference that was written and reviewed apart from it.

`reference.csv` has a row for every operation, and a second one for a group that is archived where it concerns a group.
`self` is somebody without any role, in what concerns themself only; `stranger` is somebody without any role.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from tests.kit.worlds import CALLS, World, operations

from supportkit.core.roles import PERMITS, Role, permitted
from supportkit.errors import NotAllowed, NotFound, Refused, SupportKitError

ROWS = list(csv.DictReader(Path(__file__).with_name("reference.csv").read_text("utf-8").splitlines()))
WHO: dict[str, dict[str, Any]] = {
    "owner": {"community": Role.OWNER},
    "coordinator": {"community": Role.COORDINATOR},
    "moderator": {"community": Role.MODERATOR},
    "facilitator": {"group": Role.FACILITATOR},
    "co_facilitator": {"group": Role.CO_FACILITATOR},
    "group_moderator": {"group": Role.MODERATOR},
    "champion": {"group": Role.CHAMPION},
    "observer": {"group": Role.OBSERVER},
    "member": {"group": Role.MEMBER},
    "self": {"own": True},
    "stranger": {},
}
PEOPLE = {
    "owner": "olga",
    "coordinator": "cora",
    "moderator": "mona",
    "facilitator": "fay",
    "co_facilitator": "cleo",
    "group_moderator": "mo",
    "champion": "chad",
    "observer": "oz",
    "member": "ann",
    "stranger": "zoe",
}
FOR_ONESELF = {
    *(
        "memberships.follow",
        "memberships.apply",
        "memberships.accept_offer",
        "memberships.decline_offer",
        "memberships.pause",
    ),
    *("memberships.resume", "memberships.leave", "memberships.mine", "sessions.rsvp"),
    *("consents.give", "consents.refuse", "consents.withdraw", "consents.agree", "consents.standing"),
    *("consents.receipt", "privacy.ask", "privacy.requests"),
    *("memberships.wait_together", "memberships.wait_alone"),
    *("memberships.confirm_age", "memberships.redeem", "memberships.set_emergency_contact"),
    *("memberships.forget_emergency_contact", "memberships.state_bond", "memberships.take_back_bond"),
    *("memberships.bonds", "memberships.household_questions", "memberships.answer_household"),
    "memberships.answer",
}
OF_ONESELF = {"memberships.mine", "memberships.bonds", "memberships.household_questions"}
OF_NO_GROUP = {"people.for_account", "people.erase", "groups.create", "groups.list_imported", "groups.claim"}
OF_NO_GROUP |= {"groups.directory", "identity.tell", "identity.told", "identity.name_everywhere"}
FOR_ONESELF |= {"identity.tell", "identity.told", "identity.name_everywhere", "identity.unmaskings"}
FOR_ONESELF |= {"identity.unblock", "identity.blocks", "identity.withdraw_contact", "identity.contacts"}
OF_NO_GROUP |= {"people.leave_wish", "people.wish", "people.remembrance"}
FOR_ONESELF |= {"people.leave_wish"}
FOR_ONESELF |= {"privacy.my_holds", "privacy.lift_restriction"}
OF_NO_GROUP |= {"people.erase_preview", "people.erasure_receipt"}
OF_NO_GROUP |= {"groups.directory"}
OF_NO_GROUP |= {"memberships.confirm_age", "memberships.state_bond", "memberships.take_back_bond"}
OF_NO_GROUP |= {"groups.directory", "groups.matches"}


WITHOUT_GROUPS = {"setup", "communities", "questionnaires", "consents", "privacy", "due"}


def test_the_reference_names_every_operation_once():
    named = [row["operation"] for row in ROWS if row["archived"] == "no"]
    assert sorted(named) == sorted(operations()) == sorted(PERMITS)
    archived = [row["operation"] for row in ROWS if row["archived"] == "yes"]
    in_a_group = {
        name
        for name in PERMITS
        if name.split(".")[0] not in ("setup", "communities", "questionnaires", "consents", "privacy", "due")
        and name not in OF_NO_GROUP
    }
    assert sorted(archived) == sorted(in_a_group)
    assert all(set(row.values()) - {row["operation"]} <= {"yes", "no"} for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['operation']}-{row['archived']}" for row in ROWS])
def test_the_table_says_what_was_reviewed(row: dict[str, str]):
    archived = row["archived"] == "yes"
    found = {who: permitted(row["operation"], archived=archived, **facts) for who, facts in WHO.items()}
    assert {who: "yes" if allowed else "no" for who, allowed in found.items()} == {who: row[who] for who in WHO}


def test_what_is_not_named_is_refused():
    assert not permitted("groups.fly", community=Role.OWNER, own=True)


def test_nobody_gets_more_by_fewer_rights():
    """Whoever may do it as a stranger may do it in every role, and an archive opens nothing."""
    for row in ROWS:
        assert row["stranger"] == "no" or {row[who] for who in WHO} == {"yes"}
        if row["archived"] == "yes":
            before = next(one for one in ROWS if one["operation"] == row["operation"] and one["archived"] == "no")
            assert all(row[who] == "no" or before[who] == "yes" for who in WHO)


@pytest.mark.parametrize("name", CALLS)
def test_the_flows_ask_the_table(name: str):
    row = next(row for row in ROWS if row["operation"] == name and row["archived"] == "no")
    for who, person in PEOPLE.items():
        world = CALLS[name].world()
        refused = asked_and_refused(name, person, world)
        # Where the example names nobody, everybody asks for themself.
        expected = row["self"] if name in FOR_ONESELF else row[who]
        assert refused is (expected == "no"), (who, name)


def asked_and_refused(name: str, person: str, world: World) -> bool:
    """Tell whether the table's answer was no; what else stands in the way is not the table's."""
    try:
        CALLS[name].call(world.by(person), world)
    except NotAllowed as error:
        if name == "communities.appoint":
            return True
        assert error.params["operation"] == name
        return True
    except NotFound as error:
        # To those outside, no to a draft is said in the words of what does not exist.
        return error.params["kind"] in ("group", "series", "session")
    except Refused:
        return False
    return False


DONE_IN_AN_ARCHIVE = {"groups.wind_up", "memberships.end_offer", "memberships.end_term", "memberships.release_seat"}
DONE_IN_AN_ARCHIVE |= {"people.note_debrief"}
"""What time brings is done in an archived group too."""


@pytest.mark.parametrize(
    ("name", "allowed"),
    [(row["operation"], row["coordinator"] == "yes") for row in ROWS if row["archived"] == "yes"],
)
def test_an_archived_group_can_be_read_and_left_and_no_longer_changed(name: str, allowed: bool):  # noqa: C901
    elsewhere = {
        "groups.open",
        "groups.resume",
        "groups.announce",
        "groups.set_cohort",
        "groups.start",
        "groups.cancel",
    }
    if name in elsewhere | {"sessions.set_zone"} | OF_ONESELF:
        return  # their examples are about another group, or none
    if name.startswith("identity.") and name in FOR_ONESELF:
        return  # they ask no group
    world = CALLS[name].world()
    if name in ("groups.archive", "memberships.end_offer"):
        world.later(hours=80)
    for session in world.sessions:
        if name.startswith("sessions.") and session != world.session:
            world.kit.sessions.cancel(session)
    if world.kit.groups.get(world.group).status == "open":
        world.kit.groups.pause(world.group)
    world.kit.groups.close(world.group)
    world.kit.groups.archive(world.group)
    before = {key: record for key, record in world.store._records.items() if key.id.startswith(world.group)}
    if name in ("groups.archive", "groups.wind_up"):
        world.closed = world.group
    try:
        CALLS[name].call(world.by("cora"), world)
    except SupportKitError as error:
        assert not allowed, error
        if name not in ("memberships.leave", "memberships.forget_emergency_contact"):
            # Those two are allowed, and cora has nothing to leave or to forget.
            assert error.code in ("access.not_allowed", "membership.not_yours", "invitation.not_valid")
    else:
        assert allowed
    after = {key: record for key, record in world.store._records.items() if key.id.startswith(world.group)}
    assert (before == after) is (name not in DONE_IN_AN_ARCHIVE)


def test_a_member_leaves_an_archived_group():
    world = World()
    world.kit.groups.close(world.group)
    world.kit.groups.archive(world.group)
    assert world.by("ann").memberships.leave(world.group).status == "left"
    assert world.kit.memberships.get(world.group, "ann").status == "left"


def test_what_is_due_in_an_archived_group_can_be_done():
    world = World()
    world.kit.groups.close(world.group)
    world.kit.groups.archive(world.group)
    world.later(days=9)
    its = [one for one in world.kit.due.actions(world.community) if one.arguments["group_id"] == world.group]
    assert [one.operation for one in its] == ["groups.wind_up", "memberships.end_offer"]
    world.kit.memberships.end_offer(its[1].arguments["group_id"], its[1].arguments["person_id"])  # type: ignore[arg-type]
    for _ in ("the plans", "the ties"):
        world.kit.groups.wind_up(world.group)
    its = [one for one in world.kit.due.actions(world.community) if one.arguments["group_id"] == world.group]
    assert its == []

"""Who may read what: the table of policies, cell by cell, and every operation of the kit held against it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.domain_strategies import KINDS, values
from tests.kit.worlds import CALLS
from tests.permissions.test_permissions import PEOPLE

from supportkit.core.codec import Aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.private import private_names
from supportkit.core.roles import PERMITS, Role
from supportkit.errors import SupportKitError
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.privacy.policies import POLICIES, READS
from supportkit.privacy.purpose import Purpose
from supportkit.privacy.views import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

WITH_PRIVATE = [kind for kind in KINDS if private_names(kind)]
HELD_BACK = {"held_until"}
"""What is no private field, and still not for everybody."""
ROLES = {name: Role(name.removeprefix("group_")) for name in PEOPLE if name != "stranger"}


def test_every_private_field_has_its_policy():
    named = {kind: sorted(set(fields) - HELD_BACK) for kind, fields in POLICIES.items()}
    assert named == {kind.KIND: sorted(private_names(kind)) for kind in WITH_PRIVATE}
    assert set(READS) <= set(PERMITS)


@pytest.mark.parametrize("kind", WITH_PRIVATE, ids=[kind.KIND for kind in WITH_PRIVATE])
@given(data=st.data(), role=st.none() | st.sampled_from(Role), purpose=st.none() | st.sampled_from(Purpose))
def test_what_the_table_does_not_name_is_not_shown(kind: Any, data: st.DataObject, role: Any, purpose: Any):
    value = data.draw(values(kind))
    seen = shown(value, to="zoe", role=role, purpose=purpose)
    for field in attrs.fields(kind):
        before, after = getattr(value, field.name), getattr(seen, field.name)
        policy = POLICIES[kind.KIND].get(field.name)
        allowed = policy is None or (role in policy.roles and purpose in policy.purposes and policy.when(value))
        assert after == (before if allowed else None)
    assert shown(seen, to="zoe", role=role, purpose=purpose) == seen
    if value.subject is not None:
        assert shown(value, to=value.subject, role=role, purpose=purpose) is value


def test_why_somebody_left_is_for_them_alone():
    tie = Membership(of="grp_1", community_id=CommunityId("com_1"), person_id=PersonId("ann"), reason="tired")
    look = {"to": "ruth", "role": Role.OWNER, "purpose": Purpose.RUNNING_THE_GROUP}
    for status, reason in (("left", None), ("declined", "tired"), ("removed", "tired")):
        one = attrs.evolve(tie, status=MembershipStatus(status))
        assert shown(one, **look).reason == reason  # type: ignore[arg-type]


def records_in(answer: Any) -> Iterator[Any]:
    """Answer every record that an operation answered, however deep."""
    if isinstance(answer, Aggregate):
        yield answer
    if isinstance(answer, (tuple, list)):
        for one in answer:
            yield from records_in(one)
    elif attrs.has(type(answer)):
        for field in attrs.fields(type(answer)):
            yield from records_in(getattr(answer, field.name))


@pytest.mark.parametrize("name", CALLS)
def test_no_operation_answers_more_than_the_table_allows(name: str):
    for who, person in PEOPLE.items():
        world = CALLS[name].world()
        answer: Any = None
        with suppress(SupportKitError):
            answer = CALLS[name].call(world.by(person), world)
        if name in WHOLE and person == "olga":
            continue
        for record in records_in(answer):
            for field in private_names(type(record)):
                if getattr(record, field) is None or record.subject == person:
                    continue
                policy = POLICIES[record.KIND][field]
                assert name in READS, f"{name} answers {record.KIND}.{field} to {who}"
                assert ROLES.get(who) in policy.roles, f"{name} answers {record.KIND}.{field} to {who}"
                assert READS[name] in policy.purposes
                assert policy.when(record)


WHOLE = {"privacy.export", "privacy.take_in"}
"""What hands out all that is kept about a person, to an owner who answers a request."""

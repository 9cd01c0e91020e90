"""A record as somebody may see it: every private field that its policy does not allow them is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from supportkit.core.evolving import evolved
from supportkit.core.private import private_names
from supportkit.privacy.policies import OWN, POLICIES, READS

if TYPE_CHECKING:
    from supportkit.core.flow import Context
    from supportkit.core.ids import PersonId
    from supportkit.core.roles import Role
    from supportkit.privacy.purpose import Purpose

T = TypeVar("T")


def shown(value: T, *, to: PersonId, role: Role | None, purpose: Purpose | None) -> T:
    """Answer a record as somebody may see it for a purpose.

    Args:
        value: the record.
        to: who looks; a person sees all that is about themself.
        role: the role that lets them look.
        purpose: what for; for none, nothing private of others is shown.
    """
    record: Any = value
    if record.subject is not None and record.subject == to:
        return value
    policies = POLICIES.get(record.KIND, {})
    hidden: dict[str, Any] = {}
    for name in dict.fromkeys((*private_names(record.__class__), *policies)):
        policy = policies.get(name, OWN)
        allowed = role in policy.roles and purpose in policy.purposes and policy.when(record)
        if not allowed and getattr(record, name) is not None:
            hidden[name] = None
    return evolved(value, **hidden) if hidden else value


def shown_in(ctx: Context, value: T, role: Role | None) -> T:
    """Answer a record as the person who acts may see it, for the purpose of the operation."""
    return shown(value, to=ctx.actor, role=role, purpose=READS.get(ctx.operation))

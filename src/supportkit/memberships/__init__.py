"""Memberships: joining, waiting, belonging, resting and leaving; roles."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.memberships.flows import Memberships as Memberships
    from supportkit.memberships.membership import Membership as Membership
    from supportkit.memberships.path import PATH as PATH
    from supportkit.memberships.path import MembershipStatus as MembershipStatus

__all__ = (
    "PATH",
    "Membership",
    "MembershipStatus",
    "Memberships",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.memberships.flows": ("Memberships",),
            "supportkit.memberships.membership": ("Membership",),
            "supportkit.memberships.path": ("MembershipStatus", "PATH"),
        },
    )

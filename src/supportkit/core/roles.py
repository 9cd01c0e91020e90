"""Roles, and the table of what each may do: operation, role, own or another's, state. What it does not name is refused.

A role is held in a group or in the whole community, by a membership row; nobody gives one to themself.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Role(StrEnum):
    """What somebody is in a group or a community."""

    MEMBER = "member"
    OBSERVER = "observer"
    CHAMPION = "champion"
    CO_FACILITATOR = "co_facilitator"
    FACILITATOR = "facilitator"
    MODERATOR = "moderator"
    COORDINATOR = "coordinator"
    OWNER = "owner"


LEADING = frozenset({Role.FACILITATOR, Role.CO_FACILITATOR})
"""Roles that lead a group; who has one takes no member's seat."""

GROUP_ROLES = frozenset({Role.MEMBER, Role.OBSERVER, Role.CHAMPION, Role.MODERATOR}) | LEADING
COMMUNITY_ROLES = frozenset({Role.MODERATOR, Role.COORDINATOR, Role.OWNER})


class Permit(NamedTuple):
    """Who may do one operation.

    Args:
        group: roles in the group concerned.
        community: roles in its community.
        own: whether a person may do it in what concerns themself only.
        anyone: whether no role is needed.
        archived: whether it is allowed in a group that is archived.
    """

    group: frozenset[Role] = frozenset()
    community: frozenset[Role] = frozenset()
    own: bool = False
    anyone: bool = False
    archived: bool = False


_LEADERS = LEADING
_ROSTER = _LEADERS | {Role.MODERATOR}
_EVERYBODY = GROUP_ROLES
_RUN = frozenset({Role.COORDINATOR, Role.OWNER})
_OWNERS = frozenset({Role.OWNER})
_STAFF = COMMUNITY_ROLES

PERMITS: Mapping[str, Permit] = {
    "setup.found": Permit(anyone=True),
    "people.for_account": Permit(anyone=True),
    "people.erase": Permit(own=True, community=_OWNERS, archived=True),
    "people.record_death": Permit(group=_LEADERS, community=_STAFF),
    "people.confirm_death": Permit(group=_LEADERS, community=_STAFF),
    "people.withdraw_death": Permit(own=True, group=_LEADERS, community=_STAFF),
    "people.death": Permit(group=_LEADERS, community=_STAFF, archived=True),
    "people.aftercare": Permit(group=_LEADERS, community=_RUN, archived=True),
    "people.decide_telling": Permit(group=frozenset({Role.FACILITATOR}), community=_RUN),
    "people.name_caregivers": Permit(group=_LEADERS, community=_RUN),
    "people.note_debrief": Permit(group=_LEADERS, community=_RUN, archived=True),
    "people.leave_wish": Permit(own=True),
    "people.wish": Permit(own=True, community=_RUN),
    "people.remembrance": Permit(community=_STAFF),
    "people.erase_preview": Permit(own=True, community=_OWNERS, archived=True),
    "people.erasure_receipt": Permit(own=True, community=_OWNERS, archived=True),
    "people.reach": Permit(own=True, group=_LEADERS, community=_STAFF),
    "communities.get": Permit(anyone=True),
    "communities.describe": Permit(community=_RUN),
    "communities.set_crisis_plan": Permit(community=_RUN),
    "communities.set_rules": Permit(community=_OWNERS),
    "communities.appoint": Permit(community=_OWNERS),
    "communities.dismiss": Permit(community=_OWNERS, own=True),
    "communities.staff": Permit(community=_STAFF),
    "groups.create": Permit(community=_RUN),
    "groups.list_imported": Permit(community=_RUN),
    "groups.claim": Permit(community=_RUN),
    "groups.get": Permit(anyone=True, archived=True),
    "groups.directory": Permit(anyone=True),
    "groups.matches": Permit(anyone=True),
    "groups.describe": Permit(group=_LEADERS, community=_RUN),
    "groups.set_capacity": Permit(group=_LEADERS, community=_RUN),
    "groups.set_stand_in": Permit(group=_LEADERS, community=_RUN),
    "groups.set_rules": Permit(group=_LEADERS, community=_RUN),
    "groups.findings": Permit(group=_LEADERS, community=_STAFF, archived=True),
    "groups.announce": Permit(group=_LEADERS, community=_RUN),
    "groups.set_cohort": Permit(group=_LEADERS, community=_RUN),
    "groups.start": Permit(group=_LEADERS, community=_RUN),
    "groups.cancel": Permit(group=frozenset({Role.FACILITATOR}), community=_RUN),
    "groups.wind_up": Permit(group=frozenset({Role.FACILITATOR}), community=_RUN, archived=True),
    "groups.open": Permit(group=_LEADERS, community=_RUN),
    "groups.pause": Permit(group=_LEADERS, community=_RUN),
    "groups.resume": Permit(group=_LEADERS, community=_RUN),
    "groups.close": Permit(group=frozenset({Role.FACILITATOR}), community=_RUN),
    "groups.archive": Permit(community=_RUN),
    "memberships.follow": Permit(own=True),
    "memberships.apply": Permit(own=True),
    "memberships.invite": Permit(group=_LEADERS, community=_RUN),
    "memberships.confirm_age": Permit(own=True, community=_RUN),
    "memberships.invite_by_code": Permit(group=_LEADERS, community=_RUN),
    "memberships.revoke_invitation": Permit(group=_LEADERS, community=_RUN, archived=True),
    "memberships.invitations": Permit(group=_LEADERS, community=_RUN, archived=True),
    "memberships.redeem": Permit(own=True),
    "memberships.record": Permit(group=_LEADERS, community=_RUN),
    "memberships.refer_in": Permit(group=_LEADERS, community=_RUN),
    "memberships.introduction": Permit(own=True, group=_LEADERS, community=_RUN, archived=True),
    "memberships.record_conversation": Permit(group=_LEADERS, community=_RUN),
    "memberships.conversation": Permit(own=True, group=_LEADERS, community=_RUN, archived=True),
    "memberships.set_emergency_contact": Permit(own=True),
    "memberships.forget_emergency_contact": Permit(own=True, archived=True),
    "memberships.emergency_contact": Permit(own=True, group=_LEADERS),
    "memberships.state_bond": Permit(own=True),
    "memberships.take_back_bond": Permit(own=True, archived=True),
    "memberships.bonds": Permit(own=True, archived=True),
    "memberships.household_questions": Permit(own=True, archived=True),
    "memberships.answer_household": Permit(own=True),
    "memberships.note_household_asked": Permit(community=_RUN),
    "memberships.refer": Permit(group=_LEADERS, community=_RUN),
    "memberships.alternatives": Permit(own=True, group=_LEADERS, community=_RUN),
    "memberships.accept": Permit(group=_LEADERS, community=_RUN),
    "memberships.decline": Permit(group=_LEADERS, community=_RUN),
    "memberships.waitlist": Permit(group=_LEADERS, community=_RUN),
    "memberships.offer_seats": Permit(group=_LEADERS, community=_RUN),
    "memberships.freeze_waitlist": Permit(group=_LEADERS, community=_RUN),
    "memberships.unfreeze_waitlist": Permit(group=_LEADERS, community=_RUN),
    "memberships.set_priority": Permit(group=_LEADERS, community=_RUN),
    "memberships.wait_together": Permit(own=True),
    "memberships.wait_alone": Permit(own=True),
    "memberships.explain": Permit(own=True, group=_LEADERS, community=_RUN, archived=True),
    "memberships.accept_offer": Permit(own=True),
    "memberships.decline_offer": Permit(own=True),
    "memberships.end_offer": Permit(group=_LEADERS, community=_RUN, archived=True),
    "memberships.pause": Permit(own=True, group=_LEADERS, community=_RUN),
    "memberships.resume": Permit(own=True, group=_LEADERS, community=_RUN),
    "memberships.hold_seat": Permit(group=_LEADERS, community=_RUN),
    "memberships.release_seat": Permit(group=_LEADERS, community=_RUN, archived=True),
    "memberships.name_observer": Permit(group=frozenset({Role.FACILITATOR}), community=_RUN),
    "memberships.agree_observer": Permit(group=_LEADERS, community=_RUN),
    "memberships.end_term": Permit(group=_LEADERS, community=_RUN, archived=True),
    "memberships.observers": Permit(group=_EVERYBODY, community=_STAFF, archived=True),
    "memberships.leave": Permit(own=True, archived=True),
    "memberships.remove": Permit(group=frozenset({Role.FACILITATOR}), community=_RUN),
    "memberships.appoint": Permit(group=frozenset({Role.FACILITATOR}), community=_RUN),
    "memberships.get": Permit(own=True, group=_ROSTER, community=_STAFF, archived=True),
    "memberships.roster": Permit(group=_ROSTER, community=_STAFF, archived=True),
    "memberships.waiting": Permit(group=_LEADERS, community=_RUN),
    "memberships.mine": Permit(own=True, archived=True),
    "memberships.questions": Permit(anyone=True),
    "memberships.answer": Permit(own=True, group=_LEADERS, community=_RUN),
    "memberships.decide_screening": Permit(group=_LEADERS, community=_RUN),
    "memberships.screening": Permit(own=True, group=_LEADERS, community=_RUN, archived=True),
    "memberships.screenings": Permit(group=_LEADERS, community=_RUN),
    "questionnaires.draft": Permit(community=_RUN),
    "questionnaires.next_version": Permit(community=_RUN),
    "questionnaires.revise": Permit(community=_RUN),
    "questionnaires.publish": Permit(community=_RUN),
    "questionnaires.retire": Permit(community=_RUN),
    "questionnaires.get": Permit(community=_STAFF),
    "questionnaires.in_community": Permit(community=_STAFF),
    "sessions.plan": Permit(group=_LEADERS, community=_RUN),
    "sessions.set_zone": Permit(group=_LEADERS, community=_RUN),
    "sessions.extend": Permit(group=_LEADERS, community=_RUN),
    "sessions.end_series": Permit(group=_LEADERS, community=_RUN),
    "sessions.series": Permit(anyone=True, archived=True),
    "sessions.upcoming": Permit(group=_EVERYBODY, community=_STAFF, archived=True),
    "sessions.past": Permit(group=_EVERYBODY, community=_STAFF, archived=True),
    "sessions.join_details": Permit(group=_EVERYBODY, community=_RUN),
    "sessions.get": Permit(group=_EVERYBODY, community=_STAFF, archived=True),
    "sessions.reschedule": Permit(group=_LEADERS, community=_RUN),
    "sessions.cancel": Permit(group=_LEADERS, community=_RUN),
    "sessions.begin": Permit(group=_LEADERS, community=_RUN),
    "sessions.end": Permit(group=_LEADERS, community=_RUN),
    "sessions.rsvp": Permit(own=True),
    "sessions.arrive": Permit(own=True, group=_LEADERS),
    "sessions.record_attendance": Permit(group=_LEADERS, community=_RUN),
    "sessions.roster": Permit(group=_LEADERS, community=_RUN, archived=True),
    "consents.write": Permit(community=_RUN),
    "consents.publish": Permit(community=_RUN),
    "consents.retire": Permit(community=_RUN),
    "consents.documents": Permit(anyone=True),
    "consents.give": Permit(own=True, community=_RUN),
    "consents.refuse": Permit(own=True),
    "consents.withdraw": Permit(own=True, community=_RUN),
    "consents.agree": Permit(own=True),
    "consents.standing": Permit(own=True),
    "consents.receipt": Permit(own=True),
    "privacy.ask": Permit(own=True, community=_RUN),
    "privacy.requests": Permit(own=True),
    "privacy.open_requests": Permit(community=_RUN),
    "privacy.extend_request": Permit(community=_RUN),
    "privacy.answer_request": Permit(community=_RUN),
    "privacy.refuse_request": Permit(community=_RUN),
    "privacy.withdraw_request": Permit(own=True),
    "privacy.restrict": Permit(own=True, community=_OWNERS),
    "privacy.lift_restriction": Permit(own=True, community=_OWNERS),
    "privacy.note_disclosure": Permit(community=_RUN),
    "privacy.disclosures": Permit(own=True, community=_RUN),
    "privacy.export": Permit(own=True, community=_OWNERS),
    "privacy.take_in": Permit(community=_OWNERS),
    "identity.tell": Permit(own=True),
    "identity.told": Permit(own=True),
    "identity.set_name": Permit(group=_EVERYBODY),
    "identity.name_everywhere": Permit(own=True),
    "identity.faces": Permit(group=_EVERYBODY, community=_STAFF, archived=True),
    "identity.mask": Permit(group=_EVERYBODY),
    "identity.unmask": Permit(group=frozenset({Role.MODERATOR}), community=frozenset({Role.MODERATOR}), archived=True),
    "identity.unmaskings": Permit(own=True, archived=True),
    "identity.block": Permit(group=_EVERYBODY, archived=True),
    "identity.unblock": Permit(own=True, archived=True),
    "identity.blocks": Permit(own=True, archived=True),
    "identity.keep_apart": Permit(group=_LEADERS),
    "identity.offer_contact": Permit(group=_EVERYBODY),
    "identity.withdraw_contact": Permit(own=True, archived=True),
    "identity.contacts": Permit(own=True, archived=True),
    "privacy.hold": Permit(community=_OWNERS),
    "privacy.extend_hold": Permit(community=_OWNERS),
    "privacy.lift_hold": Permit(community=_OWNERS),
    "privacy.holds": Permit(community=_OWNERS),
    "privacy.my_holds": Permit(own=True),
    "privacy.set_retention": Permit(community=_OWNERS),
    "privacy.retention": Permit(community=_OWNERS),
    "privacy.finish_retention": Permit(community=_OWNERS),
    "privacy.seal": Permit(community=_RUN),
    "privacy.verify": Permit(community=_OWNERS),
    "due.actions": Permit(community=_STAFF),
    "due.tidy": Permit(community=_STAFF),
}
"""The permission table. Its reference (`tests/permissions/reference.csv`) is reviewed apart from it, cell by cell."""


def permitted(
    operation: str,
    *,
    group: Role | None = None,
    community: Role | None = None,
    own: bool = False,
    archived: bool = False,
) -> bool:
    """Tell whether the table allows an operation.

    Args:
        operation: `area.name`; one that is not in the table is refused.
        group: the role held in the group concerned, if any.
        community: the role held in its community, if any.
        own: whether it concerns only the person who acts.
        archived: whether the group is archived.
    """
    permit = PERMITS.get(operation)
    if permit is None or (archived and not permit.archived):
        return False
    return permit.anyone or (own and permit.own) or group in permit.group or community in permit.community

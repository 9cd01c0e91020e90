"""What is asked before somebody comes in, as one table: each rule looks at what is known and says no, or nothing.

The same table is asked wherever somebody comes in: who asks to join, who is accepted, who uses an invitation, who is
entered by somebody else, and who takes a seat that was held. All that says no is answered at once. A later area adds
its rule here.

A rule that rests on what is nobody else's business is `confidential`: somebody who decides about the person is told
`membership.not_now`, the same word for every such cause, so that no cause can be read from it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, NamedTuple

from supportkit.errors import Refused
from supportkit.memberships.path import MembershipStatus
from supportkit.privacy.profile import AgeOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from supportkit.communities.rules import CommunityRules
    from supportkit.errors import Code
    from supportkit.groups.rules import GroupRules


class Step(Enum):
    """What is about to happen."""

    ASKING = auto()
    """Somebody asks; those who lead the group decide."""
    COMING = auto()
    """Somebody comes in at once, to a seat or a place on the waitlist."""
    SEATING = auto()
    """Somebody who asked or waited takes a seat."""


class Facts(NamedTuple):
    """What is known of somebody who is about to come in.

    Args:
        now: the moment.
        live: whether real people are here.
        community: the rules of the community.
        group: the rules of the group.
        status: where their tie to the group stands.
        since: since when it does.
        welcomed: whether those who lead the group asked them in, or entered them.
        age: what came of asking for their age; `None` where nobody asked.
        places: places that they hold in other groups of the community, counted up to the rule's number.
        contact: whether they said whom to call in an emergency.
        talked: whether somebody who leads the group talked with them.
        bonded: whether they named anybody of their household.
        screening: why the group's questions say no, if they do.
        eligibility: why whom the group is for says no, if it does.
        apart: whether somebody in the group is to be asked first, or they are to be kept apart from somebody there.
    """

    now: datetime
    live: bool
    community: CommunityRules
    group: GroupRules
    status: MembershipStatus | None = None
    since: datetime | None = None
    welcomed: bool = False
    age: AgeOutcome | None = None
    places: int = 0
    contact: bool = False
    talked: bool = False
    bonded: bool = False
    apart: bool = False
    screening: Code | None = None
    eligibility: Code | None = None


class No(NamedTuple):
    """Why somebody cannot come in: a code, and the facts it uses."""

    code: Code
    params: Mapping[str, Any] = {}


class Rule(NamedTuple):
    """One rule.

    Args:
        check: answers why not, or nothing.
        steps: when it is asked.
        confidential: whether only the person themself is told that it says no.
        defers: whether somebody who comes in at once asks instead, where only this stands in the way.
    """

    check: Callable[[Facts], No | None]
    steps: frozenset[Step] = frozenset(Step)
    confidential: bool = False
    defers: bool = False


def _least_age(facts: Facts) -> int | None:
    """Adults only, unless the host has a policy for minors, or makes sure of it by itself."""
    return facts.community.minimum_age if facts.community.minors_policy is None else None


def _age_unknown(facts: Facts) -> No | None:
    """Real people say that they are old enough; made-up ones in a rehearsal need not."""
    least = _least_age(facts)
    return No("age.unknown", {"least": least}) if least and facts.live and facts.age is None else None


def _too_young(facts: Facts) -> No | None:
    least = _least_age(facts)
    return No("age.minor", {"least": least}) if least and facts.age is AgeOutcome.MINOR else None


def _places(facts: Facts) -> No | None:
    """A seat or place that one person holds in many groups is one that others wait for."""
    most = facts.community.places_at_once
    if most is None or facts.places < most:
        return None
    return No("membership.places_at_once", {"most": most, "held": facts.places})


def _rejoin(facts: Facts) -> No | None:
    """Who left comes back by themself after a time that the group sets; an invitation opens the door before."""
    if facts.welcomed or facts.status is not MembershipStatus.LEFT or facts.since is None:
        return None
    again = facts.since + timedelta(days=facts.group.rejoin_after_days)
    return No("membership.rejoin_later", {"rejoin_on": again.date().isoformat()}) if facts.now < again else None


def _contact(facts: Facts) -> No | None:
    """A group that meets live knows whom to call (International OCD Foundation)."""
    return No("emergency_contact.needed") if facts.group.emergency_contact and not facts.contact else None


def _talk(facts: Facts) -> No | None:
    return No("conversation.needed") if facts.group.conversation and not facts.talked else None


def _bonded(facts: Facts) -> No | None:
    """Who named somebody of their household asks first, wherever: else they could find out where the other is."""
    return No("membership.not_now") if facts.bonded else None


def _apart(facts: Facts) -> No | None:
    return No("membership.not_now") if facts.apart else None


def _answered(facts: Facts) -> No | None:
    """A group that asks questions hears the answers before it gives a seat."""
    return No(facts.screening) if facts.screening in ("screening.needed", "screening.outdated") else None


def _looked_at(facts: Facts) -> No | None:
    return No(facts.screening) if facts.screening == "screening.review" else None


def _fits(facts: Facts) -> No | None:
    return No(facts.screening) if facts.screening in ("screening.referred", "screening.declined") else None


def _meant(facts: Facts) -> No | None:
    """Whom the group is for; who was asked in is, and so is whom those who lead it accept."""
    return No("eligibility.unmet") if facts.eligibility == "eligibility.unmet" and not facts.welcomed else None


def _told(facts: Facts) -> No | None:
    """Nobody has to tell: who has not told it asks first. In a rehearsal nothing is known of anybody."""
    untold = facts.live and facts.eligibility == "eligibility.untold" and not facts.welcomed
    return No("eligibility.untold") if untold else None


_ON_THE_WAY = frozenset({Step.ASKING, Step.COMING})
_AT_A_SEAT = frozenset({Step.COMING, Step.SEATING})

RULES: tuple[Rule, ...] = (
    Rule(_age_unknown),
    Rule(_too_young, confidential=True),
    Rule(_places, confidential=True),
    Rule(_rejoin, _ON_THE_WAY),
    Rule(_contact, _AT_A_SEAT),
    Rule(_meant, _ON_THE_WAY, confidential=True),
    Rule(_told, frozenset({Step.COMING}), confidential=True, defers=True),
    Rule(_answered, _AT_A_SEAT),
    Rule(_fits),
    Rule(_looked_at, _AT_A_SEAT, defers=True),
    Rule(_talk, _AT_A_SEAT, defers=True),
    Rule(_bonded, frozenset({Step.COMING}), confidential=True, defers=True),
    Rule(_apart, _AT_A_SEAT, confidential=True, defers=True),
)
"""Every rule, in the order in which what they say is told."""


def must_ask_first(facts: Facts) -> bool:
    """Tell whether somebody who would come in at once asks instead, so that those who lead the group decide."""
    return any(rule.defers and rule.check(facts) for rule in RULES if Step.COMING in rule.steps)


def admit(facts: Facts, step: Step, *, own: bool) -> None:
    """Ask every rule, and refuse with all that says no.

    Args:
        facts: what is known.
        step: what is about to happen.
        own: whether the person themself does it, and so may know why not.

    Raises:
        Refused: the code of the one rule that says no, or `admission.refused` with the codes of several.
    """
    found: dict[Code, No] = {}
    for rule in RULES:
        no = rule.check(facts) if step in rule.steps else None
        if no is not None:
            no = No("membership.not_now") if rule.confidential and not own else no
            found.setdefault(no.code, no)
    if len(found) == 1:
        ((code, no),) = found.items()
        raise Refused(code, **no.params)
    if found:
        raise Refused("admission.refused", count=len(found), reasons=", ".join(found))


def age_outcome(years: int, least: int) -> AgeOutcome:
    """Answer what is kept of somebody's age: whether they are old enough for this community, and never the number."""
    return AgeOutcome.ADULT if years >= least else AgeOutcome.MINOR

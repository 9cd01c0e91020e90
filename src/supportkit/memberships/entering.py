"""Coming in, whatever the way: what is known is gathered once, the table of admission is asked, one commit is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from supportkit.communities.community import Community, Mode
from supportkit.core.evolving import evolved
from supportkit.core.flow import maybe
from supportkit.groups.eligibility import ANYBODY, eligibility_problem
from supportkit.groups.group import Access, Group
from supportkit.memberships.admission import Facts, Step, admit, must_ask_first
from supportkit.memberships.bond import Household
from supportkit.memberships.conversation import Conversation
from supportkit.memberships.emergency import EmergencyContact
from supportkit.memberships.entry import Entry
from supportkit.memberships.household import NOBODY, apart_in, questions_about
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.screening import Screening, screening_problem
from supportkit.memberships.seats import others_wait, settle
from supportkit.memberships.standing import tie_of
from supportkit.privacy.person import Person, admitted
from supportkit.privacy.profile import AboutMe, AgeOutcome, Profile

if TYPE_CHECKING:
    from collections.abc import Collection

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId, GroupId, PersonId
    from supportkit.errors import Code
    from supportkit.memberships.emergency import WhomToCall
    from supportkit.memberships.household_question import HouseholdQuestion

_PAGE = 100


class Arrival(NamedTuple):
    """Somebody who comes to a group.

    Args:
        person_id: who.
        person: their row, if the store knows them.
        tie: their tie to the group, if there is one.
        welcomed: whether those who lead the group asked them in, or enter them.
        asking: whether they ask, rather than come in at once.
        own: whether they do it themself.
        via: the way in.
        note: what they want to say; private.
        contact: whom to call for them, if they say so now.
        age: what came of asking for their age, if it is said now.
    """

    person_id: PersonId
    person: Person | None
    tie: Membership | None
    welcomed: bool = False
    asking: bool = False
    own: bool = True
    via: Entry = Entry.DOOR
    note: str | None = None
    contact: WhomToCall | None = None
    age: AgeOutcome | None = None


class Known(NamedTuple):
    """What was gathered: the facts that the rules look at, what goes with the commit, and the rows."""

    facts: Facts
    questions: list[Change[HouseholdQuestion]]
    profile: Profile | None
    contact: EmergencyContact | None


def known_of(ctx: Context, group: Group, arrival: Arrival) -> Flow[Known]:
    """Gather what the rules of admission look at, all of it in one call where the group asks for nothing more."""
    person_id, community_id, rules = arrival.person_id, group.community_id, group.rules
    community, profile, household = yield from ctx.load(
        Community.key(community_id),
        maybe(Profile.key(community_id, person_id)),
        maybe(Household.key(community_id, person_id)),
    )
    screening = talk = contact = None
    if rules.questionnaire_id is not None:
        screening = yield from ctx.load(maybe(Screening.key(group.id, person_id)))
    if rules.conversation:
        talk = yield from ctx.load(maybe(Conversation.key(group.id, person_id)))
    if rules.emergency_contact or arrival.contact is not None:
        contact = yield from ctx.load(maybe(EmergencyContact.key(group.id, person_id)))
    most = community.rules.places_at_once
    places = 0 if most is None else (yield from _places(ctx, community_id, group.id, person_id, most))
    apart = NOBODY
    if household is not None:
        apart = yield from apart_in(ctx, community_id, group.id, person_id)
    tie = arrival.tie
    facts = Facts(
        now=ctx.now,
        live=group.mode is Mode.LIVE,
        community=community.rules,
        group=rules,
        status=tie.status if tie else None,
        since=tie.changed_at if tie else None,
        welcomed=arrival.welcomed,
        age=arrival.age or (profile.told.age if profile else None),
        places=places,
        contact=contact is not None or arrival.contact is not None,
        talked=talk is not None,
        bonded=apart.bonded,
        apart=apart.apart,
        screening=screening_problem(group, screening),
        eligibility=_eligibility(group, community, profile),
    )
    questions = yield from questions_about(ctx, community_id, group.id, person_id, apart.unasked)
    return Known(facts, questions, profile, contact)


def _eligibility(group: Group, community: Community, profile: Profile | None) -> Code | None:
    """Ask whom the group is for; whether somebody is old enough is asked by rules of its own."""
    if group.rules.eligibility == ANYBODY:
        return None
    adults_only = community.rules.minors_policy is None and community.rules.minimum_age is not None
    about = profile.told if profile else AboutMe()
    return eligibility_problem(group, about, adults_only=adults_only and about.age is not None)


def must_be_admitted(ctx: Context, group: Group, tie: Membership) -> Flow[None]:
    """Refuse a seat to somebody who asked, or to whom one was held, where a rule of admission says no.

    Raises:
        Refused: see `admission`.
    """
    own = tie.person_id == ctx.actor
    known = yield from known_of(ctx, group, Arrival(tie.person_id, None, tie, own=own))
    admit(known.facts, Step.SEATING, own=own)


def come_in(
    ctx: Context,
    group: Group,
    arrival: Arrival,
    *changes: Change[Any],
    unguarded: Collection[Any] = (),
) -> Flow[Membership]:
    """Let somebody in, or on the waitlist, or have them ask, by the rules of admission; all of it in one commit.

    Args:
        ctx: the attempt.
        group: where.
        arrival: who comes, and how.
        changes: what else is so by it, such as a use of the invitation.
        unguarded: see `Context.commit`.

    Raises:
        Refused: see `admission`; `membership.removed`; `person.real` or `person.made_up`; `person.erased`.
        WrongState: the person has asked or belongs already.
    """
    person_id = arrival.person_id
    met = admitted(arrival.person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
    begun = tie_of(ctx, group, arrival.tie, person_id)
    known = yield from known_of(ctx, group, arrival)
    asks = arrival.asking or must_ask_first(known.facts)
    with_it: tuple[Change[Any], ...] = (met, *known.questions, *_said(ctx, group, arrival, known), *changes)
    if asks:
        asked = begun.then(lambda one: one.apply(note=arrival.note, via=arrival.via, at=ctx.now, by=ctx.actor))
        asked = _attached(ctx, asked, arrival)
        admit(known.facts, Step.ASKING, own=arrival.own)
        # Who asks takes no seat, so what others do to the group meanwhile does not matter; a close is caught when the
        # request is accepted.
        yield from ctx.commit(asked, *with_it, unguarded=(Group.key(group.id), *unguarded))
        return asked.state
    admit(known.facts, Step.COMING, own=arrival.own)
    joined, grown, others = yield from seat_or_queue(ctx, begun, group, arrival.note, arrival.via)
    joined = _attached(ctx, joined, arrival)
    yield from ctx.commit(grown, joined, *with_it, *others, unguarded=unguarded)
    return joined.state


def seat_or_queue(
    ctx: Context, begun: Change[Membership], group: Group, note: str | None, via: Entry
) -> Flow[tuple[Change[Membership], Change[Group], tuple[Change[Membership], ...]]]:
    """Give a free seat that nobody waits for, or else a place on the waitlist.

    Where somebody waits though a seat is free (two who need two, say), who is next by the order is offered it.
    """
    if group.free and group.frozen_since is None and not (yield from others_wait(ctx, group)):
        joined = begun.then(lambda one: one.join(note=note, via=via, at=ctx.now, by=ctx.actor))
        return joined, group.seat(at=ctx.now, by=ctx.actor), ()
    queued = group.queue(at=ctx.now, by=ctx.actor)
    ticket = queued.state.tickets
    waiting = begun.then(lambda one: one.waitlist(ticket, note=note, via=via, at=ctx.now, by=ctx.actor))
    queued, (mine, *others) = yield from settle(ctx, queued, waiting)
    return mine, queued, tuple(others)


def _attached(ctx: Context, tie: Change[Membership], arrival: Arrival) -> Change[Membership]:
    return tie if arrival.contact is None else tie.then(lambda one: one.attach(at=ctx.now, by=ctx.actor))


def contact_named(
    ctx: Context, group_id: GroupId, person_id: PersonId, former: EmergencyContact | None, contact: WhomToCall
) -> Change[EmergencyContact]:
    """Say whom to call, for the first time or anew."""
    if former is None:
        return EmergencyContact.begin(group_id, person_id, contact=contact, at=ctx.now, by=ctx.actor)
    return former.name(contact, at=ctx.now, by=ctx.actor)


def is_invited(tie: Membership | None) -> bool:
    """Tell whether somebody was invited by name and has not come yet."""
    return tie is not None and tie.status is MembershipStatus.INVITED


def asks_first(group: Group) -> bool:
    """Tell whether somebody who leads the group decides about those who come by themself."""
    return group.access is Access.BY_APPROVAL


def _said(ctx: Context, group: Group, arrival: Arrival, known: Known) -> list[Change[Any]]:
    """Answer what the person said of themself with it: whom to call, and that they are old enough."""
    said: list[Change[Any]] = []
    if arrival.contact is not None:
        said.append(contact_named(ctx, group.id, arrival.person_id, known.contact, arrival.contact))
    if arrival.age is not None:
        said.append(age_told(ctx, group.community_id, arrival.person_id, known.profile, arrival.age))
    return said


def age_told(
    ctx: Context, community_id: CommunityId, person_id: PersonId, former: Profile | None, age: AgeOutcome
) -> Change[Profile]:
    """Keep what came of asking for somebody's age; all else that they told stays."""
    if former is None:
        about = AboutMe(age=age)
        return Profile.begin(community_id, person_id, about=about, at=ctx.now, by=ctx.actor)
    return former.tell(evolved(former.told, age=age), at=ctx.now, by=ctx.actor)


def _places(ctx: Context, community_id: CommunityId, besides: GroupId, person_id: PersonId, most: int) -> Flow[int]:
    """Count the places that a person holds in other groups of a community, up to what is asked for."""
    held, after = 0, None
    while held < most:
        page = yield from ctx.find(Membership, "membership.by_person", person_id, after=after, limit=_PAGE)
        held += sum(tie.community_id == community_id and tie.of != besides and tie.holds_place for tie in page.items)
        if page.next is None:
            break
        after = page.next
    return held

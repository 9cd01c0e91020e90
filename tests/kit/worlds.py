"""A small community with a group in full life, and one call that succeeds in it for every operation of the kit."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import supportkit as sk
from supportkit.communities.crisis_plan import CrisisPlan, CrisisResourceNote
from supportkit.communities.rules import CommunityRules, Remembrance
from supportkit.core.operation import Area, operation
from supportkit.core.roles import Role
from supportkit.core.words import said
from supportkit.groups.cohort import Cohort
from supportkit.groups.contact import Named
from supportkit.groups.group import Access, StandIn, Visibility
from supportkit.groups.listing import Listing
from supportkit.groups.rules import GroupRules
from supportkit.kit import Kit
from supportkit.memberships.emergency import WhomToCall
from supportkit.memberships.form import Form, Question, QuestionKind, Rule, ScreeningOutcome, equals
from supportkit.privacy.profile import AboutMe
from supportkit.privacy.wish import LastWish
from supportkit.storage.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.storage.protocol import Store

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
SECRET = "Zq7-my-scan-is-on-Friday"
"""Stands in every private text of the world; it must be found nowhere else."""
CALL = WhomToCall(name=SECRET, phone=SECRET, relation=SECRET)


COHORT = Cohort.of_weeks(8, starts_on="2026-12-01", zone="Europe/Berlin", last_join_week=2, minimum=1)
CRISIS = CrisisPlan(
    responders=(sk.PersonId("cora"),),
    hours="Every day from 8 to 22, Berlin time",
    resources=(CrisisResourceNote(region="DE", name="A line", confirmed_on=date(2026, 11, 20), phone="112"),),
)


class World:
    """Everything that the calls need, by name.

    Args:
        store: where it is kept; a new one in memory if left out.
        visibility: whether the group can be found.
    """

    code = question = ""
    digest = "0" * 64

    def __init__(self, store: Store | None = None, visibility: Visibility = Visibility.SHOWN) -> None:
        self.store = MemoryStore() if store is None else store
        self.clock = sk.FixedClock(NOW)
        self.kit = Kit(self.store, actor="ruth", clock=self.clock, ids=sk.SeededIds(1), deadline=0.3)
        community = self.kit.setup.found("Harbour", owner="ruth", mode="rehearsal")
        self.community = community.id
        for person, role in (("olga", Role.OWNER), ("cora", Role.COORDINATOR), ("mona", Role.MODERATOR)):
            self.kit.communities.appoint(self.community, person, role)
        self.handle, self.mask = sk.SeededIds(98).new("als"), sk.SeededIds(98).new("msk")  # nobody's, as yet
        self._make_the_group(visibility)
        self._make_the_others()

    request = "drq_none"
    asked = "community:none:research:collect"

    def by(self, person: str) -> Kit:
        """Answer a kit for somebody."""
        return self.kit.acting_as(person)

    def _make_the_group(self, visibility: Visibility) -> None:
        kit = self.kit
        group = kit.groups.create(
            self.community, "Tuesday evenings", capacity=3, facilitators=["fay"], access=Access.OPEN
        )
        self.group = group.id
        kit.groups.open(self.group)
        for person, role in (("cleo", "co_facilitator"), ("mo", "moderator"), ("chad", "champion")):
            kit.memberships.appoint(self.group, person, role)
        kit.memberships.name_observer(self.group, "oz", until=NOW + timedelta(days=300), purpose=SECRET)
        kit.memberships.agree_observer(self.group, "oz")
        for person in ("ann", "bo", "otto", "wen"):
            self.by(person).memberships.apply(self.group)
        self.by("bo").memberships.pause(self.group)
        kit.groups.set_capacity(self.group, 4)
        kit.groups.describe(self.group, access=Access.BY_APPROVAL)
        for person in ("abe", "alma"):
            self.by(person).memberships.apply(self.group, note=SECRET)
        kit.memberships.invite(self.group, "ivy")
        self.series = kit.sessions.plan(
            self.group,
            sk.weekly("TU"),
            start_on="2026-11-24",
            at="18:30",
            zone="Europe/Berlin",
            weeks=2,
            link=SECRET,
            phone=SECRET,
            passcode=SECRET,
            notes=SECRET,
        ).id
        self.sessions = [one.id for one in kit.sessions.upcoming(self.group).items]
        self.session = self.sessions[0]
        self.starts_at = kit.sessions.get(self.session).starts_at
        kit.groups.describe(self.group, visibility=visibility)

    def _make_the_others(self) -> None:
        kit = self.kit
        self.draft = kit.groups.create(self.community, "Draft", capacity=3, facilitators=["fay"]).id
        self.free = kit.groups.create(self.community, "Free", capacity=3, access=Access.OPEN).id
        self.paused = kit.groups.create(self.community, "Resting", capacity=3, facilitators=["fay"]).id
        self.closed = kit.groups.create(self.community, "Over", capacity=3, facilitators=["fay"]).id
        self.cohort = kit.groups.create(
            self.community, "Eight weeks", capacity=3, facilitators=["fay"], access=Access.OPEN, cohort=COHORT
        ).id
        for group in (self.free, self.paused, self.closed, self.cohort):
            kit.groups.open(group)
        self.by("pia").memberships.apply(self.cohort)
        for group in (self.draft, self.paused, self.closed, self.cohort):
            kit.memberships.appoint(group, "cleo", "co_facilitator")
        kit.groups.pause(self.paused)
        kit.groups.close(self.closed)
        contacts = (Named(name=SECRET, email=SECRET, phone=SECRET),)
        self.listed = kit.groups.list_imported(self.community, "Listed", Listing(feed="f"), contacts=contacts).id
        for group in (self.listed, self.draft):
            plan = kit.sessions.plan(group, sk.weekly("TH"), start_on="2026-11-26", at="19:00", zone=None, notes=SECRET)
        self.zoneless = plan.id
        self.questionnaire = kit.questionnaires.draft(self.community, "Before you join", FORM).id
        kit.questionnaires.publish(self.questionnaire)
        self.questions = kit.questionnaires.draft(self.community, "Others", FORM).id

    # Steps that some calls need first.

    def quiet(self, person: str = "otto") -> World:
        """Let somebody be said to have died."""
        self.by("fay").people.record_death(person, self.group)
        return self

    def confirmed(self, person: str = "otto") -> World:
        """Let a death be known for sure; the person has left a wish."""
        self.by(person).people.leave_wish(self.community, LastWish(tell=SECRET, words=SECRET))
        self.by("fay").people.record_death(person, self.group, confirmed_by=SECRET)
        return self

    def at_the_session(self) -> World:
        """Let it be the time of the first session."""
        self.clock.set(self.starts_at)
        return self

    def under_way(self) -> World:
        """Let the first session have begun."""
        self.at_the_session().by("fay").sessions.begin(self.session)
        return self

    def written(self) -> World:
        """Let there be a draft of what people are asked to consent to."""
        self.asked = self.by("cora").consents.write(self.community, "engagement_statistics", {"en": "May we count?"}).id
        return self

    def published(self) -> World:
        """Let it be in force."""
        self.written().by("cora").consents.publish(self.asked)
        return self

    def consented(self) -> World:
        """Let ann have said yes to it."""
        self.published().by("ann").consents.give(self.asked, 1, authority=SECRET)
        return self

    def guided(self) -> World:
        """Let there be guidelines."""
        self.by("cora").communities.describe(self.community, guidelines="Be kind.")
        return self

    def asking(self) -> World:
        """Let abe have asked for a copy of his data."""
        self.request = self.by("abe").privacy.ask(self.community, "copy", words=SECRET).id
        return self

    def document(self) -> str:
        """Write the data of somebody who comes from another house."""
        elsewhere = sk.rehearse(actor="ruth", at=NOW)
        group = elsewhere.groups.create(elsewhere.community.id, "There", capacity=2, facilitators=["ruth"]).id
        elsewhere.groups.open(group)
        elsewhere.acting_as("newt").memberships.apply(group, note=SECRET)
        return elsewhere.acting_as("newt").privacy.export().to_json()

    def named(self) -> World:
        """Let ann and chad have names in the group, and `handle` be chad's."""
        self.by("ann").identity.set_name(self.group, SECRET)
        self.handle = self.by("chad").identity.set_name(self.group, f"{SECRET}-2").handle
        return self

    def masked(self, *, known: bool = False) -> World:
        """Let ann wear a mask, and a moderator know of it."""
        self.mask = self.by("ann").identity.mask(self.group)
        if known:
            self.by("mo").identity.unmask(self.group, self.mask, reason=SECRET)
        return self

    def blocked(self) -> World:
        """Let ann block chad."""
        self.named().by("ann").identity.block(self.group, self.handle)
        return self

    def offered_contact(self) -> World:
        """Let ann have offered chad her contact."""
        self.named().by("ann").identity.offer_contact(self.group, self.handle, SECRET)

    def held(self) -> World:
        """Let there be a hold on somebody's data."""
        self.kit.privacy.hold(self.community, person_id="abe", until=NOW + timedelta(days=30), reason=SECRET)
        return self

    def parted(self) -> World:
        """Let somebody have been declined and somebody have left, each with a word about why."""
        self.by("fay").memberships.decline(self.group, "abe", reason=SECRET)
        self.by("ann").memberships.leave(self.group, words=SECRET)
        return self

    def screening(self) -> World:
        """Let the group ask those who want to join."""
        self.kit.groups.set_rules(self.group, GroupRules(questionnaire_id=self.questionnaire))
        return self

    def answered(self) -> World:
        """Let abe have answered so that somebody has to look."""
        self.screening().by("abe").memberships.answer(self.group, ANSWERS, questionnaire_id=self.questionnaire)
        return self

    def later(self, **length: float) -> World:
        """Let some time pass."""
        self.clock.advance(timedelta(**length))
        return self


FORM = Form(
    questions=(
        Question(id="group_ok", kind=QuestionKind.YES_NO, words=said(en="Do you like to talk in a group?")),
        Question(id="hopes", kind=QuestionKind.TEXT, words=said(en="What do you hope for?"), required=False),
    ),
    rules=(
        Rule(
            id="likes_groups",
            outcome=ScreeningOutcome.ACCEPTED,
            words=said(en="You said that you like to talk in a group."),
            every=(equals("group_ok", value=True),),
        ),
    ),
)
ANSWERS = {"group_ok": False, "hopes": SECRET}


class Example(NamedTuple):
    """Who does it, how, and what must be so before."""

    actor: str
    call: Callable[[Any, World], Any]
    prepare: Callable[[World], Any] = lambda world: world

    def world(self, *given: Any) -> World:
        """Make a world in which it can be done."""
        world = World(*given)
        self.prepare(world)
        return world


def _coded(world: World) -> World:
    """Let there be a code for the group."""
    issued = world.by("fay").memberships.invite_by_code(world.group)
    world.code, world.digest = issued.code, issued.invitation.digest
    return world


def _talked(world: World) -> World:
    """Let somebody have talked with abe."""
    world.by("fay").memberships.record_conversation(world.group, "abe", note=SECRET)
    return world


def _reachable(world: World) -> World:
    """Let bo have said whom to call."""
    world.by("bo").memberships.set_emergency_contact(world.group, CALL)
    return world


def _bonded(world: World) -> World:
    """Let abe, who has asked to join, live with bo, who is back there."""
    world.by("bo").memberships.resume(world.group)
    world.by("abe").memberships.state_bond(world.community, "bo")
    for one in world.kit.due.actions(world.community):
        if one.what == "household.asked":  # not, where both had been asked before
            world.question = one.arguments["question"]
    return world


def _found(kit: Kit, _: World) -> Any:
    return kit.setup.found("Another", owner="zoe", mode="rehearsal")


CALLS: dict[str, Example] = {
    "setup.found": Example("zoe", _found),
    "people.for_account": Example("host", lambda kit, _: kit.people.for_account("a-1", secret=b"k" * 16)),
    "people.erase": Example("olga", lambda kit, w: kit.people.erase("abe", community_id=w.community)),
    "people.record_death": Example("fay", lambda kit, w: kit.people.record_death("otto", w.group, confirmed_by=SECRET)),
    "people.confirm_death": Example(
        "fay", lambda kit, w: kit.people.confirm_death("otto", w.group, SECRET), lambda w: w.quiet("otto")
    ),
    "people.withdraw_death": Example("fay", lambda kit, w: kit.people.withdraw_death("otto", w.group), World.confirmed),
    "people.death": Example("fay", lambda kit, w: kit.people.death("otto", w.group), World.confirmed),
    "people.aftercare": Example("fay", lambda kit, w: kit.people.aftercare("otto", w.group), World.quiet),
    "people.decide_telling": Example(
        "fay", lambda kit, w: kit.people.decide_telling("otto", w.group, teller="fay", words=SECRET), World.quiet
    ),
    "people.name_caregivers": Example(
        "fay", lambda kit, w: kit.people.name_caregivers("otto", w.group, ["chad"]), World.quiet
    ),
    "people.note_debrief": Example("fay", lambda kit, w: kit.people.note_debrief("otto", w.group), World.quiet),
    "people.leave_wish": Example(
        "ann", lambda kit, w: kit.people.leave_wish(w.community, LastWish(remembrance=Remembrance.HIDE, words=SECRET))
    ),
    "people.wish": Example("cora", lambda kit, w: kit.people.wish(w.community, "otto"), World.confirmed),
    "people.remembrance": Example("mona", lambda kit, w: kit.people.remembrance(w.community, "otto"), World.confirmed),
    "people.erase_preview": Example("olga", lambda kit, w: kit.people.erase_preview("abe", community_id=w.community)),
    "people.erasure_receipt": Example(
        "olga",
        lambda kit, w: kit.people.erasure_receipt("abe", community_id=w.community),
        lambda w: w.by("abe").people.erase("abe"),
    ),
    "people.reach": Example("fay", lambda kit, w: kit.people.reach("bo", w.group)),
    "communities.get": Example("zoe", lambda kit, w: kit.communities.get(w.community)),
    "communities.describe": Example(
        "cora", lambda kit, w: kit.communities.describe(w.community, purpose="p", guidelines="g", disclaimer="d")
    ),
    "communities.set_crisis_plan": Example("cora", lambda kit, w: kit.communities.set_crisis_plan(w.community, CRISIS)),
    "communities.set_rules": Example(
        "olga", lambda kit, w: kit.communities.set_rules(w.community, CommunityRules(places_at_once=3))
    ),
    "communities.appoint": Example("ruth", lambda kit, w: kit.communities.appoint(w.community, "ann", "moderator")),
    "communities.dismiss": Example("ruth", lambda kit, w: kit.communities.dismiss(w.community, "olga")),
    "communities.staff": Example("mona", lambda kit, w: kit.communities.staff(w.community)),
    "groups.create": Example("cora", lambda kit, w: kit.groups.create(w.community, "New", facilitators=["fay", "ned"])),
    "groups.list_imported": Example(
        "cora",
        lambda kit, w: kit.groups.list_imported(
            w.community, "L", Listing(feed="f"), contacts=[Named(name=SECRET, email=SECRET), Named(phone=SECRET)]
        ),
    ),
    "groups.claim": Example(
        "cora",
        lambda kit, w: kit.groups.claim(w.listed, w.community, capacity=5, facilitators=["fay"], zone="Europe/Madrid"),
    ),
    "groups.get": Example("zoe", lambda kit, w: kit.groups.get(w.group)),
    "groups.directory": Example("zoe", lambda kit, w: kit.groups.directory(w.community)),
    "groups.matches": Example("zoe", lambda kit, w: kit.groups.matches(w.community)),
    "groups.describe": Example("fay", lambda kit, w: kit.groups.describe(w.group, about="For everybody.")),
    "groups.set_capacity": Example("fay", lambda kit, w: kit.groups.set_capacity(w.group, 5)),
    "groups.set_stand_in": Example("fay", lambda kit, w: kit.groups.set_stand_in(w.group, StandIn(notice_hours=4))),
    "groups.set_rules": Example("fay", lambda kit, w: kit.groups.set_rules(w.group, GroupRules(offer_hours=48))),
    "groups.findings": Example("fay", lambda kit, w: kit.groups.findings(w.group)),
    "groups.announce": Example("fay", lambda kit, w: kit.groups.announce(w.draft)),
    "groups.set_cohort": Example("fay", lambda kit, w: kit.groups.set_cohort(w.draft, COHORT)),
    "groups.start": Example("fay", lambda kit, w: kit.groups.start(w.cohort)),
    "groups.cancel": Example("fay", lambda kit, w: kit.groups.cancel(w.cohort, because="The room is gone.")),
    "groups.wind_up": Example("fay", lambda kit, w: kit.groups.wind_up(w.closed)),
    "groups.open": Example("fay", lambda kit, w: kit.groups.open(w.draft)),
    "groups.pause": Example("fay", lambda kit, w: kit.groups.pause(w.group)),
    "groups.resume": Example("fay", lambda kit, w: kit.groups.resume(w.paused)),
    "groups.close": Example("fay", lambda kit, w: kit.groups.close(w.group)),
    "groups.archive": Example("cora", lambda kit, w: kit.groups.archive(w.closed)),
    "memberships.follow": Example(
        "ned", lambda kit, w: kit.memberships.follow(w.group), lambda w: w.kit.groups.pause(w.group)
    ),
    "memberships.apply": Example(
        "ned", lambda kit, w: kit.memberships.apply(w.group, note=SECRET, emergency_contact=CALL)
    ),
    "memberships.invite": Example("fay", lambda kit, w: kit.memberships.invite(w.group, "ned")),
    "memberships.confirm_age": Example("ned", lambda kit, w: kit.memberships.confirm_age(w.community, 44)),
    "memberships.invite_by_code": Example("fay", lambda kit, w: kit.memberships.invite_by_code(w.group)),
    "memberships.revoke_invitation": Example(
        "fay", lambda kit, w: kit.memberships.revoke_invitation(w.group, w.digest), _coded
    ),
    "memberships.invitations": Example("fay", lambda kit, w: kit.memberships.invitations(w.group)),
    "memberships.redeem": Example(
        "ned", lambda kit, w: kit.memberships.redeem(w.code, note=SECRET, emergency_contact=CALL), _coded
    ),
    "memberships.record": Example(
        "fay",
        lambda kit, w: kit.memberships.record(w.group, method="phone", adult=True, note=SECRET, emergency_contact=CALL),
    ),
    "memberships.refer_in": Example(
        "fay", lambda kit, w: kit.memberships.refer_in(w.group, "ned", source=SECRET, note=SECRET)
    ),
    "memberships.introduction": Example(
        "fay",
        lambda kit, w: kit.memberships.introduction(w.group, "ned"),
        lambda w: w.by("fay").memberships.refer_in(w.group, "ned", source=SECRET),
    ),
    "memberships.record_conversation": Example(
        "fay", lambda kit, w: kit.memberships.record_conversation(w.group, "abe", note=SECRET)
    ),
    "memberships.conversation": Example("fay", lambda kit, w: kit.memberships.conversation(w.group, "abe"), _talked),
    "memberships.set_emergency_contact": Example(
        "ann", lambda kit, w: kit.memberships.set_emergency_contact(w.group, CALL)
    ),
    "memberships.forget_emergency_contact": Example(
        "bo", lambda kit, w: kit.memberships.forget_emergency_contact(w.group), _reachable
    ),
    "memberships.emergency_contact": Example(
        "fay", lambda kit, w: kit.memberships.emergency_contact(w.group, "bo"), _reachable
    ),
    "memberships.state_bond": Example("abe", lambda kit, w: kit.memberships.state_bond(w.community, "bo")),
    "memberships.take_back_bond": Example(
        "abe", lambda kit, w: kit.memberships.take_back_bond(w.community, "bo"), _bonded
    ),
    "memberships.bonds": Example("abe", lambda kit, _: kit.memberships.bonds(), _bonded),
    "memberships.household_questions": Example("bo", lambda kit, _: kit.memberships.household_questions(), _bonded),
    "memberships.answer_household": Example(
        "bo", lambda kit, w: kit.memberships.answer_household(w.group, "abe", agrees=False), _bonded
    ),
    "memberships.note_household_asked": Example(
        "cora", lambda kit, w: kit.memberships.note_household_asked(w.group, w.question), _bonded
    ),
    "memberships.refer": Example(
        "fay",
        lambda kit, w: kit.memberships.refer(w.group, "abe", to=[w.free], elsewhere=SECRET, reason=SECRET),
    ),
    "memberships.alternatives": Example("fay", lambda kit, w: kit.memberships.alternatives(w.group, "abe")),
    "memberships.accept": Example(
        "fay",
        lambda kit, w: kit.memberships.accept(w.group, "abe"),
        lambda w: w.kit.groups.set_capacity(w.group, 6),
    ),
    "memberships.decline": Example("fay", lambda kit, w: kit.memberships.decline(w.group, "abe", reason=SECRET)),
    "memberships.waitlist": Example("fay", lambda kit, w: kit.memberships.waitlist(w.group, "abe")),
    "memberships.offer_seats": Example("fay", lambda kit, w: kit.memberships.offer_seats(w.group)),
    "memberships.freeze_waitlist": Example("fay", lambda kit, w: kit.memberships.freeze_waitlist(w.group)),
    "memberships.unfreeze_waitlist": Example("fay", lambda kit, w: kit.memberships.unfreeze_waitlist(w.group)),
    "memberships.set_priority": Example(
        "fay", lambda kit, w: kit.memberships.set_priority(w.group, "wen", 0, reason=SECRET)
    ),
    "memberships.wait_together": Example("wen", lambda kit, w: kit.memberships.wait_together(w.group, "pam")),
    "memberships.wait_alone": Example("wen", lambda kit, w: kit.memberships.wait_alone(w.group)),
    "memberships.explain": Example("fay", lambda kit, w: kit.memberships.explain(w.group, "wen")),
    "memberships.accept_offer": Example("otto", lambda kit, w: kit.memberships.accept_offer(w.group)),
    "memberships.decline_offer": Example("otto", lambda kit, w: kit.memberships.decline_offer(w.group)),
    "memberships.end_offer": Example("fay", lambda kit, w: kit.memberships.end_offer(w.later(hours=72).group, "otto")),
    "memberships.pause": Example("ann", lambda kit, w: kit.memberships.pause(w.group, until=NOW + timedelta(days=9))),
    "memberships.resume": Example("bo", lambda kit, w: kit.memberships.resume(w.group)),
    "memberships.hold_seat": Example("fay", lambda kit, w: kit.memberships.hold_seat(w.group, "bo", weeks=2)),
    "memberships.release_seat": Example(
        "fay", lambda kit, w: kit.memberships.release_seat(w.group, "bo"), lambda w: w.later(weeks=8)
    ),
    "memberships.name_observer": Example(
        "fay",
        lambda kit, w: kit.memberships.name_observer(w.group, "ned", until=NOW + timedelta(days=30), purpose=SECRET),
    ),
    "memberships.agree_observer": Example(
        "fay",
        lambda kit, w: kit.memberships.agree_observer(w.group, "ned"),
        lambda w: w.kit.memberships.name_observer(w.group, "ned", until=NOW + timedelta(days=30)),
    ),
    "memberships.end_term": Example(
        "fay", lambda kit, w: kit.memberships.end_term(w.group, "oz"), lambda w: w.later(days=300)
    ),
    "memberships.observers": Example("ann", lambda kit, w: kit.memberships.observers(w.group)),
    "memberships.leave": Example(
        "ann", lambda kit, w: kit.memberships.leave(w.group, reason="health_worse", words=SECRET)
    ),
    "memberships.remove": Example("fay", lambda kit, w: kit.memberships.remove(w.group, "ann", reason=SECRET)),
    "memberships.appoint": Example("fay", lambda kit, w: kit.memberships.appoint(w.group, "ann", "champion")),
    "memberships.get": Example("fay", lambda kit, w: kit.memberships.get(w.group, "abe")),
    "memberships.roster": Example("fay", lambda kit, w: kit.memberships.roster(w.group, status="applied")),
    "memberships.waiting": Example("fay", lambda kit, w: kit.memberships.waiting(w.group)),
    "memberships.mine": Example("abe", lambda kit, _: kit.memberships.mine()),
    "memberships.questions": Example("ned", lambda kit, w: kit.memberships.questions(w.group), World.screening),
    "memberships.answer": Example(
        "ned",
        lambda kit, w: kit.memberships.answer(w.group, ANSWERS, questionnaire_id=w.questionnaire),
        World.screening,
    ),
    "memberships.decide_screening": Example(
        "fay",
        lambda kit, w: kit.memberships.decide_screening(w.group, "abe", "referred", reason=SECRET),
        World.answered,
    ),
    "memberships.screening": Example("fay", lambda kit, w: kit.memberships.screening(w.group, "abe"), World.answered),
    "memberships.screenings": Example("fay", lambda kit, w: kit.memberships.screenings(w.group), World.answered),
    "questionnaires.draft": Example("cora", lambda kit, w: kit.questionnaires.draft(w.community, "Before", FORM)),
    "questionnaires.next_version": Example("cora", lambda kit, w: kit.questionnaires.next_version(w.questionnaire)),
    "questionnaires.revise": Example("cora", lambda kit, w: kit.questionnaires.revise(w.questions, name="Some others")),
    "questionnaires.publish": Example("cora", lambda kit, w: kit.questionnaires.publish(w.questions)),
    "questionnaires.retire": Example("cora", lambda kit, w: kit.questionnaires.retire(w.questionnaire)),
    "questionnaires.get": Example("mona", lambda kit, w: kit.questionnaires.get(w.questionnaire)),
    "questionnaires.in_community": Example("mona", lambda kit, w: kit.questionnaires.in_community(w.community)),
    "sessions.plan": Example(
        "fay",
        lambda kit, w: kit.sessions.plan(
            w.group, sk.weekly("TH"), start_on="2026-11-26", at="10:00", zone="UTC", weeks=3, notes=SECRET
        ),
    ),
    "sessions.set_zone": Example("fay", lambda kit, w: kit.sessions.set_zone(w.zoneless, "Europe/Berlin")),
    "sessions.extend": Example("fay", lambda kit, w: kit.sessions.extend(w.series, weeks=6)),
    "sessions.end_series": Example("fay", lambda kit, w: kit.sessions.end_series(w.series)),
    "sessions.series": Example("ann", lambda kit, w: kit.sessions.series(w.group)),
    "sessions.upcoming": Example("ann", lambda kit, w: kit.sessions.upcoming(w.group)),
    "sessions.past": Example("ann", lambda kit, w: kit.sessions.past(w.later(days=9).group)),
    "sessions.join_details": Example("ann", lambda kit, w: kit.sessions.join_details(w.series)),
    "sessions.get": Example("ann", lambda kit, w: kit.sessions.get(w.session)),
    "sessions.reschedule": Example(
        "fay", lambda kit, w: kit.sessions.reschedule(w.session, w.starts_at + timedelta(hours=1))
    ),
    "sessions.cancel": Example("fay", lambda kit, w: kit.sessions.cancel(w.session)),
    "sessions.begin": Example("fay", lambda kit, w: kit.sessions.begin(w.at_the_session().session)),
    "sessions.end": Example("fay", lambda kit, w: kit.sessions.end(w.session), World.under_way),
    "sessions.rsvp": Example("ann", lambda kit, w: kit.sessions.rsvp(w.session, "accepted")),
    "sessions.arrive": Example("fay", lambda kit, w: kit.sessions.arrive(w.at_the_session().session, "bo")),
    "sessions.record_attendance": Example(
        "fay",
        lambda kit, w: kit.sessions.record_attendance(
            w.at_the_session().session, {"ann": "present", "bo": "excused", "chad": "late"}
        ),
    ),
    "sessions.roster": Example("fay", lambda kit, w: kit.sessions.roster(w.session)),
    "consents.write": Example(
        "cora", lambda kit, w: kit.consents.write(w.community, "research", {"en": "For a study.", "es": "Un estudio."})
    ),
    "consents.publish": Example("cora", lambda kit, w: kit.consents.publish(w.asked), World.written),
    "consents.retire": Example("cora", lambda kit, w: kit.consents.retire(w.asked), World.published),
    "consents.documents": Example("zoe", lambda kit, w: kit.consents.documents(w.community), World.published),
    "consents.give": Example(
        "ann", lambda kit, w: kit.consents.give(w.asked, 1, method="phone", authority=SECRET), World.published
    ),
    "consents.refuse": Example("ann", lambda kit, w: kit.consents.refuse(w.asked, 1), World.published),
    "consents.withdraw": Example("ann", lambda kit, w: kit.consents.withdraw(w.asked), World.consented),
    "consents.agree": Example("ann", lambda kit, w: kit.consents.agree(w.community, 1), World.guided),
    "consents.standing": Example("ann", lambda kit, w: kit.consents.standing(w.community), World.published),
    "consents.receipt": Example("ann", lambda kit, w: kit.consents.receipt(w.asked), World.consented),
    "privacy.ask": Example("ann", lambda kit, w: kit.privacy.ask(w.community, "access", words=SECRET)),
    "privacy.requests": Example("abe", lambda kit, _: kit.privacy.requests(), World.asking),
    "privacy.open_requests": Example("cora", lambda kit, w: kit.privacy.open_requests(w.community), World.asking),
    "privacy.extend_request": Example(
        "cora", lambda kit, w: kit.privacy.extend_request(w.request, SECRET), World.asking
    ),
    "privacy.answer_request": Example(
        "cora", lambda kit, w: kit.privacy.answer_request(w.request, SECRET), World.asking
    ),
    "privacy.refuse_request": Example(
        "cora", lambda kit, w: kit.privacy.refuse_request(w.request, SECRET), World.asking
    ),
    "privacy.withdraw_request": Example("abe", lambda kit, w: kit.privacy.withdraw_request(w.request), World.asking),
    "privacy.restrict": Example("olga", lambda kit, w: kit.privacy.restrict("abe", community_id=w.community)),
    "privacy.lift_restriction": Example(
        "abe", lambda kit, _: kit.privacy.lift_restriction(), lambda w: w.by("abe").privacy.restrict()
    ),
    "privacy.note_disclosure": Example(
        "cora",
        lambda kit, w: kit.privacy.note_disclosure(
            w.community, "abe", to=SECRET, what=[SECRET], purpose=SECRET, basis=SECRET
        ),
    ),
    "privacy.disclosures": Example("cora", lambda kit, w: kit.privacy.disclosures(w.community, "abe")),
    "privacy.export": Example("olga", lambda kit, w: kit.privacy.export("abe", community_id=w.community)),
    "privacy.take_in": Example("olga", lambda kit, w: kit.privacy.take_in(w.community, w.document())),
    "identity.tell": Example(
        "ann",
        lambda kit, w: kit.identity.tell(
            w.community, AboutMe(conditions=(SECRET,), stage=SECRET, languages=("en",), region="DE", zone="UTC")
        ),
    ),
    "identity.told": Example("ann", lambda kit, w: kit.identity.told(w.community)),
    "identity.set_name": Example("ann", lambda kit, w: kit.identity.set_name(w.group, SECRET)),
    "identity.name_everywhere": Example("ann", lambda kit, w: kit.identity.name_everywhere(w.community, SECRET)),
    "identity.faces": Example("fay", lambda kit, w: kit.identity.faces(w.group), World.named),
    "identity.mask": Example("ann", lambda kit, w: kit.identity.mask(w.group)),
    "identity.unmask": Example(
        "mo", lambda kit, w: kit.identity.unmask(w.group, w.mask, reason=SECRET), lambda w: w.masked()
    ),
    "identity.unmaskings": Example("ann", lambda kit, _: kit.identity.unmaskings(), lambda w: w.masked(known=True)),
    "identity.block": Example("ann", lambda kit, w: kit.identity.block(w.group, w.handle), World.named),
    "identity.unblock": Example("ann", lambda kit, w: kit.identity.unblock(w.group, w.handle), World.blocked),
    "identity.blocks": Example("ann", lambda kit, _: kit.identity.blocks(), World.blocked),
    "identity.keep_apart": Example("fay", lambda kit, w: kit.identity.keep_apart(w.group), World.blocked),
    "identity.offer_contact": Example(
        "ann", lambda kit, w: kit.identity.offer_contact(w.group, w.handle, SECRET), World.named
    ),
    "identity.withdraw_contact": Example(
        "ann", lambda kit, w: kit.identity.withdraw_contact(w.group, w.handle), World.offered_contact
    ),
    "identity.contacts": Example("ann", lambda kit, w: kit.identity.contacts(w.group), World.offered_contact),
    "privacy.hold": Example(
        "olga",
        lambda kit, w: kit.privacy.hold(w.community, person_id="abe", until=NOW + timedelta(days=30), reason=SECRET),
    ),
    "privacy.extend_hold": Example(
        "olga",
        lambda kit, w: kit.privacy.extend_hold(w.community, person_id="abe", until=NOW + timedelta(days=60)),
        World.held,
    ),
    "privacy.lift_hold": Example(
        "olga", lambda kit, w: kit.privacy.lift_hold(w.community, person_id="abe"), World.held
    ),
    "privacy.holds": Example("olga", lambda kit, w: kit.privacy.holds(w.community), World.held),
    "privacy.my_holds": Example("abe", lambda kit, _: kit.privacy.my_holds(), World.held),
    "privacy.set_retention": Example("olga", lambda kit, w: kit.privacy.set_retention(w.community, tie_days=7)),
    "privacy.retention": Example(
        "olga", lambda kit, w: kit.privacy.retention(w.later(days=40).community, dry_run=False), World.parted
    ),
    "privacy.finish_retention": Example(
        "olga",
        lambda kit, w: kit.privacy.finish_retention(w.community),
        lambda w: w.parted().later(days=40).kit.privacy.retention(w.community, dry_run=False),
    ),
    "privacy.seal": Example("cora", lambda kit, w: kit.privacy.seal(w.community)),
    "privacy.verify": Example(
        "olga", lambda kit, w: kit.privacy.verify(w.community), lambda w: w.kit.privacy.seal(w.community)
    ),
    "due.actions": Example("ruth", lambda kit, w: kit.due.actions(w.later(days=9).community)),
    "due.tidy": Example("mona", lambda kit, w: kit.due.tidy(w.community)),
}


def operations() -> set[str]:
    """Answer the name of every operation of every area, found by their classes."""
    import supportkit

    for module in pkgutil.walk_packages(supportkit.__path__, "supportkit."):
        if module.name.endswith(("flows", ".due")):
            importlib.import_module(module.name)
    found = set()
    for area in _below(Area):
        for name, value in vars(area).items():
            if isinstance(value, operation):
                found.add(f"{area.NAME}.{name}")
    return found


def _below(kind: type[Any]) -> list[type[Any]]:
    return [one for child in kind.__subclasses__() for one in (child, *_below(child))]

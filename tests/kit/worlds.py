"""A small community with a group in full life, and one call that succeeds in it for every operation of the kit."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import supportkit as sk
from supportkit.communities.rules import CommunityRules
from supportkit.core.operation import Area, operation
from supportkit.core.roles import Role
from supportkit.groups.contact import Named
from supportkit.groups.group import Access, StandIn, Visibility
from supportkit.groups.listing import Listing
from supportkit.groups.rules import GroupRules
from supportkit.kit import Kit
from supportkit.memberships.form import Form, Question, QuestionKind, Rule, ScreeningOutcome, equals, said
from supportkit.storage.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.storage.protocol import Store

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
SECRET = "Zq7-my-scan-is-on-Friday"
"""Stands in every private text of the world; it must be found nowhere else."""


class World:
    """Everything that the calls need, by name.

    Args:
        store: where it is kept; a new one in memory if left out.
        visibility: whether the group can be found.
    """

    def __init__(self, store: Store | None = None, visibility: Visibility = Visibility.SHOWN) -> None:
        self.store = MemoryStore() if store is None else store
        self.clock = sk.FixedClock(NOW)
        self.kit = Kit(self.store, actor="ruth", clock=self.clock, ids=sk.SeededIds(1), deadline=0.3)
        community = self.kit.setup.found("Harbour", owner="ruth", mode="rehearsal")
        self.community = community.id
        for person, role in (("olga", Role.OWNER), ("cora", Role.COORDINATOR), ("mona", Role.MODERATOR)):
            self.kit.communities.appoint(self.community, person, role)
        self._make_the_group(visibility)
        self._make_the_others()

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
        for person, role in (("cleo", "co_facilitator"), ("mo", "moderator"), ("chad", "champion"), ("oz", "observer")):
            kit.memberships.appoint(self.group, person, role)
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
        self.closed = kit.groups.create(self.community, "Over", capacity=3).id
        for group in (self.free, self.paused, self.closed):
            kit.groups.open(group)
        for group in (self.draft, self.paused):
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

    def at_the_session(self) -> World:
        """Let it be the time of the first session."""
        self.clock.set(self.starts_at)
        return self

    def under_way(self) -> World:
        """Let the first session have begun."""
        self.at_the_session().by("fay").sessions.begin(self.session)
        return self

    def asking(self) -> World:
        """Let the group ask those who want to join."""
        self.kit.groups.set_rules(self.group, GroupRules(questionnaire_id=self.questionnaire))
        return self

    def answered(self) -> World:
        """Let abe have answered so that somebody has to look."""
        self.asking().by("abe").memberships.answer(self.group, ANSWERS, questionnaire_id=self.questionnaire)
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


def _found(kit: Kit, _: World) -> Any:
    return kit.setup.found("Another", owner="zoe", mode="rehearsal")


CALLS: dict[str, Example] = {
    "setup.found": Example("zoe", _found),
    "people.for_account": Example("host", lambda kit, _: kit.people.for_account("a-1", secret=b"k" * 16)),
    "people.erase": Example("olga", lambda kit, w: kit.people.erase("abe", community_id=w.community)),
    "people.reach": Example("fay", lambda kit, w: kit.people.reach("bo", w.group)),
    "communities.get": Example("zoe", lambda kit, w: kit.communities.get(w.community)),
    "communities.describe": Example(
        "cora", lambda kit, w: kit.communities.describe(w.community, purpose="p", guidelines="g", disclaimer="d")
    ),
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
    "groups.open": Example("fay", lambda kit, w: kit.groups.open(w.draft)),
    "groups.pause": Example("fay", lambda kit, w: kit.groups.pause(w.group)),
    "groups.resume": Example("fay", lambda kit, w: kit.groups.resume(w.paused)),
    "groups.close": Example("fay", lambda kit, w: kit.groups.close(w.group)),
    "groups.archive": Example("cora", lambda kit, w: kit.groups.archive(w.closed)),
    "memberships.apply": Example("ned", lambda kit, w: kit.memberships.apply(w.group, note=SECRET)),
    "memberships.invite": Example("fay", lambda kit, w: kit.memberships.invite(w.group, "ned")),
    "memberships.accept": Example(
        "fay",
        lambda kit, w: kit.memberships.accept(w.group, "abe"),
        lambda w: w.kit.groups.set_capacity(w.group, 6),
    ),
    "memberships.decline": Example("fay", lambda kit, w: kit.memberships.decline(w.group, "abe", reason=SECRET)),
    "memberships.waitlist": Example("fay", lambda kit, w: kit.memberships.waitlist(w.group, "abe")),
    "memberships.offer_seats": Example("fay", lambda kit, w: kit.memberships.offer_seats(w.group)),
    "memberships.accept_offer": Example("otto", lambda kit, w: kit.memberships.accept_offer(w.group)),
    "memberships.decline_offer": Example("otto", lambda kit, w: kit.memberships.decline_offer(w.group)),
    "memberships.end_offer": Example("fay", lambda kit, w: kit.memberships.end_offer(w.later(hours=72).group, "otto")),
    "memberships.pause": Example("ann", lambda kit, w: kit.memberships.pause(w.group, until=NOW + timedelta(days=9))),
    "memberships.resume": Example("bo", lambda kit, w: kit.memberships.resume(w.group)),
    "memberships.leave": Example("ann", lambda kit, w: kit.memberships.leave(w.group, reason=SECRET)),
    "memberships.remove": Example("fay", lambda kit, w: kit.memberships.remove(w.group, "ann", reason=SECRET)),
    "memberships.appoint": Example("fay", lambda kit, w: kit.memberships.appoint(w.group, "ann", "observer")),
    "memberships.get": Example("fay", lambda kit, w: kit.memberships.get(w.group, "abe")),
    "memberships.roster": Example("fay", lambda kit, w: kit.memberships.roster(w.group, status="applied")),
    "memberships.waiting": Example("fay", lambda kit, w: kit.memberships.waiting(w.group)),
    "memberships.mine": Example("abe", lambda kit, _: kit.memberships.mine()),
    "memberships.questions": Example("ned", lambda kit, w: kit.memberships.questions(w.group), World.asking),
    "memberships.answer": Example(
        "ned",
        lambda kit, w: kit.memberships.answer(w.group, ANSWERS, questionnaire_id=w.questionnaire),
        World.asking,
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
    "due.actions": Example("ruth", lambda kit, w: kit.due.actions(w.later(days=9).community)),
    "due.tidy": Example("mona", lambda kit, w: kit.due.tidy(w.community)),
}


def operations() -> set[str]:
    """Answer the name of every operation of every area, found by their classes."""
    import supportkit

    for module in pkgutil.walk_packages(supportkit.__path__, "supportkit."):
        if module.name.endswith((".flows", "_flows", ".due")) or ".flows_" in module.name:
            importlib.import_module(module.name)
    found = set()
    for area in _below(Area):
        for name, value in vars(area).items():
            if isinstance(value, operation):
                found.add(f"{area.NAME}.{name}")
    return found


def _below(kind: type[Any]) -> list[type[Any]]:
    return [one for child in kind.__subclasses__() for one in (child, *_below(child))]

"""A death: what stops at once, what is kept in peace, what is given back where it was not true, and who may know."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.worlds import CALLS, NOW, SECRET, World

import supportkit as sk
from supportkit import due
from supportkit.communities.rules import CommunityRules, Remembrance
from supportkit.core.codec import decode_record
from supportkit.core.private import ERASED
from supportkit.due import SOURCES, DueAction, Source
from supportkit.errors import InvalidInput, NotAllowed, NotFound, Refused, SupportKitError, WrongState
from supportkit.groups.group import Access, Group
from supportkit.memberships.events import Left
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.privacy import LastWish, Wish, death_guide, remembrance_of
from supportkit.privacy.death import Death, DeathReport
from supportkit.privacy.person import Person
from supportkit.sessions.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

S = MembershipStatus
PEOPLE = ("ann", "bo", "otto", "wen", "abe", "alma", "ivy", "chad", "cleo", "fay")
people = st.sampled_from(PEOPLE)


def live(world: World, *without: str) -> dict[str, Any]:
    """Answer every record that is there, read, by its key."""
    return {
        str(key): decode_record(record)
        for key, record in world.store._records.items()
        if record.body is not None and key.kind not in without
    }


def tie(world: World, person: str, group: Any = None) -> Membership:
    return decode_record(world.store._records[Membership.key(group or world.group, sk.PersonId(person))])


def reporter(person: str) -> str:
    return "cora" if person == "fay" else "fay"


# Reports and withdrawals.


@given(person=people, confirmed=st.booleans(), later=st.booleans())
def test_a_report_that_was_wrong_leaves_nothing_behind(person: str, confirmed: bool, later: bool):
    world = World()
    if person == "bo" and later:
        world.by("fay").memberships.hold_seat(world.group, "bo", weeks=3)
    before = live(world)
    by = world.by(reporter(person)).people
    if person == "ivy":  # was invited and never there: no reason to say anything of her
        with pytest.raises(NotFound):
            by.record_death(person, world.group)
        assert live(world) == before
        return
    by.record_death(person, world.group, confirmed_by=SECRET if confirmed and not later else None)
    if person != "fay":
        by.decide_telling(person, world.group, teller="fay", words=SECRET)
    if confirmed and later:
        by.confirm_death(person, world.group, SECRET)
    assert live(world) != before
    by.withdraw_death(person, world.group)
    after = live(world)
    if person == "otto" and confirmed:  # the seat on offer went to somebody else
        assert tie(world, "otto").status is S.WAITING
        assert tie(world, "otto").lapses == 0
        assert tie(world, "wen").status is S.OFFERED
        return
    assert after == before


def test_the_person_themself_may_say_that_it_is_not_so():
    world = World()
    before = live(world)
    world.by("fay").people.record_death("ann", world.group, confirmed_by=SECRET)
    assert world.by("ann").people.withdraw_death("ann").quiet_since is None
    assert live(world) == before
    with pytest.raises(NotFound):
        world.by("ann").people.withdraw_death("ann")
    world.by("fay").people.record_death("ann", world.group)  # and it can be said again
    with pytest.raises(NotAllowed):
        world.by("fay").people.withdraw_death("ann")


def test_a_second_report_changes_nothing():
    world = World()
    first = world.by("fay").people.record_death("ann", world.group)
    before = live(world)
    assert world.by("cora").people.record_death("ann", world.community, confirmed_by=SECRET) == first
    assert live(world) == before
    assert first.told.reported_by == "fay"
    assert first.told.reported_at == NOW
    assert not first.confirmed


def test_it_is_confirmed_once_with_words_that_say_how():
    world = World()
    world.by("fay").people.record_death("ann", world.group)
    with pytest.raises(InvalidInput, match=r"text\.empty"):
        world.by("cora").people.confirm_death("ann", world.community, " ")
    known = world.by("cora").people.confirm_death("ann", world.community, SECRET)
    assert known.told.confirmed_by == SECRET
    assert known == world.by("mona").people.death("ann", world.community)
    with pytest.raises(WrongState):
        world.by("fay").people.confirm_death("ann", world.group, SECRET)


def test_what_is_known_of_a_death_stands_on_the_private_side_only():
    world = World().confirmed("ann")
    known = world.by("fay").people.death("ann", world.group)
    assert SECRET not in f"{known!r}{known.told!r}"
    for record in world.store._records.values():
        assert SECRET.encode() not in (record.body or b"")
        for word in (b"death", b"died", b"deceased"):
            assert word not in (record.body or b"").lower()
    for line in world.store._journal:
        assert "death" not in line.tag
        assert b"death" not in line.body
    world.by("ann").people.erase("ann")
    assert Death.key(sk.PersonId("ann")) not in {k for k, r in world.store._records.items() if r.body is not None}
    assert SECRET not in repr([r for r in world.store._records.values() if r.subject == "ann"])


def test_who_may_say_so():
    world = World()
    elsewhere = world.by("zoe").setup.found("Trap", owner="zoe", mode="rehearsal")
    trap = world.by("zoe").groups.create(elsewhere.id, "Trap", capacity=3, facilitators=["zoe"])
    world.by("zoe").groups.open(trap.id)
    world.by("zoe").memberships.invite(trap.id, "ann")
    for of in (trap.id, elsewhere.id):
        with pytest.raises(NotFound):
            world.by("zoe").people.record_death("ann", of)
    for actor, of in (("zoe", world.group), ("bo", world.group), ("mo", world.group), ("zoe", world.community)):
        with pytest.raises(NotAllowed):
            world.by(actor).people.record_death("ann", of)
    with pytest.raises(NotAllowed):
        world.by("fay").people.record_death("fay", world.group)
    with pytest.raises(InvalidInput):
        world.by("fay").people.record_death("ann", sk.GroupId("nothing"))
    world.by("ann").people.erase("ann")
    with pytest.raises(NotFound):
        world.by("fay").people.record_death("ann", world.group)


# What stops, and what is kept.


@given(data=st.data(), confirmed=st.booleans())
def test_it_never_counts_as_leaving(data: st.DataObject, confirmed: bool):
    person = data.draw(st.sampled_from([one for one in PEOPLE if one != "ivy"]))
    world = World()
    by = world.by(reporter(person)).people
    by.record_death(person, world.group, confirmed_by=SECRET if confirmed else None)
    world.later(days=60)
    for action in world.kit.due.actions(world.community, limit=1000):
        if action.arguments.get("person_id") == person and action.what != "death.debrief":
            area, name = action.operation.split(".")
            getattr(getattr(world.kit, area), name)(**action.arguments)
    world.by(person).people.erase(person)
    facts = [fact.event for fact in world.kit.journal(limit=1000)]
    assert not [one for one in facts if isinstance(one, Left) and one.person_id == person]
    statuses = {one.status for one in live(world).values() if isinstance(one, Membership) and one.person_id == person}
    assert statuses <= {S.ENDED}


@given(days=st.integers(0, 365))
def test_the_seat_rests_and_then_goes_to_the_next(days: int):
    world = World()
    world.by("olga").communities.set_rules(world.community, CommunityRules(seat_rest_days=days))
    world.by("fay").people.record_death("ann", world.group)
    world.later(days=3)
    world.by("fay").people.confirm_death("ann", world.group, SECRET)
    end = NOW + timedelta(days=3 + days)
    seats = world.kit.groups.get(world.group)
    world.clock.set(end - timedelta(microseconds=1))
    if days:
        with pytest.raises(Refused, match=r"seat\.held"):
            world.kit.memberships.release_seat(world.group, "ann")
    assert world.kit.groups.get(world.group) == seats
    world.clock.set(end)
    (action,) = [one for one in world.kit.due.actions(world.community) if one.arguments.get("person_id") == "ann"][1:]
    assert (action.what, action.arguments) == ("seat.hold_ends", {"group_id": world.group, "person_id": "ann"})
    ended = world.kit.memberships.release_seat(**action.arguments)  # type: ignore[arg-type]
    assert (ended.status, ended.held_until) == (S.ENDED, None)
    assert tie(world, "wen").status is S.OFFERED


def test_a_seat_that_is_held_for_who_rests_is_not_taken_while_it_is_not_certain():
    world = World()
    world.by("fay").people.record_death("bo", world.group)
    assert tie(world, "bo").held_until is None
    world.later(weeks=9)
    assert "seat.hold_ends" not in {one.what for one in world.kit.due.actions(world.community)}
    world.by("fay").people.withdraw_death("bo", world.group)
    assert "seat.hold_ends" in {one.what for one in world.kit.due.actions(world.community)}
    assert tie(world, "bo").held_until == NOW + timedelta(weeks=8)


def test_a_pause_that_somebody_noted_meanwhile_frees_nothing_either():
    world = World()
    world.by("fay").people.record_death("ann", world.group)
    world.by("fay").memberships.pause(world.group, "ann", until=NOW + timedelta(days=2))
    world.later(weeks=9)
    assert "pause.ends" not in {one.what for one in world.kit.due.actions(world.community)}
    with pytest.raises(Refused, match=r"person\.quiet"):
        world.by("fay").memberships.release_seat(world.group, "ann")


def test_an_offer_that_runs_out_is_not_counted():
    world = World()
    world.by("wen").memberships.leave(world.group)  # nobody else waits
    world.by("fay").people.record_death("otto", world.group)
    world.later(hours=72)
    ended = world.kit.memberships.end_offer(world.group, "otto")
    assert (ended.status, ended.lapses, ended.offer_ends_at) == (S.WAITING, 0, None)
    world.by("fay").people.withdraw_death("otto", world.group)
    assert world.by("fay").memberships.offer_seats(world.group).offered == 1
    assert tie(world, "otto").status is S.OFFERED


def test_nobody_waits_behind_somebody_who_cannot_answer():
    world = World()
    group = world.kit.groups.create(world.community, "One", capacity=1, access=Access.OPEN, facilitators=["fay"]).id
    world.kit.groups.open(group)
    for person in ("p1", "p2"):
        world.by(person).memberships.apply(group)
    world.by("fay").people.record_death("p2", group)
    world.by("p1").memberships.leave(group)
    assert tie(world, "p2", group).status is S.WAITING
    assert world.kit.groups.get(group).offered == 0
    assert world.by("p3").memberships.apply(group).seated


def test_many_who_cannot_answer_are_passed_over():
    world = World()
    group = world.kit.groups.create(world.community, "One", capacity=1, access=Access.OPEN, facilitators=["fay"]).id
    world.kit.groups.open(group)
    for number in range(54):
        world.by(f"q{number:02}").memberships.apply(group)
    for number in range(1, 53):
        world.by("fay").people.record_death(f"q{number:02}", group)
    world.by("q00").memberships.leave(group)
    assert tie(world, "q53", group).status is S.OFFERED
    world.by("q53").memberships.accept_offer(group)
    world.by("q53").memberships.leave(group)
    assert world.by("new").memberships.apply(group).seated


def test_in_all_groups_at_once():
    world = World()
    for person in ("ann", "ned"):
        world.by(person).memberships.apply(world.free)
    assert world.by("cora").people.reach("ann", world.free).allowed
    world.by("fay").people.record_death("ann", world.group)
    for group in (world.group, world.free):
        assert world.by("cora").people.reach("ann", group).reason == "person.quiet"
    assert world.by("cora").people.reach("ned", world.free).allowed
    tasks = [one for one in world.kit.due.actions(world.community) if one.what == "death.debrief"]
    assert {one.arguments["group_id"] for one in tasks} == {world.group, world.free}


def test_who_died_is_never_noted_as_absent():
    world = World()
    world.by("fay").people.record_death("ann", world.group)
    world.at_the_session().by("fay").sessions.record_attendance(world.session, {"ann": "absent"})
    assert world.by("fay").sessions.roster(world.session).items[0].presence == "excused"


# Nothing that is due is addressed to them, in any area.


def reminder_to(person: str) -> Source:
    """Make a source that a later area could add: something about a session, said to one member of the group."""

    def action(session: Session, _: Any) -> DueAction:
        return DueAction(
            what="session.soon",
            due_at=session.starts_at,
            operation="sessions.get",
            arguments={"session_id": session.id, "group_id": session.group_id},
            addressee=sk.PersonId(person),
        )

    return Source("sessions.get", Session, "session.calendar", action)


def letter_to(person: str) -> Source:
    """Make another: something that is about no group."""

    def action(session: Session, _: Any) -> DueAction:
        return DueAction(
            what="letter",
            due_at=session.starts_at,
            operation="sessions.get",
            arguments={"session_id": session.id},
            addressee=sk.PersonId(person),
        )

    return Source("sessions.get", Session, "session.calendar", action)


def addressed_to(world: World, person: str) -> Iterator[DueAction]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(due, "SOURCES", (*SOURCES, reminder_to(person), letter_to(person)))
        for limit in (1, 1000):
            found = world.kit.due.actions(world.community, until=NOW + timedelta(days=900), limit=limit)
            yield from (one for one in found if one.addressee == person)


def test_a_member_in_full_life_is_addressed():
    assert {one.what for one in addressed_to(World(), "ann")} == {"session.soon", "letter"}


ENDS = {
    "death": lambda w, person: w.by(reporter(person)).people.record_death(person, w.group),
    "confirmed": lambda w, person: w.by(reporter(person)).people.record_death(person, w.community, confirmed_by=SECRET),
    "pause": lambda w, person: w.kit.memberships.pause(w.group, person, until=NOW + timedelta(days=400)),
    "removal": lambda w, person: w.kit.memberships.remove(w.group, person),
    "leaving": lambda w, person: w.by(person).memberships.leave(w.group),
    "erasure": lambda w, person: w.by(person).people.erase(person),
}
GROUPLESS = ("death", "confirmed", "erasure")
"""After these nothing is said to the person about anything; after the others, nothing about this group."""


@given(data=st.data(), end=st.sampled_from(list(ENDS)), person=people)
def test_no_due_action_is_addressed_to_who_died_rests_or_was_removed(data: st.DataObject, end: str, person: str):
    world = World()
    steps = st.lists(st.sampled_from(sorted(CALLS)), max_size=5)
    for name in data.draw(steps):
        with suppress(SupportKitError):
            CALLS[name].call(world.by(CALLS[name].actor), world)
    try:
        ENDS[end](world, person)
    except SupportKitError:
        return
    for name in data.draw(st.lists(st.sampled_from([one for one in sorted(CALLS) if one not in BACK]), max_size=3)):
        with suppress(SupportKitError):
            CALLS[name].call(world.by(CALLS[name].actor), world)
    found = list(addressed_to(world, person))
    if end not in GROUPLESS:
        found = [one for one in found if one.arguments.get("group_id") == world.group]
    assert found == []


BACK = {"people.withdraw_death", "memberships.resume", "memberships.invite", "memberships.apply", "memberships.appoint"}
BACK |= {"memberships.agree_observer"}
"""What brings somebody back, or in anew."""


@given(person=people)
def test_what_is_not_said_does_not_hide_what_comes_after_it(person: str):
    """A full page of what is left out is followed by the next one."""
    world = World()
    if person == "ivy":
        return
    ENDS["death"](world, person)
    other = "mo" if person != "mo" else "ann"

    def action(session: Session, community: Any) -> DueAction:
        to = person if session.id == world.sessions[0] else other
        return attrs.evolve(reminder_to(to).action(session, community))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(due, "SOURCES", (Source("sessions.get", Session, "session.calendar", action),))
        found = world.kit.due.actions(world.community, until=NOW + timedelta(days=900), limit=1)
    assert [one.addressee for one in found] == [other]


def test_what_is_addressed_to_nobody_stays():
    world = World().quiet("ann")

    def action(session: Session, community: Any) -> DueAction:
        made = reminder_to("ann").action(session, community)
        return made if session.id == world.sessions[0] else attrs.evolve(made, addressee=None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(due, "SOURCES", (Source("sessions.get", Session, "session.calendar", action),))
        found = world.kit.due.actions(world.community, until=NOW + timedelta(days=900))
    assert [one.addressee for one in found] == [None] * (len(world.sessions) - 1)


def test_those_who_decide_nothing_do_not_see_that_something_is_held():
    world = World().confirmed("ann")
    assert world.by("fay").memberships.get(world.group, "ann").held_until is not None
    for person in ("mo", "mona"):
        assert world.by(person).memberships.get(world.group, "ann").held_until is None


# What is done for the group.


def test_telling_is_a_decision_that_can_be_looked_up():
    world = World().quiet("ann")
    fay = world.by("fay").people
    with pytest.raises(InvalidInput, match=r"text\.empty"):
        fay.decide_telling("ann", world.group, teller="fay", words="")
    with pytest.raises(NotAllowed):
        world.by("cleo").people.decide_telling("ann", world.group, teller="cleo", words="x")
    with pytest.raises(NotFound):
        fay.decide_telling("chad", world.group, teller="fay", words="x")
    decided = fay.decide_telling("ann", world.group, teller="cleo", words=SECRET)
    assert SECRET not in f"{decided!r}{decided.telling!r}"
    assert world.by("cleo").people.aftercare("ann", world.group).telling == decided.telling
    named = fay.name_caregivers("ann", world.group, ["chad", "chad"])
    assert named.caregivers == ("chad",)
    assert tie(world, "chad").status is S.ACTIVE  # nobody is moved


def test_those_who_lead_note_that_they_talked_about_it():
    world = World().quiet("ann")
    (action,) = [one for one in world.kit.due.actions(world.community) if one.what == "death.debrief"]
    assert (action.by_hand, action.addressee, action.due_at) == (True, None, NOW)
    world.by("ann").people.erase("ann")  # the task stays, without anything that tells why
    done = world.by("cleo").people.note_debrief(**action.arguments)  # type: ignore[arg-type]
    assert (done.telling, done.done_at) == (ERASED, NOW)
    assert world.kit.due.actions(world.community) == ()
    with pytest.raises(WrongState):
        world.by("fay").people.note_debrief("ann", world.group)


@pytest.mark.parametrize("locale", ["en", "en-GB", "es", "fr"])
def test_the_guide_has_the_same_steps_in_both_languages(locale: str):
    steps = death_guide(locale)
    assert len(steps) == len(death_guide("en")) == 11
    assert (steps == death_guide("en")) is (locale != "es")
    assert all(step.do.endswith(".") and step.why.endswith(".") for step in steps)


# The wish.


def test_a_wish_is_the_persons_own_until_a_death_is_known():
    world = World()
    wish = LastWish(remembrance=Remembrance.MEMORIAL, tell_group=True, tell=SECRET, words=SECRET)
    left = world.by("ann").people.leave_wish(world.community, wish)
    assert world.by("ann").people.wish(world.community) == left
    assert SECRET not in f"{left!r}{wish!r}"
    cora = world.by("cora").people
    with pytest.raises(Refused, match=r"wish\.sealed"):
        cora.wish(world.community, "ann")
    with pytest.raises(NotAllowed):
        world.by("fay").people.wish(world.community, "ann")
    world.quiet("ann")
    with pytest.raises(Refused, match=r"wish\.sealed"):
        cora.wish(world.community, "ann")
    assert cora.remembrance(world.community, "ann") is None
    assert cora.remembrance(world.community, "chad") is None
    cora.confirm_death("ann", world.community, SECRET)
    assert cora.wish(world.community, "ann").told == wish
    assert cora.remembrance(world.community, "ann") is Remembrance.MEMORIAL


def test_a_wish_can_be_changed():
    world = World()
    world.by("ann").people.leave_wish(world.community, LastWish(words=SECRET))
    changed = world.by("ann").people.leave_wish(world.community, LastWish(remembrance=Remembrance.HIDE))
    assert changed.told == LastWish(remembrance=Remembrance.HIDE)
    with pytest.raises(Refused, match=r"membership\.needed"):
        world.by("zoe").people.leave_wish(world.community, LastWish())
    for text in ("", "\0"):
        with pytest.raises(InvalidInput):
            LastWish(tell=text)
    world.by("mona").people.leave_wish(world.community, LastWish())  # who runs the place has wishes too


@given(host=st.sampled_from(Remembrance), own=st.none() | st.sampled_from(Remembrance))
def test_the_persons_word_comes_before_the_hosts(host: Remembrance, own: Remembrance | None):
    rules = CommunityRules(remembrance=host)
    wish = Wish(
        community_id=sk.CommunityId("com_1"),
        person_id=sk.PersonId("ann"),
        left_at=NOW,
        wish=LastWish(remembrance=own),
    )
    assert remembrance_of(wish, rules) is (own or host)
    assert remembrance_of(None, rules) is remembrance_of(attrs.evolve(wish, wish=ERASED), rules) is host


def test_what_was_erased_says_nothing():
    death = Death(person_id=sk.PersonId("ann"), since=NOW, report=ERASED)
    assert death.told == DeathReport()
    assert not death.confirmed
    world = World()
    assert decode_record(world.store._records[Person.key(sk.PersonId("ann"))]).quiet_since is None
    assert decode_record(world.store._records[Group.key(world.group)]).led_until is None

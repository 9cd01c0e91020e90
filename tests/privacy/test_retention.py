"""What is older than its time goes, and nothing else; shown first, in steps, through breaks, and never past a hold."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import PROFILE
from tests.kit.stores import Around
from tests.kit.worlds import CALLS, NOW, SECRET, World

from supportkit.core.change import LineClass
from supportkit.core.codec import decode_record
from supportkit.core.ids import PersonId
from supportkit.core.private import ERASED
from supportkit.core.records import Capability
from supportkit.errors import InvalidInput, NotFound, Refused, StoreUnavailable, SupportKitError, WrongState
from supportkit.kit import Kit
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import GONE
from supportkit.privacy.audit import AuditHead, AuditSalt
from supportkit.privacy.hold import Hold
from supportkit.privacy.retention import SCHEDULE, DataClass, RetentionReport, RetentionRun, rule_of
from supportkit.storage.sqlite import SQLiteStore
from supportkit.tags import class_of

NAMES = [name for name in CALLS if not name.startswith(("setup", "people.for", "communities.dis", "privacy.hold"))]


def run(world: World, *, dry_run: bool = False, who: str = "olga", most: int = 200) -> list[RetentionReport]:
    """Run it step by step to its end."""
    reports: list[RetentionReport] = []
    after = None
    for _ in range(most):
        reports.append(world.by(who).privacy.retention(world.community, dry_run=dry_run, after=after))
        after = reports[-1].next
        if not reports[-1].more:
            return reports
    raise AssertionError("a retention without an end")


def seal(world: World) -> None:
    while world.kit.privacy.seal(world.community).more:
        pass


def verified(world: World) -> bool:
    following: int | None = 1
    while following is not None:
        report = world.by("olga").privacy.verify(world.community, start=following, blocks=100)
        assert report.findings == ()
        following = report.next
    return True


def tie(world: World, person: str, group: str | None = None) -> Membership:
    found: Membership = decode_record(
        world.store._records[Membership.key(group or world.group, PersonId(person))]  # type: ignore[arg-type]
    )
    return found


def private_lines(world: World, person: str) -> list[Any]:
    return [line for line in world.store._journal if line.subject == person and line.private is not None]


# Memberships.


def test_the_words_of_an_ended_tie_go_after_its_time_and_those_of_others_stay():
    world = World().parted()
    assert run(world.later(days=29))[0].items == ()
    assert tie(world, "abe").note == SECRET
    report = run(world.later(days=1, seconds=1))[0]
    (item,) = report.items
    assert (item.data, item.count) == (DataClass.ENDED_TIE, 2)
    assert {item.first, item.last} == {f"{world.group}:abe", f"{world.group}:ann"}
    assert item.before == world.clock.now() - timedelta(days=30)
    for person in ("abe", "ann"):
        assert tie(world, person).note is tie(world, person).reason is ERASED
        assert SECRET not in repr(private_lines(world, person))
    assert tie(world, "alma").note == SECRET
    assert SECRET in repr(private_lines(world, "alma"))
    assert [one.items for one in run(world)] == [()]


def test_who_comes_back_after_that_begins_anew_and_keeps_the_new_words():
    world = World().parted()
    seal(world)
    run(world.later(days=31))
    world.by("abe").memberships.apply(world.group, note="again")
    assert tie(world, "abe").note == "again"
    seal(world)
    assert run(world.later(days=400))[0].items == ()
    assert tie(world, "abe").note == "again"
    assert b"again" in b"".join(line.private for line in private_lines(world, "abe"))
    assert verified(world)
    world.by("abe").memberships.leave(world.group)
    run(world.later(days=31))
    assert tie(world, "abe").forgotten
    assert b"again" not in b"".join(line.private for line in private_lines(world, "abe"))
    assert len(decode_record(world.store._records[AuditSalt.key(PersonId("abe"))]).let_go) == 1
    assert verified(world)


def test_only_a_tie_that_is_over_can_be_forgotten():
    world = World()
    with pytest.raises(WrongState):
        tie(world, "ann").forget(at=NOW, by=PersonId("olga"))
    assert tie(world, "ann").status not in GONE


def test_a_community_decides_how_long():
    world = World().parted()
    assert world.by("olga").privacy.set_retention(world.community, tie_days=0).tie_days == 0
    assert world.by("olga").privacy.set_retention(world.community, tie_days=7).tie_days == 7
    assert run(world.later(days=6))[0].items == ()
    assert run(world.later(days=2))[0].items[0].count == 2
    for days in (-1, 3654):
        with pytest.raises(InvalidInput, match=r"number\.out_of_range"):
            world.by("olga").privacy.set_retention(world.community, tie_days=days)


def test_those_of_another_community_stay():
    world = World().parted()
    other = world.by("zoe").setup.found("Other", owner="zoe", mode="rehearsal").id
    assert world.later(days=99).by("zoe").privacy.retention(other, dry_run=False).items == ()
    assert tie(world, "abe").note == SECRET


def test_many_ties_go_in_steps(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("supportkit.privacy.retention_flows.TIES_AT_ONCE", 3)
    world = World()
    people = [f"p{number}" for number in range(10)]
    for person in people:
        world.by(person).memberships.apply(world.group, note=SECRET)
        world.by("fay").memberships.decline(world.group, person)
    world.by("olga").privacy.hold(world.community, person_id="p1", until=NOW + timedelta(days=300), reason="r")
    world.by("olga").privacy.hold(world.community, person_id="p2", until=NOW + timedelta(days=300), reason="r")
    world.by("olga").privacy.hold(world.community, person_id="p0", until=NOW + timedelta(days=300), reason="r")
    reports = run(world.later(days=40))
    assert [sum(item.count for item in one.items) for one in reports] == [0, 3, 3, 1]
    assert [one.held for one in reports] == [3, 0, 0, 0]
    assert [tie(world, person).forgotten for person in people] == [False] * 3 + [True] * 7


# The journal.


def test_lines_go_by_their_class_once_they_are_sealed():
    world = World()
    world.by("ann").sessions.rsvp(world.session, "accepted")
    old = {line.id: class_of(line.tag).LINE for line in world.store._journal}
    assert LineClass.ACTIVITY in old.values()
    world.later(days=LineClass.ACTIVITY.days + 1)
    run(world)
    assert set(old) <= {line.id for line in world.store._journal}, "nothing was sealed"
    seal(world)
    reports = run(world)
    data = [item.data for one in reports for item in one.items]
    assert DataClass.ACTIVITY in data
    assert DataClass.AUDIT not in data
    left = {line.id for line in world.store._journal}
    assert {name for name in old if name not in left} == {
        name for name, line in old.items() if line is LineClass.ACTIVITY
    }
    assert verified(world)
    world.later(days=LineClass.AUDIT.days)
    run(world)
    assert not {line.id for line in world.store._journal} & set(old)
    assert verified(world)


def test_words_go_before_their_lines():
    world = World()
    seal(world)
    world.later(days=1097).by("ned").memberships.apply(world.group, note=SECRET)
    seal(world)
    lines = len(world.store._journal)
    (item,) = [item for one in run(world) for item in one.items if item.data is DataClass.WORDS]
    assert item.count > 4
    assert item.action == "clear"
    assert len(world.store._journal) > lines
    assert SECRET not in repr(private_lines(world, "abe"))
    assert len([line for line in private_lines(world, "ned") if SECRET.encode() in line.private]) == 1
    assert verified(world)


def test_a_block_goes_only_when_all_of_it_is_old_enough():
    world = World()
    world.later(days=1000).by("ned").memberships.apply(world.group)
    seal(world)
    assert [item for one in run(world.later(days=200)) for item in one.items] == []
    assert next(item.data for one in run(world.later(days=900)) for item in one.items) is DataClass.WORDS


def test_a_tag_of_a_newer_version_stays():
    world = World()
    world.store._journal[3] = world.store._journal[3]._replace(tag="dream.begun.1")
    seal(world)
    run(world.later(days=9999))
    assert "dream.begun.1" in [line.tag for line in world.store._journal]
    assert verified(world)


def test_long_chains_are_looked_through_in_steps(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("supportkit.privacy.retention_flows.BLOCKS_AT_ONCE", 2)
    world = World()
    while world.kit.privacy.seal(world.community, limit=10).more:
        pass
    assert decode_record(world.store._records[AuditHead.key()]).number > 6
    before = {line.id for line in world.store._journal}
    reports = run(world.later(days=9999))
    assert len(reports) > 8
    assert not before & {line.id for line in world.store._journal if not line.tag.startswith("audit_")}
    assert verified(world)


def test_blocks_that_are_missing_do_not_stop_it():
    world = World()
    while world.kit.privacy.seal(world.community, limit=20).more:
        pass
    del world.store._records[("audit_block", f"{2:012d}")]  # type: ignore[arg-type]
    assert any(one.items for one in run(world.later(days=9999)))


# Laws.


@settings(max_examples=10 if PROFILE == "short" else 300)
@given(data=st.data())
def test_a_dry_run_says_what_the_next_run_does_and_a_second_run_finds_nothing(data: st.DataObject):
    world = World()
    for name in data.draw(st.lists(st.sampled_from(NAMES), max_size=6)):
        with suppress(SupportKitError, ValueError):  # a step that looks for the one thing another step took away
            CALLS[name].prepare(world)
            CALLS[name].call(world.by(CALLS[name].actor), world)
        if data.draw(st.booleans()):
            world.kit.privacy.seal(world.community, limit=data.draw(st.integers(10, 80)))
    world.later(days=data.draw(st.sampled_from([20, 31, 500, 1100, 4000])))
    after = None
    for _ in range(200):
        before = repr((world.store._records, world.store._journal))
        shown = world.by("olga").privacy.retention(world.community, after=after)
        assert repr((world.store._records, world.store._journal)) == before
        done = world.by("olga").privacy.retention(world.community, dry_run=False, after=after)
        assert (shown.dry_run, done.dry_run) == (True, False)
        assert (shown.items, shown.held, shown.next, shown.more) == (done.items, done.held, done.next, done.more)
        after = done.next
        if not done.more:
            break
    assert [one.items for one in run(world)] == [()]
    seal(world)
    assert verified(world)
    limit = world.clock.now() - timedelta(days=30)
    for record in world.store._records.values():
        if record.key.kind == "membership":
            one = decode_record(record)
            assert one.status not in GONE or one.changed_at is None or one.changed_at >= limit or one.forgotten


@pytest.mark.parametrize("method", ["prune", "second commit"])
def test_a_run_that_broke_off_shows_and_is_finished(method: str):
    class Broken(Around):
        commits = 0

        def commit(self, batch: Any, /) -> None:
            self.commits += 1
            if method == "second commit" and self.commits == 2:
                raise StoreUnavailable("store.unavailable", reason="gone")
            self.inner.commit(batch)

        def prune(self, private: Any, lines: Any, clearings: Any = (), /) -> Any:
            if method == "prune" and (private or lines or clearings):
                raise StoreUnavailable("store.unavailable", reason="gone")
            return self.inner.prune(private, lines, clearings)  # type: ignore[attr-defined]

    for finish in ("finish_retention", "retention"):
        world = World().parted()
        seal(world)
        world.later(days=1200)
        with pytest.raises(StoreUnavailable):
            Kit(Broken(world.store), actor="olga", clock=world.clock).privacy.retention(world.community, dry_run=False)
        assert verified(world), "what is noted and still there is no flaw"
        (action,) = [one for one in world.kit.due.actions(world.community) if one.what == "retention.unfinished"]
        assert action.arguments == {"community_id": world.community}
        shown = world.by("olga").privacy.retention(world.community)
        assert (shown.unfinished, shown.more, shown.items) == (True, True, ())
        if finish == "finish_retention":
            ended = world.by("olga").privacy.finish_retention(**action.arguments)  # type: ignore[arg-type]
            assert ended.ended_at == world.clock.now()
            assert world.by("olga").privacy.finish_retention(world.community) == ended
        else:
            assert world.by("olga").privacy.retention(world.community, dry_run=False).unfinished
        assert [one.what for one in world.kit.due.actions(world.community)].count("retention.unfinished") == 0
        assert SECRET not in repr(private_lines(world, "abe") + private_lines(world, "ann"))
        assert verified(world)
        run(world)
        assert verified(world)


def test_a_retention_that_loses_a_race_is_done_once_more():
    world = World().parted()

    class Meanwhile(Around):
        done = False

        def commit(self, batch: Any, /) -> None:
            if not self.done:
                self.done = True
                world.by("abe").memberships.apply(world.group, note="again")
            self.inner.commit(batch)

        def prune(self, *given_: Any) -> Any:
            return self.inner.prune(*given_)  # type: ignore[attr-defined]

    world.later(days=31)
    report = Kit(Meanwhile(world.store), actor="olga", clock=world.clock).privacy.retention(
        world.community, dry_run=False
    )
    assert report.items[0].count == 1
    assert tie(world, "abe").note == "again"
    assert tie(world, "ann").forgotten


def test_a_store_that_cannot_prune_is_told_from_before_anything_is_noted():
    class Five:
        capabilities = Capability(0)

        def __init__(self, inner: Any) -> None:
            for name in ("load", "find", "commit", "read", "scrub"):
                setattr(self, name, getattr(inner, name))

    world = World().parted().later(days=31)
    before = repr((world.store._records, world.store._journal))
    with pytest.raises(Refused, match=r"journal\.unprunable"):
        Kit(Five(world.store), actor="olga", clock=world.clock).privacy.retention(  # type: ignore[arg-type]
            world.community, dry_run=False
        )
    assert repr((world.store._records, world.store._journal)) == before


def test_an_erased_person_is_passed_by():
    world = World().parted()
    seal(world)
    world.by("abe").people.erase("abe")
    assert run(world.later(days=31))[0].items[0].count == 2
    assert decode_record(world.store._records[AuditSalt.key(PersonId("abe"))]).let_go == ()
    assert verified(world)


def test_there_is_nothing_to_finish_where_nothing_was_begun():
    world = World()
    with pytest.raises(NotFound):
        world.by("olga").privacy.finish_retention(world.community)
    assert world.by("olga").privacy.retention(world.community, dry_run=False).items == ()
    assert RetentionRun.key(world.community) not in world.store._records


def test_on_a_file_the_finishing_step_is_asked_for(tmp_path: Any):
    with SQLiteStore(tmp_path / "a.db", durability="normal") as store:
        world = World(store).parted()
        seal(world)
        report = run(world.later(days=31))[0]
        assert report.residue
        assert not run(world)[0].residue
        world.later(days=4000)
        run(world)
        assert verified(world)
        assert store.finish_scrub()


# The schedule.


def test_the_schedule_names_each_class_once_with_its_reason():
    assert [rule.data for rule in SCHEDULE] == list(DataClass)
    for rule in SCHEDULE:
        assert rule.days > 0
        assert rule.basis.endswith(".")
        assert rule.source.startswith("default")
        assert rule.anchor
        assert rule.by in CALLS
    for line in LineClass:
        assert rule_of(DataClass(line.value)).days == line.days


# Holds.


def hold(world: World, days: int = 30, person: str | None = "abe") -> Hold:
    until = world.clock.now() + timedelta(days=days)
    return world.by("olga").privacy.hold(world.community, person_id=person, until=until, reason=SECRET)


def test_a_hold_keeps_a_person_from_erasure_until_it_ends():
    world = World()
    hold(world)
    for who, community in (("abe", None), ("olga", world.community)):
        with pytest.raises(Refused) as caught:
            world.by(who).people.erase("abe", community_id=community)
        assert caught.value.code == "privacy.on_hold"
        assert caught.value.params == {"until": "2026-12-23T09:00:00.000000Z", "community_id": world.community}
        assert SECRET not in f"{caught.value}{caught.value!r}{caught.value.to_problem()}{caught.value.staff}"
    assert tie(world, "abe").note == SECRET
    assert world.by("alma").people.erase("alma").ended_at
    assert world.later(days=30).by("abe").people.erase("abe").ended_at


def test_the_person_is_told_that_there_is_one_and_the_owners_why():
    world = World()
    until = hold(world).until
    assert world.by("abe").privacy.my_holds() == ((world.community, until),)
    assert world.by("ann").privacy.my_holds() == ()
    (listed,) = world.by("ruth").privacy.holds(world.community).items
    assert listed.reason == SECRET
    assert SECRET not in repr(listed)
    preview = world.by("abe").people.erase_preview("abe")
    assert preview.holds == ((world.community, until),)
    assert not preview.possible
    world.later(days=30)
    assert world.by("abe").privacy.my_holds() == world.by("ruth").privacy.holds(world.community).items == ()
    assert world.by("abe").people.erase_preview("abe").possible


def test_a_hold_on_a_community_keeps_everybody_and_all_retention():
    world = World().parted()
    hold(world, 60, None)
    with pytest.raises(Refused, match=r"privacy\.on_hold"):
        world.by("alma").people.erase("alma")
    for dry_run in (True, False):
        with pytest.raises(Refused, match=r"privacy\.on_hold"):
            world.later(days=20).by("olga").privacy.retention(world.community, dry_run=dry_run)
    world.by("olga").privacy.lift_hold(world.community)
    assert world.by("olga").privacy.retention(world.community).items[0].count == 2


def test_a_hold_keeps_a_tie_and_the_whole_journal():
    world = World().parted()
    seal(world)
    world.later(days=4000)
    until = hold(world).until
    (report,) = run(world)
    assert (report.held, report.journal_held_until) == (1, until)
    assert [item.data for item in report.items] == [DataClass.ENDED_TIE]
    assert tie(world, "abe").note == SECRET
    assert SECRET in repr(private_lines(world, "abe"))
    world.by("olga").privacy.lift_hold(world.community, person_id="abe")
    assert {item.data for one in run(world) for item in one.items} >= {DataClass.ENDED_TIE, DataClass.AUDIT}
    assert tie(world, "abe").forgotten


def test_a_hold_is_extended_lifted_and_placed_again():
    world = World()
    olga = world.by("olga").privacy
    hold(world)
    with pytest.raises(Refused, match=r"privacy\.held_already"):
        hold(world)
    longer = olga.extend_hold(world.community, person_id="abe", until=world.clock.now() + timedelta(days=366))
    assert longer.until > world.clock.now() + timedelta(days=365)
    olga.lift_hold(world.community, person_id="abe")
    for call in (
        lambda: olga.lift_hold(world.community, person_id="abe"),
        lambda: olga.extend_hold(world.community, person_id="abe", until=NOW + timedelta(days=9)),
    ):
        with pytest.raises(WrongState):
            call()
    assert world.by("abe").privacy.my_holds() == ()
    assert hold(world, 5).holds_at(world.clock.now())
    assert hold(world.later(days=5), 5).holds_at(world.clock.now())
    for person in ("ann", None):
        with pytest.raises(NotFound):
            olga.lift_hold(world.community, person_id=person)


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_hold_has_an_end_within_a_year(days: int):
    world = World()
    with pytest.raises(Refused, match=r"privacy\.hold_too_long"):
        hold(world, days)
    hold(world)
    with pytest.raises(Refused, match=r"privacy\.hold_too_long"):
        world.by("olga").privacy.extend_hold(world.community, person_id="abe", until=NOW + timedelta(days=days))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 20_001])
def test_a_hold_has_a_reason(reason: str):
    world = World()
    with pytest.raises(InvalidInput):
        world.by("olga").privacy.hold(world.community, person_id="abe", until=NOW + timedelta(days=1), reason=reason)


def test_nobody_holds_the_data_of_those_who_were_never_there():
    world = World()
    trap = world.by("zoe").setup.found("Trap", owner="zoe", mode="rehearsal").id
    with pytest.raises(Refused, match=r"privacy\.not_of_community"):
        world.by("zoe").privacy.hold(trap, person_id="abe", until=NOW + timedelta(days=1), reason="r")


def test_a_hold_and_an_erasure_at_the_same_moment_do_not_both_succeed():
    for first in ("erase", "hold"):
        world = World()

        class Meanwhile(Around):
            done = False

            def commit(self, batch: Any, /) -> None:
                if not self.done:
                    self.done = True
                    world.by("abe").people.erase("abe") if first == "erase" else hold(world)  # noqa: B023
                self.inner.commit(batch)

        kit = Kit(Meanwhile(world.store), actor="olga", clock=world.clock)
        with pytest.raises(Refused) as caught:
            if first == "erase":
                kit.privacy.hold(world.community, person_id="abe", until=NOW + timedelta(days=1), reason="r")
            else:
                kit.people.erase("abe", community_id=world.community)
        assert caught.value.code == ("person.erased" if first == "erase" else "privacy.on_hold")
        assert (tie(world, "abe").note is ERASED) is (first == "erase")


def test_after_an_erasure_nothing_is_left_of_a_hold_that_had_ended():
    world = World()
    hold(world)
    world.later(days=31).by("abe").people.erase("abe")
    record = world.store._records[Hold.key(world.community, PersonId("abe"))]
    assert (record.body, record.private) == (None, None)
    assert SECRET not in repr(private_lines(world, "abe"))
    with pytest.raises(Refused, match=r"person\.erased"):
        hold(world)
    assert json.dumps(world.by("abe").privacy.my_holds()) == "[]"


def test_answers_go_with_the_tie_they_were_given_for():
    world = World().answered()
    fay = world.by("fay").memberships
    fay.decide_screening(world.group, "abe", "declined", reason=f"{SECRET} the-answers")
    fay.decline(world.group, "abe")
    assert fay.screening(world.group, "abe").answers
    world.by("cora").privacy.seal(world.community)
    world.later(days=31)
    world.by("olga").privacy.retention(world.community, dry_run=False)
    with pytest.raises(NotFound):
        fay.screening(world.group, "abe")
    store: Any = world.store
    lines = [line for line in store._journal if line.key.kind == "screening"]
    assert lines
    assert all(line.private is None for line in lines)
    assert world.by("olga").privacy.verify(world.community).findings == ()

"""The chain holds through everything that is lawful, and any single change of what was written shows in it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import PROFILE
from tests.kit.stores import Around
from tests.kit.worlds import CALLS, SECRET, World

import supportkit as sk
from supportkit.core.codec import decode_record
from supportkit.core.ids import PersonId
from supportkit.core.private import ERASED
from supportkit.errors import Conflict, InvalidInput, NotAllowed, Refused, StoreError, SupportKitError
from supportkit.privacy.audit import AuditBlock, AuditHead, AuditSalt, ChainHead
from supportkit.privacy.chain import ChainReport, Flaw
from supportkit.storage import Batch, Put
from supportkit.storage.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMES = [name for name in CALLS if not name.startswith(("setup", "people.for", "communities.dis"))]
PEOPLE = ["abe", "ann", "otto", "bo", "alma", "ned"]


def chain(world: World, **given_: Any) -> ChainReport:
    """Check the whole chain, a block at a time, as one report."""
    report = world.by("olga").privacy.verify(world.community, blocks=1, **given_)
    findings, lines, following = list(report.findings), report.lines, report.next
    while following is not None:
        more = world.by("olga").privacy.verify(world.community, blocks=1, start=following)
        findings += more.findings
        lines, following = lines + more.lines, more.next
    whole = world.by("olga").privacy.verify(world.community, blocks=100, **given_)
    assert set(whole.findings) == set(findings)
    assert (whole.lines, whole.next) == (lines, None)
    return whole


def sealed(**limits: Any) -> World:
    """Answer a world that is sealed to its end."""
    world = World()
    while world.kit.privacy.seal(world.community, **limits).more:
        pass
    return world


@settings(max_examples=12 if PROFILE == "short" else 300)
@given(data=st.data())
def test_the_chain_holds_through_every_history(data: st.DataObject):
    """Whatever people do, whoever is erased, whatever has its time: nothing lawful shows as a change."""
    world = World()
    heads: list[ChainHead] = []
    for _ in range(data.draw(st.integers(1, 8))):
        act = data.draw(st.sampled_from(["call", "call", "seal", "erase", "retain", "later"]))
        with suppress(SupportKitError):
            if act == "call":
                name = data.draw(st.sampled_from(NAMES))
                CALLS[name].prepare(world)
                CALLS[name].call(world.by(CALLS[name].actor), world)
            elif act == "seal":
                heads.append(world.kit.privacy.seal(world.community, limit=data.draw(st.integers(10, 60))).head)
            elif act == "erase":
                person = data.draw(st.sampled_from(PEOPLE))
                world.by(person).people.erase(person)
            elif act == "retain":
                world.by("olga").privacy.retention(world.community, dry_run=False)
            else:
                world.later(days=data.draw(st.sampled_from([1, 31, 1100, 4000])))
    heads.append(world.kit.privacy.seal(world.community).head)
    for head in heads:
        assert chain(world, head=head).findings == ()


# Every single change is found.


def found(world: World) -> bool:
    """Tell whether a check finds something; a document that cannot be read at all is found too."""
    try:
        return not world.by("olga").privacy.verify(world.community, blocks=100).holds
    except StoreError:
        return True


def flips(side: bytes) -> Iterator[bytes]:
    """Answer JSON with each of its bits turned, where that makes other JSON or none."""
    for place in range(len(side)):
        for bit in range(8):
            turned = side[:place] + bytes([side[place] ^ 1 << bit]) + side[place + 1 :]
            try:
                same = json.loads(turned) == json.loads(side)
            except ValueError:
                same = False
            if not same:
                yield turned


def blocks(world: World) -> list[Any]:
    return [record for key, record in world.store._records.items() if key.kind == "audit_block"]


def line_with_words(world: World) -> int:
    return next(place for place, line in enumerate(world.store._journal) if SECRET.encode() in (line.private or b""))


@pytest.mark.parametrize("side", ["body", "private"])
def test_every_turned_bit_of_a_line_is_found(side: str):
    world = sealed()
    place = line_with_words(world)
    line = world.store._journal[place]
    turned = 0
    for changed in flips(getattr(line, side)):
        world.store._journal[place] = line._replace(**{side: changed})
        assert found(world), changed
        turned += 1
    assert turned > 250
    world.store._journal[place] = line
    assert not found(world)


def test_every_turned_bit_of_a_salt_is_found():
    world = sealed()
    key = AuditSalt.key(PersonId("abe"))
    salt = world.store._records[key]
    assert salt.private is not None
    for changed in [*flips(salt.private), None]:
        world.store._records[key] = salt._replace(private=changed)
        assert found(world), changed
    del world.store._records[key]
    assert found(world)


@settings(max_examples=60 if PROFILE == "short" else 2000)
@given(data=st.data())
def test_any_change_of_any_line_is_found(data: st.DataObject):
    world = sealed(limit=30)
    journal = world.store._journal
    last = world.store._records[AuditHead.key()].body
    until = int(json.loads(last)["cursor"])
    place = data.draw(st.integers(0, until - 1))
    line = journal[place]
    change = data.draw(st.sampled_from(["field", "remove", "swap", "private"]))
    if change == "field":
        name = data.draw(
            st.sampled_from(["id", "tag", "at", "recorded_at", "actor", "version", "key", "subject", "body"])
        )
        value: Any = getattr(line, name)
        if name == "version":
            value += data.draw(st.sampled_from([-1, 1, 2**20]))
        elif name == "key":
            value = value._replace(id=value.id + "0")
        elif name == "subject":
            value = "somebody" if value is None else None
        elif name == "body":
            value = data.draw(st.sampled_from(list(flips(value))))
        else:
            spot = data.draw(st.integers(0, len(value) - 1))
            value = value[:spot] + chr(ord(value[spot]) ^ 1) + value[spot + 1 :]
        journal[place] = line._replace(**{name: value})
    elif change == "remove":
        world.store.prune([], [str(place + 1)])
    elif change == "swap":
        other = data.draw(st.integers(0, until - 1).filter(lambda one: one != place))
        journal[place], journal[other] = journal[other], line
    elif line.private is None:
        journal[place] = line._replace(private=b'{"note":"made up"}', subject=line.subject or "abe")
    else:
        journal[place] = line._replace(private=None)
    report = chain(world)
    assert report.findings
    assert all(finding.block >= 1 for finding in report.findings)


def test_a_line_between_sealed_ones_is_found_as_such():
    class Gaps(Around):
        def read(self, after: str | None, limit: int, /) -> Any:
            lines = list(self.inner.read(None if after is None else str(int(after) // 10), limit))
            lines = [one._replace(cursor=f"{one.cursor}0") for one in lines]
            if self.forged and (after is None or int(after) < 35):
                place = next((place for place, one in enumerate(lines) if int(one.cursor) > 35), len(lines))
                lines.insert(place, lines[place - 1]._replace(cursor="35"))
            return lines[:limit]

    store = Gaps(MemoryStore())
    store.forged = False
    world = World(store)
    world.kit.privacy.seal(world.community)
    assert chain(world).holds
    store.forged = True
    assert world.by("olga").privacy.verify(world.community).findings == ((Flaw.LINE_INSERTED, 1, "35"),)


def test_blocks_that_are_gone_or_changed_are_found():
    world = sealed(limit=20)
    records = world.store._records
    head = json.loads(records[AuditHead.key()].body)
    assert head["number"] >= 3
    for number in range(1, head["number"] + 1):
        key = AuditBlock.key(number)
        block = records.pop(key)
        assert (Flaw.BLOCK_MISSING, number, None) in chain(world).findings
        data = json.loads(block.body)
        for name, value in {
            "previous": "x",
            "digest": data["digest"][::-1],
            "after": "1" if data.get("after") != "1" else "2",
            "lines": data["lines"][:-1],
            "prunings": [1],
            "number": number + 1,
        }.items():
            records[key] = block._replace(body=json.dumps(data | {name: value}).encode())
            assert found(world), (number, name)
        records[key] = block
    assert chain(world).holds


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (lambda data: data | {"digest": "x"}, Flaw.HEAD_CHANGED),
        (lambda data: data | {"cursor": "1"}, Flaw.HEAD_CHANGED),
        (lambda data: data | {"number": data["number"] - 1}, Flaw.HEAD_CHANGED),
        (lambda data: data | {"number": data["number"] + 1}, Flaw.BLOCK_MISSING),
    ],
)
def test_a_head_that_was_changed_is_found(change: Callable[[Any], Any], flaw: Flaw):
    world = sealed(limit=30)
    key = AuditHead.key()
    record = world.store._records[key]
    world.store._records[key] = record._replace(body=json.dumps(change(json.loads(record.body))).encode())
    assert flaw in {finding.flaw for finding in chain(world).findings}


def test_without_its_head_a_chain_is_not_taken_for_none():
    world = sealed()
    del world.store._records[AuditHead.key()]
    assert world.by("olga").privacy.verify(world.community).findings == ((Flaw.HEAD_CHANGED, 0, None),)


def test_a_head_that_was_handed_out_shows_a_chain_that_was_cut_or_written_anew():
    world = World()
    first = world.kit.privacy.seal(world.community, limit=20).head
    later = world.kit.privacy.seal(world.community).head
    assert chain(world, head=first).holds
    assert chain(world, head=later).holds
    assert chain(world, head=ChainHead(0, "")).holds
    assert not chain(world, head=ChainHead(1, "another digest")).holds
    records, journal = world.store._records, world.store._journal
    kept = dict(records)
    # Whoever can write everything can take the end away without a trace in what is left.
    body = json.loads(records[AuditHead.key()].body)
    block = json.loads(records[AuditBlock.key(1)].body)
    cut = body | {"number": 1, "digest": block["digest"], "cursor": block["lines"][-1]["cursor"]}
    records[AuditHead.key()] = records[AuditHead.key()]._replace(body=json.dumps(cut).encode())
    for key in [key for key in records if key.kind == "audit_block" and key != AuditBlock.key(1)]:
        del records[key]
    assert world.by("olga").privacy.verify(world.community, head=first).holds
    report = world.by("olga").privacy.verify(world.community, head=later)
    assert report.findings == ((Flaw.HEAD_LOST, later.number, None),)
    records |= kept
    place = line_with_words(world)
    journal[place] = journal[place]._replace(actor="mallory")
    for key in [key for key in records if key.kind.startswith("audit_")]:
        del records[key]
    world.kit.privacy.seal(world.community)
    assert world.by("olga").privacy.verify(world.community).holds
    assert not world.by("olga").privacy.verify(world.community, head=later).holds


# What is lawful, step by step.


def test_after_an_erasure_the_digests_stand_and_nothing_can_be_guessed_from_them():
    world = sealed()
    before = [line for line in world.store._journal if line.subject == "abe"]
    world.by("abe").people.erase("abe")
    report = chain(world)
    assert report.holds
    assert report.lines == sum(len(json.loads(one.body).get("lines", ())) for one in blocks(world))
    salt = world.store._records[AuditSalt.key(PersonId("abe"))]
    assert salt.private is None
    place = next(n for n, line in enumerate(world.store._journal) if line.id == before[0].id)
    world.store._journal[place] = before[0]  # from a backup, say
    assert [finding.flaw for finding in chain(world).findings] == [Flaw.PRIVATE_CHANGED]


def test_text_that_goes_without_an_erasure_shows():
    world = sealed()
    place = line_with_words(world)
    world.store.prune([str(place + 1)], [])
    (finding,) = chain(world).findings
    assert (finding.flaw, finding.cursor) == (Flaw.PRIVATE_MISSING, str(place + 1))
    scrubbed = sealed()
    scrubbed.store.scrub("abe")
    assert {finding.flaw for finding in chain(scrubbed).findings} == {Flaw.PRIVATE_MISSING}


def test_equal_words_have_digests_that_differ():
    world = World()
    for person in ("ned", "zoe"):
        world.by(person).memberships.apply(world.group, note="the same")
    world.kit.privacy.seal(world.community)
    block = json.loads(world.store._records[AuditBlock.key(1)].body)
    digests = [one["private"] for one in block["lines"] if "private" in one]
    assert len(set(digests)) == len(digests) > 4


def test_an_erasure_under_way_is_no_flaw():
    world = sealed()
    store = Around(world.store)

    def scrub(subject: str) -> Any:
        raise Conflict(key=AuditHead.key(), expected=1, actual=2)

    store.scrub = scrub  # type: ignore[method-assign]
    kit = sk.Kit(store, actor="abe", clock=world.clock, deadline=0)
    with pytest.raises(StoreError):
        kit.people.erase("abe")
    assert chain(world).holds
    world.by("ned").memberships.apply(world.group)
    world.kit.privacy.seal(world.community)
    assert chain(world).holds
    world.by("abe").people.erase("abe")
    assert chain(world).holds


def test_what_is_sealed_while_somebody_is_being_erased_keeps_nothing_of_them():
    world = World()
    store = Around(world.store)

    def scrub(subject: str) -> Any:
        raise StoreError("store.damaged", reason="x")

    store.scrub = scrub  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        sk.Kit(store, actor="abe", clock=world.clock).people.erase("abe")
    world.kit.privacy.seal(world.community)
    assert AuditSalt.key(PersonId("abe")) not in world.store._records
    assert chain(world).holds
    world.by("abe").people.erase("abe")
    assert chain(world).holds


def test_sealing_that_races_an_erasure_gives_nobody_a_salt_who_is_gone():
    world = World()

    class Meanwhile(Around):
        done = False

        def commit(self, batch: Any, /) -> None:
            if not self.done:
                self.done = True
                world.by("abe").people.erase("abe")
            self.inner.commit(batch)

    sk.Kit(Meanwhile(world.store), actor="ruth", clock=world.clock).privacy.seal(world.community)
    assert AuditSalt.key(PersonId("abe")) not in world.store._records
    world.kit.privacy.seal(world.community)
    assert chain(world).holds


def test_two_who_seal_at_once_make_one_chain():
    world = World()

    class Meanwhile(Around):
        done = False

        def commit(self, batch: Any, /) -> None:
            if not self.done:
                self.done = True
                world.by("cora").privacy.seal(world.community, limit=10)
            self.inner.commit(batch)

    kit = sk.Kit(Meanwhile(world.store), actor="ruth", clock=world.clock)
    assert kit.privacy.seal(world.community).head.number == 2
    assert chain(world).holds


def test_sealing_goes_on_where_it_stopped_and_ends():
    world = World()
    first = world.kit.privacy.seal(world.community, limit=10)
    assert (first.head.number, first.lines, first.more) == (1, 10, True)
    rest = world.kit.privacy.seal(world.community)
    assert rest.more is False
    before = len(world.store._journal)
    again = world.kit.privacy.seal(world.community)
    assert (again.head, again.lines, again.more) == (rest.head, 0, False)
    assert len(world.store._journal) == before
    world.by("ned").memberships.apply(world.group)
    after = world.kit.privacy.seal(world.community)
    assert after.head.number == 3
    assert chain(world).lines == first.lines + rest.lines + after.lines


def test_a_store_without_lines_has_no_chain():
    world = World()
    for _ in range(2):
        report = world.by("olga").privacy.verify(world.community)
        assert (report.head, report.last, report.next, report.holds) == (ChainHead(0, ""), 0, None, True)
    empty = MemoryStore()
    empty.commit(Batch(tuple(_puts(world))))
    assert sk.Kit(empty, actor="olga", clock=world.clock).privacy.seal(world.community) == (ChainHead(0, ""), 0, False)


def _puts(world: World) -> Iterator[Any]:
    for record in world.store._records.values():
        if record.key.kind == "membership":
            yield Put(record.key, 0, record.body)


def test_what_verify_and_seal_refuse():
    world = sealed(limit=30)
    olga = world.by("olga")
    for start in (0, -1, 99):
        with pytest.raises(Refused, match=r"privacy\.not_sealed"):
            olga.privacy.verify(world.community, start=start)
    for blocks in (0, 101):
        with pytest.raises(InvalidInput, match=r"number\.out_of_range"):
            olga.privacy.verify(world.community, blocks=blocks)
    for limit in (9, 1001):
        with pytest.raises(InvalidInput, match=r"number\.out_of_range"):
            olga.privacy.seal(world.community, limit=limit)
    for who in ("mona", "fay", "zoe"):
        with pytest.raises(NotAllowed):
            world.by(who).privacy.seal(world.community)


def test_the_chain_tells_nothing_private():
    world = sealed()
    for key, record in world.store._records.items():
        if key.kind.startswith("audit_"):
            assert SECRET not in repr(record._replace(private=None))
    salt = world.store._records[AuditSalt.key(PersonId("abe"))]
    value = decode_record(salt)
    assert value.salt not in repr(value)
    assert value.subject == "abe"
    world.by("abe").people.erase("abe")
    assert decode_record(world.store._records[salt.key]).salt is ERASED

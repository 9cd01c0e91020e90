"""After an erasure and its finishing step the raw files hold nothing of the person: no text, no enum, no number.

Looked at are the bytes of the database, its write-ahead log and its shared memory, as they lie on the disk.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing, suppress
from datetime import date
from itertools import count, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import PROFILE
from tests.kit.stores import Breaking
from tests.kit.worlds import World

from supportkit.communities.experience import LivedExperience
from supportkit.core.calls import run
from supportkit.core.flow import Context, maybe
from supportkit.core.ids import PersonId
from supportkit.core.records import Batch, Expect, Key, Put
from supportkit.errors import Conflict, StoreUnavailable, SupportKitError
from supportkit.groups.group import Access
from supportkit.kit import Kit
from supportkit.privacy.person import Person
from supportkit.privacy.profile import AboutMe, Experience, Profile
from supportkit.storage import Ciphered
from supportkit.storage.sqlite import SQLiteStore

if TYPE_CHECKING:
    from supportkit.core.calls import Flow

VICTIM, OTHER = "zed", "uma"
SINCE = date(1987, 6, 5)
TOLD = [b"after_treatment", b"1987-06-05", b"ZQ-9Q8", b"minor", b"stage-canary", b"73191377"]
"""Enums, a date, a region, an age and a number: written on the private side of the person alone."""


def canary(person: str) -> str:
    return f"canary-of-{person}-"


def raw_bytes(path: Path) -> bytes:
    files = [Path(f"{path}{end}") for end in ("", "-wal", "-shm", "-journal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


class Life:
    """A world in a file, where two people do the same things and each leaves words behind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = SQLiteStore(path, durability="normal")
        self.world = World(self.store)
        self.numbers = count()
        self.groups = [self._group(number) for number in range(3)]
        for person in (VICTIM, OTHER):
            self.world.kit.memberships.invite(self.groups[0], person)

    def _group(self, number: int) -> Any:
        kit = self.world.kit
        group = kit.groups.create(self.world.community, f"G{number}", capacity=3, access=Access.BY_APPROVAL).id
        kit.groups.open(group)
        return group

    def words(self, person: str, size: int) -> str:
        return f"{canary(person)}{next(self.numbers)}-" * size

    def act(self, what: str, person: str, place: int, size: int) -> None:
        """Do something of which words are kept; what cannot be done now is left out."""
        world, group, words = self.world, self.groups[place], self.words(person, size)
        kit = world.by(person)
        with suppress(SupportKitError):
            match what:
                case "apply":
                    kit.memberships.apply(group, note=words)
                case "decline":
                    world.kit.memberships.decline(group, person, reason=words)
                case "remove":
                    world.kit.memberships.remove(group, person, reason=words)
                case "leave":
                    kit.memberships.leave(group, words=words)
                case "tell":
                    self.tell(person, words)
                case "number":
                    self.number(person)
                case "seal":
                    world.kit.privacy.seal(world.community)
                case _:
                    world.by("olga").privacy.retention(world.later(days=31).community, dry_run=False)

    def tell(self, person: str, words: str) -> None:
        about = AboutMe(conditions=(words[:190],))
        if person == VICTIM:
            about = AboutMe(
                experiences=(Experience(kind=LivedExperience.AFTER_TREATMENT, since=SINCE),),
                conditions=(words[:190],),
                stage="stage-canary",
                region="ZQ-9Q8",
                age="minor",  # type: ignore[arg-type]
            )
        ctx = Context(
            actor=PersonId(person), now=self.world.clock.now(), ids=self.world.kit._acting.ids, operation="people.tell"
        )
        run(self.store, _told(ctx, self.world.community, PersonId(person), about))

    def number(self, person: str) -> None:
        key = Key[Any]("answer", f"{person}-{next(self.numbers)}")
        row = self.store.load([Person.key(PersonId(person))])[Person.key(PersonId(person))]
        score = b'{"score":73191377}' if person == VICTIM else b'{"score":55}'
        if row.body is None:  # as every operation sees to it
            return
        self.store.commit(Batch((Expect(row.key, row.version), Put(key, 0, b"{}", score, person))))

    def close(self) -> None:
        self.store.close()


def _told(ctx: Context, community: Any, person: PersonId, about: AboutMe) -> Flow[None]:
    _, profile = yield from ctx.load(Person.key(person), maybe(Profile.key(community, person)))
    if profile is None:
        yield from ctx.commit(Profile.begin(community, person, about=about, at=ctx.now, by=person))
    else:
        yield from ctx.commit(profile.tell(about, at=ctx.now, by=person))


def nothing_is_left(path: Path) -> None:
    bytes_ = raw_bytes(path)
    assert canary(VICTIM).encode() not in bytes_
    for one in TOLD:
        assert one not in bytes_, one


STEPS = st.tuples(
    st.sampled_from(["apply", "decline", "remove", "leave", "tell", "number", "seal", "retain"]),
    st.sampled_from([VICTIM, VICTIM, OTHER]),
    st.integers(0, 2),
    st.sampled_from([1, 3, 60, 300]),
)
ALWAYS = [("apply", VICTIM, 0, 3), ("apply", VICTIM, 1, 300), ("tell", VICTIM, 0, 3), ("number", VICTIM, 0, 1)]


@settings(max_examples=12 if PROFILE == "short" else 300)
@given(
    steps=st.lists(STEPS, max_size=12), after=st.lists(STEPS, max_size=4), broken=st.booleans(), sealed=st.booleans()
)
def test_nothing_is_left_in_the_files_whatever_happened_before(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, str, int, int]],
    after: list[tuple[str, str, int, int]],
    broken: bool,
    sealed: bool,
):
    path = tmp_path_factory.mktemp("raw") / "a.db"
    life = Life(path)
    for step in [*ALWAYS, ("apply", OTHER, 1, 3), *steps]:
        life.act(*step)
    assert canary(VICTIM).encode() in raw_bytes(path)
    assert all(one in raw_bytes(path) for one in TOLD)
    if sealed:
        life.world.kit.privacy.seal(life.world.community)
    if broken:
        store = Breaking(life.store, "scrub")
        with pytest.raises(StoreUnavailable):
            Kit(store, actor=VICTIM, clock=life.world.clock).people.erase(VICTIM)
        for step in after:
            life.act(*step)
    assert life.world.by(VICTIM).people.erase(VICTIM).ended_at
    for step in after:
        life.act(*step)
    assert life.store.finish_scrub()
    nothing_is_left(path)
    words = canary(OTHER).encode()
    assert words in raw_bytes(path) or not any(words in (line.private or b"") for line in _lines_of(life, OTHER))
    life.world.kit.privacy.seal(life.world.community)
    assert life.world.by("olga").privacy.verify(life.world.community, blocks=100).findings == ()
    life.close()
    nothing_is_left(path)


def _lines_of(life: Life, person: str) -> list[Any]:
    return [one.entry for one in life.store.read(None, 1000) if one.entry.subject == person]


def test_a_reader_keeps_old_pages_until_it_is_gone_and_the_answer_says_so(tmp_path: Path):
    path = tmp_path / "a.db"
    life = Life(path)
    for step in ALWAYS:
        life.act(*step)
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM supportkit_record").fetchone()
        assert life.world.by(VICTIM).people.erase(VICTIM).residue
        assert life.world.by(VICTIM).people.erasure_receipt(VICTIM).residue
    assert life.store.finish_scrub()
    nothing_is_left(path)
    life.close()


@pytest.mark.parametrize("attempt", range(3 if PROFILE == "short" else 40))
def test_writers_beside_an_erasure_cannot_bring_text_back(tmp_path: Path, attempt: int):
    path = tmp_path / f"{attempt}.db"
    life = Life(path)
    for step in ALWAYS:
        life.act(*step)
    began, said = threading.Event(), list[str]()

    def write() -> None:
        with SQLiteStore(path, durability="normal") as store:
            kit = Kit(store, actor=VICTIM, clock=life.world.clock, deadline=2)
            over = time.monotonic() + 50
            for number in takewhile(lambda _: time.monotonic() < over, count()):
                group = life.groups[number % 3]
                words = f"{canary(VICTIM)}beside"
                try:
                    if number % 2:
                        kit.memberships.apply(group, note=words)
                    else:
                        kit.memberships.leave(group, words=words)
                except SupportKitError as error:
                    said.append(error.code)
                    if error.code == "person.erased":
                        return
                else:
                    said.append("written")
                    began.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert began.wait(20)
    erasure = life.world.by(VICTIM).people.erase(VICTIM)
    writer.join(60)
    assert erasure.ended_at
    assert said[-1] == "person.erased"
    assert "written" in said
    assert life.store.finish_scrub()
    nothing_is_left(path)
    life.close()


def test_a_late_writer_who_loaded_before_loses(tmp_path: Path):
    path = tmp_path / "a.db"
    life = Life(path)
    batches: list[Batch] = []

    class Late(Breaking):
        def commit(self, batch: Any, /) -> None:
            batches.append(batch)

    Kit(Late(life.store, ""), actor=VICTIM, clock=life.world.clock).memberships.apply(
        life.groups[1], note=life.words(VICTIM, 3)
    )
    life.world.by(VICTIM).people.erase(VICTIM)
    with pytest.raises(Conflict):
        life.store.commit(batches[0])
    assert life.store.finish_scrub()
    nothing_is_left(path)
    life.close()


def test_behind_a_cipher_the_files_never_hold_it(tmp_path: Path):
    from tests.storage.toy_cipher import ToyCipher

    path = tmp_path / "a.db"
    with Ciphered(SQLiteStore(path, durability="normal"), ToyCipher()) as store:
        world = World(store)
        world.by("ned").memberships.apply(world.group, note=canary(VICTIM))
        assert world.kit.memberships.get(world.group, "ned").note == canary(VICTIM)
        nothing_is_left(path)

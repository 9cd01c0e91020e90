"""Use cases of a person's whole data: handing it out as one document, and taking such a document in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from supportkit.communities.community import Community
from supportkit.core.calls import commit, read
from supportkit.core.flow import maybe
from supportkit.core.ids import CommunityId, PersonId, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.records import Batch, Expect, Key
from supportkit.errors import Refused
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import GONE
from supportkit.memberships.standing import require_in_community
from supportkit.privacy.answering import require_for_person
from supportkit.privacy.bundle import Bundle, Told, from_json, is_about, kinds_about_people
from supportkit.privacy.person import Person
from supportkit.tags import decode_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.records import Entry, Put

PAGE = 1000
ROWS = 500
"""Rows and lines that are taken in with one commit, at most (default)."""


class Bundles(Area[Face]):
    """A person's whole data, as one document."""

    NAME: ClassVar[str] = "privacy"

    @operation
    def export(
        self, person_id: PersonId | str | None = None, *, community_id: CommunityId | None = None
    ) -> Flow[Bundle]:
        """Answer everything that is kept about a person: every record, and every fact of the journal.

        It reads the whole journal, page by page, for nobody is listed there; what others wrote or did stays theirs.

        Args:
            person_id: whose data, one's own if nobody is named.
            community_id: the community in whose name an owner does it; all that is known of the person must be in it.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `person.erased`.
        """
        ctx = self.ctx
        person_id = ctx.actor if person_id is None else check_person_id(person_id)
        yield from require_for_person(ctx, person_id, community_id)
        person = yield from ctx.load(Person.key(person_id))
        records: list[Any] = [person]
        for kind in kinds_about_people():
            records += yield from ctx.find_all(kind, f"{kind.KIND}.by_person", person_id)
        facts = yield from _facts_about(person_id)
        return Bundle(person_id=person_id, made_at=ctx.now, records=tuple(records), facts=facts)

    @operation
    def take_in(self, community_id: CommunityId, document: str) -> Flow[Bundle]:
        """Take in the document of somebody whom this store does not know, as when a community moves house.

        What it says of a place that is here is history: a seat or a role in it cannot come from a document.

        Args:
            community_id: the community in whose name an owner does it.
            document: what `Bundle.to_json` wrote.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `bundle.malformed`, `bundle.too_large`, or every problem with its path.
            Refused: `bundle.known`, the store knows the person or had erased them; `bundle.live_here`, it says that
                they belong to a place that is here; `person.real` or `person.made_up`.
        """
        ctx = self.ctx
        community = yield from ctx.load(Community.key(community_id))
        yield from require_in_community(ctx, community_id)
        bundle = from_json(document)
        yield from _must_be_new(ctx, bundle, community)
        # The lines keep their ids and times, so the batches are made here; all that was decided on is guarded.
        guards = tuple(Expect(key, ctx.version_of(key)) for key in _rested_on(community_id, ctx.actor))
        for batch in _batches(bundle, guards):
            yield from commit(batch)
        return bundle


def _facts_about(person_id: PersonId) -> Flow[tuple[Told, ...]]:
    facts: list[Told] = []
    after: str | None = None
    while lines := (yield from read(after, PAGE)):
        for line in lines:
            if _may_be_about(line.entry, person_id):
                event = decode_entry(line.entry)
                if is_about(event, person_id):
                    entry = line.entry
                    facts.append(
                        Told(
                            id=entry.id,
                            about=entry.key,
                            version=entry.version,
                            recorded_at=entry.recorded_at,
                            event=event,
                        )
                    )
        after = lines[-1].cursor
    return tuple(facts)


def _may_be_about(entry: Entry, person_id: PersonId) -> bool:
    """Tell at a glance whether a line is worth reading: most of a long journal is not."""
    return entry.actor == person_id or entry.subject == person_id or person_id.encode() in entry.body


def _must_be_new(ctx: Context, bundle: Bundle, community: Community) -> Flow[None]:
    """Refuse somebody who is known here, or who would come to a seat or a role by a document."""
    key = Person.key(bundle.person_id)
    yield from ctx.load(maybe(key))
    if ctx.version_of(key):  # a tombstone has one too
        raise Refused("bundle.known")
    people = [one for one in bundle.records if isinstance(one, Person)]
    if [one.origin for one in people] != [community.mode.origin]:
        raise Refused("person.real" if community.mode.origin == "made_up" else "person.made_up")
    ties = [one for one in bundle.records if isinstance(one, Membership) and one.status not in GONE]
    places = [Key[Any]("community" if one.of == one.community_id else "group", one.of) for one in ties]
    if places:
        here = yield from ctx.load_all(maybe(place) for place in dict.fromkeys(places))
        if any(place is not None for place in here):
            raise Refused("bundle.live_here")


def _rested_on(community_id: CommunityId, actor: PersonId) -> tuple[Key[Any], ...]:
    return (Community.key(community_id), Membership.key(community_id, actor))


def _batches(bundle: Bundle, guards: tuple[Expect, ...]) -> Iterator[Batch]:
    """Answer the commits that write a bundle; the person's own row comes first and guards the others."""
    puts = sorted(bundle.puts(), key=lambda put: put.key.kind != "person")
    entries = list(bundle.entries())
    for start in range(0, max(len(puts), len(entries)), ROWS):
        writes: tuple[Put | Expect, ...] = (*guards, *puts[start : start + ROWS])
        yield Batch(writes, tuple(entries[start : start + ROWS]))
        if start == 0:
            guards = (*guards, Expect(Person.key(bundle.person_id), 1))

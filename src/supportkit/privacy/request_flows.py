"""Use cases of requests for one's data, and of the ledger of what went out of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from supportkit.communities.community import Community
from supportkit.core.choices import chosen
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import CommunityId, PersonId, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.errors import Refused
from supportkit.memberships.standing import require_in_community
from supportkit.privacy.answering import require_for_person
from supportkit.privacy.data_request import DataRequest, DataRight
from supportkit.privacy.disclosure import Disclosure, Sent
from supportkit.privacy.person import Person, admitted
from supportkit.privacy.views import shown_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.roles import Role
    from supportkit.memberships.membership import Membership


class Requests(Area[Face]):
    """Requests for one's data, and what went out of it."""

    NAME: ClassVar[str] = "privacy"

    @operation
    def ask(
        self,
        community_id: CommunityId,
        right: DataRight | str,
        *,
        words: str | None = None,
        person_id: PersonId | str | None = None,
    ) -> Flow[DataRequest]:
        """Ask something about one's own data; the answer is the receipt, with the last day for the answer.

        Args:
            community_id: the community that is asked.
            right: `access`, `copy`, `correction`, `erasure`, `restriction` or `objection`.
            words: what the person says to it; private.
            person_id: whose data, where somebody who runs the community enters a letter or a call.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `value.not_allowed`, or what is wrong with the words.
            Refused: `person.erased`; `person.real` or `person.made_up`.
        """
        ctx = self.ctx
        person_id = ctx.actor if person_id is None else check_person_id(person_id)
        community, person = yield from ctx.load(Community.key(community_id), maybe(Person.key(person_id)))
        staff = yield from require_in_community(ctx, community_id, own=person_id == ctx.actor)
        met = admitted(person, person_id, origin=community.mode.origin, at=ctx.now, by=ctx.actor)
        received = DataRequest.receive(
            ctx.ids.new("drq"),
            community_id=community_id,
            person_id=person_id,
            right=chosen(DataRight, right),
            regime=community.rules.regime,
            words=words,
            at=ctx.now,
            by=ctx.actor,
        )
        yield from ctx.commit(received, met)
        return shown_in(ctx, received.state, _role(staff))

    @operation
    def requests(self, *, after: str | None = None, limit: int = 50) -> Flow[Found[DataRequest]]:
        """Answer the requests of the person who acts, one page, oldest first."""
        ctx = self.ctx
        return (yield from ctx.find(DataRequest, "data_request.by_person", ctx.actor, after=after, limit=limit))

    @operation
    def open_requests(
        self, community_id: CommunityId, *, after: str | None = None, limit: int = 50
    ) -> Flow[Found[DataRequest]]:
        """Answer the requests that a community has not answered yet, one page, what is due first.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        staff = yield from require_in_community(ctx, community_id)
        page = yield from ctx.find(DataRequest, "data_request.due", community_id, after=after, limit=limit)
        return Found(tuple(shown_in(ctx, one, _role(staff)) for one in page.items), page.next)

    @operation
    def extend_request(self, request_id: str, reason: str) -> Flow[DataRequest]:
        """Make the term of a request longer, once, and tell the person why.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `data_request.extended`.
            WrongState: it is closed.
            InvalidInput: what is wrong with the reason.
        """
        ctx = self.ctx
        return (yield from _change(ctx, request_id, lambda one: one.extend(reason, at=ctx.now, by=ctx.actor)))

    @operation
    def answer_request(self, request_id: str, words: str) -> Flow[DataRequest]:
        """Answer a request: say what was done; the doing itself is another operation, such as `privacy.export`.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is closed.
            InvalidInput: what is wrong with the words.
        """
        ctx = self.ctx
        return (yield from _change(ctx, request_id, lambda one: one.answer_with(words, at=ctx.now, by=ctx.actor)))

    @operation
    def refuse_request(self, request_id: str, reason: str) -> Flow[DataRequest]:
        """Refuse a request, and say why and where one can complain.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is closed.
            InvalidInput: what is wrong with the reason.
        """
        ctx = self.ctx
        return (yield from _change(ctx, request_id, lambda one: one.refuse(reason, at=ctx.now, by=ctx.actor)))

    @operation
    def withdraw_request(self, request_id: str) -> Flow[DataRequest]:
        """Take one's own request back.

        Raises:
            NotAllowed: `membership.not_yours`, it is somebody else's.
            WrongState: it is closed.
        """
        ctx = self.ctx
        return (yield from _change(ctx, request_id, lambda one: one.withdraw(at=ctx.now, by=ctx.actor)))

    @operation
    def restrict(
        self, person_id: PersonId | str | None = None, *, community_id: CommunityId | None = None
    ) -> Flow[Person]:
        """Keep a person's data and use it for nothing: nothing is addressed to them, and no consent of theirs counts.

        Args:
            person_id: whose data, one's own if nobody is named.
            community_id: the community in whose name an owner does it; all that is known of the person must be in it.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `person.erased`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        return (yield from _person(ctx, person_id, community_id, lambda one: one.restrict(at=ctx.now, by=ctx.actor)))

    @operation
    def lift_restriction(
        self, person_id: PersonId | str | None = None, *, community_id: CommunityId | None = None
    ) -> Flow[Person]:
        """Use a person's data again.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `person.erased`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        lift = partial(Person.lift_restriction, at=ctx.now, by=ctx.actor)
        return (yield from _person(ctx, person_id, community_id, lift))

    @operation
    def note_disclosure(
        self,
        community_id: CommunityId,
        person_id: PersonId | str,
        *,
        to: str,
        what: Iterable[str],
        purpose: str,
        basis: str,
    ) -> Flow[Disclosure]:
        """Note what of a person's data went to whom, for which purpose and on what ground.

        Args:
            community_id: the community it went out of.
            person_id: whose data.
            to: who got it, an organisation or a class of them.
            what: the classes of data that went, such as `name`.
            purpose: what for.
            basis: the ground it went on, such as the consent or the law.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: what is wrong with the words.
            Refused: `person.erased`; `person.restricted`.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        _, person = yield from ctx.load(Community.key(community_id), Person.key(person_id))
        staff = yield from require_in_community(ctx, community_id)
        if person.restricted_since is not None:
            raise Refused("person.restricted")
        noted: Change[Disclosure] = Disclosure.note(
            ctx.ids.new("dis"),
            community_id=community_id,
            person_id=person_id,
            sent=Sent(to=to, what=tuple(what), purpose=purpose, basis=basis),
            at=ctx.now,
            by=ctx.actor,
        )
        yield from ctx.commit(noted)
        return shown_in(ctx, noted.state, _role(staff))

    @operation
    def disclosures(
        self,
        community_id: CommunityId,
        person_id: PersonId | str | None = None,
        *,
        after: str | None = None,
        limit: int = 50,
    ) -> Flow[Found[Disclosure]]:
        """Answer what went out of a person's data, one page, oldest first; one's own if nobody is named.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        person_id = ctx.actor if person_id is None else check_person_id(person_id)
        staff = yield from require_in_community(ctx, community_id, own=person_id == ctx.actor)
        page = yield from ctx.find(Disclosure, "disclosure.by_person", person_id, after=after, limit=limit)
        ours = (one for one in page.items if one.community_id == community_id)
        return Found(tuple(shown_in(ctx, one, _role(staff)) for one in ours), page.next)


def _change(ctx: Context, request_id: str, verb: Callable[[DataRequest], Change[DataRequest]]) -> Flow[DataRequest]:
    """Do one verb on a request."""
    request = yield from ctx.load(DataRequest.key(request_id))
    staff = yield from require_in_community(ctx, request.community_id, own=request.person_id == ctx.actor)
    yield from ctx.load(maybe(Person.key(request.person_id)))
    change = verb(request)
    yield from ctx.commit(change)
    return shown_in(ctx, change.state, _role(staff))


def _person(
    ctx: Context,
    person_id: PersonId | str | None,
    community_id: CommunityId | None,
    verb: Callable[[Person], Change[Person]],
) -> Flow[Person]:
    """Do one verb on a person's row, for one who may answer for all of their data."""
    person_id = ctx.actor if person_id is None else check_person_id(person_id)
    yield from require_for_person(ctx, person_id, community_id)
    person = yield from ctx.load(Person.key(person_id))
    change = verb(person)
    yield from ctx.commit(change)
    return change.state


def _role(staff: Membership | None) -> Role | None:
    return staff.standing if staff else None

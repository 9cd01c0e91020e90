"""Use cases of consent: what is asked, what people say to it, and what holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.communities.community import Community
from supportkit.core.change import Change
from supportkit.core.choices import chosen
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import CommunityId, PersonId, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.words import said
from supportkit.errors import InvalidInput, NotFound, Refused
from supportkit.groups.group import Group
from supportkit.memberships.standing import require_in_community
from supportkit.privacy.consent import Consents, Method, Standing, permits
from supportkit.privacy.consent_document import ConsentDocument, DocumentStatus, Handling, Scope, document_id
from supportkit.privacy.person import Person, admitted
from supportkit.privacy.purpose import Purpose
from supportkit.privacy.receipt import ConsentReceipt, receipt
from supportkit.privacy.views import shown_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.roles import Role

RECORDED = (Method.PHONE, Method.PAPER)
"""Ways of saying something that somebody else enters."""


class Consenting(Area[Face]):
    """Consent: what is asked, what people say to it, and what holds."""

    NAME: ClassVar[str] = "consents"

    @operation
    def write(
        self,
        community_id: CommunityId,
        purpose: Purpose | str,
        words: Mapping[str, str],
        *,
        scope: Scope | str = Scope.COMMUNITY,
        of: str | None = None,
        handling: Handling | str = Handling.COLLECT,
        recipients: Iterable[str] = (),
    ) -> Flow[ConsentDocument]:
        """Write what people are asked to consent to: one purpose in one scope; it is a draft until it is published.

        Args:
            community_id: whose it is.
            purpose: what the data is used for.
            words: the text by BCP 47 tag of its language.
            scope: for what it is asked.
            of: the id of the group or session; the community's if left out.
            handling: `collect` or `share`, which are asked apart.
            recipients: the kinds of those who get it, where it is shared.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `value.not_allowed`; `consent.recipients`, `consent.locale_twice`; a wrong text.
            NotFound: `record.not_found`, there is no such group in the community.
            WrongState: it is retired.
        """
        ctx = self.ctx
        where, use, how = chosen(Scope, scope), chosen(Purpose, purpose), chosen(Handling, handling)
        target = community_id if of is None else of
        key = ConsentDocument.key(document_id(where, target, use, how))
        _, document = yield from ctx.load(Community.key(community_id), maybe(key))
        yield from require_in_community(ctx, community_id)
        yield from _must_be_in(ctx, community_id, target)
        wordings = said(words)
        if document is not None:
            change = document.rewrite(wordings, at=ctx.now, by=ctx.actor)
        else:
            change = ConsentDocument.begin(
                community_id=community_id,
                scope=where,
                of=target,
                purpose=use,
                handling=how,
                recipients=tuple(recipients),
                wordings=wordings,
                at=ctx.now,
                by=ctx.actor,
            )
        yield from ctx.commit(change)
        return change.state

    @operation
    def publish(self, document: str, *, ask_anew: bool = True) -> Flow[ConsentDocument]:
        """Put a draft in force as the next version; earlier consent holds on only where `ask_anew` is false.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `consent.no_draft`.
            WrongState: it is retired.
        """
        ctx = self.ctx
        return (yield from _change(ctx, document, lambda one: one.publish(ask_anew=ask_anew, at=ctx.now, by=ctx.actor)))

    @operation
    def retire(self, document: str) -> Flow[ConsentDocument]:
        """Ask it no more; no consent to it holds from now on.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is not published.
        """
        ctx = self.ctx
        return (yield from _change(ctx, document, lambda one: one.retire(at=ctx.now, by=ctx.actor)))

    @operation
    def documents(
        self, community_id: CommunityId, *, after: str | None = None, limit: int = 50
    ) -> Flow[Found[ConsentDocument]]:
        """Answer what a community asks people to consent to, one page; everybody may read it."""
        key = (community_id, DocumentStatus.PUBLISHED.value)
        found = self.ctx.find(ConsentDocument, "consent_document.by_community", *key, after=after, limit=limit)
        return (yield from found)

    @operation
    def give(
        self,
        document: str,
        version: int,
        *,
        locale: str = "en",
        method: Method | str = Method.WEB,
        person_id: PersonId | str | None = None,
        authority: str | None = None,
    ) -> Flow[Consents]:
        """Say yes to one document; several at once are several calls, for one tick must not mean many things.

        Args:
            document: the id of the document.
            version: the version that was read, which must be the one in force.
            locale: the language in which it was read.
            method: how it was said: `web`, `app`, `phone` or `paper`.
            person_id: who said it, where somebody who runs the community enters what was said by phone or on paper.
            authority: the record that lets somebody say it for the person, such as a guardian's; private.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `consent.not_asked`, `consent.outdated`, `consent.no_authority`; `person.erased`.
            InvalidInput: `consent.bundled`, `consent.locale_unknown`, `value.not_allowed`.
            NotFound: `record.not_found`.
        """
        ctx, how = self.ctx, chosen(Method, method)
        asked, ledger, met, role = yield from _ledger(ctx, document, person_id)
        if ledger.state.person_id != ctx.actor and how not in RECORDED and authority is None:
            raise Refused("consent.no_authority")
        given = ledger.then(
            lambda one: one.give(
                asked, version, locale=locale, method=how, authority=authority, at=ctx.now, by=ctx.actor
            )
        )
        yield from ctx.commit(given, met)
        return shown_in(ctx, given.state, role)

    @operation
    def refuse(
        self, document: str, version: int, *, locale: str = "en", method: Method | str = Method.WEB
    ) -> Flow[Consents]:
        """Say no to one document.

        Raises:
            Refused: `consent.not_asked`, `consent.outdated`; `person.erased`.
            InvalidInput: `consent.bundled`, `consent.locale_unknown`, `value.not_allowed`.
            NotFound: `record.not_found`.
        """
        ctx, how = self.ctx, chosen(Method, method)
        asked, ledger, met, _ = yield from _ledger(ctx, document, None)
        refused = ledger.then(
            lambda one: one.refuse(asked, version, locale=locale, method=how, at=ctx.now, by=ctx.actor)
        )
        yield from ctx.commit(refused, met)
        return refused.state

    @operation
    def withdraw(
        self, document: str, *, method: Method | str = Method.WEB, person_id: PersonId | str | None = None
    ) -> Flow[Consents]:
        """Take a yes back: one call, no reason, and in force for every read that comes after.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `consent.not_given`.
            NotFound: `record.not_found`.
        """
        ctx, how = self.ctx, chosen(Method, method)
        asked, ledger, met, role = yield from _ledger(ctx, document, person_id)
        withdrawn = ledger.then(lambda one: one.withdraw(asked.id, method=how, at=ctx.now, by=ctx.actor))
        yield from ctx.commit(withdrawn, met)
        return shown_in(ctx, withdrawn.state, role)

    @operation
    def agree(self, community_id: CommunityId, version: int) -> Flow[Consents]:
        """Agree to the guidelines in force, apart from any consent.

        Raises:
            Refused: `consent.not_asked`, there are none; `consent.outdated`, others are in force than those read.
        """
        ctx = self.ctx
        community, ledger, person = yield from ctx.load(
            Community.key(community_id), maybe(Consents.key(community_id, ctx.actor)), maybe(Person.key(ctx.actor))
        )
        yield from require_in_community(ctx, community_id, own=True)
        if community.guidelines is None:
            raise Refused("consent.not_asked")
        if version != community.guidelines.version:
            raise Refused("consent.outdated", version=version, in_force=community.guidelines.version)
        met = admitted(person, ctx.actor, origin=community.mode.origin, at=ctx.now, by=ctx.actor)
        begun = _begun(ctx, ledger, community_id, ctx.actor)
        agreed = begun.then(lambda one: one.agree(version, at=ctx.now, by=ctx.actor))
        yield from ctx.commit(agreed, met)
        return agreed.state

    @operation
    def standing(self, community_id: CommunityId) -> Flow[tuple[Standing, ...]]:
        """Answer where the person who acts stands to all that a community asks, for a page that asks the rest."""
        ctx = self.ctx
        ledger = yield from ctx.load(maybe(Consents.key(community_id, ctx.actor)))
        key = (community_id, DocumentStatus.PUBLISHED.value)
        documents = yield from ctx.find_all(ConsentDocument, "consent_document.by_community", *key)
        consents = ledger or Consents(community_id=community_id, person_id=ctx.actor)
        return tuple(Standing(document, consents.state(document)) for document in documents)

    @operation
    def receipt(self, document: str) -> Flow[ConsentReceipt]:
        """Answer the receipt of what the person who acts last said to a document.

        Raises:
            NotFound: `record.not_found`, nothing was said to it.
        """
        ctx = self.ctx
        asked = yield from ctx.load(ConsentDocument.key(document))
        community, ledger = yield from ctx.load(
            Community.key(asked.community_id), maybe(Consents.key(asked.community_id, ctx.actor))
        )
        kept = None if ledger is None else receipt(ledger, asked, community.name)
        if kept is None:
            raise NotFound("record.not_found", kind="consents", id=document)
        return kept


def require_consent(ctx: Context, community_id: CommunityId, person_id: PersonId, document: str) -> Flow[None]:
    """Refuse to read what a person does not consent to now; the ledger is loaded, and so guarded, by it.

    Raises:
        Refused: `consent.missing`.
    """
    if not (yield from consents_to(ctx, community_id, person_id, document)):
        raise Refused("consent.missing")


def consents_to(ctx: Context, community_id: CommunityId, person_id: PersonId, document: str) -> Flow[bool]:
    """Tell whether a person consents to a document now; who was never asked does not."""
    asked, ledger, person = yield from ctx.load(
        maybe(ConsentDocument.key(document)), maybe(Consents.key(community_id, person_id)), maybe(Person.key(person_id))
    )
    return person is not None and person.restricted_since is None and permits(ledger, asked)


def _change(
    ctx: Context, document: str, verb: Callable[[ConsentDocument], Change[ConsentDocument]]
) -> Flow[ConsentDocument]:
    asked = yield from ctx.load(ConsentDocument.key(_one(document)))
    yield from require_in_community(ctx, asked.community_id)
    change = verb(asked)
    yield from ctx.commit(change)
    return change.state


def _one(document: object) -> str:
    """Answer the one document that is named.

    Raises:
        InvalidInput: `consent.bundled`, for more than one.
    """
    if not isinstance(document, str):
        raise InvalidInput("consent.bundled")
    return document


def _ledger(
    ctx: Context, document: str, person_id: PersonId | str | None
) -> Flow[tuple[ConsentDocument, Change[Consents], Change[Person], Role | None]]:
    """Load a document and the ledger of who says something to it, for one who may enter it."""
    person_id = ctx.actor if person_id is None else check_person_id(person_id)
    asked, person = yield from ctx.load(ConsentDocument.key(_one(document)), maybe(Person.key(person_id)))
    community, ledger = yield from ctx.load(
        Community.key(asked.community_id), maybe(Consents.key(asked.community_id, person_id))
    )
    staff = yield from require_in_community(ctx, asked.community_id, own=person_id == ctx.actor)
    met = admitted(person, person_id, origin=community.mode.origin, at=ctx.now, by=ctx.actor)
    begun = _begun(ctx, ledger, asked.community_id, person_id)
    return asked, begun, met, staff.standing if staff else None


def _begun(ctx: Context, ledger: Consents | None, community_id: CommunityId, person_id: PersonId) -> Change[Consents]:
    if ledger is not None:
        return Change(ledger, ())
    return Consents.begin(community_id, person_id, at=ctx.now, by=ctx.actor)


def _must_be_in(ctx: Context, community_id: CommunityId, target: str) -> Flow[None]:
    """Refuse a group that is not the community's; the words of a session stand under its id as the host gives it."""
    if target.startswith("grp_"):
        group = yield from ctx.load(maybe(Group.key(target)))  # type: ignore[arg-type]
        if group is None or group.community_id != community_id:
            raise NotFound("record.not_found", kind="group", id=target)

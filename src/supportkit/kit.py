"""The batteries-included face: one kit over a store, with a room for each part of the domain."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, Self, TypeVar

from attrs import evolve

from supportkit.core.clock import Clock, SystemClock
from supportkit.core.driving import DEADLINE, Acting, AsyncDriver, SyncDriver
from supportkit.core.ids import IdSource, PersonId, TimeOrderedIds, check_person_id
from supportkit.core.operation import Async, AsyncPreview, Driver, Face, Preview, Sync
from supportkit.errors import Refused
from supportkit.storage.protocol import AsyncStore, Store

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from datetime import datetime

    from supportkit.communities.flows import Communities, Setup
    from supportkit.core.calls import Flow
    from supportkit.core.change import Event
    from supportkit.core.driving import Make, Wrap
    from supportkit.core.flow import Context
    from supportkit.core.operation import Arguments
    from supportkit.core.records import Logged
    from supportkit.due import Due
    from supportkit.groups.flows import Groups
    from supportkit.memberships.flows import Memberships
    from supportkit.memberships.questionnaire_flows import Questionnaires
    from supportkit.privacy.consent_flows import Consenting
    from supportkit.privacy.flows import People
    from supportkit.privacy.identity_flows import Identity
    from supportkit.privacy.room_flows import Privacy
    from supportkit.sessions.flows import Sessions


StoreT = TypeVar("StoreT")


class Rooms(Generic[Face]):
    """The rooms of a kit, each loaded when it is first entered."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    @cached_property
    def setup(self) -> Setup[Face]:
        """Founding a community."""
        from supportkit.communities.flows import Setup

        return Setup(self._driver)

    @cached_property
    def people(self) -> People[Face]:
        """People as such: the id behind an account, erasure, and whether they may be addressed."""
        from supportkit.privacy.flows import People

        return People(self._driver)

    @cached_property
    def consents(self) -> Consenting[Face]:
        """Consent: what is asked, what people say to it, and what holds."""
        from supportkit.privacy.consent_flows import Consenting

        return Consenting(self._driver)

    @cached_property
    def privacy(self) -> Privacy[Face]:
        """What is kept about people, for how long, what went out, and what they ask."""
        from supportkit.privacy.room_flows import Privacy

        return Privacy(self._driver)

    @cached_property
    def identity(self) -> Identity[Face]:
        """Identity: what one tells of oneself, names, masks, blocks, and the exchange of contacts."""
        from supportkit.privacy.identity_flows import Identity

        return Identity(self._driver)

    @cached_property
    def communities(self) -> Communities[Face]:
        """Communities: what they are for, what holds in them, who runs them."""
        from supportkit.communities.flows import Communities

        return Communities(self._driver)

    @cached_property
    def groups(self) -> Groups[Face]:
        """Groups: their life, their seats, and what those outside see of them."""
        from supportkit.groups.flows import Groups

        return Groups(self._driver)

    @cached_property
    def memberships(self) -> Memberships[Face]:
        """Memberships: who belongs to a group, who waits, and who is what."""
        from supportkit.memberships.flows import Memberships

        return Memberships(self._driver)

    @cached_property
    def questionnaires(self) -> Questionnaires[Face]:
        """Questionnaires: what people are asked before they join."""
        from supportkit.memberships.questionnaire_flows import Questionnaires

        return Questionnaires(self._driver)

    @cached_property
    def sessions(self) -> Sessions[Face]:
        """Sessions: plans in local time, the gatherings they give, and who comes."""
        from supportkit.sessions.flows import Sessions

        return Sessions(self._driver)

    @cached_property
    def due(self) -> Due[Face]:
        """What time brings."""
        from supportkit.due import Due

        return Due(self._driver)


class Fact(NamedTuple):
    """A journal line, read.

    Args:
        cursor: where a reader goes on after it.
        event: the fact.
        key: the record it is about, `kind/id`.
        version: the record's version that it led to.
        recorded_at: when it was written, UTC text.
    """

    cursor: str
    event: Event
    key: str
    version: int
    recorded_at: str


def _facts(lines: list[Logged]) -> tuple[Fact, ...]:
    from supportkit.tags import decode_entry

    return tuple(
        Fact(line.cursor, decode_entry(line.entry), str(line.entry.key), line.entry.version, line.entry.recorded_at)
        for line in lines
    )


def _previewing(acting: Acting) -> Acting:
    """Answer the same, where nothing is written; on top of what a batch has collected, if there is one."""
    from supportkit.core.holding import previewed

    outer = acting.wrap

    def wrap(arguments: Arguments, ctx: Context, make: Make) -> Flow[Any]:
        if outer is None:
            return previewed(ctx, make)
        return outer(arguments, ctx, lambda inner: previewed(inner, make))

    return evolve(acting, wrap=wrap, ids=TimeOrderedIds())


def _not_inside(acting: Acting, what: str) -> None:
    """Refuse what a batch cannot hold.

    Raises:
        Refused: `request.unsupported`.
    """
    if acting.wrap is not None:
        raise Refused("request.unsupported", operation=what)


def _once(token: str) -> Wrap:
    from supportkit.core.request import once

    return lambda arguments, ctx, make: once(token, arguments, ctx, make)


class Handle(Rooms[Face], Generic[Face, StoreT]):
    """What both kits share: a store, and the person who acts on it.

    Args:
        store: where everything is kept.
        actor: the person who acts.
        clock: tells the time; the machine's clock if left out.
        ids: makes ids; time-ordered ones if left out.
        deadline: seconds for which an operation that loses a race is tried again.

    Raises:
        InvalidInput: an actor that is no person id.
    """

    DRIVER: ClassVar[type[Any]]

    def __init__(
        self,
        store: StoreT,
        *,
        actor: PersonId | str,
        clock: Clock | None = None,
        ids: IdSource | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        clock, ids = clock or SystemClock(), ids or TimeOrderedIds()
        self._begin(store, Acting(actor=check_person_id(actor), clock=clock, ids=ids, deadline=deadline))

    def _begin(self, store: StoreT, acting: Acting) -> None:
        super().__init__(type(self).DRIVER(store, acting))
        self.store: StoreT = store
        self._acting = acting

    def _with(self, acting: Acting) -> Self:
        kit = object.__new__(type(self))
        kit._begin(self.store, acting)
        return kit

    @property
    def actor(self) -> PersonId:
        """The person who acts."""
        return self._acting.actor

    def now(self) -> datetime:
        """Answer the present moment by the kit's clock, in UTC."""
        return self._acting.clock.now()

    def acting_as(self, actor: PersonId | str) -> Self:
        """Answer a kit on the same store for another person."""
        return self._with(evolve(self._acting, actor=check_person_id(actor)))


class Kit(Handle[Sync, Store]):
    """Everything that can be done with a store, by one person, in plain calls.

    A kit is cheap: make one for each request, or go on from another with `acting_as`. Who acts is never global.
    """

    DRIVER: ClassVar[type[Any]] = SyncDriver

    @property
    def preview(self) -> Rooms[Preview]:
        """The same rooms, where a call writes nothing and answers whether it would be allowed now."""
        return Rooms(SyncDriver(self.store, _previewing(self._acting)))

    def once(self, token: str) -> Rooms[Sync]:
        """Answer the same rooms for one request that is safe to repeat for seven days (default).

        Args:
            token: what names the request, made by who sends it; one token stands for one operation and its arguments.

        Raises:
            Refused: `request.unsupported`, inside `together`.
        """
        _not_inside(self._acting, "once")
        return Rooms(SyncDriver(self.store, evolve(self._acting, wrap=_once(token))))

    @contextmanager
    def together(self) -> Generator[Self]:
        """Run many operations and commit them as one when the block ends; an exception in it commits nothing.

        What an operation answers is provisional until then, and a `Conflict` comes up at the end of the block.

        Raises:
            Refused: `request.unsupported`, inside another such block; there also for `once`, `journal` and an erasure.
            Conflict: at the end of the block, somebody else wrote first.
        """
        from supportkit.core.staging import Staging

        _not_inside(self._acting, "together")
        staging = Staging()
        yield self._with(evolve(self._acting, wrap=staging.through))
        self.store.commit(staging.batch())

    def journal(self, after: str | None = None, limit: int = 100) -> tuple[Fact, ...]:
        """Answer facts of the journal after a cursor, for the host's own code: audit, outbox, activity.

        Raises:
            InvalidCursor: `cursor.invalid`.
            InvalidQuery: `query.invalid`, a limit outside 1 to 1,000.
            UnknownTag: `document.unknown_tag`, a fact of a newer version.
            Refused: `request.unsupported`, inside `together`.
        """
        _not_inside(self._acting, "journal")
        return _facts(list(self.store.read(after, limit)))

    def close(self) -> None:
        """Close the store, if it can be closed."""
        close = getattr(self.store, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncKit(Handle[Async, AsyncStore]):
    """The same as `Kit`, for asyncio: every operation is awaited."""

    DRIVER: ClassVar[type[Any]] = AsyncDriver

    @property
    def preview(self) -> Rooms[AsyncPreview]:
        """The same rooms, where a call writes nothing and answers whether it would be allowed now."""
        return Rooms(AsyncDriver(self.store, _previewing(self._acting)))

    def once(self, token: str) -> Rooms[Async]:
        """Answer the same rooms for one request that is safe to repeat for seven days (default).

        Args:
            token: what names the request, made by who sends it; one token stands for one operation and its arguments.

        Raises:
            Refused: `request.unsupported`, inside `together`.
        """
        _not_inside(self._acting, "once")
        return Rooms(AsyncDriver(self.store, evolve(self._acting, wrap=_once(token))))

    @asynccontextmanager
    async def together(self) -> AsyncGenerator[Self]:
        """Run many operations and commit them as one when the block ends; an exception in it commits nothing.

        What an operation answers is provisional until then, and a `Conflict` comes up at the end of the block.

        Raises:
            Refused: `request.unsupported`, inside another such block; there also for `once`, `journal` and an erasure.
            Conflict: at the end of the block, somebody else wrote first.
        """
        from supportkit.core.staging import Staging

        _not_inside(self._acting, "together")
        staging = Staging()
        yield self._with(evolve(self._acting, wrap=staging.through))
        await self.store.commit(staging.batch())

    async def journal(self, after: str | None = None, limit: int = 100) -> tuple[Fact, ...]:
        """Answer facts of the journal after a cursor, for the host's own code: audit, outbox, activity.

        Raises:
            InvalidCursor: `cursor.invalid`.
            InvalidQuery: `query.invalid`, a limit outside 1 to 1,000.
            UnknownTag: `document.unknown_tag`, a fact of a newer version.
            Refused: `request.unsupported`, inside `together`.
        """
        _not_inside(self._acting, "journal")
        return _facts(list(await self.store.read(after, limit)))

    async def aclose(self) -> None:
        """Close the store, if it can be closed."""
        close = getattr(self.store, "aclose", None)
        if close is not None:
            await close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

"""Requests that are safe to repeat: what was asked under a token, and what came of it; never what was written in it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from supportkit.core.calls import Call, Flow
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate, encode, to_data
from supportkit.core.evolving import evolved
from supportkit.core.flow import Found, maybe
from supportkit.core.holding import held
from supportkit.core.private import private_names
from supportkit.core.records import Batch, IndexEntry, Key, Put
from supportkit.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.core.flow import Context
    from supportkit.core.operation import Arguments

    Make = Callable[[Context], Flow[Any]]

REQUEST_DAYS = 7
"""Days for which a request can be repeated (default)."""


@aggregate
@attrs.frozen(kw_only=True)
class Request(Aggregate):
    """A request that was carried out once.

    Args:
        id: a digest of who asked and of the token.
        operation: what was asked.
        fingerprint: a digest of the arguments, keyed with the token, which is not kept.
        shape: `one`, `many` or `none`: what the operation answered.
        results: the keys of what it answered.
        made_at: when it was carried out.
    """

    KIND: ClassVar[str] = "request"

    id: str
    operation: str
    fingerprint: str
    shape: str
    results: tuple[tuple[str, str], ...]
    made_at: datetime

    @staticmethod
    def key(request_id: str) -> Key[Request]:
        """Answer the key of a request."""
        return Key("request", request_id)

    @property
    def record_key(self) -> Key[Request]:
        """The key it is kept under."""
        return Key("request", self.id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By age, so that it can be forgotten."""
        return (IndexEntry("request.by_age", ("all",), stamp(self.made_at)),)


def once(token: str, arguments: Arguments, ctx: Context, make: Make) -> Flow[Any]:
    """Carry a request out, or answer what came of it when it was carried out before.

    Only a success is kept, in the same commit.

    Raises:
        Refused: `request.mismatch`, the token was used for something else; `request.unsupported`, the operation does
            not answer with stored things, or commits more than once.
    """
    request_id = hashlib.sha256(f"{ctx.actor}\n{token}".encode()).hexdigest()
    fingerprint = hmac.new(token.encode(), _text_of(arguments).encode(), hashlib.sha256).hexdigest()
    former = yield from ctx.load(maybe(Request.key(request_id)))
    if former is not None and former.made_at > ctx.now - timedelta(days=REQUEST_DAYS):
        if (former.operation, former.fingerprint) != (ctx.operation, fingerprint):
            raise Refused("request.mismatch", operation=former.operation)
        return (yield from _answer_again(ctx, former))

    def finish(result: Any, batch: Batch) -> Flow[Any]:
        shape, keys = _keys_of(result, ctx.operation)
        request = Request(
            id=request_id,
            operation=ctx.operation,
            fingerprint=fingerprint,
            shape=shape,
            results=tuple((key.kind, key.id) for key in keys),
            made_at=ctx.now,
        )
        body, _ = encode(request)
        key = request.record_key
        # The flow's own guards may hold the former request, which is written here.
        writes = tuple(write for write in batch.writes if write.key != key)
        put = Put(key, ctx.version_of(key), body, None, None, request.indexes())
        yield Call("commit", (batch._replace(writes=(*writes, put)),))
        return result

    return (yield from held(ctx, make, finish))


def _answer_again(ctx: Context, former: Request) -> Flow[Any]:
    keys = [Key[Any](kind, record_id) for kind, record_id in former.results]
    # Nobody is asked again whether this person may still see it, so what is private about others is left out.
    values = [_shown(value, ctx.actor) for value in (yield from ctx.load_all(keys))]
    if former.shape == "none":
        return None
    return values[0] if former.shape == "one" else tuple(values)


def _shown(value: Any, actor: str) -> Any:
    hidden = private_names(value.__class__)
    if not hidden or value.subject == actor:
        return value
    return evolved(value, **dict.fromkeys(hidden))


def _keys_of(result: Any, operation: str) -> tuple[str, list[Key[Any]]]:
    if result is None:
        return "none", []
    if hasattr(result, "record_key"):
        return "one", [result.record_key]
    items: Any = result
    if (
        isinstance(result, tuple)
        and not isinstance(result, Found)
        and all(hasattr(item, "record_key") for item in items)
    ):
        return "many", [item.record_key for item in items]
    raise Refused("request.unsupported", operation=operation)


def _text_of(arguments: Arguments) -> str:
    return json.dumps([list(arguments.args), arguments.kwargs], sort_keys=True, default=_plain, ensure_ascii=True)


def _plain(value: Any) -> Any:
    items: Any = value
    if isinstance(value, Mapping):
        return dict(items)
    if isinstance(value, bytes):
        return value.hex()
    return sorted(items) if isinstance(value, (set, frozenset)) else to_data(value)

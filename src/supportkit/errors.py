"""The one tree of errors.

Every error has a stable dotted code, the facts used (`params`, safe for the person who acts), and what to do next
(`hint`). The words stand in `errors.toml` beside this file, one entry a code; the pages of the documentation are
made from the same entries. Nothing private ever stands in a message: values that a person typed are not repeated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, cast, get_args

from supportkit.codes import Code as Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Entry(NamedTuple):
    """What `errors.toml` says of one code: its words, the names of its params, why it is so, what to do."""

    message: str
    why: str
    hint: str
    params: tuple[str, ...]


class _Catalogue:
    """The entries of `errors.toml`, read at the first error whose words are asked for."""

    _entries: dict[str, Entry] | None = None

    def __getitem__(self, code: str) -> Entry:
        if self._entries is None:
            self._entries = self._read()
        return self._entries.get(code) or Entry(code, "", "", ())

    def __iter__(self) -> Iterator[str]:
        return iter(get_args(Code))

    @staticmethod
    def _read() -> dict[str, Entry]:
        import tomllib
        from importlib.resources import files

        table = tomllib.loads(files("supportkit").joinpath("errors.toml").read_text("utf-8"))
        return {
            code: Entry(row["message"], row["why"], row["hint"], tuple(row.get("params", ())))
            for code, row in table.items()
        }


CATALOGUE = _Catalogue()
"""The words of every code, by code."""


class _Known(dict[str, Any]):
    """Params for `str.format_map`: several are listed in words, and what is not known shows as its name."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        super().__init__(params)
        for name, value in params.items():
            if isinstance(value, tuple):
                self[name] = ", ".join(map(str, cast("tuple[object, ...]", value)))

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def close_to(name: str, known: Iterable[str]) -> str | None:
    """Answer the known name that a misspelt one is nearest to, if any is near (`difflib`, its default of 0.6)."""
    import difflib

    nearest = difflib.get_close_matches(name, list(known), n=1)
    return nearest[0] if nearest else None


class Problem(NamedTuple):
    """One thing wrong with an input: the code, where it is (`$.capacity`), and the facts used."""

    code: Code
    path: str = "$"
    params: Mapping[str, Any] = {}

    @property
    def message(self) -> str:
        """What is wrong, in a sentence."""
        return CATALOGUE[self.code].message.format_map(_Known(self.params))

    @property
    def hint(self) -> str:
        """What to do next."""
        return CATALOGUE[self.code].hint.format_map(_Known(self.params))

    def under(self, path: str) -> Problem:
        """Say the same of a part of something larger: `$.start` under `$.venue` is `$.venue.start`."""
        return self._replace(path=path + self.path[1:])

    def __str__(self) -> str:
        return f"{self.message} @ {self.path}"


class SupportKitError(Exception):
    """What every error of supportkit is.

    Args:
        code: the stable code.
        hint: what to do next, where the code's own hint is not precise enough.
        staff: facts for those who run the place; they never enter `to_problem()` or a preview.
        params: the facts used, safe for the person who acts.
    """

    status: ClassVar[int] = 500

    def __init__(
        self, code: Code, /, *, hint: str | None = None, staff: Mapping[str, Any] | None = None, **params: Any
    ) -> None:
        super().__init__(code)
        self.code: Code = code
        self.params: dict[str, Any] = params
        self.staff: dict[str, Any] = dict(staff or {})
        self._hint = hint

    @property
    def message(self) -> str:
        """What happened, in a sentence."""
        return CATALOGUE[self.code].message.format_map(_Known(self.params))

    @property
    def hint(self) -> str:
        """What to do next, in a sentence."""
        return (self._hint or CATALOGUE[self.code].hint).format_map(_Known(self.params))

    def to_problem(self) -> dict[str, Any]:
        """Answer a problem document (RFC 9457) as plain data, fit to be shown to the person who acted."""
        return {
            "type": f"urn:supportkit:error:{self.code}",
            "title": self.message,
            "status": self.status,
            "code": self.code,
            "params": {name: _plain(value) for name, value in self.params.items()},
            "hint": self.hint,
        }

    def __str__(self) -> str:
        hint = self.hint
        return f"{self.message} [{self.code}]" + (f"\n  What to do: {hint}" if hint else "")

    def __repr__(self) -> str:
        facts = "".join(f", {name}={value!r}" for name, value in self.params.items())
        return f"{type(self).__name__}({self.code!r}{facts})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self._hint, self.staff, self.params)


def _rebuild(
    kind: type[SupportKitError], code: Code, hint: str | None, staff: dict[str, Any], params: dict[str, Any]
) -> SupportKitError:
    error = kind.__new__(kind)
    SupportKitError.__init__(error, code, hint=hint, staff=staff, **params)
    return error


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value if not isinstance(value, str) else str(value)
    if isinstance(value, (tuple, list, set, frozenset)):
        return [_plain(item) for item in cast("Iterable[Any]", value)]
    return str(value)


class InvalidInput(SupportKitError, ValueError):
    """Something given is not right; `problems` names everything that is wrong with it, each with its path."""

    status = 400

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Self:
        """Make one error of one or more problems: a single one gives its own code, several `input.invalid`."""
        found = tuple(problems)
        error = cls(found[0].code, **found[0].params) if len(found) == 1 else cls("input.invalid", count=len(found))
        error._problems = found  # noqa: SLF001
        return error

    _problems: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, in the order of the fields."""
        return self._problems or (Problem(self.code, "$", self.params),)

    def to_problem(self) -> dict[str, Any]:
        """Answer a problem document with every problem in it."""
        return super().to_problem() | {
            "problems": [
                {"code": one.code, "path": one.path, "message": one.message, "hint": one.hint} for one in self.problems
            ]
        }

    def __str__(self) -> str:
        if not self._problems:
            return super().__str__()
        lines = [f"{one}  [{one.code}] {one.hint}".rstrip() for one in self._problems]
        return lines[0] if len(lines) == 1 else "\n  ".join([f"{self.message} [{self.code}]", *lines])

    def __reduce__(self) -> tuple[Any, ...]:
        return (*super().__reduce__(), {"_problems": self._problems})


class NotFound(SupportKitError, LookupError):
    """There is no such thing, or the person who acts may not know of it: the words are the same."""

    status = 404


class NotAllowed(SupportKitError):
    """The person who acts has no role that allows this."""

    status = 403


class Refused(SupportKitError):
    """A rule says no; the code and params say which and why."""

    status = 409


class WrongState(Refused):
    """The thing is in a state from which this step does not lead on; nothing was changed."""

    def __init__(self, verb: str, current: str, allowed: Iterable[str], /, *, hint: str | None = None) -> None:
        super().__init__("state.wrong", hint=hint, verb=verb, current=str(current), allowed=tuple(map(str, allowed)))


MUST_BE = "It must be one of: {allowed}."
"""The hint of a `WrongState` that rests on the state of another thing, such as a member's step on their group."""


class StoreError(SupportKitError):
    """Something about the store, not about a rule."""


class Conflict(StoreError):
    """Somebody else wrote first; flows are run again until their deadline, so a host rarely sees this."""

    status = 409

    def __init__(self, *, key: object, expected: int, actual: int) -> None:
        super().__init__("store.conflict", key=str(key), expected=expected, actual=actual)


class StoreUnavailable(StoreError):
    """The store cannot be reached, or not written, now; the same call may work later."""

    status = 503


class StorageFull(StoreError):
    """No room is left where the store keeps its data; nothing was written."""

    status = 507


class InvalidQuery(StoreError, ValueError):
    """A list was asked for in a way that no store answers."""

    status = 400


class InvalidCursor(StoreError, ValueError):
    """A cursor is not one that this store handed out for this list."""

    status = 400


class DuplicateEntry(StoreError):
    """A journal line with this id has been written already."""

    status = 409


class UnknownTag(StoreError):
    """A stored fact has a tag that this version of supportkit does not know."""


class SchemaTooNew(StoreError):
    """The data was written by a newer version of supportkit; nothing was guessed and nothing changed."""

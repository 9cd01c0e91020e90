"""What an import says of itself: what was accepted, what was rejected and why, and what was odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import frozen

from supportkit.core.ids import GroupId
from supportkit.core.words import in_language, table
from supportkit.errors import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supportkit.errors import Code


def words(code: str, locale: str = "en") -> str:
    """Answer the words of an issue or a loss, in a language there are words for (English otherwise)."""
    row: Mapping[str, str] = table("supportkit.interop.meeting_guide", "words.toml")[code]
    return in_language(row, locale)


class Rejection(NamedTuple):
    """A row that was not taken.

    Args:
        row: its place in the list, from 1.
        slug: its name in the list, where it has one that is fit to be repeated.
        code: why, a code of `supportkit.errors`.
    """

    row: int
    slug: str | None
    code: Code

    @property
    def message(self) -> str:
        """Why, in a sentence."""
        return CATALOGUE[self.code].message


class Issue(NamedTuple):
    """Something odd about a row that was accepted all the same.

    Args:
        row: its place in the list, from 1.
        slug: its name in the list.
        code: what is odd; its words stand in `words.toml`.
        field: the field of the row, by the name that the format gives it.
    """

    row: int
    slug: str
    code: str
    field: str

    @property
    def note(self) -> str:
        """What is odd and what was done about it, in a sentence; never what the field says."""
        return words(self.code)

    def words(self, locale: str = "en") -> str:
        """Answer the note in a language there are words for (English otherwise)."""
        return words(self.code, locale)


class NotKept(NamedTuple):
    """A field that has no place here, and in how many accepted rows it stood; unknown ones together are `other`."""

    field: str
    rows: int


@frozen(kw_only=True)
class ImportReport:
    """What an import did; it repeats nothing private, so it can be logged, kept and sent.

    Args:
        name: the name of the list.
        rows: how many rows the list has.
        accepted: how many of them were taken.
        rejected: the others, each with the reason.
        issues: what was odd about accepted rows.
        groups: the groups that are listed now, in the order of the list.
        series: how many plans they have.
        contacts_kept_private: how many contacts were kept, each erasable by an id of their own.
        not_kept: fields of accepted rows that have no place here.
    """

    name: str
    rows: int
    accepted: int
    rejected: tuple[Rejection, ...] = ()
    issues: tuple[Issue, ...] = ()
    groups: tuple[GroupId, ...] = ()
    series: int = 0
    contacts_kept_private: int = 0
    not_kept: tuple[NotKept, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """Answer the report as plain data, fit for JSON."""
        return {
            "name": self.name,
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": [
                {"row": one.row, "slug": one.slug, "code": one.code, "message": one.message} for one in self.rejected
            ],
            "issues": [
                {"row": one.row, "slug": one.slug, "code": one.code, "field": one.field, "note": one.note}
                for one in self.issues
            ],
            "groups": list(self.groups),
            "series": self.series,
            "contacts_kept_private": self.contacts_kept_private,
            "not_kept": {one.field: one.rows for one in self.not_kept},
        }

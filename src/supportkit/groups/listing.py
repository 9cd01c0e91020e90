"""What a public list says of a group that is not run by us."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Listing:
    """Where a listed group comes from, and what its list says that has no field of its own.

    Args:
        feed: the name of the list.
        slugs: the names of its rows in the list, unique there.
        types: codes of the list as they stand, known or not.
        region: the places it belongs to, from the general to the particular.
        entity: the organisation that the list names for it.
        updated_at: when the list last changed it, as the list writes it (UTC).
    """

    feed: str
    slugs: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    entity: str | None = None
    updated_at: str | None = None

"""Local time: IANA zones, and the one way from wall time to an instant and back.

A repeated local time means the first of the two, and a missing one is read with the offset before the gap (RFC 5545,
3.3.5): what the standard library does with `fold=0`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from supportkit.errors import InvalidInput, close_to


@cache
def zone(name: str) -> ZoneInfo:
    """Answer the zone of an IANA name, which is kept as given (`US/Eastern` stays so).

    Raises:
        InvalidInput: `zone.offset` for an offset or a bare abbreviation, which knows no summer time; `zone.unknown` for
            a name that is not in this machine's data, with the nearest one.
    """
    abbreviation = name.isupper() and len(name) <= 5 and name not in ("UTC", "GMT")
    if abbreviation or name.startswith(("+", "-")) or "GMT+" in name:
        raise InvalidInput("zone.offset")
    try:
        known = name in _names()
        return ZoneInfo(name) if known else _unknown(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        if isinstance(error, InvalidInput):
            raise
        return _unknown(name)


def known_zone(name: str | None) -> ZoneInfo | None:
    """Answer a zone by its name, or `None` for one that nobody named or that this machine does not know."""
    try:
        return None if name is None else zone(name)
    except InvalidInput:
        return None


def _unknown(name: str) -> ZoneInfo:
    names = _names()
    nearest = next((one for one in names if one.lower() == name.lower()), None) or close_to(name, names)
    raise InvalidInput("zone.unknown", name=name[:64], nearest=nearest or "Europe/Berlin", tzdata=tzdata_version())


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def to_utc(local: datetime, where: ZoneInfo) -> datetime:
    """Answer the instant of a naive local time in a zone; of a repeated time the first, whatever its `fold` says."""
    local = local.replace(fold=0)
    offset = where.utcoffset(local)
    assert offset is not None  # noqa: S101  (a ZoneInfo always has one for a datetime)
    return (local - offset).replace(tzinfo=UTC)


def to_local(at: datetime, where: ZoneInfo) -> datetime:
    """Answer the naive local time of an instant in a zone."""
    return at.astimezone(where).replace(tzinfo=None, fold=0)


@cache
def tzdata_version() -> str:
    """Name the time-zone data in use (`2026f`, or `unknown`).

    The system's copy is used before the `tzdata` package, as `zoneinfo` does, so an old system copy is seen here.
    """
    return tzdata_source()[1]


@cache
def tzdata_source() -> tuple[str, str]:
    """Answer where the time-zone data comes from (`system`, `package` or `none`) and its version."""
    from pathlib import Path
    from zoneinfo import TZPATH

    for folder in TZPATH:
        if (Path(folder) / "Europe" / "London").exists():
            return "system", _system_version(Path(folder))
    try:
        import tzdata
    except ImportError:  # pragma: no cover  (the package is a declared dependency)
        return "none", "unknown"
    return "package", tzdata.IANA_VERSION


def _system_version(folder: object) -> str:
    from pathlib import Path

    rules = Path(str(folder)) / "tzdata.zi"
    try:
        with rules.open(encoding="ascii", errors="replace") as lines:
            first = lines.readline()
    except OSError:
        return "unknown"
    return first.removeprefix("# version").strip() if first.startswith("# version") else "unknown"

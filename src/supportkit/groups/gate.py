"""The launch gate: what a group needs before people come to its first meeting, as a list of findings.

In a live community every finding stops the opening; in a rehearsal it is a warning. A later area adds its check here.
The words of each finding are data (`findings.toml`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.communities.community import Community
    from supportkit.groups.group import Group


class Finding(NamedTuple):
    """One thing that a group still needs.

    Args:
        code: its stable name, such as `facilitator`.
    """

    code: str

    def words(self, locale: str = "en") -> Words:
        """Answer what is missing and what to do, in a language there are words for (English otherwise)."""
        return _words(self.code, locale)


class Words(NamedTuple):
    """A finding in words: what is missing, why it is needed, what to do."""

    missing: str
    why: str
    do: str


def _facilitator(_: Community, group: Group) -> bool:
    return group.facilitators > 0


def _stand_in(_: Community, group: Group) -> bool:
    return group.stand_in is not None


def _guidelines(community: Community, _: Group) -> bool:
    return community.guidelines is not None


def _disclaimer(community: Community, _: Group) -> bool:
    return community.disclaimer is not None


def _capacity(_: Community, group: Group) -> bool:
    return group.capacity is not None


def _schedule(_: Community, group: Group) -> bool:
    return group.series > 0


CHECKS: dict[str, Callable[[Community, Group], bool]] = {
    "facilitator": _facilitator,
    "stand_in": _stand_in,
    "guidelines": _guidelines,
    "disclaimer": _disclaimer,
    "capacity": _capacity,
    "schedule": _schedule,
}
"""Every check, by the code of its finding."""


def findings(community: Community, group: Group) -> tuple[Finding, ...]:
    """Answer everything that a group still needs before it may open."""
    return tuple(Finding(code) for code, holds in CHECKS.items() if not holds(community, group))


def _words(code: str, locale: str) -> Words:
    import tomllib
    from importlib.resources import files

    table = tomllib.loads(files("supportkit.groups").joinpath("findings.toml").read_text("utf-8"))
    row = table[code]
    return Words(**row.get(locale.split("-")[0].lower(), row["en"]))

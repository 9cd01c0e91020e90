"""The launch gate: what a group needs before people come to its first meeting, as a list of findings.

In a live community every finding stops the opening; in a rehearsal it is a warning. A later area adds its check here.
The words of each finding are data (`findings.toml`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supportkit.core.words import in_language, table
from supportkit.groups.entry import Enrollment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from supportkit.communities.community import Community
    from supportkit.core.ids import PersonId
    from supportkit.groups.group import Group

    Facts = Mapping[str, str]


class Launch(NamedTuple):
    """What the gate looks at.

    Args:
        community: the community.
        group: the group that is to open.
        on: the day on which it is asked.
        answering: responders of the crisis plan who still run the community or lead the group.
    """

    community: Community
    group: Group
    on: date
    answering: frozenset[PersonId] = frozenset()

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that the group serves: its own, or where it names none, those of its community."""
        return tuple(dict.fromkeys(self.group.rules.eligibility.regions or self.community.regions))


class Finding(NamedTuple):
    """One thing that a group still needs.

    Args:
        code: its stable name, such as `facilitator`.
        facts: what it is about more closely, such as the `region` without a crisis resource.
    """

    code: str
    facts: Mapping[str, str] = {}

    @property
    def label(self) -> str:
        """The code, with what it is about: `crisis_resource (DE)`."""
        about = self.facts.get("region")
        return self.code if about is None else f"{self.code} ({about})"

    @staticmethod
    def of_label(label: str) -> Finding:
        """Answer the finding that a label stands for, with as much as it tells."""
        code, _, about = label.partition(" ")
        return Finding(code, {"region": about[1:-1]}) if about else Finding(code)

    def words(self, locale: str = "en") -> Words:
        """Answer what is missing and what to do, in a language there are words for (English otherwise)."""
        return _words(self, locale)


class Words(NamedTuple):
    """A finding in words: what is missing, why it is needed, what to do."""

    missing: str
    why: str
    do: str


_ONCE: tuple[Facts, ...] = ({},)


def _unless(holds: Callable[[Launch], object]) -> Callable[[Launch], tuple[Facts, ...]]:
    """Make the check that finds something missing, once, where a thing does not hold."""
    return lambda launch: () if holds(launch) else _ONCE


def _long_enough(launch: Launch) -> bool:
    """Tell whether a cohort has as many seats as it needs people."""
    group = launch.group
    return group.enrollment is not Enrollment.COHORT or group.capacity is None or group.capacity >= group.minimum


def _without_resource(launch: Launch) -> Iterator[Facts]:
    plan = launch.community.crisis_plan
    for region in launch.regions:
        if plan is None or not plan.serving(region):
            yield {"region": region}


def _stale(launch: Launch) -> Iterator[Facts]:
    plan = launch.community.crisis_plan
    for region in launch.regions if plan else ():
        serving = plan.serving(region) if plan else ()
        if serving and not any(one.is_fresh(launch.on) for one in serving):
            yield {"region": region, "confirmed_on": str(max(one.confirmed_on for one in serving))}


CHECKS: dict[str, Callable[[Launch], tuple[Facts, ...] | Iterator[Facts]]] = {
    "facilitator": _unless(lambda launch: launch.group.facilitators),
    "stand_in": _unless(lambda launch: launch.group.stand_in),
    "guidelines": _unless(lambda launch: launch.community.guidelines),
    "disclaimer": _unless(lambda launch: launch.community.disclaimer),
    "capacity": _unless(lambda launch: launch.group.capacity),
    "schedule": _unless(lambda launch: launch.group.series),
    "cohort": _unless(lambda launch: launch.group.enrollment is not Enrollment.COHORT or launch.group.cohort),
    "cohort_minimum": _unless(_long_enough),
    "regions": _unless(lambda launch: launch.regions),
    "crisis_plan": _unless(lambda launch: launch.community.crisis_plan),
    "crisis_responders": _unless(lambda launch: launch.answering),
    "crisis_resource": _without_resource,
    "crisis_stale": _stale,
}
"""Every check, by the code of its finding: it answers the facts of each thing that is missing, if any."""


def findings(launch: Launch) -> tuple[Finding, ...]:
    """Answer everything that a group still needs before it may open."""
    return tuple(Finding(code, facts) for code, check in CHECKS.items() for facts in check(launch))


def _words(finding: Finding, locale: str) -> Words:
    texts = in_language(table("supportkit.groups", "findings.toml")[finding.code], locale)
    return Words(**{name: text.format_map(_Facts(finding.facts)) for name, text in texts.items()})


class _Facts(dict[str, str]):
    """Facts for `str.format_map`: one that is not known shows as an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"

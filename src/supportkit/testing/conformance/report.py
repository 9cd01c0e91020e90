"""What the kit found out about a store, as data."""

from __future__ import annotations

import json
from typing import Literal

import attrs

Outcome = Literal["passed", "failed", "skipped"]
Face = Literal["sync", "async"]


@attrs.frozen(kw_only=True)
class Result:
    """What one check came to.

    Args:
        id: the check's stable name.
        face: whether the store was called as a `Store` or as an `AsyncStore`.
        sentence: what must hold.
        outcome: passed, failed or skipped.
        message: why it failed or was skipped; empty where it passed.
        seconds: how long it took.
    """

    id: str
    face: Face
    sentence: str
    outcome: Outcome
    message: str = ""
    seconds: float = 0.0


@attrs.frozen(kw_only=True)
class ConformanceReport:
    """What every check came to; it passes if none failed.

    Args:
        target: what was tried, in the words of who asked.
        results: one for each check and face, in the order in which they ran.
    """

    target: str
    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return bool(self.results) and not self.failures

    @property
    def failures(self) -> tuple[Result, ...]:
        """The checks that failed."""
        return tuple(one for one in self.results if one.outcome == "failed")

    @property
    def totals(self) -> dict[Outcome, int]:
        """How many checks passed, failed and were skipped."""
        outcomes = [one.outcome for one in self.results]
        return {
            "passed": outcomes.count("passed"),
            "failed": outcomes.count("failed"),
            "skipped": outcomes.count("skipped"),
        }

    def to_json(self) -> str:
        """Answer the report as a JSON document."""
        whole = {"target": self.target, "passed": self.passed, "totals": self.totals}
        return json.dumps(
            whole | {"results": [attrs.asdict(one) for one in self.results]}, indent=2, ensure_ascii=False
        )

    def __add__(self, other: ConformanceReport) -> ConformanceReport:
        return attrs.evolve(self, results=self.results + other.results)

    def __str__(self) -> str:
        lines = [f"{self.target}: " + ", ".join(f"{count} {outcome}" for outcome, count in self.totals.items())]
        lines += [f"FAILED ({one.face}) {one.message}" for one in self.failures]
        lines += [f"skipped ({one.face}) {one.id}: {one.message}" for one in self.results if one.outcome == "skipped"]
        return "\n".join(lines)

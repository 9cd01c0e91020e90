"""What the benchmarks measure still works: their calls meet rows that the library accepts."""

from __future__ import annotations

from pathlib import Path

from bench.growth import calls, filled

from supportkit.memberships.path import MembershipStatus


def test_the_calls_whose_growth_is_measured_succeed(tmp_path: Path):
    kit, asked = filled(tmp_path / "small.db", 2_000)
    with kit:
        for call in calls(kit, asked).values():
            call(0)
        assert kit.memberships.get(*asked[0]).status is MembershipStatus.ACTIVE
        assert kit.memberships.get(*asked[-1]).status is MembershipStatus.APPLIED

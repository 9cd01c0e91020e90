"""A kit is worth what it catches: every fault is caught by the checks it names, and every check catches a fault."""

from __future__ import annotations

import pytest
from tests.conformance.file_store import UnlockedFileStore, file_target

from supportkit.testing import CheckFailed, all_checks
from supportkit.testing.broken import FAULTS
from supportkit.testing.conformance.command import in_threads
from supportkit.testing.conformance.runner import try_async_check, try_check

CHECKS = {check.id: check for check in all_checks()}
PAIRS = [(fault, name) for fault in FAULTS for name in fault.caught_by]


def test_every_check_catches_a_fault():
    caught = {name for fault in FAULTS for name in fault.caught_by} | {"concurrency.last_seat_processes"}
    assert caught == set(CHECKS)


def test_faults_are_named_once_and_explained():
    assert len({fault.id for fault in FAULTS}) == len(FAULTS)
    assert all(fault.sentence.endswith(".") and fault.caught_by for fault in FAULTS)


@pytest.mark.parametrize("face", ["sync", "async"])
@pytest.mark.parametrize(("fault", "id"), PAIRS, ids=lambda value: getattr(value, "id", value))
def test_a_fault_is_caught_and_explained(fault, id, face):
    check = CHECKS[id]
    attempt, target = (try_check, fault.target) if face == "sync" else (try_async_check, in_threads(fault.target))
    with pytest.raises(CheckFailed) as caught:
        attempt(check, target)
    message = str(caught.value)
    assert message.startswith(f"{id}: ")
    assert f"Rule (Store.{check.method}): {check.sentence}" in message
    assert f"Advice: {check.advice}" in message
    assert "expected" in message or "must succeed" in message


def test_processes_that_do_not_lock_sell_a_seat_twice(tmp_path):
    with pytest.raises(CheckFailed, match=r"concurrency\.last_seat_processes"):
        try_check(CHECKS["concurrency.last_seat_processes"], file_target(tmp_path, UnlockedFileStore), long=True)


def test_every_check_says_what_must_hold_and_what_to_do():
    for check in CHECKS.values():
        assert check.sentence.endswith("."), check.id
        assert len(check.sentence) > 30, check.id
        assert len(check.advice) > 20, check.id
        assert check.method in {"load", "find", "commit", "read", "scrub", "prune", "capabilities"}, check.id

"""Signals, subjects and what a text came to, as values."""

from __future__ import annotations

from itertools import pairwise
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportkit.errors import InvalidInput
from supportkit.safety.detector import Coverage, Screened
from supportkit.safety.signal import SPAN_LIMIT, Category, Level, Signal, Span, highest
from supportkit.safety.subject import SubjectRef

RULE = {"detector": "rules", "version": "1", "digest": "d", "language": "en"}


def signal(level: Level = Level.CONCERN, category: Category = Category.SUICIDE, **more: object) -> Signal:
    """Answer a signal for a test."""
    return Signal(category=category, level=level, **RULE | more)  # type: ignore[arg-type]


def test_levels_rise_in_the_order_of_their_names():
    assert [level.rank for level in Level] == [0, 1, 2, 3, 4]
    assert all(higher.at_least(lower) and not lower.at_least(higher) for lower, higher in pairwise(Level))


@given(st.lists(st.sampled_from(Level)))
def test_the_highest_is_in_the_list_and_nothing_is_above_it(levels: list[Level]):
    top = highest(levels)
    assert all(top.at_least(level) for level in levels)
    assert top in levels or (not levels and top is Level.NONE)


@pytest.mark.parametrize(
    ("coverage", "levels", "label"),
    [
        (Coverage.SCREENED, (), "none"),
        (Coverage.SCREENED, (Level.NOTICE, Level.URGENT), "urgent"),
        (Coverage.UNSCREENED, (), "unscreened"),
        (Coverage.FAILED, (), "failed"),
        (Coverage.FAILED, (Level.EMERGENCY,), "emergency"),
    ],
)
def test_what_nobody_could_read_is_never_none(coverage: Coverage, levels: tuple[Level, ...], label: str):
    assert Screened(coverage=coverage, language="en", signals=tuple(map(signal, levels))).label == label


def test_who_may_be_in_danger():
    named = {category for category in Category if category.author_in_danger}
    assert named == {"suicide", "self_harm", "medical_urgent", "harmed_by_others"}


def test_all_that_is_wrong_with_a_signal_is_said_at_once():
    with pytest.raises(InvalidInput) as caught:
        signal(detector="My detector", pattern="", reasons=("ok", "not ok"), language="english", confidence=nan)
    paths = [problem.path for problem in caught.value.problems]
    assert paths == ["$.detector", "$.pattern", "$.reasons[1]", "$.language", "$.confidence"]


def test_a_confidence_that_is_no_number_is_said_too():
    with pytest.raises(InvalidInput) as caught:
        signal(confidence="high", version=2)
    assert [problem.path for problem in caught.value.problems] == ["$.version", "$.confidence"]
    assert signal(confidence=1).confidence == 1


@pytest.mark.parametrize(
    ("start", "end", "path"),
    [(-1, 2, "$.start"), (3, 3, "$.end"), (4, 2, "$.end"), (0.5, 2, "$.start"), (0, SPAN_LIMIT + 1, "$.end")],
)
def test_a_span_is_a_part_of_a_text(start: int, end: int, path: str):
    with pytest.raises(InvalidInput) as caught:
        Span(start=start, end=end)
    assert [problem.path for problem in caught.value.problems] == [path]
    assert Span(start=0, end=SPAN_LIMIT).end == SPAN_LIMIT


def test_a_subject_is_named_by_what_the_host_calls_it():
    assert SubjectRef(kind="post", id="4711").name == "post/4711"
    with pytest.raises(InvalidInput) as caught:
        SubjectRef(kind="Post!", id="")
    assert [problem.path for problem in caught.value.problems] == ["$.kind", "$.id"]
    with pytest.raises(InvalidInput) as caught:
        SubjectRef(kind="post", id=4711, author_id="ann@example.org")  # type: ignore[arg-type]
    assert [problem.code for problem in caught.value.problems] == ["id.malformed", "person.contact_data"]
    with pytest.raises(InvalidInput, match="a person id"):
        SubjectRef(kind="post", id="1", author_id=7)  # type: ignore[arg-type]

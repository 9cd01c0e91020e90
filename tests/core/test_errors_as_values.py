"""Errors as values: they survive a pickle, show themselves as a problem document, and read as sentences."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportkit import errors
from supportkit.errors import (
    CATALOGUE,
    Code,
    Conflict,
    InvalidInput,
    NotFound,
    Problem,
    Refused,
    SupportKitError,
    WrongState,
    close_to,
)

CLASSES = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, SupportKitError)]
EXAMPLES = [
    Refused("group.full", capacity=3, taken=2, offered=1),
    Refused("group.full", hint="Wait for {capacity}.", staff={"who": "ann"}, capacity=3),
    WrongState("open", "closed", ["archive"]),
    Conflict(key="group/grp_1", expected=3, actual=4),
    NotFound("record.not_found", kind="group", id="grp_1"),
    InvalidInput("time.naive"),
    InvalidInput("time.naive", hint="Say where."),
    InvalidInput.of([Problem("text.empty", "$.name")]),
    InvalidInput.of([Problem("text.empty", "$.name"), Problem("text.too_long", "$.a[0]", {"length": 5, "most": 3})]),
]
everything = pytest.mark.parametrize("error", EXAMPLES, ids=repr)


@everything
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_a_copy_says_the_same(error: SupportKitError, again: Any):
    other = again(error)
    assert type(other) is type(error)
    assert (str(other), repr(other), other.to_problem()) == (str(error), repr(error), error.to_problem())
    assert (other.code, other.params, other.staff, other.hint) == (error.code, error.params, error.staff, error.hint)


@everything
def test_the_problem_document(error: SupportKitError):
    document = error.to_problem()
    assert json.loads(json.dumps(document)) == document
    assert document["type"] == f"urn:supportkit:error:{error.code}"
    assert document["title"] == error.message
    assert document["status"] == error.status == type(error).status
    assert document["code"] == error.code
    assert document["hint"] == error.hint
    assert "staff" not in document
    assert "ann" not in json.dumps(document)
    assert ("problems" in document) is isinstance(error, InvalidInput)


@given(code=st.sampled_from(get_args(Code)), data=st.data())
def test_every_code_reads_as_sentences(code: Code, data: st.DataObject):
    entry = CATALOGUE[code]
    some = st.one_of(st.integers(0, 99), st.sampled_from(("x", ("a", "b"))))
    params = {name: data.draw(some) for name in entry.params}
    for one in (Refused(code, **params), Problem(code, "$.x", params)):
        for text in (one.message, one.hint, str(one)):
            assert not set("{}") & set(text)
            assert "('" not in text
            assert ",)" not in text
    assert Refused(code).message
    assert list(CATALOGUE) == list(get_args(Code))


def test_a_param_that_is_missing_shows_its_name_and_breaks_nothing():
    assert "{capacity}" in Refused("group.full").message
    assert CATALOGUE["no.such_code"].message == "no.such_code"


def test_several_are_listed_in_words():
    error = WrongState("close", "draft", ["archive", "open"])
    assert error.hint == "Possible now: archive, open."
    assert error.params["allowed"] == ("archive", "open")
    assert error.to_problem()["params"]["allowed"] == ["archive", "open"]


def test_an_error_of_one_problem_has_its_code_and_of_several_its_own():
    one, two = EXAMPLES[-2:]
    assert (one.code, two.code) == ("text.empty", "input.invalid")
    assert str(two).splitlines()[0] == "2 things are not right. [input.invalid]"
    assert len(str(two).splitlines()) == 3
    assert InvalidInput("time.naive").problems == (Problem("time.naive", "$", {}),)


def test_a_problem_within_something_larger():
    assert Problem("text.empty", "$.start").under("$.venue").path == "$.venue.start"
    assert str(Problem("text.empty", "$.start")) == "This must not be empty. @ $.start"


def test_statuses_are_those_of_http():
    assert all(400 <= one.status < 600 for one in CLASSES)
    assert issubclass(InvalidInput, ValueError)
    assert issubclass(NotFound, LookupError)


def test_params_of_any_type_become_plain():
    error = Refused("group.full", capacity={1}, taken=None, offered=object, other=(1, "x"), yes=True, part=1.5)
    params = error.to_problem()["params"]
    assert params["capacity"] == [1]
    assert params["taken"] is None
    assert isinstance(params["offered"], str)
    assert (params["other"], params["yes"], params["part"]) == ([1, "x"], True, 1.5)


def test_close_names():
    assert close_to("facilitatros", ["facilitators", "capacity"]) == "facilitators"
    assert close_to("zzz", ["facilitators"]) is None

"""State and facts together: what a verb answers is the fold of its facts, also where what was private is gone."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.domain_strategies import KINDS, arguments, erased, values, verbs

from supportkit.core.change import Change, fold
from supportkit.core.private import ERASED, private_names
from supportkit.errors import SupportKitError

VERBS = [(kind, name, begins) for kind in KINDS for name, begins in verbs(kind)]


def without_private(value: Any) -> dict[str, Any]:
    """Answer the fields that an erasure leaves alone."""
    hidden = private_names(type(value))
    return {f.name: getattr(value, f.name) for f in attrs.fields(type(value)) if f.name not in hidden}


@pytest.mark.parametrize("kind", KINDS, ids=[kind.KIND for kind in KINDS])
@given(data=st.data())
def test_who_has_a_private_side_is_about_one_person_and_all_else_about_nobody(kind: type[Any], data: st.DataObject):
    value = data.draw(values(kind))
    about_somebody = bool(private_names(kind)) and kind.KIND not in ("join_details", "audit_head")
    assert value.subject == (value.person_id if about_somebody else None)
    assert value.record_key.kind == kind.KIND
    names = [entry.name for entry in value.indexes()]
    assert len(names) == len(set(names))
    assert all(name.partition(".")[0] == kind.KIND for name in names)
    value = attrs.evolve(value, **dict.fromkeys(private_names(kind), "nobody else's business"))
    assert "nobody else's business" not in repr((value, value.record_key, value.indexes()))


def test_every_aggregate_with_a_life_has_verbs():
    found = {kind.KIND for kind, _, _ in VERBS}
    assert found == {kind.KIND for kind in KINDS} - {"request"}
    assert {name for kind, name, _ in VERBS if kind.KIND == "membership"} >= {"apply", "leave", "remove", "offer"}


@pytest.mark.parametrize(
    ("kind", "verb", "begins"), [pytest.param(*one, id=f"{one[0].KIND}.{one[1]}") for one in VERBS]
)
@given(data=st.data())
def test_state_is_the_fold_of_the_facts(kind: type[Any], verb: str, begins: bool, data: st.DataObject):
    before = None if begins else data.draw(values(kind))
    given_ = data.draw(arguments(kind, verb))
    copy = before and attrs.evolve(before)
    try:
        change: Change[Any] = getattr(kind if begins else before, verb)(**given_)
    except SupportKitError:
        assert before == copy
        return
    assert before == copy
    assert change.state == fold(before, change.events)
    assert all(event.at == given_["at"] and event.by == given_["by"] for event in change.events)

    folded = fold(before and erased(before), map(erased, change.events))
    assert without_private(folded) == without_private(change.state)
    for name in private_names(kind):
        assert getattr(folded, name) in (ERASED, None)
        assert getattr(change.state, name) is None or getattr(folded, name) is ERASED


@given(data=st.data())
def test_a_chain_of_verbs_is_one_change(data: st.DataObject):
    kind, verb, _ = data.draw(st.sampled_from([one for one in VERBS if not one[2]]))
    other = data.draw(st.sampled_from([name for which, name, begins in VERBS if which is kind and not begins]))
    before = data.draw(values(kind))
    first, second = data.draw(arguments(kind, verb)), data.draw(arguments(kind, other))
    try:
        change: Change[Any] = getattr(before, verb)(**first)
        chained = change.then(lambda state: getattr(state, other)(**second))
    except SupportKitError:
        return
    assert chained.events[: len(change.events)] == change.events
    assert chained.state == fold(before, chained.events) == fold(change.state, chained.events[len(change.events) :])

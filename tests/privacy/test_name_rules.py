"""A name is readable, nobody's contact data and nobody else's; and everything wrong with it is said at once."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportkit.privacy.name_rules import NAME_MOST, name_problems, skeleton, suggestions, tells_real_name, tidy


def codes(name: str, **facts: object) -> list[str]:
    return [problem.code for problem in name_problems(tidy(name), **facts)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "text.empty"),
        ("   ", "text.empty"),
        ("\u200b\u200d\ufeff", "text.empty"),
        ("\u2800\u3164", "text.empty"),
        ("\u0301", "text.empty"),
        ("x" * (NAME_MOST + 1), "text.too_long"),
        ("Ann\u202egreB", "name.unreadable"),
        ("An\u200bn", "name.unreadable"),
        ("Ann\x07", "name.unreadable"),
        ("A" + "\u0301" * 12, "name.unreadable"),
        ("\ue000Ann", "name.unreadable"),
        ("Ann \ud800", "name.unreadable"),
        ("ann@example.org", "name.contact_data"),
        ("ann\uff20home", "name.contact_data"),
        ("030 901820", "name.contact_data"),
        ("Ann 1 2 3 4 5 6 7", "name.contact_data"),
        ("chat.example.com", "name.contact_data"),
        ("@ann_berg", "name.contact_data"),
        ("Adm1n", "name.like_staff"),
        ("\u0410dmin", "name.like_staff"),
        ("Moderator Ruth", "name.like_staff"),
        ("Médico", "name.like_staff"),
        ("F\u0430y", "name.like_staff"),
        ("fay.", "name.like_staff"),
        ("BO", "name.taken"),
        ("B0", "name.taken"),
        ("B\u03bf", "name.taken"),
        ("Quiet Rive", "name.elsewhere"),
    ],
)
def test_what_a_name_may_not_be(name: str, code: str):
    facts = {"taken": {skeleton("Bo")}, "staff": {skeleton("Fay")}, "elsewhere": {skeleton("quiet rive")}}
    assert codes(name, **facts) == [code]


@pytest.mark.parametrize(
    "name", ["Ann", "Quiet Harbour", "José", "李雷", "Zoë 54", "Мария", "Ann-Marie O'Neil", "🌻 Sun", "Nell <3", "נועה"]
)
def test_what_a_name_may_be(name: str):
    assert codes(name, taken={skeleton("Bo")}) == []


def test_everything_is_said_at_once():
    found = codes("Admin @ann_berg \u202e" + "x" * 40, such_as="Quiet Harbour")
    assert found == ["text.too_long", "name.unreadable", "name.contact_data", "name.like_staff"]


def test_who_leads_may_say_so():
    assert codes("Facilitator Fay", leads=True) == []
    assert codes("Fay", leads=True, staff={skeleton("Fay")}) == ["name.like_staff"]


@pytest.mark.parametrize(
    ("name", "real", "told"),
    [
        ("Ann Berg", "Ann Berg", True),
        ("annberg", "Ann Berg", True),
        ("Frau Berg", "Ann Berg", True),
        ("\u0410nn B\u0435rg", "Ann Berg", True),
        ("Ann", "Ann Berg", False),
        ("Iceberg", "Ann Berg", False),
        ("Ann", "Ann", True),
        ("Quiet Harbour", "Ann Berg", False),
        ("Ann", "", False),
    ],
)
def test_the_real_name(name: str, real: str, told: bool):
    assert tells_real_name(name, real) is told
    assert codes(name, real_name=real) == (["name.real"] if told else [])


names = st.text(max_size=30)


@given(name=names)
def test_form_case_and_what_has_no_width_change_nothing_for_the_eye(name: str):
    seen = skeleton(name)
    assert skeleton(unicodedata.normalize("NFD", name)) == skeleton(unicodedata.normalize("NFC", name))
    assert skeleton(f" {name}\u200b ") == seen
    assert skeleton(seen) == seen
    assert tidy(tidy(name)) == tidy(name)


@given(name=st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), data=st.data())
def test_letters_that_look_alike_are_alike(name: str, data: st.DataObject):
    alike = {
        "a": "\u0430\u03b1@4",
        "e": "\u04353",
        "o": "\u043e\u03bf0",
        "i": "\u04561|l",
        "s": "\u04555$",
        "t": "7\u0442",
    }
    other = "".join(data.draw(st.sampled_from(letter + alike.get(letter, ""))) for letter in name)
    assert skeleton(other) == skeleton(name.upper()) == skeleton(name)


@given(seed=names, locale=st.sampled_from(("en", "es", "en-GB", "xx", "")), most=st.integers(1, 5))
def test_suggestions_are_free_and_pass_the_rules(seed: str, locale: str, most: int):
    first = suggestions(seed, locale=locale, most=most)
    assert len(set(first)) == most
    assert first == suggestions(seed, locale=locale, most=most)
    others = suggestions(seed, locale=locale, taken={skeleton(name) for name in first}, most=most)
    assert not set(first) & set(others)
    for name in first:
        assert codes(name, taken={skeleton(other) for other in others}) == []


def test_when_all_are_taken_there_is_none():
    everything = suggestions("", most=400)
    assert len(set(everything)) == 400
    assert suggestions("x", taken={skeleton(name) for name in everything}) == ()

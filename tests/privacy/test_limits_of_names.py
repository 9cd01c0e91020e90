"""Each letter that looks like another, each mark and each limit of a name, one by one, from both of its sides."""

from __future__ import annotations

import pytest
from tests.privacy.test_name_rules import codes

from supportkit.privacy.name_rules import (
    NAME_MOST,
    holds_contact,
    name_problems,
    skeleton,
    suggestions,
    tells_real_name,
)
from supportkit.privacy.numbers import is_iban, is_phone, is_ssn
from supportkit.privacy.redaction import PatternRedactor, find

ALIKE = {
    "a": "\u0430\u03b1\u0251@4",
    "b": "\u0432\u03b26",
    "c": "\u0441",
    "d": "\u0501\u0111",
    "e": "\u0435\u03b53",
    "g": "\u02619",
    "h": "\u043d\u04bb",
    "i": "\u0456\u03b9\u01311|",
    "j": "\u0458",
    "k": "\u043a\u03ba",
    "l": "\u0142",
    "m": "\u043c",
    "n": "\u03b7",
    "o": "\u043e\u03bf\u00f80",
    "p": "\u0440\u03c1",
    "s": "\u04555$",
    "t": "\u0442\u03c47",
    "u": "\u03c5",
    "v": "\u03bd",
    "w": "\u03c9",
    "x": "\u0445\u03c7",
    "y": "\u0443",
}
"""What the eye takes for each letter."""


@pytest.mark.parametrize("letter", ALIKE)
def test_each_letter_that_looks_like_another(letter: str):
    assert {skeleton(f"z{other}z") for other in ALIKE[letter]} == {skeleton(f"z{letter}z")}
    assert skeleton(f"z{letter}z") != skeleton("zqz")


def test_strokes_side_by_side_are_one_letter():
    assert skeleton("corn") == skeleton("com")
    assert skeleton("vvild") == skeleton("wild")
    assert skeleton("Ilse") == skeleton("llse")
    assert skeleton("\u2603") == ""


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
UNSEEN = {"Cc": "\x07", "Cf": "\xad", "Co": "\ue000", "Cn": "\u0378", "Cs": "\ud800", "Zl": "\u2028", "Zp": "\u2029"}


@pytest.mark.parametrize("mark", [*TURNING, *UNSEEN.values()])
def test_nothing_in_a_name_turns_it_or_is_not_to_be_seen(mark: str):
    assert [problem.code for problem in name_problems(f"An{mark}n")] == ["name.unreadable"]


@pytest.mark.parametrize("mark", ["\u0301", "\u20dd"])
def test_marks_on_one_letter(mark: str):
    assert codes("A" + 3 * mark) == []
    assert codes("A" + 4 * mark) == ["name.unreadable"]
    assert codes("A" + 3 * mark + "b" + 3 * mark) == []


@pytest.mark.parametrize("blank", "\u2800\u3164\u115f\u1160\uffa0")
def test_a_blank_is_no_name(blank: str):
    assert [problem.code for problem in name_problems(blank)] == ["text.empty"]
    assert "text.empty" not in codes(f"{blank}A")


@pytest.mark.parametrize("name", ["A", "7", "?", "+"])
def test_one_letter_digit_or_sign_is_to_be_seen(name: str):
    assert codes(name) == []


def test_the_longest_name_and_the_most_digits():
    assert codes("x" * NAME_MOST) == []
    assert codes("x" * (NAME_MOST + 1)) == ["text.too_long"]
    assert not holds_contact("a1b2c3d4e5f6")
    assert holds_contact("a1b2c3d4e5f6g7")
    assert holds_contact("a@b")


def test_a_problem_says_where_it_is_and_what_would_do():
    facts = {"taken": {skeleton("Bo")}, "staff": {skeleton("Fay")}, "elsewhere": {skeleton("Cy")}}
    for name, code in (
        ("Bo", "name.taken"),
        ("Fay", "name.like_staff"),
        ("Cy", "name.elsewhere"),
        ("@quiet_one", "name.contact_data"),
        ("Ann Berg", "name.real"),
    ):
        (problem,) = name_problems(name, **facts, real_name="Ann Berg", such_as="Quiet Maple")  # type: ignore[arg-type]
        assert (problem.code, problem.path, dict(problem.params)) == (code, "$.name", {"such_as": "Quiet Maple"})
    (problem,) = name_problems("Bo", path="$.other", taken={skeleton("Bo")})
    assert (problem.path, dict(problem.params)) == ("$.other", {"such_as": ""})
    assert [(one.code, one.path) for one in name_problems("An\u200bn")] == [("name.unreadable", "$.name")]
    assert [(one.code, one.path) for one in name_problems("")] == [("text.empty", "$.name")]
    assert codes("\u2603", taken={""}, staff={""}, elsewhere={""}) == []


def test_a_letter_of_a_family_name_is_nothing():
    assert not tells_real_name("B Quiet", "Ann B")
    assert tells_real_name("Be Quiet", "Ann Be")
    assert not tells_real_name("Ann Quiet", "Ann")


def test_the_same_seed_leads_to_the_same_names():
    assert suggestions("ann") == ("Calm Maple", "Quiet Clover", "Soft Orchard")
    assert suggestions("ann", locale="ES-mx", most=2) == ("Cedro Azul", "Puerto Callado")
    assert suggestions("ann", locale="xx", most=1) == ("Calm Maple",)
    assert suggestions("\ud800", most=1) != ()


IBAN = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK",
    21: "CH CR HR LI LV",
    22: "BG BH DE GB GE IE ME RS",
    23: "AE GI IL IQ",
    24: "AD CZ ES MD PK RO SA SE SK TN",
    25: "PT",
    26: "IS TR",
    27: "FR GR IT MC SM",
    28: "AL AZ CY DO GT HU LB PL",
    29: "BR PS QA UA",
    30: "JO KW MU",
    31: "MT",
}


@pytest.mark.parametrize(("length", "country"), [(length, one) for length in IBAN for one in IBAN[length].split()])
def test_an_iban_has_the_length_of_its_country(length: int, country: str):
    for digits in (length - 5, length - 4, length - 3):
        account = "2" * digits
        check = 98 - int(account + "".join(str(int(letter, 36)) for letter in country) + "00") % 97
        iban = f"{country}{check:02}{account}"
        assert is_iban(iban) == (length if digits == length - 4 else 0)


def test_the_edges_of_a_social_security_number():
    assert [is_ssn(one) for one in ("001-01-0001", "665-99-9999", "667-12-3456", "899-12-3456", "901-12-3456")] == [
        *(True, True, True, True),
        False,
    ]


@pytest.mark.parametrize(
    ("text", "before", "after", "is_one"),
    [
        ("+1234567", "", "", False),
        ("+12345678", "", "", True),
        ("+123456789012345", "", "", True),
        ("+1234567890123456", "", "", False),
        ("123456", "Ring ", "", False),
        ("1234567", "Ring ", "", True),
        ("123456789012345", "Ring ", "", True),
        ("1234567890123456", "Ring ", "", False),
        ("1234567", "", " fax", True),
        ("123456789", "", "", False),
        ("1234567890", "", "", True),
        ("12345678901", "", "", True),
        ("123456789012", "", "", False),
        ("1234567890", "", "mg", False),
        ("1234567890", "", " mg", False),
        ("1234567890", "", "a", False),
        ("030 12345", "", "", False),
        ("030 123456", "", "", True),
        ("130 123456", "", "", False),
        ("030.123456", "", "", False),
        ("415 555 0134", "", "", True),
        ("415/555/0134", "", "", False),
        ("415 555 0 134", "", "", False),
        ("4 555 55 01", "", "", False),
        ("1 415 555 01 34", "", "", True),
        ("0 415 555 01", "", "", True),
        ("415 555 013 4", "", "", False),
        ("12 345 678", "", "", False),
        ("123 456 789", "", "", True),
        ("415 555 0134 ext. 123456", "", "", True),
        ("2026-11-25", "Ring ", "", False),
        ("2019-2026", "Ring ", "", False),
    ],
)
def test_the_edges_of_a_telephone_number(text: str, before: str, after: str, is_one: bool):
    assert is_phone(text, before=before, after=after) is is_one


def test_what_stays_in_a_text_is_said_in_stable_words():
    assert PatternRedactor().cannot_find == (
        "names_of_people",
        "postal_addresses",
        "dates_of_birth",
        "numbers_written_as_words",
        "account_names_without_an_at_sign",
        "images_and_attachments",
        "what_a_story_tells",
    )


def test_each_dash_is_a_dash():
    for dash in "\u2010\u2011\u2012\u2013\u2014\u2212":
        text = f"Ring 415{dash}555{dash}0134"
        assert [(one.kind, one.start, one.end) for one in find(text)] == [("phone", 5, 17)]

"""Numbers that name a person, told from all other numbers by the rules of those who hand them out."""

from __future__ import annotations

import re

_IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FO", "GL", "NL"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "XK"), 20),
    **dict.fromkeys(("CH", "CR", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "BH", "DE", "GB", "GE", "IE", "ME", "RS"), 22),
    **dict.fromkeys(("AE", "GI", "IL", "IQ"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN"), 24),
    **dict.fromkeys(("PT",), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("AL", "AZ", "CY", "DO", "GT", "HU", "LB", "PL"), 28),
    **dict.fromkeys(("BR", "PS", "QA", "UA"), 29),
    **dict.fromkeys(("JO", "KW", "MU"), 30),
    **dict.fromkeys(("MT",), 31),
}
"""Characters of an IBAN by country (ISO 13616)."""


def is_iban(text: str) -> int:
    """Answer how much of a text is an IBAN, 0 if none: the country's length, and 1 modulo 97 (ISO 13616)."""
    wanted = _IBAN_LENGTHS.get(text[:2].upper(), 0)
    compact = ""
    for place, letter in enumerate(text):
        if letter.isalnum():
            compact += letter.upper()
        if len(compact) == wanted:
            follows = text[place + 1 : place + 2]
            right = compact.isascii() and int("".join(str(int(one, 36)) for one in compact[4:] + compact[:4])) % 97 == 1
            return place + 1 if right and not follows.isalnum() else 0
    return 0


def _digits(text: str) -> list[int]:
    return [int(letter) for letter in text if letter.isdigit()]


def is_card(text: str) -> bool:
    """Tell whether 12 to 19 digits are a payment card's: the last one checks the others (Luhn, ISO/IEC 7812-1)."""
    digits = _digits(text)
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]
    return len(set(digits)) > 1 and (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def is_ssn(text: str) -> bool:
    """Tell whether nine digits are a US social security number: no area 000, 666 or from 900, no part all zeros."""
    area, group, serial = text.split("-")
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def is_nhs_number(text: str) -> bool:
    """Tell whether ten digits are an NHS number: the last one checks the others, weighted 10 to 2, modulo 11."""
    digits = _digits(text)
    check = -sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return check == digits[9]


_GROUPS = re.compile(r"\d+")
_DATE = re.compile(r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)?\d\d(?![-./ ]?\d)")
_YEARS = re.compile(r"(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([ .])\d{3})(?:\1\d{3})*")
_UNIT = re.compile(
    r" ?(?:%|[x\u00d7] ?10|m?[cm]?g\b|mc?l\b|[µu]l\b|µ|[mµ]?mol\b|i?u(?:/|\b)|k?cal\b|cells|cps|copies|leu[ck]o|plate"
    r"|plaq|/|mm\b|cm\b|gy\b|[€$£]|eur\b|usd\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:tel|telephone|tel[eé]fono|phone|mobile|m[oó]vil|cell:|cellphone|landline|desk|home|office|call|ring|llam\w*|text"
    r"|sms|fax|whatsapp|signal|registered|dial|reach (?:me|us|her|him)|call (?:me|us|her|him)|llam\w* al?"
    r"|answering)(?: (?:on|at|is|al|es|number|n[uú]mero))*[.:]?\s{0,2}$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[ -]?\(?(?:office|fax|mobile|cell|home|work|desk|m[oó]vil|casa)\b", re.IGNORECASE)


def is_phone(text: str, *, before: str = "", after: str = "") -> bool:
    """Tell whether digits are a telephone number, at most 15 of them (ITU-T E.164).

    Nothing checks them, so the writing has to: a `+` or a leading 0 or bracket, or groups as people say them. Dates,
    amounts, decimal numbers and whatever a unit follows are none.

    Args:
        text: the digits, with what parts them.
        before: what stands before them.
        after: what stands after them.
    """
    main = re.split(r" ?(?:x|ext)", text, maxsplit=1, flags=re.IGNORECASE)[0]
    groups = _GROUPS.findall(main)
    count = sum(map(len, groups))
    if after[:1].isalnum() or not 7 <= count <= 15 or _DATE.match(main) or _YEARS.match(main) or _UNIT.match(after):
        return False
    if len(groups[-1]) == 1 and len(groups) > 1:
        return False
    if main.startswith("+"):
        return count >= 8
    if _BEFORE.search(before) or _AFTER.match(after) or main.startswith("("):
        return True
    if len(groups) == 1:
        return count in (10, 11)
    if len(groups) == 2:
        # Two groups without a word about them are as often two lines of an address, or a range.
        return main.startswith("0") and "." not in main and len(groups[1]) >= 6
    if _THOUSANDS.fullmatch(main) and count < 9:
        return False
    return "/" not in main and all(len(one) >= 2 for one in groups[1:]) and (len(groups[0]) > 1 or groups[0] in "01")

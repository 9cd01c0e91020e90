"""Text of a list made fit to be kept: no markup, nothing that cannot be stored, no way to reach a person in a name."""

from __future__ import annotations

import html
import re

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SCRIPT = re.compile(r"<(script|style)\b[^<]*</\1\s*>", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_OPEN = re.compile(r"<+(?=[A-Za-z/!?])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_GAP = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r"\n{3,}")

_MAIL = re.compile(r"[^\s@<>,;:()]{1,64}@[^\s@<>,;:()]+")
_ADDRESS = re.compile(r"(?:https?:/*|www\.)\S*", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\(?[0-9][0-9 ().\-]*[0-9]")
_SHORT_NUMBER = re.compile(r"(?<![0-9\-])[0-9]{3}[\-.][0-9]{4}(?![0-9\-])")
_DIGITS_OF_A_PHONE = 10
"""Digits in a row, with nothing but blanks and marks between, from which on a number is taken for a phone's (default);
a postal code with its extension has nine."""


def storable(text: str) -> str:
    """Answer a text without control characters and halves of surrogate pairs, its ends trimmed."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def without_markup(text: str) -> str:
    """Answer a text without tags and entities; what looked like the start of a tag cannot be one any more."""
    if "&" in text:
        for _ in range(3):  # lists are often escaped twice
            text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _SCRIPT.sub("", text)))
        text = _OPEN.sub("", text)
    return text


def paragraphs(text: str) -> str:
    """Answer a longer text, cleaned, its lines kept."""
    lines = _GAP.sub(" ", storable(without_markup(text))).split("\n")
    return _GAPS.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()


def line(text: str) -> str:
    """Answer a text as one clean line."""
    return " ".join(storable(without_markup(text)).split())


def link(text: str) -> str:
    """Answer an address of the web as one line; of all entities only `&amp;` is one there."""
    return " ".join(storable(text.replace("&amp;", "&")).split())


def without_contact(text: str) -> str:
    """Answer a line without addresses and numbers by which somebody, or a room, could be reached."""
    kept = _NUMBER.sub(_unless_phone, _SHORT_NUMBER.sub("", _ADDRESS.sub("", _MAIL.sub("", text))))
    return text if kept == text else " ".join(kept.split()).strip(" ,;:-–—|/")


def _unless_phone(found: re.Match[str]) -> str:
    return "" if sum(map(str.isdigit, found[0])) >= _DIGITS_OF_A_PHONE else found[0]


def shortened(text: str, most: int) -> str:
    """Answer as much of a text as may be shown, with a mark where more follows."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"

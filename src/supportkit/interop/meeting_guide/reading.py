"""From the text of a feed to its rows, before any of them is believed."""

from __future__ import annotations

import json
from typing import Any

from supportkit.errors import InvalidInput

SIZE_LIMIT = 50_000_000
"""Bytes or characters of a feed, at most (default); the largest public lists have a tenth of it."""

_KINDS = {dict: "an object", str: "text", int: "a number", float: "a number", bool: "true or false"}


def read_feed(text: str | bytes) -> list[object]:
    """Read a feed, which is a JSON list.

    Args:
        text: the feed as it was fetched; bytes may begin with a byte order mark.

    Raises:
        InvalidInput: `feed.not_json`, `feed.not_a_list`, `feed.too_large`.
    """
    if len(text) > SIZE_LIMIT:
        raise InvalidInput("feed.too_large", most=SIZE_LIMIT)
    plain = _decoded(text).removeprefix("\ufeff").strip()
    if not plain:
        raise InvalidInput("feed.not_json", reason="it is empty")
    if plain.startswith("<"):
        raise InvalidInput("feed.not_json", reason="it is a web page, or XML")
    found = _parsed(plain)
    if not isinstance(found, list):
        raise InvalidInput("feed.not_a_list", found=_KINDS.get(type(found), "nothing"))
    return found


def _decoded(text: str | bytes) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode(json.detect_encoding(text))
    except UnicodeDecodeError:
        raise InvalidInput("feed.not_json", reason="its bytes are not Unicode text") from None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidInput("feed.not_json", reason=_reason(error, text)) from None
    except RecursionError:
        raise InvalidInput("feed.not_json", reason="its parts are nested too deep") from None
    except ValueError:  # a number of thousands of digits
        raise InvalidInput("feed.not_json", reason="it holds a number that is too long") from None


def _reason(error: json.JSONDecodeError, text: str) -> str:
    if error.msg.startswith("Extra data"):
        return f"something stands after its end, in line {error.lineno}"
    if error.pos >= len(text) or error.msg.startswith("Unterminated string"):
        return "it ends too early, as if it had been cut off"
    return f"line {error.lineno}, column {error.colno} is not JSON"

"""A feed is read whole or refused with a reason; its text is made fit to be kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.interop.feeds import feed

from supportkit.errors import InvalidInput
from supportkit.interop.meeting_guide import cleaning, read_feed, reading

texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=60) | st.text(
    "<>/ab&;#x1script \n", max_size=60
)


def reason(text: str | bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_feed(text)
    return f"{caught.value.code} {' '.join(map(str, caught.value.params.values()))}"


@given(st.text(max_size=40) | st.binary(max_size=40))
def test_a_feed_is_a_list_or_refused(text: str | bytes):
    try:
        found, code = read_feed(text), None
    except InvalidInput as error:
        found, code = [], error.code
    assert isinstance(found, list)
    assert code in {None, "feed.not_json", "feed.not_a_list"}


@given(
    st.lists(st.integers() | st.text(max_size=5), max_size=4),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_every_unicode_coding_is_read(rows: list[object], coding: str):
    assert read_feed(json.dumps(rows).encode(coding)) == rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "feed.not_json it is empty"),
        (" \n", "feed.not_json it is empty"),
        ("<!doctype html><p>Not found", "feed.not_json it is a web page, or XML"),
        ('[{"name": "Thu', "feed.not_json it ends too early, as if it had been cut off"),
        ('[{"name": "Thursday"},', "feed.not_json it ends too early, as if it had been cut off"),
        ("[1] and more", "feed.not_json something stands after its end, in line 1"),
        ("[1,\n secret]", "feed.not_json line 2, column 2 is not JSON"),
        (b"\xff\x00[", "feed.not_json its bytes are not Unicode text"),
        ("[" * 100_000, "feed.not_json its parts are nested too deep"),
        ("[" + "1" * 5000 + "]", "feed.not_json it holds a number that is too long"),
        ('{"meetings": []}', "feed.not_a_list an object"),
        ("true", "feed.not_a_list true or false"),
        ("7", "feed.not_a_list a number"),
        ('"text"', "feed.not_a_list text"),
        ("null", "feed.not_a_list nothing"),
    ],
)
def test_a_reason_of_its_own(text: str | bytes, words: str):
    assert reason(text) == words


def test_a_feed_has_a_size(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "SIZE_LIMIT", 10)
    assert reason("[1, 2, 3, 4]") == "feed.too_large 10"


def test_the_shared_feed_that_is_no_json():
    assert reason(feed("edge_invalid_not_json")).startswith("feed.not_json something stands after its end")


@given(texts)
def test_what_is_kept_has_no_tag_and_can_be_stored(text: str):
    for clean in (cleaning.line, cleaning.paragraphs):
        kept = clean(text)
        kept.encode("utf-8")
        assert kept == kept.strip()
        assert cleaning._TAG.search(kept) is None
    assert "\n" not in cleaning.line(text)


@given(texts)
def test_a_line_without_contacts_stays_as_it_is(text: str):
    kept = cleaning.without_contact(cleaning.line(text))
    assert len(kept) <= len(text)
    assert cleaning._MAIL.search(kept) is None or cleaning.without_contact(kept) != kept


@given(st.text(max_size=50), st.integers(2, 20))
def test_a_shown_text_is_short_and_says_that_more_follows(text: str, most: int):
    shown = cleaning.shortened(text, most)
    assert len(shown) <= most
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<b>Hope</b> &amp; courage", "Hope & courage"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Hope", "Hope"),
        ("&amp;lt;i&amp;gt;Hope&amp;lt;/i&amp;gt;", "Hope"),
        ("one<br>two", "one two"),
        ("I <3 Tuesdays", "I <3 Tuesdays"),
        ("<<b>script>x", "script>x"),
        ("<img src=x onerror=y", "img src=x onerror=y"),
        ("R&B at noon", "R&B at noon"),
    ],
)
def test_markup_goes_and_words_stay(text: str, kept: str):
    assert cleaning.line(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Call Ann 408-555-0134", "Call Ann"),
        ("Hope (ann@example.org)", "Hope ()"),
        ("Zoom Meeting ID: 555 5555 5555", "Zoom Meeting ID"),
        ("Hope www.example.org/join", "Hope"),
        ("555-0134 Hope", "Hope"),
        ("4@4 Group", "4@4 Group"),
        ("1112 S Bernardo Ave, Sunnyvale, CA 94087-1234, USA", "1112 S Bernardo Ave, Sunnyvale, CA 94087-1234, USA"),
        ("12 & 12 Study, 1935", "12 & 12 Study, 1935"),
    ],
)
def test_ways_to_reach_somebody_go_and_addresses_stay(text: str, kept: str):
    assert cleaning.without_contact(text) == kept


def test_a_link_keeps_what_only_looks_like_an_entity():
    assert cleaning.link(" https://example.org/?a=1&amp;b=2&copy=3 ") == "https://example.org/?a=1&b=2&copy=3"

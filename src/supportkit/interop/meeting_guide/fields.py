"""The fields of one row, read with patience: each one's text made fit to be kept, each oddity noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.text import NAME_LIMIT, TEXT_LIMIT
from supportkit.interop.meeting_guide import cleaning
from supportkit.interop.meeting_guide.report import Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOTES = (
    "notes",
    "location_notes",
    "group_notes",
    "conference_url_notes",
    "conference_phone_notes",
    "website",
    "website_2",
    "url",
    "venmo",
    "square",
    "paypal",
    "homegroup_online",
)
"""Fields of free text, links and payment handles, which are kept together, privately, with the plan."""

LINKS = frozenset({"website", "website_2", "url"})

LABELS = (*NOTES[1:], "entity_website_url", "conference_url", "name", "group", "location", "formatted_address", "entity")
"""Fields that are marked by their name within the private notes; `notes` comes first and unmarked."""

KNOWN = frozenset(NOTES) | frozenset(
    "name slug day time end_time timezone formatted_address address city state postal_code country latitude longitude "
    "approximate region sub_region regions location conference_url conference_phone types group group_id updated "
    "entity entity_url entity_website_url contact_1_name contact_1_email contact_1_phone contact_2_name "
    "contact_2_email contact_2_phone contact_3_name contact_3_email contact_3_phone email phone "
    "attendance_option".split()
)
"""Fields that have a place here."""

UNREAD = frozenset(
    "id time_formatted distance location_id location_url region_id district district_id sub_district last_contact "
    "edit_url author entity_email entity_location entity_logo entity_phone feedback_emails feedback_url "
    "mailing_address".split()
)
"""Fields that lists often have and that have no place here; the report says in how many rows each stood."""


class Fields:
    """The fields of one row, and what was odd about them.

    Args:
        number: the row's place in the list.
        slug: its name there.
        data: the row.
    """

    def __init__(self, number: int, slug: str, data: Mapping[object, object]) -> None:
        self.number = number
        self.slug = slug
        self.data = data
        self.issues: list[Issue] = []
        self._kept: dict[str, str] = {}

    def note(self, code: str, field: str) -> None:
        """Note an oddity, once for each field."""
        issue = Issue(self.number, self.slug, code, field)
        if issue not in self.issues:
            self.issues.append(issue)

    def given(self, field: str) -> bool:
        """Tell whether the row says anything in a field."""
        value = self.data.get(field)
        return bool(value.strip()) if isinstance(value, str) else value is not None and value != []

    def keep(self, field: str, text: str) -> None:
        """Keep a text of a field privately, with the notes."""
        self._kept[field] = text

    def text(self, field: str, clean: Callable[[str], str] = cleaning.line) -> str:
        """Answer the clean text of a field, empty where it says nothing that can be kept."""
        return self._fit(field, self.data.get(field), clean)

    def _fit(self, field: str, value: object, clean: Callable[[str], str]) -> str:
        if value is None or value == []:
            return ""
        if type(value) is int and abs(value) < 10**18:
            value = str(value)
        if not isinstance(value, str):
            self.note("field.unreadable", field)
            return ""
        if len(value) > TEXT_LIMIT:
            self.note("text.too_long", field)
            return ""
        text = clean(value)
        if "".join(text.split()) != "".join(value.split()):
            self.note("text.cleaned", field)
        return text

    def shown(self, field: str, most: int = NAME_LIMIT) -> str:
        """Answer the text of a field that anybody may see, without what would reach a person.

        What had to be left out of it, or is too long to be shown, is kept whole with the private notes.
        """
        return self._open(field, self.text(field), most)

    def shown_list(self, field: str, most: int = NAME_LIMIT) -> tuple[str, ...]:
        """Answer the texts of a field that is a list, each as `shown` would."""
        given = self.data.get(field)
        each = given if isinstance(given, (list, tuple)) else [given]
        return tuple(text for one in each if (text := self._open(field, self._fit(field, one, cleaning.line), most)))

    def _open(self, field: str, whole: str, most: int) -> str:
        text = cleaning.without_contact(whole)
        if text != whole:
            self.note("contact.kept_private", field)
            self.keep(field, whole)
        if len(text) > most:
            self.note("text.shortened", field)
            self.keep(field, whole)
        return cleaning.shortened(text, most)

    def notes(self) -> str:
        """Answer everything that is kept privately as one text: `notes` first, the rest marked by its field."""
        parts: list[str] = []
        room = TEXT_LIMIT
        for field in NOTES:
            text = self.text(field, cleaning.link if field in LINKS else cleaning.paragraphs)
            if text:
                self._kept.setdefault(field, text)
        for field in sorted(self._kept, key=lambda one: NOTES.index(one) if one in NOTES else len(NOTES)):
            part = self._kept[field] if field == "notes" else f"{field}: {self._kept[field]}"
            if len(part) + 2 > room:
                self.note("text.too_long", field)
                continue
            room -= len(part) + 2
            parts.append(part)
        return "\n\n".join(parts)

"""`supportkit privacy erase`: what an erasure would do, and with `--yes`, the erasure and its receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from supportkit.cli.files import as_text
from supportkit.cli.places import community_named, existing, finished
from supportkit.cli.screen import screen
from supportkit.core.ids import check_person_id

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from supportkit.cli.screen import Screen
    from supportkit.core.ids import CommunityId, PersonId
    from supportkit.kit import Kit
    from supportkit.privacy.erasure import Beyond, ErasurePreview, ErasureReceipt, Stay

CLEAN, BUSY, NOT_NEEDED = "clean", "busy", "not_needed"
"""What came of the store's finishing step."""


def run(options: Namespace) -> int:
    """Show or erase: 1 where something stands in the way, or where old bytes still lie in the file."""
    person, community = check_person_id(options.person), community_named(options.community)
    with existing(options.db, options.actor) as kit:
        if options.yes:
            return _erase(kit, person, community, as_json=options.json)
        preview = kit.people.erase_preview(person, community_id=community)
    if options.json:
        print(as_text(_preview_data(preview)))
    else:
        _show_preview(preview)
    return 0 if preview.possible else 1


def _erase(kit: Kit, person: PersonId, community: CommunityId | None, *, as_json: bool) -> int:
    while kit.people.erase(person, community_id=community).ended_at is None:
        pass  # each call ends as many ties as one commit may hold
    receipt = kit.people.erasure_receipt(person, community_id=community)
    file = NOT_NEEDED
    if receipt.residue:  # also of one that ended before, whose file was busy then
        file = CLEAN if finished(kit) else BUSY
    if as_json:
        print(as_text(_receipt_data(receipt, file)))
    else:
        _show_receipt(receipt, file)
    return 1 if file == BUSY else 0


def _preview_data(preview: ErasurePreview) -> dict[str, Any]:
    return {
        "erased": False,
        "possible": preview.possible,
        "removes": [one._asdict() for one in preview.removes],
        **_left(preview.stays, preview.beyond),
        "holds": [{"community": one.community_id, "until": one.until.isoformat()} for one in preview.holds],
        "last_owner_of": list(preview.last_owner_of),
    }


def _receipt_data(receipt: ErasureReceipt, file: str) -> dict[str, Any]:
    return {
        "erased": True,
        "begun_at": receipt.begun_at.isoformat(),
        "ended_at": receipt.ended_at.isoformat() if receipt.ended_at else None,
        "records": receipt.records,
        "entries": receipt.entries,
        "file": file,
        **_left(receipt.stays, receipt.beyond),
    }


def _left(stays: Sequence[Stay], beyond: Sequence[Beyond]) -> dict[str, Any]:
    return {
        "stays": [
            {"code": one.code, "until": one.until.isoformat() if one.until else None, **_words(one)} for one in stays
        ],
        "beyond": [{"code": one.code, **_words(one)} for one in beyond],
    }


def _words(one: Stay | Beyond) -> dict[str, str]:
    words = one.words()
    return {"what": words.what, "why": words.why}


def _show_preview(preview: ErasurePreview) -> None:
    show = screen()
    show.heading("What an erasure would take away")
    if preview.removes:
        rows = [(one.kind, f"{one.records:,}{' or more' if one.more else ''}") for one in preview.removes]
        show.table(("what", "records"), rows, right=(1,))
        show.text("And what is private in every journal line about the person.")
    else:
        show.text("No record has anything private about this person. Journal lines would be looked through as well.")
    _show_left(show, "What would stay", preview.stays, preview.beyond)
    if preview.possible:
        show.heading("Nothing was changed.")
        show.text("To erase, for good, say the same with --yes.")
        return
    show.heading("What stands in the way")
    for hold in preview.holds:
        words = f"The data is on hold until {hold.until:%Y-%m-%d}: ask an owner of {hold.community_id}."
        show.text(f"- {words}", hanging=2)
    for community in preview.last_owner_of:
        show.text(f"- Nobody else owns {community}: make somebody else an owner first.", hanging=2)
    show.text("Nothing was changed.")


def _show_receipt(receipt: ErasureReceipt, file: str) -> None:
    show = screen()
    show.heading("Erased, for good")
    show.text(f"Private sides taken away: {receipt.records:,} of records, {receipt.entries:,} of journal lines.")
    show.text(f"Begun {receipt.begun_at:%Y-%m-%d %H:%M} UTC, done {receipt.ended_at:%Y-%m-%d %H:%M} UTC.")
    show_file(show, file)
    _show_left(show, "What stays", receipt.stays, receipt.beyond)


def show_file(show: Screen, file: str) -> None:
    """Say what came of the store's finishing step."""
    if file == CLEAN:
        show.text("The file was written anew: nothing old lies in it.")
    elif file == BUSY:
        show.text(
            "Old bytes may still lie in the file, for something else is using it. Run this again at a quiet hour."
        )


def _show_left(show: Screen, title: str, stays: Sequence[Stay], beyond: Sequence[Beyond]) -> None:
    show.heading(title)
    for stay in stays:
        until = f" Until {stay.until:%Y-%m-%d} at most." if stay.until else ""
        words = stay.words()
        show.text(f"- {words.what} {words.why}{until}", hanging=2)
    show.heading("What this cannot reach")
    for one in beyond:
        words = one.words()
        show.text(f"- {words.what} {words.why}", hanging=2)

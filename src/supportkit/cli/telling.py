"""What a rehearsal came to, told as a coordinator would want to read it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supportkit.cli.screen import Screen

    Told = dict[str, Any]

ROWS = 8
"""Rows of a list that are shown, at most."""
ISSUES = 4
"""Kinds of odd things that are shown, at most."""
_WHERE = {
    "in_person": "in a room",
    "online": "online",
    "hybrid": "room and online",
    "phone": "by phone",
    "text": "in writing",
}
_FROM = {
    "list": "as the list says",
    "option": "as --zone says",
    "coordinates": "assumed from the coordinates of the place",
}


def tell(show: Screen, told: Told, *, db: str | None) -> None:
    """Tell it."""
    _opening(show, told)
    if told["list"] is not None:
        _list(show, told["list"])
    _groups(show, told)
    _next(show, told)
    _course(show, told["course"])
    _attendance(show, told)
    _due(show, told)
    _refusal(show, told)
    _findings(show, told)
    _journal(show, told)
    _onwards(show, told, db)


def _opening(show: Screen, told: Told) -> None:
    people = told["people"]
    community = told["community"]
    show.heading(", for ".join(filter(None, (community["name"], community["for_whom"]))))
    show.text(
        f"A rehearsal of eight weeks, {_day(told['begins_at'])} to {_day(told['ends_at'])}, with "
        f"{people['seekers']:,} made-up people. Nobody in it is real, and it can never become live."
    )


def _list(show: Screen, listed: Told) -> None:
    show.heading("The list")
    show.text(
        f"{listed['accepted']:,} of {_many(listed['rows'], 'row')} taken: {_many(listed['groups'], 'group')} with "
        f"{_many(listed['plans'], 'plan')}."
    )
    for code, count in listed["rejected"].items():
        show.text(f"{_many(count, 'row')} not taken: {code}", indent=4)
    for row in listed["zones"][:ROWS]:
        show.text(f"{_many(row['plans'], 'plan')} in {row['zone']}, {_FROM[row['from']]}.", indent=4, hanging=2)
    if len(listed["zones"]) > ROWS:
        show.text(f"and others in {_many(len(listed['zones']) - ROWS, 'more zone')}.", indent=4)
    if any(row["from"] == "coordinates" for row in listed["zones"]):
        show.text("The list names no zone there. A guess can be wrong near a border; --zone names the right one.")
    if listed["plans_without_zone"]:
        show.text(
            f"{_many(listed['plans_without_zone'], 'plan')} without a zone: nothing can be planned. Say which one with "
            "--zone, such as --zone Europe/Berlin."
        )
    odd = [one for one in listed["issues"] if one["code"] != "zone.missing"]  # the zones were told of just now
    if odd:
        show.text("Odd, and taken all the same:" if len(odd) <= ISSUES else "Odd, and taken all the same; most often:")
    for one in odd[:ISSUES]:
        show.text(f"{one['rows']:,} x {one['note']}", indent=4, hanging=2)


def _groups(show: Screen, told: Told) -> None:
    groups: list[Told] = told["groups"]
    with_people = [group for group in groups if group["has_people"]]
    show.heading("Groups")
    rows = [
        (
            group["name"],
            f"{group['taken']} of {group['capacity']}",
            str(group["offered"] or "-"),
            str(group["waiting"] or "-"),
            str(group["resting"] or "-"),
            str(group["left"] or "-"),
        )
        for group in with_people[:ROWS]
    ]
    show.table(("", "seats taken", "on offer", "waiting", "resting", "left"), rows, right=(1, 2, 3, 4, 5))
    more = with_people[ROWS:]
    if more:
        seats, taken = (sum(group[name] for group in more) for name in ("capacity", "taken"))
        waiting = sum(group["waiting"] for group in more)
        show.text(f"{_many(len(more), 'more group')} with people: {taken} of {seats} seats taken, {waiting} waiting.")
    still = len(groups) - len(with_people)
    if still:
        show.text(
            f"{_many(still, 'other group')} opened too, with nobody in them: to keep this short, people come to "
            f"{len(with_people)} of {len(groups):,} groups, chosen evenly over the list. --people N takes more."
        )


def _next(show: Screen, told: Told) -> None:
    show.heading("Next sessions, by the clocks of each place")
    sessions: list[Told] = told["next_sessions"]
    if not sessions:
        show.text("None is planned.")
        return
    rows = [(one["group"], _local(one["local_start"]), one["zone"], _WHERE[one["where"]]) for one in sessions[:ROWS]]
    show.table(("", "", "", ""), rows)
    if len(sessions) > ROWS:
        show.text(f"And those of {_many(len(sessions) - ROWS, 'more group')}.")


def _course(show: Screen, course: Told) -> None:
    show.heading("How people came in and went")
    rows = [
        ("asked to join", course["asked"], "rested for a while", course["rested"]),
        ("accepted", course["accepted"], "came back from it", course["came_back"]),
        ("joined at once", course["joined_at_once"], "left", course["left"]),
        ("waited for a seat", course["waited"], "offers declined", course["offers_declined"]),
        ("offers taken", course["offers_taken"], "offers ended unanswered", course["offers_ended"]),
    ]
    show.table(("", "", "", ""), [(one, f"{a:,}", two, f"{b:,}") for one, a, two, b in rows], right=(1, 3))


def _attendance(show: Screen, told: Told) -> None:
    show.heading("Who came")
    weeks: list[Told] = told["attendance"]
    if not weeks:
        show.text("No session was held yet.")
        return
    rows = [(f"week {week['week']}", str(week["sessions"]), str(week["said_yes"]), str(week["came"])) for week in weeks]
    show.table(("", "sessions held", "said they would come", "came"), rows, right=(1, 2, 3))


def _due(show: Screen, told: Told) -> None:
    due: list[Told] = told["due"]
    show.heading("Due within a week")
    if not due:
        show.text("Nothing.")
        return
    rows = [(one["group"] or "", "an offered seat is held until", _moment(one["due_at"])) for one in due[:ROWS]]
    show.table(("", "", ""), rows)
    if len(due) > ROWS:
        show.text(f"And {len(due) - ROWS:,} more.")


def _refusal(show: Screen, told: Told) -> None:
    refusal: Told | None = told["refusal"]
    if refusal is None:
        return
    show.heading("A refusal explains itself")
    show.text(f"{refusal['title']} [{refusal['code']}]")
    show.text(f"Why: {refusal['why']}", hanging=5)
    show.text(f"What to do: {refusal['hint']}", hanging=5)
    show.text(f"It came up {_times(told['refusals'])}; who had asked went on the waitlist.")


def _findings(show: Screen, told: Told) -> None:
    findings: list[Told] = told["findings"]
    if not findings:
        return
    show.heading("What would have kept groups closed, were this live")
    for one in findings:
        show.text(f"{one['missing']} ({_many(one['groups'], 'group')})", hanging=2)
        show.text(one["do"], indent=4)


def _journal(show: Screen, told: Told) -> None:
    journal = told["journal"]
    show.heading(f"The journal holds {journal['facts']:,} facts")
    kinds: Counter[str] = Counter()
    for tag, count in journal["by_kind"].items():
        kinds[tag.rpartition(".")[0]] += count
    rows = [(kind, f"{count:,}") for kind, count in kinds.most_common(ROWS)]
    left, right = rows[: ROWS // 2], rows[ROWS // 2 :]
    pairs = [(*one, *(right[number] if number < len(right) else ("", ""))) for number, one in enumerate(left)]
    show.table(("", "", "", ""), pairs, right=(1, 3))
    if len(kinds) > ROWS:
        show.text(f"And {len(kinds) - ROWS} more kinds.")


def _onwards(show: Screen, told: Told, db: str | None) -> None:
    show.heading("Where to go from here")
    steps: list[Sequence[str]] = [
        ("supportkit errors group.full", "what a code means and what to do"),
        ("supportkit doctor", "is everything there that supportkit needs"),
        ("supportkit demo --json", "all of this as data"),
    ]
    if told["list"] is None:
        steps.append(("supportkit demo --feed FILE", "the same with a real list of groups"))
    show.table(("", ""), steps)
    show.text("The README has a first program to type, and docs/ the whole story.")
    if db is not None:
        show.text(f"The data is in {db}.")


def _day(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def _local(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{_DAYS[at.weekday()]} {at.day:>2} {_MONTHS[at.month - 1]}, {at:%H:%M}"


def _moment(text: str) -> str:
    return f"{_local(text)} UTC"


def _many(count: int, what: str) -> str:
    """Count things whose plural has an s."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

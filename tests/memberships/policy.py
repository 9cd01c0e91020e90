"""The published policies of a waitlist in as few words as possible: the oracle that the library is held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from supportkit.groups.group import Group, GroupStatus
from supportkit.groups.rules import PartyRule, WaitlistOrder
from supportkit.memberships.membership import Membership

Told = Mapping[str, tuple[str, ...]]


def due(
    group: Group, line: list[Membership], free: int, there: Told, brought: Told, lapsed: Collection[str] = ()
) -> tuple[list[str], list[str]]:
    """Answer who should be offered one of some free seats, and who is passed over."""
    offers: list[list[Membership]] = []
    skipped: list[list[Membership]] = []
    if group.status is GroupStatus.OPEN and not group.frozen_since:
        line_up = queue(group.rules.order, line, there, brought)
        others = [unit for unit in line_up if not {tie.person_id for tie in unit} & set(lapsed)]
        for units in (others, line_up) if lapsed else (line_up,):
            free = _down(units, free, group.rules.parties, offers, skipped)
    return [tie.person_id for unit in offers for tie in unit], [tie.person_id for unit in skipped for tie in unit]


def _down(
    units: list[list[Membership]],
    free: int,
    parties: PartyRule,
    offers: list[list[Membership]],
    skipped: list[list[Membership]],
) -> int:
    waiting: list[list[Membership]] = []
    for unit in units:
        if unit in offers or free == 0:
            continue
        if len(unit) <= free:
            offers.append(unit)
            skipped += [one for one in waiting if one not in skipped]
            free -= len(unit)
        elif parties is PartyRule.STRICT:
            break
        else:
            waiting.append(unit)
    return free


def queue(order: WaitlistOrder, line: list[Membership], there: Told, brought: Told) -> list[list[Membership]]:
    """Put those who wait into the published order, one or two at a place."""
    units: dict[str, list[Membership]] = {}
    for tie in line:
        units.setdefault(tie.party or tie.person_id, []).append(tie)
    left, counts = list(units.values()), Counter(kind for kinds in there.values() for kind in kinds or ("",))

    def rank(unit: list[Membership]) -> tuple[int, int]:
        ticket = max(tie.ticket or 0 for tie in unit)
        if order is WaitlistOrder.PRIORITY:
            return ticket >= 0, min(tie.band for tie in unit), ticket
        if order is WaitlistOrder.BALANCE:
            return ticket >= 0, min(counts[kind] for tie in unit for kind in brought[tie.person_id] or ("",)), ticket
        return ticket >= 0, 0, ticket

    answer = []
    while left:
        answer.append(min(left, key=rank))
        left.remove(answer[-1])
        counts.update(kind for tie in answer[-1] for kind in brought[tie.person_id] or ("",))
    return answer

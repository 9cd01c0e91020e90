"""Who is called what in a group: how a flow learns it, checks a new name against it, and finds who is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve

from supportkit.communities.community import Community
from supportkit.communities.rules import NameRule
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId
from supportkit.core.roles import COMMUNITY_ROLES, LEADING, Role
from supportkit.core.text import text_problems
from supportkit.errors import InvalidInput, NotFound
from supportkit.groups.group import Group
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import BELONGING
from supportkit.privacy.alias import Alias, Face
from supportkit.privacy.name_rules import name_problems, skeleton, suggestions, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId, PersonId

_PLACES = 50
"""Groups of one person against which a name for all of them is checked, at most (default)."""
IN_CHARGE = LEADING | {Role.MODERATOR}
"""Roles whose names nobody else may come near."""
WELCOMING = IN_CHARGE | {Role.CHAMPION}
"""Roles whose faces every member sees."""
_SEES_ALL = IN_CHARGE | COMMUNITY_ROLES


def people_of(ctx: Context, of: GroupId | CommunityId) -> Flow[tuple[Membership, ...]]:
    """Answer the ties of all who belong to a group or community."""
    ties: list[Membership] = []
    for status in sorted(BELONGING):
        ties += yield from ctx.find_all(Membership, "membership.roster", of, status.value)
    return tuple(ties)


def faces_of(ctx: Context, group: Group) -> Flow[tuple[Face, ...]]:
    """Answer everybody who belongs to a group, with ids; what others may see of it is `visible`."""
    ties = yield from people_of(ctx, group.id)
    here = yield from ctx.load_all(maybe(Alias.key(group.id, tie.person_id)) for tie in ties)
    everywhere = yield from ctx.load_all(maybe(Alias.key(group.community_id, tie.person_id)) for tie in ties)
    rows = [_Row(*row) for row in zip(ties, here, everywhere, strict=True)]
    shown: dict[PersonId, str | None] = {}
    seen: set[str] = set()
    # Of two names that look alike, the one of who leads is shown, then the group's own, then the older one.
    for row in sorted(rows, key=_Row.rank):
        name = row.name
        if name is not None and skeleton(name) in seen:
            name = None
        elif name is not None:
            seen.add(skeleton(name))
        shown[row.tie.person_id] = name
    return tuple(
        Face(
            handle=row.handle_in(group.id),
            name=shown[row.tie.person_id],
            role=row.tie.role,
            oneself=row.tie.person_id == ctx.actor,
            person_id=row.tie.person_id,
        )
        for row in rows
    )


class _Row(NamedTuple):
    """What is known of one person in a group: their tie, the name they chose there, and the one for everywhere."""

    tie: Membership
    here: Alias | None
    everywhere: Alias | None

    @property
    def alias(self) -> Alias | None:
        """The one that counts."""
        return _counting(self.here, self.everywhere)

    @property
    def name(self) -> str | None:
        return _name(self.alias)

    def handle_in(self, group_id: GroupId) -> str | None:
        return self.alias.handle_in(group_id) if self.alias is not None else None

    def rank(self) -> tuple[bool, bool, float]:
        alias = self.alias
        since = alias.changed_at.timestamp() if alias is not None else 0
        return self.tie.role not in IN_CHARGE, self.here is None, since


def _counting(here: Alias | None, everywhere: Alias | None) -> Alias | None:
    if here is None and _name(everywhere) is not None:
        return everywhere
    return here


def _name(alias: Alias | None) -> str | None:
    return alias.name if alias is not None and isinstance(alias.name, str) else None


def visible(everybody: Iterable[Face], *, viewer: PersonId, role: Role | None, all_shown: bool) -> tuple[Face, ...]:
    """Answer the faces that somebody may see, in an order that tells nothing.

    Args:
        everybody: the faces, with ids.
        viewer: who looks.
        role: the role by which they may.
        all_shown: whether members may see who belongs.
    """
    full = role in _SEES_ALL
    faces = [
        face if full else evolve(face, person_id=None)
        for face in everybody
        if full or all_shown or face.person_id == viewer or face.role in WELCOMING
    ]
    return tuple(sorted(faces, key=lambda face: (face.name is None, face.name or "", face.handle or "", face.role)))


def called(ctx: Context, group_id: GroupId, person_id: PersonId) -> Flow[tuple[str | None, str | None]]:
    """Answer somebody's handle and name in a group, also of one who is there no more."""
    group, here = yield from ctx.load(Group.key(group_id), maybe(Alias.key(group_id, person_id)))
    everywhere = yield from ctx.load(maybe(Alias.key(group.community_id, person_id)))
    alias = _counting(here, everywhere)
    return (None, None) if alias is None else (alias.handle_in(group_id), _name(alias))


def behind(ctx: Context, group: Group, handle: str) -> Flow[PersonId]:
    """Answer who has a handle in a group.

    Raises:
        NotFound: `record.not_found`.
    """
    page = yield from ctx.find(Alias, "alias.by_handle", handle, limit=1)
    for alias in page.items:
        if alias.of == group.id:
            return alias.person_id
    faces = yield from faces_of(ctx, group)
    for face in faces:
        if face.handle == handle and face.person_id is not None:
            return face.person_id
    raise NotFound("record.not_found", kind="handle", id=handle)


def chosen_name(
    ctx: Context,
    place: Group | Community,
    name: str,
    *,
    role: Role | None,
    shared: bool,
    real_name: str | None,
    locale: str,
) -> Flow[str]:
    """Answer a name as it is kept, if the person who acts may have it in a place.

    Raises:
        InvalidInput: everything that is wrong with it.
    """
    no_name = tuple(text_problems("$.name", name, empty=True))
    if no_name:  # what is no text, or a book, is not looked at any closer
        raise InvalidInput.of(no_name)
    if isinstance(place, Group):
        groups, community = [place], (yield from ctx.load(Community.key(place.community_id)))
    else:
        groups, community = (yield from _own_groups(ctx, place)), place
    staff, taken = (yield from _names_of_staff(ctx, community)), set[str]()
    for group in groups:
        for face in (yield from faces_of(ctx, group)):
            if face.name is not None and not face.oneself:
                (staff if face.role in IN_CHARGE else taken).add(skeleton(face.name))
    tie = yield from ctx.load(maybe(Membership.key(community.id, ctx.actor)))
    elsewhere: set[str] = set() if shared else (yield from _elsewhere(ctx, place))
    kept = tidy(name)
    free = suggestions(f"{ctx.actor} {place.id} {ctx.now}", locale=locale, taken=staff | taken | elsewhere)
    problems = tuple(
        name_problems(
            kept,
            taken=taken,
            staff=staff,
            elsewhere=elsewhere,
            real_name=real_name if community.rules.names is NameRule.PSEUDONYM else None,
            leads=role in IN_CHARGE or (tie is not None and tie.standing is not None),
            such_as=", ".join(free),
        )
    )
    if problems:
        raise InvalidInput.of(problems)
    return kept


def _own_groups(ctx: Context, community: Community) -> Flow[list[Group]]:
    ties = yield from ctx.find_all(Membership, "membership.by_person", ctx.actor)
    keys = [
        Group.key(GroupId(tie.of))
        for tie in ties
        if tie.community_id == community.id and tie.of != community.id and tie.standing is not None
    ]
    return list((yield from ctx.load_all(keys[:_PLACES])))


def _names_of_staff(ctx: Context, community: Community) -> Flow[set[str]]:
    """Answer the skeletons of the names for everywhere of those who run the community."""
    ties = yield from people_of(ctx, community.id)
    keys = [maybe(Alias.key(community.id, tie.person_id)) for tie in ties if tie.person_id != ctx.actor]
    aliases = yield from ctx.load_all(keys)
    return {skeleton(name) for alias in aliases if (name := _name(alias)) is not None}


def _elsewhere(ctx: Context, place: Group | Community) -> Flow[set[str]]:
    """Answer the skeletons of one's own names where the same name would link the two.

    A name for all groups of a community is the choice to be known in them.
    """
    aliases = yield from ctx.find_all(Alias, "alias.by_person", ctx.actor)
    community_id = place.community_id if isinstance(place, Group) else place.id
    return {
        skeleton(name)
        for alias in aliases
        if (name := _name(alias)) is not None
        and alias.of != place.id
        and not (alias.community_id == community_id and (alias.everywhere or isinstance(place, Community)))
    }

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""Checked by mypy --strict and pyright strict, never run: what the faces of a kit answer, and what is an error.

A comment that ignores an error is itself an error once there is none, so each of them is a check.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, assert_type

import supportkit as sk
from supportkit.communities import Community
from supportkit.core.ids import CommunityId, GroupId, PersonId, SeriesId, SessionId
from supportkit.due import DueAction
from supportkit.groups import Finding, Group
from supportkit.kit import AsyncKit, Fact, Kit
from supportkit.memberships import Form, Membership, Questionnaire, QuestionnaireId
from supportkit.privacy import (
    AboutMe,
    Alias,
    Bundle,
    ConsentDocument,
    ConsentReceipt,
    Consents,
    DataRequest,
    Disclosure,
    Exchange,
    Face,
    Hold,
    RetentionReport,
    Standing,
    Unmasking,
)
from supportkit.privacy.erasure import Erasure
from supportkit.privacy.gate import Answer
from supportkit.sessions import Attendance, JoinDetails, Series, Session


def plain(kit: Kit, group_id: GroupId, session_id: SessionId, series_id: SeriesId) -> None:
    community = kit.setup.found("Harbour", owner="ruth")
    assert_type(community, Community)
    assert_type(kit.communities.staff(community.id), sk.Found[Membership])
    assert_type(kit.groups.create(community.id, "Tuesday", capacity=8), Group)
    assert_type(kit.groups.directory(community.id), sk.Found[Group])
    assert_type(kit.groups.directory(community.id).items, tuple[Group, ...])
    assert_type(kit.groups.findings(group_id), tuple[Finding, ...])
    assert_type(kit.memberships.apply(group_id, note="…"), Membership)
    assert_type(kit.memberships.waiting(group_id).next, str | None)
    assert_type(kit.sessions.plan(group_id, sk.weekly("TU"), start_on="2026-12-01", at="18:30", zone="UTC"), Series)
    assert_type(kit.sessions.extend(series_id), tuple[Session, ...])
    assert_type(kit.sessions.rsvp(session_id, "accepted"), Attendance)
    assert_type(kit.sessions.join_details(series_id), JoinDetails | None)
    assert_type(kit.people.for_account("a", secret=b""), PersonId)
    assert_type(kit.people.erase("ann"), Erasure)
    assert_type(kit.people.reach("ann", group_id), Answer)
    assert_type(kit.people.reach("ann", group_id, channel="email"), Answer)
    assert_type(kit.due.actions(community.id), tuple[DueAction, ...])
    assert_type(kit.due.tidy(community.id), int)
    assert_type(kit.journal(), tuple[Fact, ...])
    assert_type(kit.acting_as("ann"), Kit)
    assert_type(kit.once("token").groups.open(group_id), Group)
    with kit.together() as batch:
        assert_type(batch, Kit)
        assert_type(batch.groups.open(group_id), Group)
    with kit as same:
        assert_type(same, Kit)


def asked(kit: Kit, community_id: CommunityId, questionnaire_id: QuestionnaireId, form: Form) -> None:
    assert_type(kit.questionnaires.draft(community_id, "Before you join", form), Questionnaire)
    assert_type(kit.questionnaires.publish(questionnaire_id), Questionnaire)
    assert_type(kit.questionnaires.in_community(community_id), sk.Found[Questionnaire])
    assert_type(kit.consents.write(community_id, "research", {"en": "For a study."}), ConsentDocument)
    assert_type(kit.consents.documents(community_id), sk.Found[ConsentDocument])
    assert_type(kit.consents.give("cdo_1", 1), Consents)
    assert_type(kit.consents.withdraw("cdo_1"), Consents)
    assert_type(kit.consents.standing(community_id), tuple[Standing, ...])
    assert_type(kit.consents.receipt("cdo_1"), ConsentReceipt)


def known(kit: Kit, community_id: CommunityId, group_id: GroupId, about: AboutMe) -> None:
    assert_type(kit.identity.tell(community_id, about), AboutMe)
    assert_type(kit.identity.set_name(group_id, "Rosa"), Face)
    assert_type(kit.identity.name_everywhere(community_id, "Rosa"), Alias | None)
    assert_type(kit.identity.faces(group_id), tuple[Face, ...])
    assert_type(kit.identity.mask(group_id), str)
    assert_type(kit.identity.unmask(group_id, "msk_1", reason="…"), Unmasking)
    assert_type(kit.identity.offer_contact(group_id, "Rosa", "…"), Exchange)
    assert_type(kit.privacy.ask(community_id, "access"), DataRequest)
    assert_type(kit.privacy.open_requests(community_id), sk.Found[DataRequest])
    assert_type(kit.privacy.disclosures(community_id, "ann"), sk.Found[Disclosure])
    assert_type(kit.privacy.export("ann"), Bundle)
    assert_type(kit.privacy.retention(community_id), RetentionReport)
    assert_type(kit.privacy.hold(community_id, until=datetime.now(UTC), reason="…"), Hold)


def previewed(kit: Kit, group_id: GroupId) -> None:
    verdict = kit.preview.groups.set_capacity(group_id, 4)
    assert_type(verdict, sk.Verdict)
    assert_type(verdict.allowed, bool)
    assert_type(verdict.error, sk.SupportKitError | None)
    assert_type(kit.preview.memberships.mine(), sk.Verdict)
    assert_type(kit.preview.identity.mask(group_id), sk.Verdict)
    assert_type(kit.preview.consents.refuse("cdo_1", 1), sk.Verdict)
    assert_type(kit.preview.privacy.requests(), sk.Verdict)


async def awaited(kit: AsyncKit, group_id: GroupId, series_id: SeriesId) -> None:
    community = await kit.setup.found("Harbour", owner="ruth")
    assert_type(community, Community)
    assert_type(await kit.groups.open(group_id), Group)
    assert_type(await kit.groups.directory(community.id), sk.Found[Group])
    assert_type(await kit.memberships.get(group_id), Membership)
    assert_type(await kit.sessions.extend(series_id), tuple[Session, ...])
    assert_type(await kit.identity.faces(group_id), tuple[Face, ...])
    assert_type(await kit.consents.standing(community.id), tuple[Standing, ...])
    assert_type(await kit.privacy.requests(), sk.Found[DataRequest])
    assert_type(await kit.questionnaires.in_community(community.id), sk.Found[Questionnaire])
    assert_type(await kit.preview.groups.open(group_id), sk.Verdict)
    assert_type(await kit.once("token").groups.open(group_id), Group)
    assert_type(await kit.journal(), tuple[Fact, ...])
    assert_type(kit.acting_as("ann"), AsyncKit)
    async with kit.together() as batch:
        assert_type(batch, AsyncKit)
        assert_type(await batch.groups.open(group_id), Group)


def doors() -> None:
    assert_type(sk.open("sqlite:///groups.db", actor="ruth"), Kit)
    assert_type(sk.open_async("sqlite:///groups.db", actor="ruth"), AsyncKit)
    kit = sk.rehearse(at=datetime.now(UTC))
    assert_type(kit.community, Community)
    assert_type(kit.acting_as("ann").community, Community)


def values(group: Group, membership: Membership, data: dict[str, Any]) -> None:
    at, by = datetime.now(UTC), PersonId("ruth")
    assert_type(group.set_capacity(4, at=at, by=by), sk.Change[Group])
    assert_type(group.pause(at=at, by=by).then(lambda one: one.resume(at=at, by=by)).state, Group)
    assert_type(membership.note, "str | sk.Erased | None")
    assert_type(sk.from_data(Group, data), Group)
    assert_type(Group.key(group.id).kind, str)


def mistakes(kit: Kit, akit: AsyncKit, group_id: GroupId, session_id: SessionId, community: Community) -> None:
    kit.groups.create(community.id, "Tuesday", capcity=8)  # type: ignore[call-arg]
    kit.groups.create(community.id)  # type: ignore[call-arg]
    kit.groups.set_capacity(group_id, "8")  # type: ignore[arg-type]
    kit.groups.get(session_id)  # type: ignore[arg-type]
    kit.groups.get("grp_1")  # type: ignore[arg-type]
    kit.identity.unmask(group_id, "msk_1")  # type: ignore[call-arg]
    kit.consents.give("cdo_1")  # type: ignore[call-arg]
    kit.privacy.retention(group_id)  # type: ignore[arg-type]
    kit.questionnaires.get(group_id)  # type: ignore[arg-type]
    kit.groups.opne(group_id)  # type: ignore[attr-defined]
    kit.preview.groups.open(group_id).name  # type: ignore[attr-defined]  # noqa: B018
    akit.groups.open(group_id).name  # type: ignore[attr-defined]  # noqa: B018
    akit.preview.groups.open(group_id).allowed  # type: ignore[attr-defined]  # noqa: B018
    kit.preview.groups.open(grp_id=group_id)  # type: ignore[call-arg]
    Kit(object(), actor="ruth")  # type: ignore[arg-type]
    kit.memberships.apply(group_id, "a note")  # type: ignore[call-arg]
    sk.rehearsal()  # type: ignore[attr-defined]

"""Transition tables: every state and verb. What the table allows leads where it says; all else changes nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import pytest

from supportkit.communities.community import Mode
from supportkit.communities.rules import Regime
from supportkit.core.ids import CommunityId, GroupId, PersonId, SeriesId, SessionId
from supportkit.core.lifecycle import diagram, step
from supportkit.core.roles import Role
from supportkit.core.words import Wording, said
from supportkit.errors import Refused, WrongState
from supportkit.groups.group import LIFECYCLE, Group, GroupStatus
from supportkit.memberships.form import Form, Question, QuestionKind, Ruling, ScreeningOutcome
from supportkit.memberships.membership import LAPSES_FORGIVEN, Membership
from supportkit.memberships.observation import OBSERVING, Observation, ObservationStatus
from supportkit.memberships.path import PATH, MembershipStatus
from supportkit.memberships.questionnaire import EDITION, Questionnaire, QuestionnaireId, QuestionnaireStatus
from supportkit.memberships.screening import REVIEW, Screening, ScreeningStatus
from supportkit.privacy.aftercare import AFTERCARE, Aftercare, AftercareStatus, Telling
from supportkit.privacy.consent_document import COURSE as COURSE_OF_DOCUMENTS
from supportkit.privacy.consent_document import ConsentDocument, DocumentStatus, Scope
from supportkit.privacy.data_request import COURSE as COURSE_OF_REQUESTS
from supportkit.privacy.data_request import DataRequest, DataRight, RequestStatus
from supportkit.privacy.purpose import Purpose
from supportkit.sessions.recurrence import weekly
from supportkit.sessions.series import COURSE, Series, SeriesStatus
from supportkit.sessions.session import PROGRESS, Session, SessionStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

    from supportkit.core.change import Change

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BY = PersonId("ruth")
ACT: dict[str, Any] = {"at": AT, "by": BY}
HOUR = timedelta(hours=1)

GROUP = Group(
    id=GroupId("grp_1"), community_id=CommunityId("com_1"), mode=Mode.LIVE, name="Tuesday", created_at=AT, taken=3
)
TIE = Membership(of="grp_1", community_id=CommunityId("com_1"), person_id=PersonId("ann"), role=Role.CHAMPION)
OBSERVATION = Observation(
    group_id=GroupId("grp_1"),
    community_id=CommunityId("com_1"),
    person_id=PersonId("oz"),
    until=AT + HOUR,
    named_at=AT,
)
TASK = Aftercare(group_id=GroupId("grp_1"), community_id=CommunityId("com_1"), person_id=PersonId("ann"), opened_at=AT)
SERIES = Series(
    id=SeriesId("ser_1"),
    lineage_id=SeriesId("ser_1"),
    group_id=GroupId("grp_1"),
    community_id=CommunityId("com_1"),
    recurrence=weekly("TU"),
    start_on=date(2026, 3, 3),
    at=time(18, 30),
)
SESSION = Session(
    id=SessionId("ser_1@20260302T0915"),
    group_id=GroupId("grp_1"),
    community_id=CommunityId("com_1"),
    series_id=SeriesId("ser_1"),
    starts_at=AT + HOUR / 4,
    ends_at=AT + HOUR,
    zone="UTC",
    tzdata="2026a",
)
REQUEST = DataRequest(
    id="drq_1",
    community_id=CommunityId("com_1"),
    person_id=PersonId("ann"),
    right=DataRight.COPY,
    regime=Regime.GDPR,
    received_at=AT,
    due_on=date(2026, 4, 2),
)
DOCUMENT = ConsentDocument(
    id="community:com_1:research:collect",
    community_id=CommunityId("com_1"),
    scope=Scope.COMMUNITY,
    of="com_1",
    purpose=Purpose.RESEARCH,
    draft=(Wording(locale="en", text="May we?"),),
)


FORM = Form(questions=(Question(id="alone", kind=QuestionKind.YES_NO, words=said(en="Are you alone?")),))
QUESTIONNAIRE = Questionnaire(
    id=QuestionnaireId("qst_1"),
    lineage_id=QuestionnaireId("qst_1"),
    version=1,
    community_id=CommunityId("com_1"),
    name="Before you join",
    form=FORM,
)
SCREENING = Screening(
    group_id=GroupId("grp_1"),
    community_id=CommunityId("com_1"),
    person_id=PersonId("ann"),
    questionnaire_id=QuestionnaireId("qst_1"),
    version=1,
    answered_at=AT,
)
LOOK = Ruling(outcome=ScreeningOutcome.HUMAN_REVIEW)


class Life(NamedTuple):
    """A value in its first state, its table, where it begins, and how each verb is called."""

    value: Any
    table: Mapping[Any, Mapping[str, Any]]
    starts: tuple[StrEnum, ...]
    verbs: dict[str, Callable[[Any], Change[Any]]]


def _bare(*names: str) -> dict[str, Callable[[Any], Change[Any]]]:
    return {name: lambda value, name=name: getattr(value, name)(**ACT) for name in names}


LIVES = {
    "group": Life(
        GROUP,
        LIFECYCLE,
        (GroupStatus.DRAFT, GroupStatus.LISTED),
        _bare("announce", "start", "cancel", "pause", "resume", "close", "archive")
        | {
            "open": lambda group: group.open(missing=(), **ACT),
            "form": lambda group: group.form(missing=(), **ACT),
        },
    ),
    "membership": Life(
        TIE,
        PATH,
        (MembershipStatus.NEW,),
        _bare(
            *("apply", "invite", "join", "accept", "decline", "accept_offer", "decline_offer", "end_offer"),
            "withdraw_offer",
            *("pause", "resume", "leave", "remove", "follow", "refer", "graduate", "end"),
        )
        | {
            "waitlist": lambda tie: tie.waitlist(3, **ACT),
            "hold": lambda tie: tie.hold(AT + HOUR, **ACT),
            "release": lambda tie: attrs.evolve(tie, held_until=AT).release(**ACT),
            "wait_again": lambda tie: tie.wait_again(-3, **ACT),
            "offer": lambda tie: tie.offer(AT + HOUR, **ACT),
            "appoint": lambda tie: tie.appoint(Role.OBSERVER, **ACT),
        },
    ),
    "observation": Life(
        OBSERVATION,
        OBSERVING,
        (ObservationStatus.NAMED,),
        _bare("agree", "stop", "finish") | {"name": lambda one: one.name(until=AT + HOUR, **ACT)},
    ),
    "aftercare": Life(
        TASK,
        AFTERCARE,
        (AftercareStatus.OPEN,),
        _bare("finish")
        | {
            "decide": lambda one: one.decide(Telling(teller=BY, words="Quietly."), **ACT),
            "name_caregivers": lambda one: one.name_caregivers((BY,), **ACT),
        },
    ),
    "questionnaire": Life(
        QUESTIONNAIRE,
        EDITION,
        (QuestionnaireStatus.DRAFT,),
        _bare("publish", "retire")
        | {
            "revise": lambda draft: draft.revise(name="After", form=FORM, **ACT),
            "succeed": lambda former: former.succeed(QuestionnaireId("qst_2"), **ACT),
        },
    ),
    "screening": Life(
        SCREENING,
        REVIEW,
        (ScreeningStatus.IN_REVIEW, ScreeningStatus.DECIDED),
        {
            "answer": lambda one: one.answer(QuestionnaireId("qst_2"), 2, answers=(), ruling=LOOK, **ACT),
            "decide": lambda one: one.decide(ScreeningOutcome.ACCEPTED, **ACT),
        },
    ),
    "series": Life(
        SERIES,
        COURSE,
        (SeriesStatus.ACTIVE,),
        _bare("end")
        | {
            "extend": lambda series: series.extend(AT + HOUR, **ACT),
            "set_zone": lambda series: series.set_zone("Europe/Berlin", **ACT),
        },
    ),
    "session": Life(
        SESSION,
        PROGRESS,
        (SessionStatus.PLANNED,),
        _bare("begin", "end", "cancel") | {"reschedule": lambda session: session.reschedule(AT + 2 * HOUR, **ACT)},
    ),
}
LIVES["data_request"] = Life(
    REQUEST,
    COURSE_OF_REQUESTS,
    (RequestStatus.OPEN,),
    _bare("withdraw")
    | {
        "extend": lambda request: request.extend("we ask the archive", **ACT),
        "answer_with": lambda request: request.answer_with("here it is", **ACT),
        "refuse": lambda request: request.refuse("it is not yours", **ACT),
    },
)
LIVES["consent_document"] = Life(
    DOCUMENT,
    COURSE_OF_DOCUMENTS,
    (DocumentStatus.DRAFT,),
    _bare("publish", "retire") | {"rewrite": lambda document: document.rewrite(DOCUMENT.draft, **ACT)},
)
CELLS = [
    pytest.param(life, status, verb, id=f"{name}-{status}-{verb}")
    for name, life in LIVES.items()
    for status in type(life.starts[0])
    for verb in life.verbs
]


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_the_table_names_every_state_and_only_verbs_that_there_are(life: Life):
    assert set(life.table) == set(type(life.starts[0]))
    named = {verb for steps in life.table.values() for verb in steps}
    assert named == set(life.verbs)
    assert all(callable(getattr(life.value, verb)) for verb in named)
    reached = set(life.starts) | {following for steps in life.table.values() for following in steps.values()}
    assert reached == set(life.table), "a state that nothing leads to"


@pytest.mark.parametrize(("life", "status", "verb"), CELLS)
def test_a_step_leads_where_the_table_says_or_is_refused(life: Life, status: StrEnum, verb: str):
    value = attrs.evolve(life.value, status=status)
    kept = attrs.evolve(value)
    following = life.table[status].get(verb)
    if following is not None:
        change = life.verbs[verb](value)
        assert change.state.status is following
        assert len(change.events) == 1
        assert value == kept
        return
    with pytest.raises(Refused) as caught:
        life.verbs[verb](value)
    assert value == kept
    if status is MembershipStatus.REMOVED and verb in PATH[MembershipStatus.NEW]:
        assert caught.value.code == "membership.removed"
        return
    assert isinstance(caught.value, WrongState)
    assert caught.value.params == {
        "verb": verb,
        "current": str(status),
        "allowed": tuple(sorted(life.table[status])) or ("nothing",),
    }
    assert "(" not in caught.value.hint
    assert "'" not in caught.value.hint


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_the_diagram_is_the_table(life: Life):
    drawn = diagram(life.table, *life.starts).splitlines()
    assert drawn[0] == "stateDiagram-v2"
    starts, ends, steps = set(), set(), set()
    for line in drawn[1:]:
        match = re.fullmatch(r"    (\[\*\]|[a-z_]+) --> (\[\*\]|[a-z_]+)(?:: ([a-z_]+))?", line)
        assert match, line
        left, right, verb = match.groups()
        if left == "[*]":
            starts.add(right)
        elif right == "[*]":
            ends.add(left)
        else:
            steps.add((left, verb, right))
    assert starts == {str(start) for start in life.starts}
    assert ends == {str(status) for status, found in life.table.items() if not found}
    assert steps == {(str(a), verb, str(b)) for a, found in life.table.items() for verb, b in found.items()}


def test_an_unknown_verb_is_refused_everywhere():
    with pytest.raises(WrongState):
        step(LIFECYCLE, GroupStatus.OPEN, "fly")


def test_an_offer_runs_until_its_end_and_lapses_are_forgiven_twice():
    tie = attrs.evolve(TIE, status=MembershipStatus.OFFERED, ticket=4, offer_ends_at=AT)
    with pytest.raises(Refused, match=r"offer\.expired"):
        tie.accept_offer(at=AT, by=BY)
    with pytest.raises(Refused, match=r"offer\.running"):
        tie.end_offer(at=AT - timedelta(microseconds=1), by=BY)
    assert tie.accept_offer(at=AT - timedelta(microseconds=1), by=BY).state.ticket is None
    for lapses in range(LAPSES_FORGIVEN + 1):
        tie = tie.end_offer(at=AT, by=BY).state
        assert tie.lapses == lapses + 1
        if lapses < LAPSES_FORGIVEN:
            assert (tie.status, tie.ticket) == (MembershipStatus.WAITING, 4)
            tie = tie.offer(AT, at=AT, by=BY).state
    assert (tie.status, tie.ticket) == (MembershipStatus.LEFT, None)


def test_a_role_that_one_has_already_is_no_fact():
    tie = attrs.evolve(TIE, status=MembershipStatus.PAUSED)
    with pytest.raises(Refused, match=r"membership\.role_unchanged"):
        tie.appoint(Role.CHAMPION, **ACT)


def test_a_pause_ends_after_it_begins():
    tie = attrs.evolve(TIE, status=MembershipStatus.ACTIVE)
    with pytest.raises(ValueError, match=r"time\.order"):
        tie.pause(until=AT, **ACT)
    assert tie.pause(until=AT + HOUR, **ACT).state.paused_until == AT + HOUR


def test_a_plan_knows_its_zone_once_and_only_goes_on():
    with pytest.raises(Refused, match=r"series\.zone_set"):
        SERIES.set_zone("Europe/Berlin", **ACT).state.set_zone("UTC", **ACT)
    with pytest.raises(ValueError, match=r"time\.order"):
        SERIES.extend(AT, **ACT).state.extend(AT, **ACT)
    with pytest.raises(Refused, match=r"series\.no_zone"):
        SERIES.occurrences(AT, AT + HOUR)

"""What is refused names the place and the range, and a limit lets in what lies on it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.kit.worlds import World

from supportkit.core.clock import stamp
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.records import Entry, Key
from supportkit.core.words import Wording
from supportkit.errors import SupportKitError
from supportkit.privacy.aftercare import Aftercare
from supportkit.privacy.audit import AuditBlock, AuditHead, AuditSalt, ChainHead
from supportkit.privacy.block import Apart, Block, kept_apart, pairs
from supportkit.privacy.bundle import Bundle, Told, from_json
from supportkit.privacy.chain import Evidence, Flaw, judged
from supportkit.privacy.consent import Consents, Method, State
from supportkit.privacy.consent_document import LOCALES, ConsentDocument, Handling, Scope, document_id
from supportkit.privacy.death import Death, Former
from supportkit.privacy.exchange import Exchange
from supportkit.privacy.person import account_digest
from supportkit.privacy.profile import AboutMe
from supportkit.privacy.purpose import Purpose
from supportkit.privacy.receipt import receipt
from supportkit.privacy.wish import LastWish

if TYPE_CHECKING:
    from collections.abc import Callable

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANN, BO, CY = PersonId("ann"), PersonId("bo"), PersonId("cy")
GROUP = GroupId("grp_one")


def told(act: Callable[[], Any]) -> Any:
    """Answer what an error says: each problem with its code, its path and what it names."""
    with pytest.raises(SupportKitError) as caught:
        act()
    error: Any = caught.value
    return [(one.code, one.path, dict(one.params)) for one in getattr(error, "problems", ())] or [
        (error.code, "$", dict(error.params))
    ]


def test_the_audit_chain():
    world = World()
    privacy = world.by("olga").privacy
    for limit in (9, 1001):
        (problem,) = told(lambda limit=limit: privacy.seal(world.community, limit=limit))
        assert (problem[0], problem[2]) == ("number.out_of_range", {"least": 10, "most": 1000})
    assert privacy.seal(world.community, limit=10).lines == 10
    assert privacy.seal(world.community, limit=1000).more is False
    for blocks in (0, 101):
        (problem,) = told(lambda blocks=blocks: privacy.verify(world.community, blocks=blocks))
        assert (problem[0], problem[2]) == ("number.out_of_range", {"least": 1, "most": 100})
    assert privacy.verify(world.community, blocks=100).last == 2
    assert privacy.verify(world.community, blocks=1).next == 2
    for start in (0, 3):
        assert told(lambda start=start: privacy.verify(world.community, start=start))[0][0] == "privacy.not_sealed"


def entry(kind: str, name: str, version: int) -> Entry:
    return Entry("evt_x", "x.y.1", Key(kind, name), version, "", "", "ann", b"{}")


def test_a_salt_lets_go_of_one_record_up_to_one_version():
    salt = AuditSalt.make(ANN, "salt", at=AT, by=ANN).state.let_go_of("membership", "a", 3, at=AT, by=ANN).state
    assert salt.has_let_go_of(entry("membership", "a", 1))
    assert salt.has_let_go_of(entry("membership", "a", 3))
    assert not salt.has_let_go_of(entry("membership", "a", 4))
    assert not salt.has_let_go_of(entry("membership", "b", 1))
    assert not salt.has_let_go_of(entry("profile", "a", 1))


def test_an_account_and_a_secret_have_a_length():
    secret = b"s" * 16
    assert account_digest("a", secret) != account_digest("b", secret)
    assert len(account_digest("a" * 500, secret)) == 64
    for account, key in (("", secret), ("a" * 501, secret), ("a", b"s" * 15)):
        assert told(lambda account=account, key=key: account_digest(account, key))[0][0] == "account.malformed"


def begun(*wordings: Wording) -> ConsentDocument:
    named = document_id(Scope.COMMUNITY, "com_x", Purpose.RESEARCH, Handling.SHARE)
    assert named == "community:com_x:research:share"
    return ConsentDocument.begin(
        scope=Scope.COMMUNITY,
        of="com_x",
        community_id="com_x",  # type: ignore[arg-type]
        purpose=Purpose.RESEARCH,
        handling=Handling.SHARE,
        recipients=("a university",),
        wordings=wordings,
        at=AT,
        by=ANN,
    ).state


def test_the_words_of_a_consent():
    def many(number: int) -> list[Wording]:
        return [Wording(locale=f"en-{place}", text="May we?") for place in range(number)]

    assert len(begun(*many(LOCALES)).draft) == 50
    size = ("number.out_of_range", "$.wordings", {"least": 1, "most": 50})
    assert told(lambda: begun(*many(51))) == [size]
    assert told(begun) == [size]
    twice = Wording(locale="en", text="May we?")
    assert told(lambda: begun(twice, twice)) == [("consent.locale_twice", "$.wordings[1].locale", {})]
    empty = told(lambda: begun(Wording(locale="en", text="May we?"), Wording(locale="", text="")))
    assert [one[:2] for one in empty] == [
        ("text.empty", "$.wordings[1].locale"),
        ("text.empty", "$.wordings[1].text"),
    ]
    assert told(lambda: begun(Wording(locale="e" * 36, text="x")))[0][1] == "$.wordings[0].locale"
    assert begun(Wording(locale="en-" + "-".join(["variant"] * 4), text="x")).draft
    assert told(lambda: begun(Wording(locale="english", text="x")))[0][:2] == (
        "language.malformed",
        "$.wordings[0].locale",
    )
    other = Wording(locale="EN", text="May we?")
    assert told(lambda: begun(twice, other))[0][:2] == ("consent.locale_twice", "$.wordings[1].locale")


def test_what_somebody_tells_of_themself():
    words = {"stage": "", "region": "", "zone": "", "conditions": ("a", ""), "languages": ("",), "access_needs": ("",)}
    found = told(lambda: AboutMe(**words))  # type: ignore[arg-type]
    assert [one[:2] for one in found] == [
        ("text.empty", f"$.{name}")
        for name in ("stage", "region", "zone", "conditions[1]", "languages[0]", "access_needs[0]")
    ]
    about = AboutMe(languages=("de", "d", "de-AT"), region="DEU", zone="Europe/Nowhere")
    assert [(one.code, one.path) for one in about.problems()] == [
        ("language.malformed", "$.languages[1]"),
        ("region.malformed", "$.region"),
        ("value.not_allowed", "$.zone"),
    ]
    allowed = "names of IANA time zones, such as Europe/Berlin"
    assert dict([*about.problems()][2].params) == {"given": "This", "allowed": allowed}
    assert [(one.code, one.path) for one in AboutMe(zone="UTC+2").problems()] in (
        [("zone.offset", "$.zone")],
        [("value.not_allowed", "$.zone")],
    )
    fit = AboutMe(languages=("de", "gsw", "zh-Hant-TW"), region="US-WA", zone="Europe/Berlin")
    assert [*fit.problems()] == []


def test_a_document_that_is_none():
    assert told(lambda: from_json("{}"))[0][0] == "bundle.malformed"
    assert told(lambda: from_json('{"format": "other", "person_id": "ann", "made_at": "2026-01-01T00:00:00Z",'))[0][0]


def test_who_is_to_be_kept_apart():
    block = Block.begin(BO, ANN, group_id=GROUP, at=AT, by=BO).state
    over = block.unblock(GROUP, at=AT, by=BO).state
    assert (block.holds, over.holds) == (True, False)
    assert kept_apart([None, block])
    assert not kept_apart([None, over])
    assert pairs([None, block, over, block], unseen_by=CY) == (Apart(ANN, BO),)
    assert pairs([block], unseen_by=ANN) == pairs([block], unseen_by=BO) == ()
    again = block.block(GROUP, at=AT, by=BO)
    assert (again.state, again.events) == (block, ())
    other = block.block(GroupId("grp_two"), at=AT, by=BO).state
    assert other.made_in == (GROUP, "grp_two")
    assert other.unblock(GROUP, at=AT, by=BO).state.made_in == ("grp_two",)
    assert other.unblock(GroupId("grp_three"), at=AT, by=BO).events == ()


def test_others_are_numbered_wherever_they_stand_in_a_document():
    seen = Former(of="grp_one"), Former(of="grp_two")
    death = Death.begin(ANN, before=seen, at=AT, by=PersonId("fay"))
    after = Aftercare(
        group_id=GROUP,
        community_id=CommunityId("com_x"),
        person_id=ANN,
        opened_at=AT,
        caregivers=(CY, BO, ANN),
    )
    fact = Told(id="evt_1", about=Key("block", "ann:bo"), version=1, recorded_at="x", event=death.events[0])
    bundle = Bundle(person_id=ANN, made_at=AT, records=(death.state, after), facts=(fact,))
    document = json.loads(bundle.to_json())
    one, two = document["records"]
    assert (one["kind"], two["kind"]) == ("aftercare", "quiet")
    assert one["data"]["caregivers"] == ["per.other.1", "per.other.2", "ann"]
    assert two["data"]["report"]["reported_by"] == "per.other.3"
    assert [former["of"] for former in two["data"]["report"]["before"]] == ["grp_one", "grp_two"]
    (line,) = document["facts"]
    assert (line["about"], line["kind"], line["version"], line["id"]) == ("ann:per.other.2", "block", 1, "evt_1")
    assert (line["data"]["by"], line["tag"]) == ("per.other.3", "quiet.noted.1")
    assert (document["format"], document["person_id"]) == ("supportkit.person.1", "ann")
    for name in ("bo", "cy", "fay"):
        assert f'"{name}"' not in bundle.to_json()


@pytest.mark.parametrize(("before", "whole"), [((0, ""), True), ((1, ""), False), ((0, "x"), False)])
def test_only_the_first_block_follows_nothing(before: tuple[int, str], *, whole: bool):
    block = AuditBlock.seal(ChainHead(*before), None, (), at=AT, by=ANN).state
    evidence = Evidence(block, None, {}, (), {}, (), AuditHead())
    assert [one.flaw for one in judged(evidence)] == ([] if whole else [Flaw.BLOCK_CHANGED])


def test_what_is_not_asked_cannot_be_answered():
    draft = begun(Wording(locale="en", text="May we?"))
    ledger = Consents.begin(draft.community_id, ANN, at=AT, by=ANN).state
    how: Any = {"method": Method.WEB, "at": AT, "by": ANN}
    assert told(lambda: ledger.refuse(draft, 1, locale="en", **how))[0][0] == "consent.not_asked"
    asked = draft.publish(at=AT, by=ANN).state
    assert told(lambda: ledger.refuse(asked, 1, locale="es", **how)) == [
        ("consent.locale_unknown", "$", {"known": "en"}),
    ]
    assert told(lambda: ledger.refuse(asked, 2, locale="en", **how))[0][2] == {"version": 2, "in_force": 1}
    assert told(lambda: ledger.withdraw(asked.id, method=Method.WEB, at=AT, by=ANN))[0][0] == "consent.not_given"
    assert ledger.refuse(asked, 1, locale="en", **how).state.state(asked) is State.REFUSED


def test_recipients_are_named_where_data_is_shared_and_only_there():
    words: Any = {
        "scope": Scope.COMMUNITY,
        "of": "com_x",
        "community_id": "com_x",
        "purpose": Purpose.RESEARCH,
        "wordings": (Wording(locale="en", text="May we?"),),
        "at": AT,
        "by": ANN,
    }
    wrong = [("consent.recipients", "$.recipients", {})]
    assert told(lambda: ConsentDocument.begin(handling=Handling.SHARE, recipients=(), **words)) == wrong
    assert told(lambda: ConsentDocument.begin(handling=Handling.COLLECT, recipients=("x",), **words)) == wrong
    empty = told(lambda: ConsentDocument.begin(handling=Handling.SHARE, recipients=("x", ""), **words))
    assert [one[:2] for one in empty] == [("text.empty", "$.recipients[1]")]


def test_who_has_left_leaves_no_wish():
    world = World()
    ann = world.by("ann")
    ann.people.leave_wish(world.community, LastWish())
    ann.memberships.leave(world.group)
    assert told(lambda: ann.people.leave_wish(world.community, LastWish()))[0][0] == "membership.needed"


def test_there_is_no_receipt_where_nothing_was_said():
    asked = begun(Wording(locale="en", text="May we?")).publish(at=AT, by=ANN).state
    ledger = Consents.begin(asked.community_id, ANN, at=AT, by=ANN).state
    assert receipt(ledger, asked, "Harbour") is None
    said = ledger.refuse(asked, 1, locale="en", method=Method.WEB, at=AT, by=ANN).state
    kept = receipt(said, asked, "Harbour")
    assert kept is not None
    assert (kept.receipt_id, kept.controller, kept.text) == ("com_x:ann:1", "Harbour", "May we?")
    assert (kept.third_parties, kept.collection_method, kept.language) == (("a university",), "web", "en")


def test_a_death_is_confirmed_once():
    known = Death.begin(ANN, at=AT, by=BO).state.confirm("By the hospital", at=AT, by=BO).state
    (problem,) = told(lambda: known.confirm("Again", at=AT, by=BO))
    assert (problem[2]["verb"], problem[2]["current"], problem[2]["allowed"]) == (
        "confirm_death",
        "confirmed",
        ("reported",),
    )


def test_a_fact_of_an_unknown_kind_is_not_read():
    death = Death.begin(ANN, at=AT, by=BO)
    fact = Told(id="evt_1", about=Key("quiet", "ann"), version=1, recorded_at=stamp(AT), event=death.events[0])
    text = Bundle(person_id=ANN, made_at=AT, records=(death.state,), facts=(fact,)).to_json()
    assert from_json(text).facts[0].about == Key("quiet", "ann")
    other = text.replace('"kind": "quiet",\n   "recorded_at"', '"kind": "nothing",\n   "recorded_at"')
    assert told(lambda: from_json(other)) == [("bundle.malformed", "$.facts[0]", {})]


def test_what_two_offered_each_other_is_in_no_repr():
    given = Exchange(handle="h1", name="Wren", mine="555 0100", theirs="555 0199")
    assert repr(given) == "Exchange(handle='h1')"
    assert given.mutual
    assert not Exchange(handle="h1", name=None, mine="555 0100", theirs=None).mutual


def test_a_handle_and_a_community_that_are_none():
    world = World()
    identity = world.by("ann").identity
    for given, code in (("nothing", "id.malformed"), (world.group, "id.wrong_kind")):
        assert told(lambda given=given: identity.told(CommunityId(given)))[0][0] == code
    found = told(lambda: identity.offer_contact(world.group, world.handle, contact="555 0100"))
    assert found == [("record.not_found", "$", {"kind": "handle", "id": world.handle})]

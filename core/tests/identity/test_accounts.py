"""A node knows its people, officers and mandates, and the development provider is for demo nodes alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tongban.clock import FixedClock
from tongban.errors import Misconfigured, NotFound, Refused
from tongban.identity.accounts import Accounts
from tongban.identity.checks import identity_objections
from tongban.identity.development import DevelopmentProvider
from tongban.identity.mandates import Mandates
from tongban.identity.people import Assurance, Mandate, Officer, OfficerRole, Party, PartyKind, Person, Role
from tongban.identity.person_keys import person_key
from tongban.identity.providers import Audience, IdentityProvider
from tongban.identity.seed import Seed, demo_people, load_seed, sow
from tongban.matters.forms import Form
from tongban.matters.matter import Delivery, Kind, Matter
from tongban.matters.routes import Route
from tongban.routing.divisions import Divisions
from tongban.storage import Database

SECRET = b"s" * 32
ZHANG, LI = "510104198503109997", "500103199208259980"
FIRM = "915001030000A0363K"
CLERK = Officer(id="cq-1", name="陈窗口", office="cq", roles=frozenset({OfficerRole.CLERK, OfficerRole.OFFICER}))
MANDATE = Mandate(
    organisation=FIRM,
    organisation_name="渝中公司",
    agent=ZHANG,
    matters=frozenset({"hf.employer_open"}),
    since="2026-11-01",
    until="2026-11-30",
)
OPEN = Matter(
    id="hf.employer_open",
    name="单位缴存登记",
    edition="1",
    kind=Kind.COMMITTED,
    applicants=frozenset({PartyKind.ORGANISATION}),
    authority="fund",
    basis=(),
    promised_term="days",
    form=Form,
    rules=(),
    route=lambda _: Route(competent="500103", reason=""),
    delivery=(Delivery.ELECTRONIC,),
)
SEED = """
officers:
  - {id: cq-1, name: 陈窗口, office: cq, roles: [clerk, officer]}
mandates:
  - {organisation: 915001030000A0363K, organisation_name: 渝中公司, agent: "510104198503109997",
     matters: [hf.employer_open], since: "2026-11-01", until: "2026-11-30"}
people:
  - {name: 新人, number: "110101200611249926"}
"""


@pytest.fixture
def accounts(database: Database, clock: FixedClock) -> Accounts:
    return Accounts(database, secret=SECRET, clock=clock)


@pytest.fixture
def mandates(database: Database, clock: FixedClock) -> Mandates:
    return Mandates(database, secret=SECRET, clock=clock)


def test_a_person_key_is_the_same_for_either_case_of_x_and_another_on_another_node() -> None:
    assert person_key(SECRET, "33010619881201996x ") == person_key(SECRET, "33010619881201996X")
    assert person_key(SECRET, ZHANG) != person_key(b"t" * 32, ZHANG)


async def test_a_person_is_remembered_with_the_highest_level_and_the_last_mobile(accounts: Accounts) -> None:
    high = Person(name="张建国", number=ZHANG, assurance=Assurance.L3, mobile="13900000001")
    key = await accounts.remember(high)
    assert await accounts.remember(msgspec.structs.replace(high, assurance=Assurance.L1, mobile="")) == key
    assert await accounts.person(key) == high
    with pytest.raises(NotFound):
        await accounts.person(accounts.key(LI))


async def test_an_officer_is_enrolled_changed_and_dismissed(accounts: Accounts) -> None:
    await accounts.enrol(CLERK)
    moved = msgspec.structs.replace(CLERK, office="gz")
    await accounts.enrol(moved)
    assert await accounts.officer("cq-1") == moved
    assert await accounts.officers() == [moved]
    await accounts.dismiss("cq-1")
    with pytest.raises(NotFound):
        await accounts.officer("cq-1")
    await accounts.enrol(moved)
    assert (await accounts.officers(), await accounts.dismissed()) == ([], [moved])
    await accounts.reinstate("cq-1")
    assert await accounts.officer("cq-1") == moved
    with pytest.raises(NotFound, match="nobody"):
        await accounts.dismiss("nobody")


async def test_an_agent_acts_under_a_mandate_in_force(mandates: Mandates) -> None:
    await mandates.grant(MANDATE)
    assert await mandates.require(agent=ZHANG, organisation=FIRM, matter=OPEN) == MANDATE
    assert await mandates.of_agent(ZHANG) == [MANDATE]
    assert await mandates.of_agent(LI) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"agent": LI}, "无授权：该单位没有授权您办理事项"),
        ({"matters": frozenset({"other"})}, "无授权：渝中公司给您的授权不包括“单位缴存登记”"),
        ({"until": "2026-11-22"}, "无授权：渝中公司给您的授权已于2026-11-22到期"),
        ({"since": "2026-11-24"}, "无授权：渝中公司给您的授权自2026-11-24起才生效"),
    ],
)
async def test_without_a_mandate_in_force_the_reason_and_the_remedy_are_told(
    mandates: Mandates, changes: dict[str, object], message: str
) -> None:
    await mandates.grant(msgspec.structs.replace(MANDATE, **changes))
    with pytest.raises(Refused) as refusal:
        await mandates.require(agent=ZHANG, organisation=FIRM, matter=OPEN)
    [objection] = refusal.value.objections
    assert objection.message == message
    assert "“授权管理”" in objection.remedy


@pytest.mark.parametrize(("day", "holds"), [(0, True), (7, True), (8, False)])
async def test_a_mandate_holds_through_its_last_day(
    mandates: Mandates, clock: FixedClock, day: int, *, holds: bool
) -> None:
    await mandates.grant(MANDATE)
    clock.advance(timedelta(days=day))
    assert bool(await mandates.of_agent(ZHANG)) is holds


async def test_a_revoked_mandate_ends_at_once_and_only_by_its_organisation(mandates: Mandates) -> None:
    granted = await mandates.grant(MANDATE)
    with pytest.raises(NotFound):
        await mandates.revoke(granted, organisation="91310101000000887T")
    await mandates.revoke(granted, organisation=FIRM)
    assert await mandates.of_organisation(FIRM) == []
    with pytest.raises(Refused):
        await mandates.require(agent=ZHANG, organisation=FIRM, matter=OPEN)


async def test_the_same_mandate_sent_twice_even_at_once_is_one_to_revoke(mandates: Mandates) -> None:
    first, second = await asyncio.gather(mandates.grant(MANDATE), mandates.grant(MANDATE))
    assert first == second == await mandates.grant(MANDATE)
    await mandates.revoke(first, organisation=FIRM)
    assert await mandates.of_organisation(FIRM) == []
    again = await mandates.grant(MANDATE)
    assert again != first
    assert [granted.id for granted in await mandates.of_organisation(FIRM)] == [again]


async def test_a_mandate_that_ends_before_it_begins_is_not_taken(mandates: Mandates) -> None:
    with pytest.raises(ValueError, match="cannot end"):
        await mandates.grant(msgspec.structs.replace(MANDATE, until="2026-01-01"))


async def test_sowing_a_seed_twice_is_sowing_it_once(accounts: Accounts, mandates: Mandates, tmp_path: Path) -> None:
    (tmp_path / "seed.yaml").write_text(SEED, "utf-8")
    seed = load_seed(tmp_path / "seed.yaml")
    for _ in range(2):
        await sow(seed, accounts=accounts, mandates=mandates)
    assert await accounts.officers() == [CLERK]
    [granted] = await mandates.of_organisation(FIRM)
    assert granted.mandate == MANDATE
    await mandates.revoke(granted.id, organisation=FIRM)
    await sow(seed, accounts=accounts, mandates=mandates)
    assert await mandates.of_organisation(FIRM) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [("officers: [{id: a}]", "name"), ("officer: []", "officer"), ("{", "seed.yaml"), (None, "cannot be read")],
)
def test_a_seed_file_that_cannot_be_read_stops_the_start(tmp_path: Path, text: str | None, told: str) -> None:
    path = tmp_path / "seed.yaml"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(Misconfigured, match=told):
        load_seed(path)


def test_the_development_provider_is_refused_outside_demo_mode() -> None:
    with pytest.raises(Misconfigured, match=r"settings\.demo"):
        DevelopmentProvider(Seed(), demo=False)


async def test_one_signs_in_as_any_demo_person_at_any_level() -> None:
    provider = DevelopmentProvider(Seed(), demo=True)
    assert isinstance(provider, IdentityProvider)
    people, levels = provider.fields(Audience.PUBLIC)
    assert len(people.options) == len(demo_people())
    for person in people.options:
        for level in levels.options:
            form = {people.name: person.value, levels.name: level.value}
            who = await provider.authenticate(form, Audience.PUBLIC)
            assert isinstance(who, Person)
            assert (who.number, who.assurance.name) == (person.value, level.value)
            assert who.number not in person.label, "a page shows no whole number"


async def test_one_signs_in_as_any_officer_of_the_node() -> None:
    provider = DevelopmentProvider(Seed(officers=(CLERK,)), demo=True)
    [field] = provider.fields(Audience.STAFF)
    assert [(option.value, option.label) for option in field.options] == [("cq-1", "陈窗口（窗口人员、经办人员）")]
    assert await provider.authenticate({"officer": "cq-1"}, Audience.STAFF) == CLERK


@pytest.mark.parametrize(
    ("form", "audience", "message"),
    [
        ({}, Audience.PUBLIC, "请从列表中选择演示人员"),
        ({"person": "110101199001011234", "level": "L3"}, Audience.PUBLIC, "请从列表中选择演示人员"),
        ({"person": ZHANG, "level": "L9"}, Audience.PUBLIC, "请选择登录等级"),
        ({"officer": "nobody"}, Audience.STAFF, "请从列表中选择工作人员"),
        ({"person": ZHANG, "level": "L3"}, Audience.STAFF, "请从列表中选择工作人员"),
    ],
)
async def test_nobody_else_signs_in(form: dict[str, str], audience: Audience, message: str) -> None:
    with pytest.raises(Refused, match=message):
        await DevelopmentProvider(Seed(), demo=True).authenticate(form, audience)


def test_the_demo_people_have_sound_numbers(divisions: Divisions, clock: FixedClock) -> None:
    parties = [
        Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name=person.name, number=person.number)
        for person in demo_people()
    ]
    assert identity_objections(parties, divisions=divisions, on=clock.today()) == []

"""Sessions and tokens stand for one person, end when they should, and cannot be read out of the database."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tongban.clock import FixedClock
from tongban.errors import NotFound
from tongban.identity.accounts import Accounts
from tongban.identity.people import Assurance, Mandate, Officer, OfficerRole, Organisation, Person
from tongban.identity.person_keys import person_key
from tongban.identity.sessions import Sessions
from tongban.identity.tokens import Tokens
from tongban.storage import Database

SECRET = b"s" * 32
ZHANG = Person(name="张建国", number="510104198503109997", assurance=Assurance.L2)
CLERK = Officer(id="cq-1", name="陈窗口", office="cq-yuzhong", roles=frozenset({OfficerRole.CLERK}))
FIRM = Mandate(
    organisation="915001030000A0363K",
    organisation_name="渝中公司",
    agent=ZHANG.number,
    matters=frozenset({"hf.employer_open"}),
    since="2026-01-01",
    until="2026-12-31",
)


@pytest.fixture
async def accounts(database: Database, clock: FixedClock) -> Accounts:
    kept = Accounts(database, secret=SECRET, clock=clock)
    await kept.enrol(CLERK)
    return kept


@pytest.fixture
def sessions(database: Database, clock: FixedClock, accounts: Accounts) -> Sessions:
    return Sessions(database, secret=SECRET, clock=clock)


@pytest.fixture
def tokens(database: Database, clock: FixedClock) -> Tokens:
    return Tokens(database, clock=clock)


async def test_a_cookie_stands_for_the_person_who_signed_in(sessions: Sessions) -> None:
    signed_in = await sessions.start(ZHANG)
    viewer = await sessions.find(signed_in.cookie)
    assert viewer == signed_in.viewer
    assert (viewer.person, viewer.officer, viewer.assurance, viewer.name) == (ZHANG, None, Assurance.L2, "张建国")
    assert viewer.key == person_key(SECRET, ZHANG.number)


async def test_an_officer_is_known_by_id(sessions: Sessions) -> None:
    viewer = (await sessions.start(CLERK)).viewer
    assert (viewer.key, viewer.officer, viewer.person) == ("cq-1", CLERK, None)


async def test_what_the_browser_holds_is_not_in_the_database(sessions: Sessions, database: Database) -> None:
    signed_in = await sessions.start(ZHANG)
    [row] = await database.fetch("SELECT * FROM tongban_session")
    stored = " ".join(str(value) for value in tuple(row))
    assert signed_in.cookie not in stored
    assert signed_in.viewer.csrf not in stored


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "' OR 1=1 --", "张" * 43, "a" * 10_000])
async def test_any_other_cookie_stands_for_nobody(sessions: Sessions, cookie: str) -> None:
    await sessions.start(ZHANG)
    assert await sessions.find(cookie) is None


@pytest.mark.parametrize(
    ("who", "idle", "alive"),
    [(ZHANG, 29, True), (ZHANG, 30, False), (CLERK, 14, True), (CLERK, 15, False)],
)
async def test_a_session_left_alone_ends(
    sessions: Sessions, clock: FixedClock, who: Person | Officer, idle: int, *, alive: bool
) -> None:
    cookie = (await sessions.start(who)).cookie
    clock.advance(timedelta(minutes=idle))
    assert (await sessions.find(cookie) is not None) is alive


async def test_a_session_in_use_goes_on_for_eight_hours_and_no_longer(sessions: Sessions, clock: FixedClock) -> None:
    cookie = (await sessions.start(CLERK)).cookie
    for _ in range(47):
        clock.advance(timedelta(minutes=10))
        assert await sessions.find(cookie) is not None
    clock.advance(timedelta(minutes=10))
    assert await sessions.find(cookie) is None


async def test_signing_out_ends_it_at_once(sessions: Sessions) -> None:
    cookie = (await sessions.start(ZHANG)).cookie
    await sessions.find(cookie)
    await sessions.end(cookie)
    assert await sessions.find(cookie) is None


async def test_another_process_notices_a_sign_out_within_five_seconds(
    sessions: Sessions, database: Database, clock: FixedClock
) -> None:
    other = Sessions(database, secret=SECRET, clock=clock)
    cookie = (await sessions.start(ZHANG)).cookie
    assert await other.find(cookie) is not None
    await sessions.end(cookie)
    clock.advance(timedelta(seconds=5))
    assert await other.find(cookie) is None


async def test_all_sessions_of_somebody_can_be_ended(sessions: Sessions) -> None:
    cookies = [(await sessions.start(CLERK)).cookie for _ in range(2)]
    mine = (await sessions.start(ZHANG)).cookie
    assert await sessions.end_all("cq-1") == 2
    assert [await sessions.find(cookie) for cookie in cookies] == [None, None]
    assert await sessions.find(mine) is not None


async def test_a_hot_request_costs_no_statement(sessions: Sessions, database: Database, clock: FixedClock) -> None:
    cookie = (await sessions.start(ZHANG)).cookie
    await sessions.find(cookie)
    before = database.statements
    for _ in range(20):
        await sessions.find(cookie)
    assert database.statements == before
    clock.advance(timedelta(seconds=5))
    await sessions.find(cookie)
    assert database.statements == before + 1


async def test_a_form_of_another_session_is_told_apart(sessions: Sessions) -> None:
    mine, other = (await sessions.start(ZHANG)).viewer, (await sessions.start(ZHANG)).viewer
    assert mine.csrf_matches(mine.csrf)
    assert not mine.csrf_matches(other.csrf)
    assert not mine.csrf_matches("")
    assert not mine.csrf_matches("中文")


async def test_a_person_acts_for_an_organisation_and_for_oneself_again(sessions: Sessions) -> None:
    cookie = (await sessions.start(ZHANG)).cookie
    acting = await sessions.act_for(cookie, FIRM)
    assert (acting.organisation, acting.organisation_name) == (FIRM.organisation, "渝中公司")
    assert await sessions.find(cookie) == acting
    assert (await sessions.act_for(cookie, None)).organisation == ""
    assert (await sessions.start(ZHANG)).viewer.organisation == ""


async def test_nobody_acts_for_an_organisation_without_a_session(sessions: Sessions) -> None:
    with pytest.raises(NotFound, match="请重新登录"):
        await sessions.act_for("a" * 43, FIRM)


async def test_what_is_over_is_purged(sessions: Sessions, database: Database, clock: FixedClock) -> None:
    await sessions.start(ZHANG)
    clock.advance(timedelta(minutes=40))
    fresh = await sessions.start(ZHANG)
    assert await sessions.purge() == 1
    assert await sessions.find(fresh.cookie) is not None


async def test_a_token_stands_for_its_owner_within_its_scopes(
    sessions: Sessions, tokens: Tokens, database: Database, clock: FixedClock
) -> None:
    owner = (await sessions.start(ZHANG)).viewer
    scopes = frozenset({"cases:read"})
    issued = await tokens.issue(owner, title="脚本", scopes=scopes, expires=clock.now() + timedelta(days=1))
    viewer = await tokens.find(issued.token)
    assert viewer is not None
    assert (viewer.key, viewer.person, viewer.scopes, viewer.csrf) == (owner.key, ZHANG, scopes, "")
    [row] = await database.fetch("SELECT * FROM tongban_token")
    assert issued.token not in " ".join(str(value) for value in tuple(row))
    before = database.statements
    assert await tokens.find(issued.token) == viewer
    assert database.statements == before


async def test_a_token_ends_by_its_date_or_by_its_owner_alone(
    sessions: Sessions, tokens: Tokens, clock: FixedClock
) -> None:
    owner = (await sessions.start(ZHANG)).viewer
    expires = clock.now() + timedelta(hours=1)
    first, second, third = [
        await tokens.issue(owner, title="脚本", scopes=frozenset(), expires=expires) for _ in range(3)
    ]
    with pytest.raises(NotFound):
        await tokens.revoke(first.id, key="somebody else")
    await tokens.revoke(first.id, key=owner.key)
    assert await tokens.find(first.token) is None
    assert [row["id"] for row in await tokens.of_subject(owner.key)] in (
        [second.id, third.id],
        [third.id, second.id],
    )
    assert await tokens.find(second.token) is not None
    clock.advance(timedelta(hours=1))
    assert await tokens.find(second.token) is None
    assert await tokens.revoke_all(owner.key) == 2


@pytest.mark.parametrize("token", ["", "tb_", "tb_" + "a" * 43, "Bearer x"])
async def test_any_other_token_stands_for_nobody(tokens: Tokens, token: str) -> None:
    assert await tokens.find(token) is None


async def _both(sessions: Sessions, tokens: Tokens, clock: FixedClock) -> tuple[str, str]:
    signed_in = await sessions.start(CLERK)
    issued = await tokens.issue(
        signed_in.viewer, title="脚本", scopes=frozenset(), expires=clock.now() + timedelta(days=30)
    )
    assert await sessions.find(signed_in.cookie) is not None
    assert await tokens.find(issued.token) is not None
    return signed_in.cookie, issued.token


async def test_a_dismissed_officer_is_found_by_neither_session_nor_token(
    sessions: Sessions, tokens: Tokens, accounts: Accounts, clock: FixedClock
) -> None:
    cookie, token = await _both(sessions, tokens, clock)
    await accounts.dismiss(CLERK.id)
    clock.advance(timedelta(seconds=5))
    assert (await sessions.find(cookie), await tokens.find(token)) == (None, None)


async def test_an_officer_has_the_office_and_the_roles_of_now(
    sessions: Sessions, tokens: Tokens, accounts: Accounts, clock: FixedClock
) -> None:
    cookie, token = await _both(sessions, tokens, clock)
    moved = msgspec.structs.replace(CLERK, office="cq-jiangbei", roles=frozenset({OfficerRole.SUPERVISOR}))
    await accounts.enrol(moved)
    clock.advance(timedelta(seconds=5))
    for viewer in (await sessions.find(cookie), await tokens.find(token)):
        assert viewer is not None
        assert viewer.officer == moved


async def test_a_token_says_for_eight_hours_what_the_sign_in_proved(
    sessions: Sessions, tokens: Tokens, clock: FixedClock
) -> None:
    firm = Organisation(number=FIRM.organisation, name=FIRM.organisation_name)
    owner = (await sessions.start(msgspec.structs.replace(ZHANG, represents=(firm,), assurance=Assurance.L3))).viewer
    expires = clock.now() + timedelta(days=30)
    issued = await tokens.issue(owner, title="脚本", scopes=frozenset(), expires=expires)
    told = []
    for later in (timedelta(hours=7, minutes=59), timedelta(minutes=1)):
        clock.advance(later)
        viewer = await tokens.find(issued.token)
        assert viewer is not None
        assert viewer.person is not None
        told.append((viewer.person.represents, viewer.assurance))
    assert told == [((firm,), Assurance.L3), ((), Assurance.L2)]

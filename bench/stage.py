"""The node under measure: a province with people, tokens, sessions and one real case to make the others of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from anyio.from_thread import BlockingPortal, start_blocking_portal

from bench.people import people, settle
from tongban.checks import CORE_APP
from tongban.identity.people import Officer, OfficerRole, Person
from tongban.identity.person_keys import person_key
from tongban.identity.viewers import Holder, Viewer
from tongban.node import Node
from tongban.testing.migrating import bring_up
from tongban.testing.world import World

NODE, OTHER = "510000", "440000"
OFFICE = "510100-hf"
TODAY = "2026-11-23T09:00:00+08:00"
SCOPES = frozenset({"cases:read", "cases:write"})
TRANSFER = {"out_city": "440100", "in_city": "510100", "mobile": "13800000000"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody shows: a token to the API, a cookie to the pages."""

    token: str
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A founded province: its node (not running), the real case, and who asks."""

    portal: BlockingPortal
    node: Node
    case_id: str
    applicants: tuple[Entry, ...]


@contextmanager
def set_up(url: str, folder: Path) -> Iterator[Stage]:
    """Found three provinces, with this database for the one under measure, and bring one case under way."""
    others = count()
    urls = {2: url}
    with start_blocking_portal() as portal:

        def database(apps: Sequence[str]) -> str:
            number = next(others)
            made = urls.get(number, f"sqlite:///{folder}/other{number}.db?synchronous=normal")
            portal.call(bring_up, made, (CORE_APP, *apps))
            return made

        world = World(portal, folder, database)
        try:
            node, case_id = world.province(NODE).node, _case(world)
            entries = portal.call(_admit, node, tuple(people()))
            portal.call(node.timekeeper.reckon_anew)
            yield Stage(portal=portal, node=node, case_id=case_id, applicants=entries)
        finally:
            world.close()


async def officers(node: Node, offices: tuple[str, ...]) -> tuple[Entry, ...]:
    """One officer of each office, enrolled and signed in."""
    roles = frozenset({OfficerRole.OFFICER, OfficerRole.APPROVER})
    staff = [Officer(id=f"{office}-1", name="测试", office=office, roles=roles) for office in offices]
    for officer in staff:
        await node.accounts.enrol(officer)
    return tuple([await _entry(node, officer.id, Holder(officer=officer), officer) for officer in staff])


def _case(world: World) -> str:
    """A transfer between two provinces, accepted, with its first step asked for."""
    handed = world.province(OTHER).apply("hf.transfer", by="张建国", answers=TRANSFER, pledges=("one_account",))
    world.deliver()
    world.province(NODE).officer(OFFICE).accept(handed.case.id)
    world.deliver()
    return handed.case.id


async def _admit(node: Node, them: tuple[Person, ...]) -> tuple[Entry, ...]:
    async with node.database.transaction("bench.people"):
        await settle(node.database, them)
    secret = node.settings.audit_secret.read_bytes()
    key = partial(person_key, secret)
    return tuple([await _entry(node, key(each.number), Holder(person=each), each) for each in them])


async def _entry(node: Node, key: str, holder: Holder, who: Person | Officer) -> Entry:
    viewer = Viewer(key=key, holder=holder)
    issued = await node.tokens.issue(viewer, title="bench", scopes=SCOPES, expires=datetime(2036, 1, 1, tzinfo=UTC))
    return Entry(token=issued.token, cookie=(await node.sessions.start(who)).cookie)

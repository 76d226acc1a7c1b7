"""Which role alone may open which staff page; that nobody else may is in `route_table`."""

from __future__ import annotations

from collections import Counter

import pytest

from tongban.cases.permissions import STEP_NODE, TABLE
from tongban.cases.state import Case
from tongban.identity.people import Officer, OfficerRole
from tongban.testing.world import World
from tongban_web.desk.offers import KINDS
from tongban_web.testing.page_lint import faults
from tongban_web.testing.visitor import Visitor

POLICE = "510104-police"
WHO = {
    "clerk": (POLICE, OfficerRole.CLERK),
    "officer": (POLICE, OfficerRole.OFFICER),
    "approver": (POLICE, OfficerRole.APPROVER),
    "supervisor": (POLICE, OfficerRole.SUPERVISOR),
    "operator": (POLICE, OfficerRole.OPERATOR),
    "another office": ("510100-hf", OfficerRole.OFFICER),
}
CASE_STAFF = {"clerk", "officer", "approver"}
DESK = {"officer", "approver", "another office"}
PAGES = {
    "/window": {"clerk"},
    "/window/apply": {"clerk"},
    "/window/drafts/{case}": {"clerk"},
    "/window/drafts/{case}/review": {"clerk"},
    "/desk": DESK,
    "/desk/find": CASE_STAFF | DESK,
    "/desk/cases/{case}": CASE_STAFF,
    "/desk/cases/{case}/papers/1": CASE_STAFF,
    "/desk/cases/{case}/acts/ask": {"clerk", "officer"},
    "/desk/cases/{case}/acts/accept": {"officer"},
    "/supervision": {"supervisor"},
    "/supervision/plugins": {"supervisor"},
    "/supervision/parameters": {"supervisor"},
    "/supervision/cases/{case}": {"supervisor"},
    "/supervision/cases/{case}/for/complaint": {"supervisor"},
    "/supervision/cases/{case}/for/complaint/papers/1": {"supervisor"},
    "/operation": {"operator"},
    "/operation/peers/440000": {"operator"},
    "/operation/letters": {"operator"},
    "/operation/incidents": {"operator"},
}


@pytest.fixture
def staff(world: World, case: Case) -> dict[str, Visitor]:
    """Somebody for each role alone, signed in."""
    node = world.province("510000").node
    found = {}
    for who, (office, role) in WHO.items():
        officer = Officer(
            id=f"only-{role.value}-{office}", name=f"专任{role.value}", office=office, roles=frozenset({role})
        )
        world.run(node.accounts.enrol, officer)
        visitor = Visitor.at(world, "510000")
        signed_in = world.run(node.sessions.start, officer)
        visitor.client.cookies.set("tongban_session_510000", signed_in.cookie)
        found[who] = visitor
    return found


def test_every_page_is_open_to_its_roles_alone(staff: dict[str, Visitor], case: Case) -> None:
    for pattern, allowed in PAGES.items():
        for who, visitor in staff.items():
            page = visitor.get(pattern.format(case=case.id))
            wanted = 200 if who in allowed else 404
            assert page.status == wanted, f"{who} at {pattern}: {page.status}"
            assert faults(page.document) == [], f"{who} at {pattern}"


BY_THEMSELVES = {"timer", "node", STEP_NODE}


def test_every_act_that_staff_may_take_has_a_page() -> None:
    by_staff = {
        str(kind.__struct_config__.tag)
        for kind, allowed in TABLE.items()
        if any(not capacity.startswith("party:") and capacity not in BY_THEMSELVES for capacity in allowed.by)
    }
    assert by_staff <= {kind.act for kind in KINDS.values()}


def test_access_keys_are_not_given_twice(staff: dict[str, Visitor], case: Case) -> None:
    for address in (f"/desk/cases/{case.id}", f"/desk/cases/{case.id}/acts/ask", "/desk"):
        keys = Counter(staff["officer"].get(address).document.xpath("//@accesskey"))
        assert not [key for key, times in keys.items() if times > 1]


def test_reading_is_audited(staff: dict[str, Visitor], case: Case, world: World) -> None:
    database = world.province("510000").node.database
    staff["officer"].get(f"/desk/cases/{case.id}")
    staff["supervisor"].get("/supervision")
    staff["officer"].get(f"/desk/find?number={case.number}")
    found = world.run(database.fetch, "SELECT act FROM tongban_audit")
    assert {"read_case", "read_overview", "list_cases", "find_case"} <= {row["act"] for row in found}

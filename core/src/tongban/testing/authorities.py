"""Offices for kinds of authority that the demonstration does not have: a regional plugin decides somewhere too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from tongban.demonstration import DemoProvince, demo_provinces
from tongban.identity.people import Officer, OfficerRole
from tongban.matters.matter import Matter
from tongban.routing.offices import Office

STAFF = ((OfficerRole.CLERK, OfficerRole.OFFICER), (OfficerRole.OFFICER, OfficerRole.APPROVER))


def province_of(node: str) -> DemoProvince:
    """A province of the demonstration by its code."""
    return next(each for each in demo_provinces() if each.node == node)


def staffed(province: DemoProvince, matters: Iterable[Matter]) -> DemoProvince:
    """The province with one office, and two officers, for each authority that decides a matter and is missing.

    It lies in the division of the service hall and is named `<division>-<authority>`.
    """
    known = {authority for office in province.offices for authority in office.authorities}
    missing = sorted({matter.authority for matter in matters} - known)
    hall = next(office for office in province.offices if office.windows)
    offices = tuple(_office(hall, authority) for authority in missing)
    officers = tuple(officer for office in offices for officer in _officers(office))
    seed = msgspec.structs.replace(province.seed, officers=(*province.seed.officers, *officers))
    return replace(province, offices=(*province.offices, *offices), seed=seed)


def _office(hall: Office, authority: str) -> Office:
    return Office(
        code=f"{hall.division}-{authority.replace('_', '-')}"[:32],
        name=f"{hall.name}（{authority}）",
        division=hall.division,
        authorities=(authority,),
        address=hall.address,
        phone=hall.phone,
    )


def _officers(office: Office) -> Iterable[Officer]:
    for number, roles in enumerate(STAFF, start=1):
        yield Officer(id=f"{office.code}-{number}", name=f"经办员{number}", office=office.code, roles=frozenset(roles))

"""Who looks, as the head of the page names them."""

from __future__ import annotations

from tongban.identity.development import ROLE_NAMES
from tongban.identity.people import Officer, OfficerRole
from tongban.identity.viewers import Viewer
from tongban_web import view_data as v

AREAS: dict[OfficerRole, v.Area] = {
    OfficerRole.CLERK: "window",
    OfficerRole.OFFICER: "desk",
    OfficerRole.APPROVER: "desk",
    OfficerRole.SUPERVISOR: "supervision",
    OfficerRole.OPERATOR: "operation",
}
GUEST = v.Viewer()


def shown_viewer(viewer: Viewer | None) -> v.Viewer:
    """Name, capacity and the parts of the navigation that somebody has."""
    if viewer is None:
        return GUEST
    if viewer.officer is not None:
        return _officer(viewer.officer)
    role = f"代表 {viewer.organisation_name}" if viewer.organisation else ""
    return v.Viewer(("zone", "cases"), viewer.name, role)


def _officer(officer: Officer) -> v.Viewer:
    held = [role for role in OfficerRole if role in officer.roles]
    areas: tuple[v.Area, ...] = tuple(dict.fromkeys(AREAS[role] for role in held))
    return v.Viewer(("zone", *areas), officer.name, "、".join(ROLE_NAMES[role] for role in held))

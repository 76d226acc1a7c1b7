"""Incidents in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tongban.exchange.incident_table import INCIDENT_WORDS
from tongban.exchange.incidents import Incident
from tongban_web.formatting import instant


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCard:
    """An incident in words."""

    url: str
    title: str
    facts: tuple[str, ...]
    details: str
    remedy: str
    note: str


def incident_card(incident: Incident, names: Mapping[str, str]) -> IncidentCard:
    """An incident, open or closed."""
    words = INCIDENT_WORDS.get(incident.code)
    peer = names.get(incident.peer, incident.peer)
    closed = f"关闭于 {instant(incident.closed_at)}" if incident.closed_at else ""
    by_itself = "核对一致，自动关闭" if incident.closed_at and not incident.note else ""
    return IncidentCard(
        url=f"/operation/incidents/{incident.id}",
        title=f"{peer}：{words.happened if words else incident.code}",
        facts=tuple(filter(None, (f"发现于 {instant(incident.opened_at)}", closed))),
        details=incident.details,
        remedy=words.remedy if words else "请会同对方运维查明。",
        note=incident.note or by_itself,
    )

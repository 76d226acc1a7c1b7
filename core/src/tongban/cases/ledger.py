"""The ledger of a case as people read it: every hop with place, act, officer, time and working days. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from tongban.cases.calendar import MissingCalendar, WorkingCalendar
from tongban.cases.clock import working_days_used
from tongban.cases.dossier import Dossier
from tongban.cases.heads import Head
from tongban.cases.ledger_lines import lines_of
from tongban.cases.state import Case
from tongban.cases.titles import plain_title_of, title_of
from tongban.identity.people import ROLE_LABELS, Role

BY_ITSELF: Final = {"timer": "系统计时", "node": "系统"}


class Hop(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger; `used` are working days since handing in, None where the calendar is missing."""

    seq: int
    at: int
    on: str
    place: str
    title: str
    who: str
    lines: tuple[tuple[str, str], ...]
    used: int | None


def ledger(case: Case, dossier: Dossier, calendar: WorkingCalendar) -> list[Hop]:
    """Every hop, oldest first."""
    used = _used(case, {head.on for head in dossier.heads}, calendar)
    return [_hop(case, dossier, head, used=used[head.on]) for head in dossier.heads]


def _hop(case: Case, dossier: Dossier, head: Head, *, used: int | None) -> Hop:
    return Hop(
        seq=head.seq,
        at=head.at,
        on=head.on,
        place=head.place_name,
        title=(plain_title_of if dossier.is_read_by_party else title_of)(case, head.event),
        who=_who(dossier, head),
        lines=tuple(lines_of(case, dossier, head)),
        used=used,
    )


def _used(case: Case, days: Iterable[str], calendar: WorkingCalendar) -> dict[str, int | None]:
    """The working days from handing in to each of these days."""
    since = date.fromisoformat(case.submitted_on)
    return {day: _used_until(day, since, calendar) for day in days}


def _used_until(day: str, since: date, calendar: WorkingCalendar) -> int | None:
    try:
        return working_days_used(since, date.fromisoformat(day), calendar)
    except MissingCalendar:
        return None


def _who(dossier: Dossier, head: Head) -> str:
    acted = dossier.actor(head.seq)
    if not acted.name:
        return BY_ITSELF.get(head.actor, "")
    if acted.behalf:
        return f"{acted.name}（窗口人员，代{ROLE_LABELS[Role(acted.behalf)]}{acted.behalf_name}操作）"
    if head.actor.startswith("party:"):
        return _in_role(acted.name, ROLE_LABELS[Role(head.actor.removeprefix("party:"))])
    return acted.name


def _in_role(name: str, role: str) -> str:
    """`张建国（申请人）`; whom the name says to be represented stands in the same brackets."""
    person, _, represented = name.removesuffix("）").partition("（")
    return f"{person}（{'，'.join(filter(None, (role, represented)))}）"

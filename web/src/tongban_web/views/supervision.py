"""The supervisor's overview in words: tiles, the matrix of provinces, filters, the exchange."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from tongban.cases.overview import Filter, Overview, Urgency
from tongban.cases.state import ENDED, State
from tongban.operation.peers import PeerStanding
from tongban.routing.divisions import Divisions
from tongban_web import view_data as v
from tongban_web.formatting import instant
from tongban_web.views.operation_peers import state_of

URGENCIES: dict[Urgency, str] = {
    Urgency.OVERDUE: "超期",
    Urgency.NEAR: "临近",
    Urgency.NORMAL: "正常",
    Urgency.UNDETERMINED: "待定",
    Urgency.PAUSED: "计时暂停",
    Urgency.NONE: "无期限",
}
TONES: dict[Urgency, v.Urgency] = {
    Urgency.OVERDUE: "overdue",
    Urgency.NEAR: "near",
    Urgency.UNDETERMINED: "undetermined",
}
PEER_COLUMNS = (
    v.Column("省份"),
    v.Column("连通"),
    v.Column("最近联系"),
    v.Column("未回执的信", numeric=True),
    v.Column("其中最早"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The form that narrows the list."""

    state: v.Field
    urgency: v.Field
    receiving: v.Field
    competent: v.Field


def by_urgency(overview: Overview) -> tuple[v.Tile, ...]:
    """One tile for each deadline colour; nought alarms nobody."""
    return tuple(
        v.Tile(
            label,
            str(count := overview.of_urgency(urgency)),
            "",
            _address(urgency=urgency.value),
            TONES.get(urgency, "normal") if count else "normal",
        )
        for urgency, label in URGENCIES.items()
    )


def by_state(overview: Overview) -> tuple[v.Tile, ...]:
    """One tile for each state; those that end a case count the last 30 days."""
    return tuple(
        v.Tile(
            state.label, str(overview.of_state(state)), "近30日" if state in ENDED else "", _address(state=state.value)
        )
        for state in State
    )


def matrix(overview: Overview, divisions: Divisions) -> tuple[tuple[str, ...], tuple[v.PairRow, ...]]:
    """Names of the columns, and the rows of the matrix of receiving and deciding provinces."""
    codes = overview.provinces
    largest = max((overview.of_pair(one, other)[0] for one in codes for other in codes), default=0)
    rows = tuple(
        v.PairRow(_name(divisions, one), tuple(_cell(overview, one, other, largest) for other in codes))
        for one in codes
    )
    return tuple(_name(divisions, code) for code in codes), rows


def _cell(overview: Overview, receiving: str, competent: str, largest: int) -> v.PairCell:
    count, overdue = overview.of_pair(receiving, competent)
    address = _address(receiving=receiving, competent=competent) if count else ""
    return v.PairCell(count, _level(count, largest), overdue, address)


def _level(count: int, largest: int) -> Literal[0, 1, 2, 3, 4]:
    if not count:
        return 0
    share = count * 4 / largest
    return 1 if share <= 1 else 2 if share <= 2 else 3 if share <= 3 else 4


def _address(**chosen: str) -> str:
    return f"/supervision?{urlencode(chosen)}#cases"


def _name(divisions: Divisions, code: str) -> str:
    return divisions.full_name(code) or code


def read_filter(given: Mapping[str, str]) -> Filter:
    """The filter that an address asks for; what it cannot mean does not narrow."""
    state, urgency = given.get("state", ""), given.get("urgency", "")
    return Filter(
        state=State(state) if state in set(State) else None,
        urgency=Urgency(urgency) if urgency in set(Urgency) else None,
        receiving=_code(given.get("receiving", "")),
        competent=_code(given.get("competent", "")),
    )


def _code(text: str) -> str:
    return text if len(text) == 6 and text.isascii() and text.isdigit() else ""


def filters(chosen: Filter, overview: Overview, divisions: Divisions) -> Filters:
    """The form, with what is chosen."""
    provinces = {*overview.provinces, chosen.receiving, chosen.competent} - {""}
    places = tuple(v.Option(code, _name(divisions, code)) for code in sorted(provinces))
    states = tuple(v.Option(state.value, state.label) for state in State)
    urgencies = tuple(v.Option(urgency.value, label) for urgency, label in URGENCIES.items())
    return Filters(
        state=_select("state", "状态", chosen.state.value if chosen.state else "", states),
        urgency=_select("urgency", "期限", chosen.urgency.value if chosen.urgency else "", urgencies),
        receiving=_select("receiving", "收件地", chosen.receiving, places),
        competent=_select("competent", "办理地", chosen.competent, places),
    )


def _select(name: str, label: str, value: str, options: tuple[v.Option, ...]) -> v.Field:
    return v.Field(name=name, label=label, widget="select", value=value, options=options)


def peers(found: Sequence[PeerStanding]) -> tuple[tuple[str, ...], ...]:
    """How the exchange with each other node stands."""
    return tuple(
        (
            peer.listed.name,
            state_of(peer).label,
            instant(peer.seen_at) or "尚无记录",
            str(peer.waiting),
            instant(peer.oldest_at) or "无",
        )
        for peer in found
    )

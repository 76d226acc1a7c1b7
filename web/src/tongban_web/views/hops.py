"""The ledger of a case as hops: place, act, who, when, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tongban.cases.ledger import Hop
from tongban.cases.state import Case
from tongban.exchange.outbox import LetterState, Progress
from tongban_web import view_data as v
from tongban_web.formatting import instant
from tongban_web.views.places import mark_of

STAGES: dict[LetterState, tuple[v.ChipStage, str]] = {
    LetterState.QUEUED: ("sent", "已发出"),
    LetterState.CUSTODY: ("stored", "对方已收"),
    LetterState.APPLIED: ("applied", "对方已入库"),
    LetterState.REJECTED: ("failed", "对方未接收"),
}

TOLD_TO_PARTIES: dict[LetterState, tuple[v.ChipStage, str]] = {
    **STAGES,
    LetterState.CUSTODY: ("stored", "对方已收到"),
    LetterState.APPLIED: ("applied", "对方已收到"),
}
"""Whether a letter lies in the other's inbox or has had its effect is of use to those who work with it."""


def hops(case: Case, found: Sequence[Hop], *, after: int = 0) -> tuple[v.Hop, ...]:
    """Every hop after a fact; the last of a case that goes on is the current one."""
    marks = {place.name: mark_of(place.province or place.division) for place in case.places().values()}
    last = len(found) if not case.ended else 0
    return tuple(_hop(hop, marks.get(hop.place, ""), current=hop.seq == last) for hop in found if hop.seq > after)


def _hop(hop: Hop, mark: str, *, current: bool) -> v.Hop:
    return v.Hop(
        mark=mark,
        place=hop.place,
        act=hop.title,
        who=hop.who,
        at=instant(hop.at),
        spent=f"已用 {hop.used} 个工作日" if hop.used else "",
        lines=tuple(v.Definition(label, text) for label, text in hop.lines),
        current=current,
    )


def chips(
    letters: Sequence[Progress],
    names: Mapping[str, str],
    stages: Mapping[LetterState, tuple[v.ChipStage, str]] = STAGES,
) -> tuple[v.Chip, ...]:
    """How far the latest letter to each node has come; `names` are those of the nodes, `stages` the words for it."""
    return tuple(_chip(each, names.get(each.receiver, ""), *stages[each.state]) for each in letters)


def _chip(letter: Progress, name: str, stage: v.ChipStage, word: str) -> v.Chip:
    label = f"{name} {word}" if name else word
    at = letter.settled_at or letter.custody_at or letter.queued_at
    return v.Chip(stage, label, instant(at))

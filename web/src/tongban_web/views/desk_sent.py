"""What officers asked of the owner of a case and what came of it, and an offer that was refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongban.cases.intents import IntentState, Pending
from tongban.cases.state import Case
from tongban_web.desk.kinds import Bench
from tongban_web.formatting import instant
from tongban_web.views.act_words import act_words
from tongban_web.views.refusals import officers_remedy

SHOWN_REFUSALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An intent that the owner has not turned into a fact, or an offer that was refused."""

    act: str
    place: str
    at: str
    refused: str
    remedy: str


def sent_acts(bench: Bench, pending: Sequence[Pending]) -> tuple[Sent, ...]:
    """What waits for the owner, and the last refusals."""
    owner = owner_name(bench.case)
    refused = [each for each in pending if each.state is IntentState.REFUSED][-SHOWN_REFUSALS:]
    waiting = [each for each in pending if each.state is IntentState.PENDING]
    asked = (
        Sent(
            act=act_words(bench.case, each.act, each.actor),
            place=owner,
            at=instant(each.at),
            refused=each.message or "",
            remedy=officers_remedy(each.code),
        )
        for each in (*waiting, *refused)
    )
    return (*_offer_refused(bench), *asked)


def _offer_refused(bench: Bench) -> Iterable[Sent]:
    case = bench.case
    if case.offer_refused and case.receiving.node == bench.node.settings.node:
        remedy = officers_remedy(case.offer_code)
        yield Sent(act="移交业务属地", place=case.competent.name, at="", refused=case.offer_refused, remedy=remedy)


def owner_name(case: Case) -> str:
    """Who takes acts on the case now, by the name of the place: on offer, whoever is to open it."""
    if case.offered or (case.owner == case.competent.node and case.epoch > 0):
        return case.competent.name
    return case.receiving.name

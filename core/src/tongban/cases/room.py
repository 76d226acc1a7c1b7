"""How much one case can hold, whoever writes into it: what clocks, tables and pages are made for. Pure.

Far more than any case needs. What another place tells beyond it is refused; of our own acts those that can be taken
again and again stop early enough for everything that ends a case, so that none gets stuck.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import Final

from tongban.cases import acts as a
from tongban.cases.dossier import Dossier
from tongban.cases.facts import Outcome
from tongban.cases.heads import Fact
from tongban.cases.state import Case
from tongban.cases.suspensions import BY_APPLICANT
from tongban.cases.wording import refuse
from tongban.errors import Refused
from tongban.identity.people import Role
from tongban.matters.matter import Mode
from tongban.matters.sizes import MOST_COOPERATING, MOST_STEPS

MOST_FACTS: Final = 2000
"""The whole ledger is read for every fact that is added, and its page shows each. Cases have fewer than sixty."""
MOST_BYTES: Final = 16 * 1024 * 1024
"""Of heads and parts, for the same reason: facts may have 248 kB each. Cases come to less than one megabyte."""
LAST_TRIES: Final = 1600
"""From here on nothing is tried anew: what is left is room for all that ends a case with as much of everything else."""
LAST_ADDITIONS: Final = 1500
"""From here on nothing is asked or taken in that the case can be decided without."""
MOST_PAUSES: Final = 60
"""Every clock is reckoned with each suspension, and each time in the post. There are six reasons for one."""
MOST_QUESTIONS: Final = 50
"""Of open ones: each is an act to offer on every page of the case."""
MOST_ORIGINALS: Final = 60
"""Of those in custody or on their way: each has acts to offer to every office. Matters ask for one or two."""
MOST_PARTIES: Final = 20
"""Each may see the case, and is looked for in it. There are five roles."""
MOST_EVIDENCE: Final = 500
"""Of keys, under which registers or papers have answered: a page shows each. Matters have fewer than twenty."""
MOST_ANSWERS: Final = 500
"""Of fields of a form: a page shows each. Matters have twenty or so."""
ADDITIONS: Final = (a.Ask, a.AddEvidence, a.Establish, a.Suspend, a.TakeOriginal)
"""What can be taken again and again, and what a case can be decided without."""


def excess(case: Case) -> Iterator[str]:
    """Of what a case has too much, known by its heads alone."""
    yield from _too_many("facts", range(case.seq), MOST_FACTS)
    yield from _too_many("suspensions", case.pauses, MOST_PAUSES)
    yield from _too_many("times in the post", case.posted, MOST_PAUSES)
    yield from _too_many("open questions", case.questions, MOST_QUESTIONS)
    yield from _too_many("originals", case.originals, MOST_ORIGINALS)
    yield from _too_many("steps", case.steps, MOST_STEPS)
    for step in case.steps:
        yield from _too_many("steps before another", step.plan.after, MOST_STEPS)
    yield from _too_many("cooperating places", case.cooperating, MOST_COOPERATING)
    yield from _too_many("party roles", (*case.roles, *case.awaits), 2 * len(Role))
    yield from _too_many("modes", case.modes, len(Mode))
    yield from _too_many("unanswered needs", case.unsettled, MOST_EVIDENCE)
    yield from _too_many("fields to correct", case.to_correct, MOST_ANSWERS)


def excess_bytes(facts: Iterable[Fact]) -> Iterator[str]:
    """Whether all facts of a case are too long, before anything of them is decoded."""
    held = sum(len(fact.head) + sum(memoryview(part.body).nbytes for part in fact.parts.values()) for fact in facts)
    yield from _too_many("bytes", range(held), MOST_BYTES)


def excess_inside(dossier: Dossier) -> Iterator[str]:
    """Of what the contents of a case, all of them, are too many."""
    yield from _too_many("parties", dossier.parties(), MOST_PARTIES)
    yield from _too_many("kinds of evidence", dossier.evidence(), MOST_EVIDENCE)
    yield from _too_many("answers", dossier.answers(), MOST_ANSWERS)
    yield from _too_many("answers shown", dossier.shown(), MOST_ANSWERS)


def require_room(case: Case, act: a.Act) -> None:
    """Raise `Refused` where an act would add to what a case has enough of; never for what ends one."""
    if refused := _full(case, act) or _used_up(case, act):
        raise refused


def _too_many(what: str, held: Sized, most: int) -> Iterator[str]:
    if len(held) > most:
        yield f"{len(held)} {what} are more than {most}"


def _full(case: Case, act: a.Act) -> Refused | None:
    """Where there is no more room for what the act would add."""
    match act:
        case a.Suspend() if len(case.pauses) >= MOST_PAUSES:
            return _enough(f"本办件已经挂起{len(case.pauses)}次，不能再次挂起", "请依现有材料作出决定")
        case a.Ask() | a.Suspend() if _asks(act) and len(case.questions) >= MOST_QUESTIONS:
            message = f"本办件有{len(case.questions)}项询问尚未答复，不能再提出询问"
            return _enough(message, "请先答复或者等待答复已经提出的询问")
        case a.TakeOriginal() if len(case.originals) >= MOST_ORIGINALS:
            message = f"本办件已经收存{len(case.originals)}件原件，不能再收存"
            return _enough(message, "请先把不再需要的原件退还申请人，再收存其他原件")
        case a.SendOriginal(to="competent") if len(case.posted) >= MOST_PAUSES:
            message = f"本办件的原件已经寄送{len(case.posted)}次，不能再寄往业务属地"
            return _enough(message, "请把原件退还申请人，由申请人自行交给业务属地")
        case _:
            return None


def _asks(act: a.Act) -> bool:
    return not isinstance(act, a.Suspend) or act.reason == BY_APPLICANT


def _used_up(case: Case, act: a.Act) -> Refused | None:
    """Where the ledger has room only for what ends the case."""
    added, anew = isinstance(act, ADDITIONS), _is_tried_anew(act, case)
    if not (added and case.seq >= LAST_ADDITIONS) and not (anew and case.seq >= LAST_TRIES):
        return None
    message = f"本办件的台账已有{case.seq}条记录，不能再进行可以反复办理的操作"
    return _enough(message, "请依现有材料作出决定并办结，或者请申请人撤回后重新申请；作出决定、送达和退还原件不受影响")


def _is_tried_anew(act: a.Act, case: Case) -> bool:
    """Whether the act can be taken again and again, and a case hangs on it the first time."""
    match act:
        case a.Offer() | a.ReportArrival() | a.SendOriginal():
            return True
        case a.ReportStep(outcome=Outcome.FAILED):
            return True
        case a.Dispatch():
            return bool(case.dispatched)
        case _:
            return False


def _enough(message: str, remedy: str) -> Refused:
    return refuse("CASE-FULL", message, remedy=remedy)

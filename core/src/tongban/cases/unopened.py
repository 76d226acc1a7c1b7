"""A decision that lies ready for electronic delivery: its parties learn that it is there and which, no more. Pure.

What it says reaches them when one of them opens it, for then it is delivered and the time for relief begins. That goes
for what it rests on too: what the deciding office reported of its own steps, which may be the very result and waits for
the decision already, and why a step came to nothing. However long it lies there, nothing is deemed: no law lets a paper
that nobody opened count as delivered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from tongban.cases.facts import Declined, Granted, RefusedByPlace, StepReported
from tongban.cases.heads import Entry, Part
from tongban.cases.papers import RESULT, Paper
from tongban.cases.rights import CAME_TO_NOTHING, is_own
from tongban.cases.state import Case, StepStatus

REPORT: Final = "report"
_DECISIONS: Final = frozenset({"grant", "refusal"})
_decode = msgspec.json.Decoder(tuple[Paper, ...]).decode
_encode = msgspec.json.Encoder().encode


def is_unopened(case: Case) -> bool:
    """Whether the decision is made, goes to the applicant electronically, and was delivered in no way yet."""
    return bool(case.decision) and (case.dispatched or case.delivery) == "electronic" and not case.delivered


def is_of_decision(paper: Paper) -> bool:
    """Whether a paper tells the decision: 准予 or 不予决定书, and the results."""
    return paper.kind in _DECISIONS or paper.kind.startswith(RESULT)


def told_to_parties(facts: Sequence[Entry], case: Case) -> Sequence[Entry]:
    """The facts as the parties read them.

    Of an unopened decision they read who decided, and number and title of each paper. Of one that is to go out
    electronically they do not read beforehand what it will say.
    """
    if is_unopened(case):
        return [_of_unopened(fact, case) for fact in facts]
    return [_of_coming(fact, case) for fact in facts] if _is_coming(case) else facts


def _is_coming(case: Case) -> bool:
    return case.delivery == "electronic" and not case.decision and not case.ended


def _of_unopened(fact: Entry, case: Case) -> Entry:
    match fact.head.event:
        case Granted() | RefusedByPlace() | Declined():
            return _closed(fact)
        case StepReported() as reported if _foretells(reported, case):
            return _unreported(fact)
        case _:
            return fact


def _of_coming(fact: Entry, case: Case) -> Entry:
    reported = fact.head.event
    return _unreported(fact) if isinstance(reported, StepReported) and _is_own_of(reported, case) else fact


def _unreported(fact: Entry) -> Entry:
    return Entry(fact.head, {name: part for name, part in fact.parts.items() if name != REPORT}, fact.law)


def _foretells(reported: StepReported, case: Case) -> bool:
    """Whether a report says what the decision will: it is the deciding office's own, or why a step came to nothing."""
    came_to_nothing = StepStatus(reported.outcome.value) in CAME_TO_NOTHING
    return came_to_nothing or _is_own_of(reported, case)


def _is_own_of(reported: StepReported, case: Case) -> bool:
    return any(step.plan.name == reported.step and is_own(step, case) for step in case.steps)


def _closed(fact: Entry) -> Entry:
    kept = {name: part for name, part in fact.parts.items() if name == "actor"}
    if papers := fact.parts.get("papers"):
        kept["papers"] = Part(papers.salt, msgspec.Raw(_encode([_blank(paper) for paper in _decode(papers.body)])))
    return Entry(fact.head, kept)


def _blank(paper: Paper) -> Paper:
    return msgspec.structs.replace(paper, lines=(), paragraphs=(), code="")

"""A term that runs from the application on (自申请之日起): what does not count of it, and how it is told. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tongban.cases.clock import Deadline, Fixed, Pause
from tongban.cases.state import Case


def correcting(case: Case) -> tuple[Pause, ...]:
    """The days on which the applicant was correcting the application: they stand still as those of a suspension do."""
    if case.correction is None:
        return ()
    asked, answered = case.correction.asked_on, case.correction.answered_on
    until = date.fromisoformat(answered) if answered else None
    return (Pause(date.fromisoformat(asked), until),)


def explained(reckoned: Deadline, case: Case) -> Deadline:
    """The same last day, with words for that it runs from the application and not from acceptance."""
    corrected = "，申请人补正的日子不计" if case.correction else ""
    if isinstance(reckoned, Fixed):
        return replace(reckoned, reasons=f"自申请之日{reckoned.reasons}{corrected}")
    return replace(reckoned, explanation=f"{reckoned.explanation}；自申请之日起算{corrected}")


def sooner(own: Deadline, term: Deadline | None) -> Deadline:
    """Whichever presses first of what an act has for itself and the whole term, where both are known."""
    return term if isinstance(own, Fixed) and isinstance(term, Fixed) and term.on < own.on else own

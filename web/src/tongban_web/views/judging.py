"""What the rules and the calculation of a matter say of a case, where this place sees all that they need."""

from __future__ import annotations

import msgspec

from tongban.matters.calculation import working_of
from tongban.matters.rules import Findings, evaluate
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench
from tongban_web.views.calculations import definitions

SEE_ALL = frozenset({"competent", "receiving"})


def working(bench: Bench) -> tuple[v.Definition, ...]:
    """How the amount is worked out, line by line; nothing where it is not."""
    work, application = bench.work, bench.application
    if work is None or application is None or not sees_all(bench):
        return ()
    try:
        return definitions(working_of(work.matter, application))
    except msgspec.ValidationError:
        return ()


def sees_all(bench: Bench) -> bool:
    """Whether this place received the case or decides it."""
    return bool(SEE_ALL & bench.view.places)


def findings_of(bench: Bench) -> Findings | None:
    """What objects to the case as it stands, or None where this place does not hold all that the rules need."""
    work, application = bench.work, bench.application
    if work is None or application is None or not sees_all(bench) or bench.case.decision:
        return None
    try:
        found = evaluate(work.matter.rules, application)
        held_not = bench.node.judging.not_held(work, found.blocking)
        return Findings((*found.objections, *held_not), found.undetermined)
    except msgspec.ValidationError:
        return None

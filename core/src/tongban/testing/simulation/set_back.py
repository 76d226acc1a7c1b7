"""What an owner tells whose database was set back to a backup: facts that it did not keep, in an epoch that is over."""

from __future__ import annotations

import random

import msgspec

from tongban.cases.announcing import whole
from tongban.cases.context import Context
from tongban.cases.decide import decide
from tongban.cases.sealing import Sealing, append
from tongban.cases.state import Case
from tongban.errors import Conflict, Refused
from tongban.exchange.letters import Letter
from tongban.testing.case_file import APPLICANT
from tongban.testing.simulation import people


def told_of_before(case: Case | None, context: Context, chance: random.Random) -> Letter | None:
    """A letter that nobody may take, if this node owns the case by now and somebody here could act on it."""
    if case is None or case.owner != context.node or not case.epoch or case.receiving.node == context.node:
        return None
    possible = people.acts(case, context.node, chance)
    if not possible:
        return None
    act, actor = chance.choice(possible)
    moment = context.moment()
    try:
        drafts = decide(case, act, by=actor, at=moment)
    except (Refused, Conflict):
        return None
    sealing = Sealing(moment=moment, actor=actor, calendar=context.calendar, addressee=APPLICANT.name)
    facts = append(case, drafts, case_id=case.id, sealing=sealing).facts
    (letter,) = whole(msgspec.structs.replace(case, epoch=case.epoch - 1), case.receiving.node, facts)
    return letter

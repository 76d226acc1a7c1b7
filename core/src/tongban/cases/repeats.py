"""Whether a party asks for what they have already done: a second click is no second act. Pure."""

from __future__ import annotations

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.dossier import Dossier
from tongban.cases.heads import Head
from tongban.evidence.items import Evidence


def done_before(act: a.AnyAct, by: a.Actor, dossier: Dossier) -> bool:
    """Whether a fact of this very party says what the act would say again."""
    return any(_says(head, act, dossier) and _is_own(head, by, dossier) for head in dossier.heads)


def same(act: a.AnyAct, other: a.AnyAct) -> bool:
    """Whether two acts say the same, whenever a promise in them was given."""
    if isinstance(act, a.Correct) and isinstance(other, a.Correct):
        told = (act.said, act.attend_by, act.sheets, [_content(item) for item in act.evidence])
        return told == (other.said, other.attend_by, other.sheets, [_content(item) for item in other.evidence])
    return act == other


def _is_own(head: Head, by: a.Actor, dossier: Dossier) -> bool:
    acted = dossier.actor(head.seq)
    return (acted.kind, acted.name) == (by.kind, by.name) and head.actor.removeprefix("party:") in by.roles


def _says(head: Head, act: a.AnyAct, dossier: Dossier) -> bool:
    match act, head.event:
        case (a.Confirm(), f.Confirmed()) | (a.EndAgency(), f.AgencyEnded()):
            return True
        case a.Correct(said=said), f.Corrected():
            return _text(dossier, head, "said") == said and _stands(act, dossier)
        case a.Withdraw(reason=reason), f.Withdrawn():
            return _text(dossier, head, "note") == reason
        case a.Answer(question=question, text=text), f.Answered(question=answered):
            return answered == question and _text(dossier, head, "message") == text
        case a.ConfirmDelivery(how=how), f.Delivered(how=confirmed):
            return confirmed == how
        case _:
            return False


def _stands(act: a.Correct, dossier: Dossier) -> bool:
    """Whether answers and materials are what the case has, since it can be corrected only once."""
    answers, evidence = dossier.answers(), dossier.evidence()
    told = all(answers.get(name) == value for each in act.sheets for name, value in each.sheet.answers.items())
    handed_in = all(item.key in evidence and _content(evidence[item.key]) == _content(item) for item in act.evidence)
    return told and handed_in


def _content(item: Evidence) -> tuple[object, ...]:
    return item.key, item.kind, item.value, item.digest


def _text(dossier: Dossier, head: Head, part: str) -> str:
    return str(dossier.content(head.seq, part).get("text", ""))

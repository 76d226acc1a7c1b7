"""Small shared pieces of a decision: reasons, audiences and refusals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from tongban.cases import acts as a
from tongban.cases.acts import Actor, Point
from tongban.cases.facts import PlaceRef
from tongban.cases.sheets import BOTH, EVIDENCE
from tongban.cases.state import Case
from tongban.errors import Refused
from tongban.evidence.items import Evidence
from tongban.exchange.letters import Unsendable
from tongban.matters.rules import Objection

LONGEST_TEXT: Final = 2000
"""In characters: what one may write into a case at once in one's own words."""

GO_ON: Final = "请继续办理后面的环节，各环节都完成的，作出准予决定"
"""What is left to do once something was done that cannot be undone."""

NO_SUCH_CASE: Final = "没有找到这个办件，请核对办件编号"
"""Said alike of a case that there is not and of one that whoever asks has nothing to do with."""

Parts = dict[str, tuple[object, tuple[str, ...]]]


def everyone(case: Case) -> tuple[str, ...]:
    """Every place role of the case."""
    return (*BOTH, *case.cooperating)


def refuse(rule: str, message: str, *, remedy: str, field: str = "") -> Refused:
    """A refusal with one reason, and what to fill in or to do instead."""
    return Refused([Objection(rule=rule, message=message, field=field, remedy=remedy)])


def offered(choices: Mapping[str, str]) -> str:
    """What there is to choose from, for people by its name and for programs by its code, as 邮寄（post）."""
    return "、".join(f"{name}（{code}）" for code, name in choices.items())


def reasoned(points: Sequence[Point]) -> bool:
    """Whether there is a reason, and one in words at every point."""
    return bool(points) and all(in_words(point.reason) for point in points)


def in_words(text: str) -> bool:
    """Whether there is anything to read."""
    return any(character.isprintable() and not character.isspace() for character in text)


def require_readable_length(act: a.AnyAct) -> None:
    """Raise `Refused` for words that nobody would read to their end: none of them is cut off unsaid."""
    what, field, text = _own_words(act)
    if len(text) > LONGEST_TEXT:
        raise refuse(
            "CASE-LENGTH",
            f"“{what}”有{len(text)}字，不得超过{LONGEST_TEXT}字",
            field=field,
            remedy="请写得简短一些后重新提交；较长的说明请作为材料提供",
        )


def _own_words(act: a.AnyAct) -> tuple[str, str, str]:
    """What the words of an act are called, the control they are typed in, and the words."""
    match act:
        case a.Answer(text=text):
            return "答复内容", "text", text
        case a.Ask(text=text):
            return "询问内容", "text", text
        case a.Withdraw(reason=text):
            return "撤回的原因", "reason", text
        case _:
            return "", "", ""


@contextmanager
def short_enough() -> Iterator[None]:
    """What makes letters longer than any node takes is refused to whoever wrote it."""
    try:
        yield
    except Unsendable as fault:
        remedy = "请把文字写短后重试，较长的说明请作为材料上传"
        raise refuse("CASE-LENGTH", "填写的内容太多，无法转给共同办理的机关", remedy=remedy) from fault


def reasons_part(points: Sequence[Point]) -> Parts:
    """The part that holds reasons: for the two places that answer to the applicant."""
    return {"reasons": ({"points": list(points)}, BOTH)}


def evidence_parts(items: Sequence[Evidence], cooperating: Mapping[str, PlaceRef]) -> Parts:
    """The parts that hold evidence: for the two main places, and for a cooperating place what its own register said.

    What was read from a paper is in the case already, by the fact that says who read it, and is not repeated.
    """
    grouped: dict[tuple[str, ...], list[Evidence]] = {}
    for item in items:
        if item.material:
            continue
        answered = (role for role, place in cooperating.items() if item.asked_of and place.node == item.asked_of)
        grouped.setdefault((*BOTH, *answered), []).append(item)
    return {f"{EVIDENCE}{index or ''}": (found, audience) for index, (audience, found) in enumerate(grouped.items())}


def actor_part(case: Case, actor: Actor) -> Parts:
    """Who acted, by name; for every place of the case, so that each hop has a responsible person."""
    if actor.is_machine:
        return {}
    shown = {
        "name": actor.name,
        "kind": actor.kind,
        "office": actor.office_name,
        "behalf": actor.behalf,
        "behalf_name": actor.behalf_name,
        "assurance": actor.assurance,
    }
    return {"actor": (shown, everyone(case))}

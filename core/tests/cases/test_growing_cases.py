"""What another place may tell of a case at most: as much as any case could have, and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import replace

from tongban.cases import facts as f
from tongban.cases.evolve import evolve
from tongban.cases.heads import Draft, Head
from tongban.cases.number import CaseNumber
from tongban.cases.room import (
    MOST_ANSWERS,
    MOST_EVIDENCE,
    MOST_FACTS,
    MOST_ORIGINALS,
    MOST_PARTIES,
    MOST_PAUSES,
    MOST_QUESTIONS,
)
from tongban.cases.sealing import Sealing, append
from tongban.cases.sheets import BOTH, Sheet, Shown
from tongban.cases.state import Case
from tongban.cases.vetting import require_manageable, require_readable
from tongban.exchange.refusals import Rejected
from tongban.identity.people import Party, PartyKind, Role
from tongban.matters.sizes import MOST_COOPERATING, MOST_STEPS
from tongban.testing.case_file import LETTER, NODE, PARTNER, CaseFile, calendar, submitted
from tongban.testing.one_of_each import READ

DAY: Final = "2026-11-23"
NUMBER: Final = str(CaseNumber("440106", "510104", date(2026, 11, 23), 1))
FIRST: Final = submitted(number=NUMBER)
AWAY: Final = (
    f.OriginalSent(original="户口簿", to="competent"),
    f.OriginalUndelivered(original="户口簿", mishap=f.Mishap.RETURNED),
)


def accepted(*steps: f.PlannedStep) -> f.Accepted:
    return f.Accepted(term_days=5, since=DAY, steps=steps)


TOLD: Final[dict[str, tuple[int, Callable[[tuple[str, ...]], Sequence[f.Event]]]]] = {
    "facts": (MOST_FACTS, lambda each: [FIRST, *[f.EvidenceGathered(keys=())] * (len(each) - 1)]),
    "steps": (MOST_STEPS, lambda each: [FIRST, accepted(*(replace(LETTER, name=name) for name in each))]),
    "steps before a step": (MOST_STEPS, lambda each: [FIRST, accepted(replace(LETTER, after=each))]),
    "suspensions": (MOST_PAUSES, lambda each: [FIRST, *(f.Suspended(reason="hearing"), f.Resumed()) * len(each)]),
    "times in the post": (
        MOST_PAUSES,
        lambda each: [FIRST, f.OriginalTaken(original="户口簿", required=True), *AWAY * len(each)],
    ),
    "open questions": (MOST_QUESTIONS, lambda each: [FIRST, *(f.Asked(question=name) for name in each)]),
    "originals": (MOST_ORIGINALS, lambda each: [FIRST, *(f.OriginalTaken(original=name) for name in each)]),
    "cooperating places": (MOST_COOPERATING, lambda each: [submitted(cooperating=dict.fromkeys(each, PARTNER))]),
    "party roles": (2 * len(Role), lambda each: [submitted(roles=("applicant",) * len(each))]),
    "fields to correct": (MOST_ANSWERS, lambda each: [FIRST, f.CorrectionAsked(fields=each, days=5)]),
    "unanswered needs": (MOST_EVIDENCE, lambda each: [FIRST, f.EvidenceGathered(keys=(), unsettled=each)]),
}
"""How much of something a case may have, and what happens in one with so many of these names."""


def case_of(told: Sequence[f.Event]) -> Case:
    case = None
    for seq, event in enumerate(told, start=1):
        head = Head(
            case="c", seq=seq, epoch=0, at=1, on=DAY, place="", place_name="", actor="", event=event, parts={}, prev=""
        )  # fmt: skip
        case = evolve(case, head, "")
    assert case is not None
    return case


@pytest.mark.parametrize("what", TOLD)
def test_a_case_has_as_much_as_any_could_have_and_no_more(what: str):
    most, told = TOLD[what]
    names = tuple(f"n{each}" for each in range(most + 1))
    require_manageable(case_of(told(names[1:])))
    with pytest.raises(Rejected, match=r"bad_body.*are more than"):
        require_manageable(case_of(told(names)))


def parts(what: str, much: int) -> dict[str, Any]:
    """What a submission brings, with so much of something."""
    applicant = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name="张建国", number="510104198503109997")
    match what:
        case "parties":
            return {"parties": [replace(applicant, number=str(n)) for n in range(much)]}
        case "evidence":
            return {"evidence": [replace(READ, key=str(n), material="", value=None) for n in range(much)]}
        case "answers":
            return {"application": Sheet({str(n): "" for n in range(much)}, ())}
        case _:
            return {"application": Sheet({}, tuple(Shown(str(n), "", "") for n in range(much)))}


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ("parties", MOST_PARTIES),
        ("evidence", MOST_EVIDENCE),
        ("answers", MOST_ANSWERS),
        ("answers shown", MOST_ANSWERS),
    ],
)
def test_so_have_its_contents(what: str, most: int):
    read(parts(what, most))
    with pytest.raises(Rejected, match=r"bad_body.*are more than"):
        read(parts(what, most + 1))


def test_so_have_its_bytes_whatever_their_name():
    megabytes = {f"x{n}": "x" * 2**20 for n in range(17)}
    read(dict(list(megabytes.items())[:15]))
    with pytest.raises(Rejected, match=r"bad_body.*bytes are more than"):
        read(megabytes)


def read(contents: dict[str, Any]) -> None:
    """What a place makes of a submission with these contents."""
    sealing = Sealing(moment=CaseFile(FIRST).moment(), actor=NODE, calendar=calendar(), addressee="")
    draft = Draft(event=FIRST, parts={name: (content, BOTH) for name, content in contents.items()})
    made = append(None, [draft], case_id="c", sealing=sealing)
    require_readable(made.case, made.facts, calendar(), fresh=made.facts)

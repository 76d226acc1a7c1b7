"""What the papers of a case say in place of registers that gave no answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from tongban.cases.applications import Work
from tongban.cases.wording import refuse
from tongban.errors import Refused
from tongban.evidence.established import paper_of, papers_for
from tongban.evidence.items import Evidence, Outcome
from tongban.evidence.needed import criteria_of, subject_of
from tongban.matters.application import Application
from tongban.matters.forms import Form
from tongban.matters.materials import Material
from tongban.matters.needs import Needs
from tongban.matters.recorded import fields_of_record, fits, form_of

RULE: Final = "CASE-ESTABLISH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Legible:
    """A need whose register gave no answer, and the paper that says the same.

    `given` are the attributes of the record that the question itself says: a paper that says otherwise answers another.
    """

    need: Needs[Any]
    material: Material
    paper: Evidence
    given: Mapping[str, Any]

    @property
    def form(self) -> type[Form]:
        """What is typed of the record."""
        record: type[msgspec.Struct] = self.need.record
        return form_of(record, frozenset(self.given))


def legible(work: Work, known: Application[Any]) -> tuple[Legible, ...]:
    """Every need that is open, or was established before, and whose paper is here; in the order of the matter."""
    return tuple(
        Legible(need=need, material=material, paper=paper, given=_given(known, need))
        for need in work.matter.needs
        if _is_open(known, need)
        for material, paper in _papers(work, known, need)
    )


def why_illegible(work: Work, known: Application[Any], key: str) -> Refused:
    """Why a need cannot be established, and what to do instead."""
    need = next((each for each in work.matter.needs if each.key == key), None)
    if need is None or subject_of(known, need) is None:
        return refuse(RULE, "本办件不需要核对这项数据", remedy="请返回办件页面，从尚未答复的数据中选择")
    if not _is_open(known, need):
        remedy = "请刷新页面，按登记库的答复办理"
        return refuse(RULE, f"登记库已答复“{need.title}”，以登记库的答复为准", remedy=remedy)
    wanted = papers_for(work.matter, need, known.answers)
    if not wanted:
        message = f"“{need.title}”只能由登记机构答复，本事项没有可以代替的材料"
        return refuse(RULE, message, remedy="请稍后重新核验；一直不答复的，请与登记机构联系")
    names = "、".join(f"《{each.name}》" for each in wanted)
    return refuse(RULE, f"申请人还没有提交{names}，不能据以核对", remedy="请先告知申请人补交，或请其到窗口出示")


def _is_open(known: Application[Any], need: Needs[Any]) -> bool:
    item = known.evidence.get(need.key)
    if subject_of(known, need) is None:
        return False
    return item is None or bool(item.material) or item.outcome is Outcome.UNANSWERED


def _papers(work: Work, known: Application[Any], need: Needs[Any]) -> Iterator[tuple[Material, Evidence]]:
    """The first paper that is here, if any."""
    for material in papers_for(work.matter, need, known.answers):
        paper = paper_of(material, known.evidence)
        if paper is not None:
            yield material, paper
            return


def _given(known: Application[Any], need: Needs[Any]) -> dict[str, Any]:
    record: type[msgspec.Struct] = need.record
    typable = fields_of_record(record)
    return {
        name: value for name, value in criteria_of(known, need).items() if name in typable and fits(record, name, value)
    }

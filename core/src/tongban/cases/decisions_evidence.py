"""Decisions on evidence: what registers say anew, and what is read from a paper where they say nothing."""

from __future__ import annotations

from collections.abc import Callable

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.decisions_intake import taken_in
from tongban.cases.heads import Draft
from tongban.cases.sheets import BOTH, EVIDENCE
from tongban.cases.state import Case
from tongban.cases.wording import GO_ON, evidence_parts, refuse
from tongban.evidence.established import is_well_formed

ESTABLISHED = "established"
"""The part that says in words what was read from which paper."""


def add_evidence(act: a.AddEvidence, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Fresh answers of registers, as long as nothing was cleared on what they said before."""
    _still_asked(case)
    keys = tuple(item.key for item in act.evidence)
    event = f.EvidenceGathered(keys=keys, unsettled=act.unsettled)
    return [Draft(event=event, parts=evidence_parts(act.evidence, case.cooperating))]


def establish(act: a.Establish, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """What a paper says, as long as registers are asked."""
    _still_asked(case)
    item = act.evidence
    if item.key != act.need or not item.material or not is_well_formed(item):
        remedy = "请在办件页面打开“按纸质材料核对”，照材料填写后提交"
        raise refuse("CASE-ESTABLISH", "认定的内容不完整，不能记入办件", remedy=remedy)
    said = {"title": item.title, "material": f"《{act.name}》"}
    event = f.Established(need=act.need, material=item.material, unsettled=act.unsettled)
    return [Draft(event=event, parts={ESTABLISHED: (said, BOTH), EVIDENCE: ((item,), BOTH)})]


def _still_asked(case: Case) -> None:
    taken_in(case)
    if case.irrevocable_done:
        remedy = f"决定以该步骤办理时的核验结果为准，{GO_ON}"
        raise refuse("CASE-IRREVOCABLE", "不可撤销的步骤已经完成，不再重新核验", remedy=remedy)
    if case.irrevocable_under_way:
        remedy = "请先报告该环节的办理结果；报告“未成功”的，可以重新核验"
        raise refuse("CASE-IRREVOCABLE", "不可撤销的步骤已经放行，不再重新核验", remedy=remedy)


DECISIONS: dict[type[a.Act], Callable[..., list[Draft]]] = {
    a.AddEvidence: add_evidence,
    a.Establish: establish,
}

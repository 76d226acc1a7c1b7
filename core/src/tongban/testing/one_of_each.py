"""One act of every kind, on a case with a step `pay`: for whoever tests something of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from tongban.cases import acts as a
from tongban.cases.facts import Mishap, Outcome
from tongban.evidence.items import Evidence, SourceKind
from tongban.evidence.items import Outcome as Found

READ: Final = Evidence(
    key="record",
    title="示例登记",
    kind=SourceKind.UPLOAD,
    outcome=Found.FOUND,
    source="依据申请人提交的《登记证明》，由锦江经办王丽核对认定",
    at=1_795_000_000_000,
    value={"status": "正常"},
    material="certificate",
)
"""What an officer has read from a paper."""
_FILLED: Final[dict[type[a.Act], a.Act]] = {
    a.Clear: a.Clear(step="pay"),
    a.ReportArrival: a.ReportArrival(step="pay", on="2026-11-23"),
    a.ReportStep: a.ReportStep(step="pay", outcome=Outcome.DONE),
    a.TakeBack: a.TakeBack(code="not_served", message=""),
    a.AskCorrection: a.AskCorrection(points=(), days=15),
    a.Decline: a.Decline(reasons=()),
    a.Extend: a.Extend(days=1, reason="案情复杂"),
    a.Suspend: a.Suspend(reason="hearing", note="听证需要十日"),
    a.Refuse: a.Refuse(reasons=()),
    a.Forward: a.Forward(waybill="SF1"),
    a.RecordDecision: a.RecordDecision(decision=a.PaperDecision.GRANTED, paper="1号", on="2026-11-23"),
    a.Dispatch: a.Dispatch(way="window"),
    a.ConfirmDelivery: a.ConfirmDelivery(how="collected", evidence="证件"),
    a.Lapse: a.Lapse(why="逾期"),
    a.Ask: a.Ask(question="1", text="问"),
    a.Answer: a.Answer(question="1", text="答"),
    a.TakeOriginal: a.TakeOriginal(original="1", name="证", condition="好"),
    a.SendOriginal: a.SendOriginal(original="1", to="competent", waybill="SF1"),
    a.ReceiveOriginal: a.ReceiveOriginal(original="1", condition="好"),
    a.ReportOriginal: a.ReportOriginal(original="1", mishap=Mishap.LOST, note="查找无着"),
    a.ReturnOriginal: a.ReturnOriginal(original="1", to="张建国"),
    a.AddEvidence: a.AddEvidence(evidence=()),
    a.Establish: a.Establish(need="record", name="登记证明", evidence=READ),
}

ONE_OF_EACH: Final[Mapping[type[a.Act], a.Act]] = {kind: _FILLED.get(kind) or kind() for kind in get_args(a.AnyAct)}

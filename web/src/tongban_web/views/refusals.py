"""What an officer does about a refusal of another place, by its code."""

from __future__ import annotations

from tongban.exchange.refusal_table import FixedBy
from tongban.exchange.refusals import REFUSALS

OTHERS = {
    FixedBy.SENDING_OPERATOR: "由本省平台运维人员处理，请告知办件编号；处理好以前不必重复操作。",
    FixedBy.RECEIVING_OPERATOR: "由对方平台运维人员处理，请告知本省运维人员联系对方；处理好以前不必重复操作。",
    FixedBy.TRUST_OPERATOR: "由信任名录管理员处理，请告知本省运维人员；处理好以前不必重复操作。",
}


def officers_remedy(code: str) -> str:
    """What to do: the officer's own part, or whom to tell."""
    refusal = REFUSALS.get(code)
    if refusal is None:
        return ""
    return OTHERS.get(refusal.fixed_by, refusal.remedy)

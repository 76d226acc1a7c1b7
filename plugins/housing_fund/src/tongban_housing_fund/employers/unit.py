"""What the matters of an employer have in common: the form, the licence, the agent's mandate, the route."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.law import MANDATE, fund_matter, rule
from tongban_housing_fund.needs import EMPLOYER, LICENCE, need
from tongban_housing_fund.records import Worker

OF_WORKER: Final = {"city": "city", "worker": "worker_number"}
EVER_PAID: Final = need("worker", "本单位职工的账户", Worker, by=OF_WORKER, where={"paid": "ever"}, why="核对缴存单位")


class UnitForm(tb.Form, frozen=True, kw_only=True):
    """Where the unit pays in, and how its agent is reached."""

    city: Annotated[str, tb.City("单位所在城市")]
    mobile: Annotated[str, tb.Mobile("经办人手机号码")]


@rule("HF-EM-08")
def unit_exists(application: tb.Application[Any]) -> tb.Breaches:
    """Whoever is being wound up still lets staff go."""
    status, leaving = application.found(LICENCE).status, getattr(application.answers, "kind", "") == "leave"
    return tb.Breach.when(status != "存续" and not leaving, status=status)


def works_here(worker: tb.Needs[Worker]) -> tuple[tb.Rule, tb.Rule]:
    """The unit pays into an account of that worker, or has, and names whom it is of."""
    another = rule.named("HF-EM-25", "worker_name", lambda known: known.found(worker).holder)
    return rule.on_file("HF-EM-14", worker), another


ratios_allowed: Final = rule.within("HF-EM-03", "ratio_unit", "ratio_person", first="ratio_min", last="ratio_max")
of_this_unit: Final = rule.of_applicant("HF-EM-27", LICENCE, number="number")
THIS_UNIT: Final = (of_this_unit, rule.on_file("HF-EM-13", EMPLOYER))  # the one of the licence, with an account
LICENSED: Final = (unit_exists, of_this_unit)
UNIT_RULES: Final = (unit_exists, *THIS_UNIT)
SHARED: Final = (tb.FromRegister(LICENCE), tb.Upload())
LICENCE_PAPER: Final = tb.Material("business_licence", "营业执照", SHARED, reason="由登记机关共享")
unit_matter: Final = partial(
    fund_matter,
    applicants=frozenset({tb.PartyKind.ORGANISATION}),
    route=tb.routed("city", reason="由单位所在城市的住房公积金管理中心办理"),
    materials=(LICENCE_PAPER, MANDATE),
    checks=(
        tb.CheckItem("agent", "经办人持本人有效身份证件到场，人证一致"),
        tb.CheckItem("mandate", "经办人持有单位的有效授权"),
    ),
)

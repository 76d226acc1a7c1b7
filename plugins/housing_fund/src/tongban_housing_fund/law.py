"""The legal grounds that several matters name, the decorator of their rules, and what every matter here has alike."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

import tongban as tb

rule: Final = tb.worded_rules(Path(__file__).with_name("rules.yaml"))
REGULATIONS, FREE = "住房公积金管理条例", "不收费"
MANDATE: Final = tb.Material("agent_mandate", "经办人授权", (tb.FromMandate(),))
CHECKS: Final = (tb.CheckItem("person", "申请人持本人有效身份证件到场，人证一致"),)
# An edition may still change until this plugin's first version is published, which it has not been.
fund_matter: Final = partial(tb.Matter, edition="2026-09-20", authority="housing_fund_centre", checks=CHECKS, fee=FREE)


def amended(application: tb.Application[Any]) -> bool:
    """Whether the text of 国务院令第844号 governs the case, by the day of its acceptance."""
    return application.on >= application.parameters.day("regs_switch_date")

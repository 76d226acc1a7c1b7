"""The legal grounds that several matters name, and the decorator of their rules, whose words are in `rules.yaml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from tongban import Basis, Parameters, worded_rules

rule: Final = worded_rules(Path(__file__).with_name("rules.yaml"))
REGULATIONS: Final = "住房公积金管理条例"
TRANSFER_PROTOCOL: Final = Basis("全国住房公积金异地转移接续业务操作规程")
AUTHORITY: Final = "housing_fund_centre"
EDITION: Final = "2026-09-20"


def amended(on: date, parameters: Parameters) -> bool:
    """Whether the text of 国务院令第844号 governs a case accepted on that day."""
    return on >= date.fromisoformat(parameters.text("regs_switch_date"))

"""The rules of the appointment."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from tongban import Application, Breach, Breaches, Objection, rule
from tongban_marriage import needs
from tongban_marriage.forms import WALK_IN, MarriageForm
from tongban_marriage.records import SlotRecord
from tongban_marriage.rules import IN_PERSON

FULL = "预约时间已满"
OTHER_SLOT = "请选择其他时段、日期或者登记机关"

full = Objection(rule="MR-FULL", message=FULL, field="slot", remedy=OTHER_SLOT)
disagreeing = Objection(
    rule="MR-APPOINTMENTS",
    message="双方预约不一致",
    field="other_number",
    remedy="其中一方已有尚未办结的预约；请双方使用同一个预约，或者先撤回原来的预约",
)
too_early = Objection(
    rule="MR-DAY",
    message="尚未到预约日期，不能收件",
    field="day",
    remedy="请双方在预约日期到场；需要提前办理的，请撤回预约后重新申请",
)


def begins(answers: MarriageForm) -> datetime:
    """When the slot begins; who has none may come until the end of the day."""
    if answers.slot == WALK_IN:
        return datetime.combine(answers.day + timedelta(days=1), time.min)
    return datetime.combine(answers.day, time.fromisoformat(answers.slot))


def _offered(application: Application[MarriageForm]) -> SlotRecord | None:
    """The slot as long as it is not this couple's own, which nobody else can take from them."""
    record = application.record(needs.slot) or SlotRecord(capacity=0, taken=0, own=False)
    return None if record.own else record


@rule("MR-CLOSED", "所选登记机关在该时段不开放预约", basis=IN_PERSON, field="slot", remedy=OTHER_SLOT)
def registry_open(application: Application[MarriageForm]) -> Breaches:
    """The registry takes couples in that slot."""
    slot = _offered(application)
    if slot is not None and slot.capacity == 0:
        yield Breach()


@rule(full.rule, full.message, basis=IN_PERSON, field=full.field, remedy=full.remedy)
def slot_free(application: Application[MarriageForm]) -> Breaches:
    """The slot has room; whether it still has when handed in is for the table to say."""
    slot = _offered(application)
    if slot is not None and slot.capacity > 0 and slot.full:
        yield Breach()


@rule("MR-PAST", "预约日期已过", basis=IN_PERSON, field="day", remedy="请选择今天或者以后的日期")
def day_to_come(application: Application[MarriageForm]) -> Breaches:
    """An appointment lies ahead when it is made."""
    if application.answers.day < application.today and _offered(application) is not None:
        yield Breach()


@rule("MR-AHEAD", "最多可提前{days}日预约", basis=IN_PERSON, field="day", remedy="请选择更近的日期")
def not_too_far(application: Application[MarriageForm]) -> Breaches:
    """An appointment is made at most so many days ahead."""
    days = application.parameters.integer("booking_ahead_days")
    if (application.answers.day - application.today).days > days:
        yield Breach(days=days)


BOOKING_RULES = (registry_open, slot_free, day_to_come, not_too_far)

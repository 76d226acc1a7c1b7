"""Paper originals: take into custody, send by courier, confirm arrival, report missing, give back."""

from __future__ import annotations

import msgspec

from tongban.cases import acts as a
from tongban.cases.decisions_custody import away_from
from tongban.cases.facts import Mishap
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench, Done, Kind, lacking, require
from tongban_web.desk.result import collection_fields, collector

STATES = "例如：完好，共2页"
OTHER = "other_original"
"""Chosen where the original is no material of the matter; an empty choice is no choice."""


def taking_fields(bench: Bench) -> tuple[v.Field, ...]:
    """Which original, in which state."""
    materials = [each for each in bench.matter.materials if each.original] if bench.matter else []
    named = tuple(v.Option(each.key, each.name) for each in materials if each.key not in bench.case.originals)
    options = (*named, v.Option(OTHER, "其他原件"))
    which = v.Field(name="original", label="材料", widget="choice", required=True, options=options)
    hint = "选“其他原件”的，写明名称和编号" if named else "写明名称和编号"
    return (
        *((which,) if named else ()),
        v.Field(name="name", label="原件名称", required=None if named else True, hint=hint, maximum_length=80),
        v.Field(name="condition", label="收存时的状态", required=True, hint=STATES, maximum_length=200),
    )


async def take_original(bench: Bench) -> Done:
    """收存原件."""
    text, chosen = bench.entered.text, bench.entered.text("original")
    require(bench.entered, [_needed(each, chosen) for each in taking_fields(bench)])
    return await bench.node.custody.take(
        bench.case.id,
        bench.actor,
        material="" if chosen == OTHER else chosen,
        name=text("name"),
        condition=text("condition"),
        seen=bench.seen,
    )


def _needed(field: v.Field, chosen: str) -> v.Field:
    """A field of the form as the choice makes it: what is no material of the matter has to be named."""
    if field.name != "name" or not chosen:
        return field
    return msgspec.structs.replace(field, required=chosen == OTHER)


def sending_fields(bench: Bench) -> tuple[v.Field, ...]:
    """Where to, and the waybill."""
    every = bench.case.places()
    places = tuple(v.Option(role, every[role].name) for role in away_from(bench.case, bench.about))
    chosen = places[0].value if len(places) == 1 else ""
    return (
        v.Field(name="to", label="寄往", widget="choice", value=chosen, required=True, options=places),
        v.Field(name="waybill", label="物流单号", required=True, maximum_length=40),
    )


async def send_original(bench: Bench) -> Done:
    """寄送原件."""
    require(bench.entered, sending_fields(bench))
    waybill = bench.entered.text("waybill")
    return await bench.node.custody.send(
        bench.case.id,
        bench.actor,
        original=bench.about,
        to=bench.entered.text("to"),
        waybill=waybill,
        seen=bench.seen,
    )


def arrival_fields(bench: Bench) -> tuple[v.Field, ...]:
    """In which state it arrived."""
    return (v.Field(name="condition", label="收到时的状态", required=True, hint=STATES, maximum_length=200),)


async def receive_original(bench: Bench) -> Done:
    """签收原件."""
    require(bench.entered, arrival_fields(bench))
    return await bench.take(a.ReceiveOriginal(original=bench.about, condition=bench.entered.text("condition")))


MISHAPS = (
    v.Option(Mishap.RETURNED.value, "已退回", "原件回到寄出的机关，由其重新寄送或退还申请人"),
    v.Option(Mishap.LOST.value, "已遗失", "承运人确认遗失或查找无着；寄出的机关承担补办的费用"),
)


def is_in_post(bench: Bench) -> bool:
    """What is on its way may come back."""
    return bench.case.bound_for(bench.about) is not None


def is_in_custody(bench: Bench) -> bool:
    """What lies at an office comes back from nowhere."""
    return not is_in_post(bench)


def mishap_fields(bench: Bench) -> tuple[v.Field, ...]:
    """Whether it came back or is lost, and how."""
    return (
        v.Field(name="mishap", label="寄递情况", widget="choice", required=True, options=MISHAPS),
        v.Field(name="note", label="情况说明", widget="area", required=True, maximum_length=500,
                hint="写明何时、因何退回或遗失，怎样核实的；将写进告知书，告知申请人"),
    )  # fmt: skip


def loss_fields(bench: Bench) -> tuple[v.Field, ...]:
    """How it was lost."""
    hint = "写明何时发现遗失、怎样查找的；将写进告知书，告知申请人"
    return (v.Field(name="note", label="情况说明", widget="area", required=True, maximum_length=500, hint=hint),)


async def report_original(bench: Bench) -> Done:
    """登记退回或遗失."""
    require(bench.entered, mishap_fields(bench))
    mishap = bench.entered.text("mishap")
    if mishap not in set(Mishap):
        raise lacking("没有选择寄递情况", "mishap", remedy="请选择已退回或已遗失")
    return await _report(bench, Mishap(mishap))


async def report_lost(bench: Bench) -> Done:
    """登记遗失 of what was in the office's own custody."""
    require(bench.entered, loss_fields(bench))
    return await _report(bench, Mishap.LOST)


async def _report(bench: Bench, mishap: Mishap) -> Done:
    note = bench.entered.text("note")
    return await bench.node.custody.report(
        bench.case.id, bench.actor, original=bench.about, mishap=mishap, note=note, seen=bench.seen
    )


def return_fields(bench: Bench) -> tuple[v.Field, ...]:
    """Who took it back, or by which post it went."""
    by_hand = (msgspec.structs.replace(each, required=None) for each in collection_fields(bench))
    waybill = v.Field(name="waybill", label="物流单号", required=None, hint="邮寄退还申请人的填写", maximum_length=40)
    return (*by_hand, waybill)


async def return_original(bench: Bench) -> Done:
    """退还原件."""
    waybill = bench.entered.text("waybill")
    return await bench.node.custody.give_back(
        bench.case.id, bench.actor, original=bench.about, to=collector(bench), waybill=waybill, seen=bench.seen
    )


CUSTODY = (
    Kind(name="take_original", act="take_original", label="收存原件", key="o", perform=take_original,
         fields=taking_fields, lead="需要随办件寄往业务属地的纸质原件，逐件登记名称和状态。"),
    Kind(name="send_original", act="send_original", label="寄送原件：{about}", key="p", perform=send_original,
         fields=sending_fields),
    Kind(name="receive_original", act="receive_original", label="签收原件：{about}", look="primary",
         perform=receive_original, fields=arrival_fields),
    Kind(name="report_original", act="report_original", label="登记退回或遗失：{about}", perform=report_original,
         fields=mishap_fields, offered=is_in_post,
         lead="原件寄出后被退回或者遗失的，由寄出或者收件的机关登记；申请人会收到告知书。",
         statement="已向承运人核实，所填属实"),
    Kind(name="report_lost", act="report_original", label="登记保管中遗失：{about}", look="grave", perform=report_lost,
         fields=loss_fields, offered=is_in_custody,
         lead="原件在本机关保管中遗失、查找无着的，由本机关登记；申请人会收到告知书。",
         statement="已在本机关查找，确实无着",
         consequences=("该原件不再由本机关保管，也不再寄送或退还；办件不因此停止，可以办结。",
                       "告知书写明补办的办法，补办的费用由本机关承担。")),
    Kind(name="return_original", act="return_original", label="退还原件：{about}", perform=return_original,
         fields=return_fields,
         lead="当面退还的，核验领回人的居民身份证后登记，原件只交给当事人、其单位授权的经办人，或持当事人委托书的人；"
              "邮寄退还申请人的，只填物流单号。"),
)  # fmt: skip

"""Acts after the decision: the paper decision of a place off the exchange, dispatch, delivery."""

from __future__ import annotations

from tongban.cases import acts as a
from tongban.cases.decisions_result import WAYS
from tongban.desk.collecting import Collector
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench, Done, Kind, lacking, require
from tongban_web.views.dossiers import postal


def forwarding_fields(bench: Bench) -> tuple[v.Field, ...]:
    """The waybill of the application's post."""
    return (v.Field(name="waybill", label="物流单号", required=True, maximum_length=40),)


async def forward(bench: Bench) -> Done:
    """转寄业务属地."""
    waybill = bench.entered.text("waybill")
    return await bench.node.desk.forward(bench.case.id, bench.actor, waybill=waybill, seen=bench.seen)


def decision_fields(bench: Bench) -> tuple[v.Field, ...]:
    """What the paper says."""
    options = tuple(v.Option(each.value, each.label) for each in a.PaperDecision)
    return (
        v.Field(name="decision", label="纸质决定", widget="choice", required=True, options=options),
        v.Field(name="paper", label="决定书文号", required=True, hint="照纸质决定书填写", maximum_length=80),
        v.Field(name="decided_on", label="决定日期", widget="date", required=True, hint="照纸质决定书的落款日期填写"),
        v.Field(name="note", label="说明", widget="area", hint="不予受理的，照决定书写明理由", maximum_length=500),
    )


async def record_decision(bench: Bench) -> Done:
    """Enter the paper decision."""
    require(bench.entered, decision_fields(bench))
    decision = bench.entered.text("decision")
    if decision not in set(a.PaperDecision):
        raise lacking("没有选择纸质决定的结果", "decision", remedy="请照纸质决定书选择准予、不予或不予受理")
    text = bench.entered.text
    return await bench.node.desk.record_decision(
        bench.case.id,
        bench.actor,
        a.PaperDecision(decision),
        paper=text("paper"),
        on=text("decided_on"),
        note=text("note"),
        seen=bench.seen,
    )


def dispatch_fields(bench: Bench) -> tuple[v.Field, ...]:
    """How the result travels; as the applicant chose, unless changed."""
    ways = tuple(v.Option(value, label) for value, label in WAYS.items())
    return (
        v.Field(name="way", label="送达方式", widget="choice", value=bench.case.dispatched or bench.case.delivery,
                required=True, options=ways,
                hint=f"申请人选择：{WAYS.get(bench.case.delivery, bench.case.delivery)}"),
        v.Field(name="waybill", label="物流单号", required=None, hint="选择“邮寄”时填写", maximum_length=40),
    )  # fmt: skip


def where_to(bench: Bench) -> tuple[v.Definition, ...]:
    """Where the result goes by post."""
    return postal(bench.view)


async def dispatch(bench: Bench) -> Done:
    """寄送结果."""
    text, before = bench.entered.text, bench.case.dispatched_in
    return await bench.take(a.Dispatch(way=text("way"), waybill=text("waybill"), instead_of=before))


def collection_fields(bench: Bench) -> tuple[v.Field, ...]:
    """Who collects, and for somebody who is no party by which paper."""
    return (
        v.Field(name="name", label="领取人姓名", required=True, maximum_length=50),
        v.Field(name="number", label="领取人公民身份号码", widget="identity", required=True),
        v.Field(
            name="entrusted",
            label="委托凭据",
            required=None,
            hint="当事人本人领取的不用填；代领的，写明委托书的委托人和日期或编号，并收存委托书",
            maximum_length=200,
        ),
    )


def collector(bench: Bench) -> Collector:
    """Who collects, as it was entered."""
    text = bench.entered.text
    return Collector(name=text("name"), number=text("number"), entrusted=text("entrusted"))


async def hand_over(bench: Bench) -> Done:
    """窗口领取, with the collector's identity."""
    require(bench.entered, collection_fields(bench))
    return await bench.node.deliveries.hand_over(bench.case.id, bench.actor, collector(bench), seen=bench.seen)


def not_sent_yet(bench: Bench) -> bool:
    """The result is still here."""
    return not bench.case.dispatched


def sent_before(bench: Bench) -> bool:
    """What was sent may come back."""
    return bool(bench.case.dispatched)


def by_post(bench: Bench) -> bool:
    """A signed waybill confirms what went by post."""
    return bench.case.dispatched == "post"


def waybill_field(bench: Bench) -> tuple[v.Field, ...]:
    """The waybill that was signed."""
    return (v.Field(name="waybill", label="已签收的物流单号", required=True, maximum_length=40),)


async def signed(bench: Bench) -> Done:
    """签收."""
    require(bench.entered, waybill_field(bench))
    waybill = bench.entered.text("waybill")
    return await bench.node.deliveries.signed(bench.case.id, bench.actor, waybill=waybill, seen=bench.seen)


RESULT = (
    Kind(name="forward", act="forward", label="转寄业务属地", key="y", look="primary", perform=forward,
         fields=forwarding_fields,
         lead="业务属地没有接入平台：请寄去打印的申请和材料，并登记物流单号；办理期限自寄出之日起算。"),
    Kind(name="record_decision", act="record_decision", label="登记纸质决定", key="g", look="primary",
         perform=record_decision, fields=decision_fields, lead="业务属地没有接入平台，由其作出的纸质决定在此登记。"),
    Kind(name="dispatch", act="dispatch", label="寄送结果", key="s", look="primary", perform=dispatch,
         fields=dispatch_fields, to_check=where_to, offered=not_sent_yet),
    Kind(name="dispatch_again", act="dispatch", label="重新寄送结果", key="s", perform=dispatch,
         fields=dispatch_fields, to_check=where_to, offered=sent_before,
         lead="邮件被退回，或者申请人要求改变送达方式的，在此登记；以前寄送的物流单号留在流转记录中，签收以最后一次的为准。"),
    Kind(name="hand_over", act="confirm_delivery", label="窗口交付结果", key="l", look="primary", perform=hand_over,
         fields=collection_fields,
         lead="请核验领取人的居民身份证后登记。结果只交给当事人、其单位授权的经办人，或持当事人委托书的人。"),
    Kind(name="signed", act="confirm_delivery", label="登记邮件签收", key="t", look="primary", perform=signed,
         fields=waybill_field, offered=by_post),
)  # fmt: skip

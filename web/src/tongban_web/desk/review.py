"""Acts between acceptance and result: extension, suspension, decision, questions."""

from __future__ import annotations

import uuid

from tongban.cases import acts as a
from tongban.cases.suspensions import BY_APPLICANT, SUSPENSIONS, has_been_asked, suspension_names
from tongban.cases.wording import LONGEST_TEXT
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench, Done, Kind, lacking, require
from tongban_web.desk.points import chosen, may_be_turned_down, refusable
from tongban_web.desk.steps import so_far


def extension_fields(bench: Bench) -> tuple[v.Field, ...]:
    """By how many days of the term's own kind, and why."""
    return (
        v.Field(
            name="days",
            label="延长的日数",
            required=True,
            inputmode="numeric",
            hint=f"1 至 {bench.node.desk.longest_extension(bench.case)} {bench.case.term_unit}，只能延长一次",
        ),
        v.Field(name="reason", label="理由", widget="area", required=True, hint="将告知申请人", maximum_length=500),
    )


def still_in_time(bench: Bench) -> bool:
    """A term that is over cannot be extended."""
    return not bench.node.desk.is_overdue(bench.case)


async def extend(bench: Bench) -> Done:
    """延长 the term."""
    require(bench.entered, extension_fields(bench))
    days = bench.entered.text("days")
    if not (days.isascii() and days.isdigit() and len(days) < 4):
        raise lacking("延长的日数应为整数", "days", remedy="请填写数字，例如 5")
    reason = bench.entered.text("reason")
    return await bench.node.desk.extend(bench.case.id, bench.actor, days=int(days), reason=reason, seen=bench.seen)


def suspension_fields(bench: Bench) -> tuple[v.Field, ...]:
    """The enumerated reason, and a note."""
    asked = has_been_asked(bench.case)
    known = {value: each for value, each in SUSPENSIONS.items() if not (asked and value == BY_APPLICANT)}
    reasons = tuple(v.Option(value, each.name, each.basis) for value, each in known.items())
    days = bench.node.desk.correction_days(bench.case).value
    told = "写明具体情况和所需时间，将告知申请人"
    hint = f"{told}；请申请人补充说明的，一次写明全部内容，申请人有{days}个工作日，答复或期满后自动恢复计时"
    return (
        v.Field(name="reason", label="特别程序事由", widget="choice", required=True, options=reasons),
        v.Field(name="note", label="说明", widget="area", required=True, maximum_length=500,
                hint=told if asked else hint),
    )  # fmt: skip


async def suspend(bench: Bench) -> Done:
    """挂起."""
    require(bench.entered, suspension_fields(bench))
    reason, note = bench.entered.text("reason"), bench.entered.text("note")
    return await bench.node.desk.suspend(bench.case.id, bench.actor, reason=reason, note=note, seen=bench.seen)


async def resume(bench: Bench) -> Done:
    """恢复办理."""
    return await bench.take(a.Resume())


def note_field(bench: Bench) -> tuple[v.Field, ...]:
    """A note to the decision."""
    return (
        v.Field(name="note", label="审查意见", widget="area", hint="只留在办件中，不写进决定书", maximum_length=500),
    )


def what_is_asked(bench: Bench) -> str:
    """Whether the registers are asked before 准予: an irrevocable step has changed what they say."""
    if bench.case.irrevocable_under_way:
        return "已有不可撤销的环节放行或完成，准予时不再查询登记库，以放行时的核对结果为准。"
    return "准予前系统会再次查询登记库，并按现行规则重新核对。"


async def grant(bench: Bench) -> Done:
    """准予."""
    return await bench.node.desk.grant(bench.case.id, bench.actor, note=bench.entered.text("note"), seen=bench.seen)


async def refuse(bench: Bench) -> Done:
    """不予."""
    reasons = chosen(bench, refusable(bench))
    return await bench.node.desk.refuse(bench.case.id, bench.actor, reasons, seen=bench.seen)


def question_fields(bench: Bench) -> tuple[v.Field, ...]:
    """What is asked; the hidden id makes a second click the same question."""
    return (
        v.Field(name="text", label="询问内容", widget="area", required=True, maximum_length=LONGEST_TEXT,
                hint="办件的各办理地和申请人都能看到，都可以答复"),
        v.Field(name="question", label="", widget="shown", value=str(uuid.uuid4())),
    )  # fmt: skip


async def ask(bench: Bench) -> Done:
    """询问."""
    require(bench.entered, question_fields(bench))
    return await bench.take(a.Ask(question=bench.entered.text("question")[:36], text=bench.entered.text("text")))


def answer_fields(bench: Bench) -> tuple[v.Field, ...]:
    """The answer."""
    return (v.Field(name="text", label="答复内容", widget="area", required=True, maximum_length=LONGEST_TEXT),)


async def answer(bench: Bench) -> Done:
    """答复."""
    require(bench.entered, answer_fields(bench))
    return await bench.take(a.Answer(question=bench.about, text=bench.entered.text("text")))


REVIEW = (
    Kind(name="extend", act="extend", label="延长办理期限", key="e", perform=extend, fields=extension_fields,
         offered=still_in_time),
    Kind(name="suspend", act="suspend", label="进入特别程序（挂起）", key="h", perform=suspend,
         fields=suspension_fields, lead=f"{suspension_names()}所需时间不计入办理期限。"),
    Kind(name="resume", act="resume", label="恢复办理", key="h", look="primary", perform=resume),
    Kind(name="grant", act="grant", label="准予", key="g", look="primary", perform=grant, fields=note_field,
         to_check=so_far, lead=what_is_asked),
    Kind(name="refuse", act="refuse", label="不予", key="n", look="grave", perform=refuse, rows=refusable,
         offered=may_be_turned_down, lead="理由会写进《不予决定书》，一并告知救济途径。"),
    Kind(name="ask", act="ask", label="询问", key="q", perform=ask, fields=question_fields),
    Kind(name="answer", act="answer", label="答复：{about}", key="w", perform=answer, fields=answer_fields),
)  # fmt: skip

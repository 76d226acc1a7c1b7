"""Acts between acceptance and result: steps, extension, suspension, decision, questions."""

from __future__ import annotations

import uuid

from tongban.cases import acts as a
from tongban.cases.facts import Outcome
from tongban.cases.state import STOPPED, StepStatus
from tongban.cases.suspensions import SUSPENSIONS, suspension_names
from tongban.matters.forms import Form
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench, Done, Kind, lacking, require
from tongban_web.desk.points import chosen, grounds
from tongban_web.views.desk_steps import step_rows
from tongban_web.views.form_fields import Filled, asked, control, current
from tongban_web.views.judging import working
from tongban_web.views.typed import read

UNDONE = (
    v.Option("refused", "驳回", "按规定不应办理，须说明理由"),
    v.Option("failed", "未成功", "办理时出错，可以再次办理"),
    v.Option("recalled", "已撤销", "已放行的环节停止办理，没有产生后果"),
)


async def clear(bench: Bench) -> Done:
    """放行 an irrevocable step."""
    return await bench.node.desk.clear(bench.case.id, bench.actor, step=bench.about, seen=bench.seen)


def so_far(bench: Bench) -> tuple[v.Definition, ...]:
    """What is worked out, and what was reported of each step before."""
    reported = [(step.title, step.report) for step in step_rows(bench.view) if step.report]
    steps = (
        v.Definition(title, "；".join(f"{line.term}：{line.value}" for line in lines)) for title, lines in reported
    )
    return (*working(bench), *steps)


def nothing_more(bench: Bench) -> tuple[v.Field, ...]:
    """Only the statement is to be ticked."""
    return ()


def step_form(bench: Bench) -> type[Form] | None:
    """The form of the step, if its matter has one."""
    if bench.matter is None:
        return None
    return bench.matter.procedure.step(bench.about).form


def step_fields(bench: Bench) -> tuple[v.Field, ...]:
    """The fields of the step's form, with what was entered."""
    form = step_form(bench)
    if form is None:
        return ()
    filled = Filled(typed=bench.entered.texts, prefilled={}, objections=(), names=bench.names)
    texts = current(form, filled)
    return tuple(control(bound, texts.get(bound.name, ""), filled) for bound in asked(form, texts))


async def report_done(bench: Bench) -> Done:
    """Report the step as done, with the values of its form."""
    form = step_form(bench)
    typed = read(asked(form, bench.entered.texts), bench.entered.texts, {}, bench.names) if form else {}
    return await bench.node.desk.report(
        bench.case.id, bench.actor, step=bench.about, outcome=Outcome.DONE, typed=typed, seen=bench.seen
    )


def can_be_done(bench: Bench) -> bool:
    """An irrevocable step is done only once it is cleared."""
    step = bench.case.step(bench.about)
    return not step.plan.irrevocable or step.status is StepStatus.CLEARED


def undone_fields(bench: Bench) -> tuple[v.Field, ...]:
    """How the step ended, and why."""
    step = bench.case.step(bench.about)
    stopping = {status.value for status in STOPPED} if bench.case.irrevocable_beside(bench.about) else set()
    known = UNDONE if step.status is StepStatus.CLEARED else UNDONE[:2]
    ways = tuple(way for way in known if way.value not in stopping)
    return (
        v.Field(name="outcome", label="办理情况", widget="choice", required=True, options=ways),
        v.Field(
            name="reason", label="理由", widget="area", required=True, hint="写明为什么没有办成", maximum_length=500
        ),
    )


async def report_undone(bench: Bench) -> Done:
    """Report that the step was refused, failed or recalled."""
    require(bench.entered, undone_fields(bench))
    outcome = bench.entered.text("outcome")
    if outcome not in {"refused", "failed", "recalled"}:
        raise lacking("没有选择办理情况", "outcome", remedy="请从列出的情况中选择一项")
    return await bench.node.desk.report(
        bench.case.id,
        bench.actor,
        step=bench.about,
        outcome=Outcome(outcome),
        typed={},
        reason=bench.entered.text("reason"),
        seen=bench.seen,
    )


def extension_fields(bench: Bench) -> tuple[v.Field, ...]:
    """By how many days of the term's own kind, and why."""
    return (
        v.Field(
            name="days",
            label="延长的日数",
            required=True,
            inputmode="numeric",
            hint=f"1 至 10 {bench.case.term_unit}，只能延长一次",
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
        raise lacking("延长的日数应为1至10的整数", "days", remedy="请填写数字，例如 5")
    reason = bench.entered.text("reason")
    return await bench.node.desk.extend(bench.case.id, bench.actor, days=int(days), reason=reason, seen=bench.seen)


def suspension_fields(bench: Bench) -> tuple[v.Field, ...]:
    """The enumerated reason, and a note."""
    reasons = tuple(v.Option(value, each.name, each.basis) for value, each in SUSPENSIONS.items())
    return (
        v.Field(name="reason", label="特别程序事由", widget="choice", required=True, options=reasons),
        v.Field(name="note", label="说明", widget="area", hint="将告知申请人", maximum_length=500),
    )


async def suspend(bench: Bench) -> Done:
    """挂起."""
    return await bench.take(a.Suspend(reason=bench.entered.text("reason"), note=bench.entered.text("note")))


async def resume(bench: Bench) -> Done:
    """恢复办理."""
    return await bench.take(a.Resume())


def note_field(bench: Bench) -> tuple[v.Field, ...]:
    """A note to the decision."""
    return (
        v.Field(name="note", label="审查意见", widget="area", hint="只留在办件中，不写进决定书", maximum_length=500),
    )


async def grant(bench: Bench) -> Done:
    """准予."""
    return await bench.node.desk.grant(bench.case.id, bench.actor, note=bench.entered.text("note"), seen=bench.seen)


async def refuse(bench: Bench) -> Done:
    """不予."""
    return await bench.take(a.Refuse(reasons=chosen(bench, grounds(bench))))


def question_fields(bench: Bench) -> tuple[v.Field, ...]:
    """What is asked; the hidden id makes a second click the same question."""
    return (
        v.Field(name="text", label="询问内容", widget="area", required=True, maximum_length=1000,
                hint="办件的各办理地和申请人都能看到"),
        v.Field(name="question", label="", widget="shown", value=str(uuid.uuid4())),
    )  # fmt: skip


async def ask(bench: Bench) -> Done:
    """询问."""
    return await bench.take(a.Ask(question=bench.entered.text("question")[:36], text=bench.entered.text("text")))


def answer_fields(bench: Bench) -> tuple[v.Field, ...]:
    """The answer."""
    return (v.Field(name="text", label="答复内容", widget="area", required=True, maximum_length=1000),)


async def answer(bench: Bench) -> Done:
    """答复."""
    return await bench.take(a.Answer(question=bench.about, text=bench.entered.text("text")))


REVIEW = (
    Kind(name="clear", act="clear", label="放行：{about}", key="f", look="grave", perform=clear, fields=nothing_more,
         to_check=so_far,
         statement="我已核对本办件的申请内容和证据，知道放行后不能再撤回",
         consequences=("放行后申请人不能再撤回申请。", "放行后不能作出不予决定，除非该环节报告未成功、驳回或已撤销。",
                       "该环节完成后产生的后果（划款、登记等）不能由本系统取消。")),
    Kind(name="report_step", act="report_step", label="报告完成：{about}", key="d", look="primary",
         perform=report_done, fields=step_fields, offered=can_be_done, to_check=so_far,
         statement="以上内容与实际办理结果一致"),
    Kind(name="report_undone", act="report_step", label="报告未办成：{about}", perform=report_undone,
         fields=undone_fields),
    Kind(name="extend", act="extend", label="延长办理期限", key="e", perform=extend, fields=extension_fields,
         offered=still_in_time),
    Kind(name="suspend", act="suspend", label="进入特别程序（挂起）", key="h", perform=suspend,
         fields=suspension_fields, lead=f"{suspension_names()}所需时间不计入办理期限。"),
    Kind(name="resume", act="resume", label="恢复办理", key="h", look="primary", perform=resume),
    Kind(name="grant", act="grant", label="准予", key="g", look="primary", perform=grant, fields=note_field,
         to_check=so_far,
         lead="准予前系统会再次查询登记库，并按现行规则重新核对。"),
    Kind(name="refuse", act="refuse", label="不予", key="n", look="grave", perform=refuse, rows=grounds,
         lead="理由会写进《不予决定书》，一并告知救济途径。"),
    Kind(name="ask", act="ask", label="询问", key="q", perform=ask, fields=question_fields),
    Kind(name="answer", act="answer", label="答复：{about}", key="w", perform=answer, fields=answer_fields),
)  # fmt: skip

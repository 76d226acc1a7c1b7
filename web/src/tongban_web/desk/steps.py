"""Acts on the steps of a procedure: clearing, reporting what was done or not, and what has come back."""

from __future__ import annotations

from tongban.cases.facts import Outcome
from tongban.cases.rights import is_own
from tongban.cases.state import PENDING, STOPPED, StepStatus
from tongban.desk.returning import ReturnForm
from tongban.matters.forms import Form, fields_of, parse
from tongban.matters.rules import Objection
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench, Done, Kind, lacking, require
from tongban_web.desk.points import is_right
from tongban_web.views.desk_steps import step_rows
from tongban_web.views.dossiers import answers, parties
from tongban_web.views.evidence import rows
from tongban_web.views.form_fields import Filled, asked, control, current
from tongban_web.views.judging import sees_all, working
from tongban_web.views.typed import read

FROM_THE_NOTICE = "照退回通知写明，将告知申请人"
UNDONE = (
    v.Option("refused", "驳回", "按规定不应办理，须说明理由"),
    v.Option("failed", "未成功", "办理时出错，可以再次办理"),
    v.Option("recalled", "已撤销", "已放行的环节停止办理，没有产生后果"),
)


async def clear(bench: Bench) -> Done:
    """放行 an irrevocable step."""
    return await bench.node.steps.clear(bench.case.id, bench.actor, step=bench.about, seen=bench.seen)


def so_far(bench: Bench) -> tuple[v.Definition, ...]:
    """What is worked out, and what was reported of each step before."""
    steps = (v.Definition(step.title, lines=step.report) for step in step_rows(bench.view) if step.report)
    return (*working(bench), *steps)


def vouched_for(bench: Bench) -> tuple[v.Definition, ...]:
    """What a report rests on; where a place sees but a part of the case, all that it sees."""
    if sees_all(bench):
        return so_far(bench)
    known = rows(bench.view, bench.matter, bench.names)
    registers = (v.Definition(row.title, "" if row.values else row.outcome, lines=row.values) for row in known)
    who = parties(bench.view, on=bench.node.clock.today())
    return (*who, *answers(bench.view.dossier, bench.matter, bench.names), *registers, *so_far(bench))


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


def _typed(bench: Bench) -> dict[str, str]:
    form = step_form(bench)
    return read(asked(form, bench.entered.texts), bench.entered.texts, {}, bench.names) if form else {}


def step_faults(bench: Bench) -> tuple[Objection, ...]:
    """Every field of the step's form that is empty or cannot be read."""
    form = step_form(bench)
    return parse(form, _typed(bench), bench.node.steps.check(bench.node.clock.today())).objections if form else ()


async def report_done(bench: Bench) -> Done:
    """Report the step as done, with the values of its form."""
    typed = _typed(bench)
    return await bench.node.steps.report(
        bench.case.id, bench.actor, step=bench.about, outcome=Outcome.DONE, typed=typed, seen=bench.seen
    )


def can_be_done(bench: Bench) -> bool:
    """An irrevocable step is done only once it is cleared."""
    step = bench.case.step(bench.about)
    return not step.plan.irrevocable or step.status is StepStatus.CLEARED


def undone_fields(bench: Bench) -> tuple[v.Field, ...]:
    """How the step ended, and why."""
    step = bench.case.step(bench.about)
    bound = bench.case.irrevocable_beside(bench.about) or (is_right(bench) and is_own(step, bench.case))
    stopping = {status.value for status in STOPPED} if bound else set()
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
    return await bench.node.steps.report(
        bench.case.id,
        bench.actor,
        step=bench.about,
        outcome=Outcome(outcome),
        typed={},
        reason=bench.entered.text("reason"),
        seen=bench.seen,
    )


def can_be_undone(bench: Bench) -> bool:
    """What is not done yet may turn out undone."""
    return bench.case.step(bench.about).status in PENDING


def may_return(bench: Bench) -> bool:
    """What is done may come back, where the matter says so."""
    return bench.case.step(bench.about).may_return


def return_fields(bench: Bench) -> tuple[v.Field, ...]:
    """When it came back, and why."""
    form = Filled(typed=bench.entered.texts, prefilled={}, objections=(), names=bench.names)
    day = (control(bound, bench.entered.text(bound.name), form) for bound in fields_of(ReturnForm))
    return (
        *day,
        v.Field(
            name="reason", label="退回原因", widget="area", required=True, hint=FROM_THE_NOTICE, maximum_length=500
        ),
    )


async def report_returned(bench: Bench) -> Done:
    """Report that what was done has come back."""
    require(bench.entered, return_fields(bench))
    typed = read(fields_of(ReturnForm), bench.entered.texts, {}, bench.names)
    return await bench.node.steps.report(
        bench.case.id,
        bench.actor,
        step=bench.about,
        outcome=Outcome.FAILED,
        typed=typed,
        reason=bench.entered.text("reason"),
        seen=bench.seen,
    )


STEPS = (
    Kind(name="clear", act="clear", label="放行：{about}", key="f", look="grave", perform=clear, fields=nothing_more,
         to_check=vouched_for,
         statement="我已核对本办件的申请内容和证据，知道放行后不能再撤回",
         consequences=("放行后申请人不能再撤回申请。", "放行后不能作出不予决定，除非该环节报告未成功、驳回或已撤销。",
                       "该环节完成后产生的后果（划款、登记等）不能由本系统取消。")),
    Kind(name="report_step", act="report_step", label="报告完成：{about}", key="d", look="primary",
         perform=report_done, fields=step_fields, faults=step_faults, offered=can_be_done, to_check=vouched_for,
         statement="报告的情况与实际办理结果一致"),
    Kind(name="report_undone", act="report_step", label="报告未办成：{about}", perform=report_undone,
         fields=undone_fields, offered=can_be_undone),
    Kind(name="report_returned", act="report_step", label="{returned}：{about}", look="grave", perform=report_returned,
         fields=return_fields, offered=may_return, to_check=so_far,
         statement="已核对退回的凭据，不再重复登记",
         consequences=("该环节改为未成功，须重新放行、再次办理；其后的环节等该环节完成后再办。",
                       "重新放行以前，申请人可以撤回申请，业务属地可以作出不予决定。")),
)  # fmt: skip

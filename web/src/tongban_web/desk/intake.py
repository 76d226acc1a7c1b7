"""Acts up to acceptance: receive, accept, decline, correction, withdrawal at the window."""

from __future__ import annotations

from tongban.cases import acts as a
from tongban.cases.applications import Work
from tongban.cases.declining import ELSEWHERE, LABELS
from tongban.desk.consent import BY_WINDOW, purposes
from tongban.desk.correcting import SAID
from tongban.desk.handling import checks_of
from tongban.desk.noticed import fields_to_correct, materials_to_correct
from tongban.desk.pointing import NAMED_WRONGLY
from tongban.identity.people import PartyKind, Role
from tongban.matters.forms import fields_of
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench, Done, Kind, PointRow, lacking
from tongban_web.desk.points import beside, chosen, correctable, is_right, may_be_turned_down, parties_named
from tongban_web.views.corrections import said_fields
from tongban_web.views.form_fields import Filled, asked, control
from tongban_web.views.typed import as_typed, read


async def receive(bench: Bench) -> Done:
    """收件, every item checked."""
    return await bench.node.desk.receive(bench.case.id, bench.actor, bench.entered.choices("checks"), seen=bench.seen)


def checks(bench: Bench) -> tuple[v.Field, ...]:
    """The items of formal check and identity check."""
    items = checks_of(bench.work) if bench.work else ()
    options = tuple(v.Option(item.key, item.text) for item in items)
    return (v.Field(name="checks", label="逐项核对", widget="checks", required=True, options=options),) if items else ()


async def accept(bench: Bench) -> Done:
    """受理."""
    return await bench.node.desk.accept(bench.case.id, bench.actor, seen=bench.seen)


async def refresh(bench: Bench) -> Done:
    """重新核验."""
    return await bench.node.desk.refresh(bench.case.id, bench.actor, seen=bench.seen)


async def offer(bench: Bench) -> Done:
    """Offer again."""
    return await bench.take(a.Offer())


async def decline(bench: Bench) -> Done:
    """不予受理."""
    reasons = chosen(bench, declinable(bench))
    authority = bench.entered.text("authority")
    return await bench.node.desk.decline(bench.case.id, bench.actor, reasons, authority=authority, seen=bench.seen)


def declinable(bench: Bench) -> tuple[PointRow, ...]:
    """The reasons of 不予受理: the two that have words of their own among them."""
    return beside(bench, *LABELS)


def authority_field(bench: Bench) -> tuple[v.Field, ...]:
    """Who is competent, where this place is not."""
    if is_right(bench):
        return ()
    hint = f"勾选“{LABELS[ELSEWHERE]}”时填写机关的全称，会告知申请人向该机关申请"
    return (v.Field(name="authority", label="有权办理的机关", required=None, hint=hint, maximum_length=100),)


async def ask_correction(bench: Bench) -> Done:
    """补正告知, once and complete."""
    points = chosen(bench, correctable(bench))
    return await bench.node.desk.ask_correction(bench.case.id, bench.actor, points, seen=bench.seen)


def time_to_correct(bench: Bench) -> tuple[v.Definition, ...]:
    """How long the applicant will have, and by what; and what to do about what cannot be corrected."""
    days, named = bench.node.desk.correction_days(bench.case), parties_named(bench)
    term = v.Definition("补正期限", f"{days.value}个工作日（{days.reference}）")
    if not named:
        return (term,)
    return (term, v.Definition("不能补正", "、".join(named.values())), v.Definition("怎么办", NAMED_WRONGLY))


def withdrawal_fields(bench: Bench) -> tuple[v.Field, ...]:
    """Why the applicant withdraws."""
    return (v.Field(name="reason", label="撤回原因", widget="area", maximum_length=200),)


async def withdraw(bench: Bench) -> Done:
    """撤回, for the applicant who stands at the window."""
    return await bench.take(a.Withdraw(reason=bench.entered.text("reason")))


async def end_agency(bench: Bench) -> Done:
    """终止委托, for the applicant who stands at the window."""
    return await bench.take(a.EndAgency())


def of_a_person(bench: Bench) -> bool:
    """An organisation ends what it has given by revoking its mandate."""
    applicant = bench.view.dossier.applicant()
    return applicant is not None and applicant.kind is PartyKind.PERSON


async def confirm(bench: Bench) -> Done:
    """A co-applicant confirms at the window."""
    consent = BY_WINDOW if bench.entered.text("consent") == "yes" else ""
    return await bench.node.desk.confirm(bench.case.id, bench.actor, consent=consent, seen=bench.seen)


def what_is_confirmed(bench: Bench) -> tuple[v.Definition, ...]:
    """What whoever stands there joins in: the matter and those who apply for it."""
    parties = (v.Definition(party.role.label, party.name) for party in bench.view.dossier.parties())
    return (v.Definition("共同申请的事项", bench.case.matter_name), *parties)


def consent_fields(bench: Bench) -> tuple[v.Field, ...]:
    """Their consent to what the registers are asked about them."""
    looked_up = purposes(bench.matter, Role.CO_APPLICANT) if bench.matter else ()
    label = f"共同申请人当面同意为办理本事项查询其有关登记信息（{'、'.join(looked_up)}）"
    return (v.Field(name="consent", label=label, widget="confirm", required=True),) if looked_up else ()


def notice(bench: Bench) -> tuple[v.Definition, ...]:
    """What the correction notice asks for, point by point: what the clerk reads to whoever stands there."""
    points = bench.view.dossier.last_points()
    return tuple(
        v.Definition(f"{place}. {point.label}", "；".join(filter(None, (point.reason, point.remedy))))
        for place, point in enumerate(points, start=1)
    )


def corrections(bench: Bench) -> tuple[v.Field, ...]:
    """The fields that the notice asked for, as they stand."""
    if bench.matter is None:
        return ()
    answers = bench.view.dossier.answers()
    typed = {bound.name: as_typed(bound.field, answers.get(bound.name)) for bound in fields_of(bench.matter.form)}
    typed |= {name: text for name, text in bench.entered.texts.items() if name in typed}
    filled = Filled(typed=typed, prefilled={}, objections=(), names=bench.names)
    fields = [
        control(bound, typed[bound.name], filled)
        for bound in asked(bench.matter.form, typed)
        if bound.name in bench.case.to_correct
    ]
    brought = [
        v.Field(name=f"brought-{each.key}", label=f"已当面核验补交的“{each.name}”", widget="confirm")
        for each in materials_to_correct(bench.matter, bench.case)
    ]
    work = Work(case=bench.case, matter=bench.matter, dossier=bench.view.dossier)
    return (*fields, *brought, *said_fields(work, bench.entered.text(SAID)))


async def correct(bench: Bench) -> Done:
    """提交补正, entered by the clerk for the applicant; only what was asked for changes."""
    if bench.matter is None or bench.case.correction is None:
        raise lacking("本平台没有该事项的表单，不能在此补正", "", remedy="请申请人在原提交渠道补正")
    typed = read(fields_to_correct(bench.matter, bench.case), bench.entered.texts, {}, bench.names)
    materials = materials_to_correct(bench.matter, bench.case)
    brought = [each.key for each in materials if bench.entered.text(f"brought-{each.key}")]
    return await bench.node.corrections.correct(
        bench.case.id,
        bench.actor,
        typed=typed,
        brought=brought,
        said=bench.entered.text(SAID),
        seen=bench.seen,
    )


INTAKE = (
    Kind(
        name="receive",
        act="receive",
        label="收件",
        key="r",
        look="primary",
        perform=receive,
        fields=checks,
        lead="逐项核对申请内容和身份，全部核对后收件，并打印收件凭证。",
    ),
    Kind(name="accept", act="accept", label="受理", key="a", look="primary", perform=accept),
    Kind(
        name="ask_correction",
        act="ask_correction",
        label="告知补正",
        key="b",
        perform=ask_correction,
        rows=correctable,
        to_check=time_to_correct,
        lead="一份办件只发一次补正通知书。请把需要补正的内容全部勾选，并逐项写明理由。",
    ),
    Kind(
        name="decline",
        act="decline",
        label="不予受理",
        key="n",
        look="grave",
        perform=decline,
        rows=declinable,
        fields=authority_field,
        offered=may_be_turned_down,
        lead="理由会写进《不予受理决定书》，一并告知救济途径。",
    ),
    Kind(name="add_evidence", act="add_evidence", label="重新核验数据", key="v", perform=refresh),
    Kind(name="offer", act="offer", label="再次移交业务属地", perform=offer),
    Kind(
        name="confirm",
        act="confirm",
        label="代共同申请人确认",
        perform=confirm,
        fields=consent_fields,
        to_check=what_is_confirmed,
        lead="共同申请人在窗口当面确认，由您录入；双方身份都会记录。",
    ),
    Kind(
        name="correct",
        act="correct",
        label="代申请人提交补正",
        key="c",
        look="primary",
        perform=correct,
        fields=corrections,
        to_check=notice,
        lead="申请人在窗口当面补正，由您录入；双方身份都会记录。",
    ),
    Kind(
        name="withdraw",
        act="withdraw",
        label="代申请人撤回",
        look="grave",
        perform=withdraw,
        fields=withdrawal_fields,
        statement="申请人本人在窗口要求撤回，身份已核验",
        consequences=("撤回后办件终止，需要办理时应重新申请。",),
    ),
    Kind(
        name="end_agency",
        act="end_agency",
        label="代申请人终止委托",
        look="grave",
        perform=end_agency,
        offered=of_a_person,
        statement="申请人本人在窗口要求终止委托，身份已核验",
        consequences=("受托人从此不能查看和办理本办件，已经办理的仍然有效。",),
    ),
)

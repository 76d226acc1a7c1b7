"""A matter for the zone and the guide: cards, materials, steps, all from the `Matter` object and the parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tongban.identity.people import PartyKind
from tongban.matters.fields import Choice
from tongban.matters.forms import fields_of
from tongban.matters.materials import FromMandate, FromRegister, Material, Pledge, Source, Upload, WindowCheck
from tongban.matters.matter import Channel, Matter, Mode, TermStart
from tongban.matters.parameters import Parameters
from tongban.matters.procedures import IrrevocableStep, Step
from tongban_web import view_data as v
from tongban_web.views.terms import term

APPLICANTS = {PartyKind.PERSON: "个人", PartyKind.ORGANISATION: "单位（由经授权的经办人办理）"}
WAYS = {
    FromMandate: "网上由平台核对单位在“授权管理”中给经办人的授权，在窗口办理的由窗口核对",
    Upload: "上传照片或扫描件",
    Pledge: "书面承诺（告知承诺制）",
    WindowCheck: "到窗口现场核验",
}
LEFT_OUT = "没有填写"
ROLES = {"competent": "办理地", "receiving": "收件地"}
MODES = tuple(Mode)


def card(matter: Matter, parameters: Parameters, *, agreed: Sequence[str] = ()) -> v.MatterCard:
    """The matter in the zone."""
    promised = term(parameters, matter.promised_term)
    return v.MatterCard(
        name=matter.name,
        url=f"/matters/{matter.id}",
        summary=matter.guide.summary,
        ministry=matter.guide.ministry,
        modes=tuple(mode.label for mode in matter.modes),
        term=promised if promised == "当场办结" else f"承诺 {promised}",
        fee=matter.fee,
        note="；".join(agreed),
    )


def materials(matter: Matter) -> tuple[v.MaterialRow, ...]:
    """Every material: whether it must be handed in, from where it is taken otherwise, and why."""
    return tuple(_material(matter, material) for material in matter.materials)


def _material(matter: Matter, material: Material) -> v.MaterialRow:
    return v.MaterialRow(
        name=material.name,
        waived=material.waived,
        how="免提交" if material.waived else material.treatment,
        why="；".join(part for part in (_sources(material.sources), material.reason) if part),
        copies="窗口办理时收存原件，办结后退还" if material.original else "",
        asked_when=_asked_when(matter, material),
    )


def _asked_when(matter: Matter, material: Material) -> tuple[str, tuple[str, ...]]:
    """The field whose answers decide whether it is asked for, and how these read; nothing where it always is."""
    if material.shown_when is None:
        return "", ()
    name, values = material.shown_when
    field = next(bound.field for bound in fields_of(matter.form) if bound.name == name)
    options = dict(field.options) if isinstance(field, Choice) else {}
    return field.label, tuple(options.get(value, value) or LEFT_OUT for value in values)


def _sources(sources: Sequence[Source]) -> str:
    registers = [source.need.title for source in sources if isinstance(source, FromRegister)]
    others = [WAYS[type(source)] for source in sources if not isinstance(source, FromRegister)]
    if registers and others:
        by_hand = "，登记库不能答复的，由办理机关工作人员照材料核对" if _read_by_hand(sources) else ""
        return f"经您同意，从登记库查询“{'、'.join(registers)}”；查不到时可{'，或'.join(others)}{by_hand}"
    if registers:
        return f"经您同意，从登记库查询“{'、'.join(registers)}”，无需提交"
    return "，或".join(others)


def _read_by_hand(sources: Sequence[Source]) -> bool:
    """Whether the paper says what a register was asked, so that it serves where the register cannot be reached."""
    on_paper = any(isinstance(source, FromRegister) and source.on_paper for source in sources)
    return on_paper and any(isinstance(source, Upload | WindowCheck) for source in sources)


def steps(matter: Matter, parameters: Parameters, *, shortened: Mapping[str, Sequence[str]]) -> tuple[v.GuideStep, ...]:
    """How the matter is handled, where and within which time; `shortened` are sentences by parameter name."""
    own = tuple(_step(matter, step, parameters, shortened) for step in matter.procedure.steps)
    ways = "、".join(way.label for way in matter.delivery)
    if matter.anywhere:
        return (
            v.GuideStep("网上预约，双方确认", "本网站", "" if Channel.ONLINE in matter.channels else "窗口"),
            v.GuideStep("到场核验", "您选择的机关", "按预约时间"),
            *(v.GuideStep(step.name, "您选择的机关", step.term, step.note) for step in own),
        )
    return (
        v.GuideStep("收件、核验", "您提交的网站或窗口", "当场出具收件凭证"),
        v.GuideStep("受理，或一次性告知需要补正的内容", "办理地", _acceptance(matter, parameters)),
        *own,
        v.GuideStep("作出决定，送达结果", "办理地", _in_all(matter, parameters), f"送达方式：{ways}"),
    )


def _acceptance(matter: Matter, parameters: Parameters) -> str:
    """A term that runs from the application on leaves none of its own for acceptance."""
    whole = term(parameters, matter.promised_term)
    earlier = matter.term_from is not TermStart.ACCEPTANCE and whole[:1].isdigit()
    return _included(whole) if earlier else "收件之日起 5 个工作日内"


def _included(whole: str) -> str:
    return f"包括在 {whole}的办结时限内"


def _promised(matter: Matter, parameters: Parameters) -> str:
    """The promised term, and from when it runs where that is not acceptance."""
    promised = term(parameters, matter.promised_term)
    earlier = matter.term_from is not TermStart.ACCEPTANCE and promised[:1].isdigit()
    return f"{promised}（{matter.term_from.label}）" if earlier else promised


def _in_all(matter: Matter, parameters: Parameters) -> str:
    """The promised term as that of the whole: it is not added to those of the steps."""
    promised = term(parameters, matter.promised_term)
    in_days = matter.procedure.steps and promised[:1].isdigit()
    return f"{matter.term_from.label}共 {promised}，各步的时限不另外相加" if in_days else _promised(matter, parameters)


def _step(matter: Matter, step: Step, parameters: Parameters, shortened: Mapping[str, Sequence[str]]) -> v.GuideStep:
    notes = list(shortened.get(step.within, ()))
    if isinstance(step, IrrevocableStep):
        notes.append("这一步开始后不能再撤回申请")
    own = term(parameters, step.within)
    # A step that has the whole term is no further term beside it: all of them together end with it.
    within = _included(own) if step.within == matter.promised_term and own[:1].isdigit() else own
    return v.GuideStep(step.title, ROLES.get(step.at, "协同地"), within, "；".join(notes))


def facts(matter: Matter, parameters: Parameters) -> tuple[v.Definition, ...]:
    """Who may apply, how, within which term, at which cost."""
    channels = {Channel.ONLINE: "网上", Channel.WINDOW: "窗口"}
    rows = (
        ("办理对象", "、".join(APPLICANTS[kind] for kind in sorted(matter.applicants))),
        ("办件类型", matter.kind.label),
        ("办理方式", "、".join(mode.label for mode in matter.modes)),
        ("提交渠道", "、".join(channels[channel] for channel in Channel if channel in matter.channels)),
        ("承诺办结时限", _promised(matter, parameters)),
        ("法定办结时限", term(parameters, matter.statutory_term)),
        ("收费", matter.fee),
        ("办理结果", "、".join(f"《{result.title}》" for result in matter.results)),
        ("送达方式", "、".join(way.label for way in matter.delivery)),
        ("登录要求", f"{matter.assurance.name} 级及以上（{LEVELS[matter.assurance.name]}）"),
    )
    return tuple(v.Definition(name, text) for name, text in rows if text)


LEVELS = {"L1": "账号登录", "L2": "实名核验", "L3": "实人核验"}


def matches(matter: Matter, words: Iterable[str]) -> bool:
    """Whether every word occurs in what the matter says of itself."""
    guide = matter.guide
    text = " ".join((matter.name, guide.summary, guide.life_event, guide.ministry, *guide.keywords)).lower()
    return all(word in text for word in words)

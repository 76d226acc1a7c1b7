"""Which source serves each material of an application, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import msgspec

from tongban.evidence.items import NOT_TYPED_YET, Evidence, Outcome, SourceKind
from tongban.matters.basis import Basis
from tongban.matters.fields import visible
from tongban.matters.materials import FromMandate, FromRegister, Material, Pledge, Source, Upload, WindowCheck
from tongban.matters.matter import Channel, Matter
from tongban.matters.rules import Objection, Severity

OF_MATERIAL = "MATERIAL:"
"""How the rule is called by which a material is lacking; its key follows."""
CM_03 = "该材料可通过数据共享获取，不得要求申请人提供"
CM_03_BASIS = str(Basis("国务院关于在线政务服务的若干规定", "第七条"))
STATED = {SourceKind.PLEDGE: "申请人书面承诺", SourceKind.WINDOW: "窗口现场核验"}
REMEDIES = {Upload: "上传该材料", Pledge: "签署告知承诺书", WindowCheck: "在窗口由工作人员当面核验"}


class MaterialStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One material of an application: the source that serves it, or those by which it can still be had.

    `source` is None while nothing serves; `awaiting` says that a register may still answer, `unreachable` that it
    never will, its place being off the exchange; `undecided` that the form does not say yet which one to ask.
    `denied` is what an officer has read from the paper itself: that there is no such record.
    """

    material: Material
    source: Source | None = None
    evidence: Evidence | None = None
    offers: tuple[Source, ...] = ()
    awaiting: bool = False
    unreachable: bool = False
    undecided: bool = False
    denied: Evidence | None = None

    @property
    def waived(self) -> bool:
        """Whether a register or a mandate serves, so that nothing need be handed in (免提交)."""
        return isinstance(self.source, FromRegister | FromMandate)

    @property
    def objection(self) -> Objection | None:
        """What the applicant is told while nothing serves; the silence of a register is a notice and blocks nothing."""
        if self.source is not None or self.undecided:
            return None
        if self.denied is not None:
            return _denied(self.material, self.denied)
        if self.awaiting:
            return _unanswered(self)
        if self.unreachable and not self.offers:
            return _unreachable(self.material)
        return None if self.material.refused_by else _missing(self)

    @property
    def ground(self) -> Objection | None:
        """The same as a ground of a decision: whoever was told that it is waived can hand nothing in any more."""
        told = self.objection
        if told is None or told.severity is not Severity.BLOCKING or self.denied is not None or not self.offers:
            return told
        return _not_had(self)


class Provided(msgspec.Struct, frozen=True):
    """What the applicant and the window have given, each by material key."""

    uploads: Collection[str] = frozenset()
    pledges: Collection[str] = frozenset()
    window_checks: Collection[str] = frozenset()

    def has(self, source: Source, key: str) -> bool:
        """Whether that source has supplied the material."""
        match source:
            case Upload():
                return key in self.uploads
            case Pledge():
                return key in self.pledges
            case WindowCheck():
                return key in self.window_checks
            case FromMandate():
                return True
            case FromRegister():
                return False


def material_status(
    matter: Matter, answers: Mapping[str, str], evidence: Mapping[str, Evidence], provided: Provided
) -> list[MaterialStatus]:
    """The status of every material that these answers call for; the first of its sources that serves."""
    called_for = [material for material in matter.materials if visible(material, answers)]
    return [_status(_asked_for(material, answers), evidence, provided) for material in called_for]


def missing(statuses: Iterable[MaterialStatus], *, channel: Channel = Channel.WINDOW) -> list[Objection]:
    """Everything that is still missing, all at once; what only a window can check, online to bring along: a notice."""
    return [
        _to_bring(status.material) if channel is Channel.ONLINE and _only_in_person(status) else objection
        for status in statuses
        if (objection := status.objection)
    ]


def _only_in_person(status: MaterialStatus) -> bool:
    return all(isinstance(source, WindowCheck) for source in status.material.sources)


def _to_bring(material: Material) -> Objection:
    return _told(
        material, f"“{material.name}”到窗口时现场核验", remedy="现在无需提交，请到场时携带", severity=Severity.NOTICE
    )


def stated(material: Material, kind: SourceKind, *, at: int) -> Evidence:
    """A material for which somebody answers: the applicant by a promise, the clerk by what was seen at the window."""
    return Evidence(
        key=material.key,
        title=material.name,
        kind=kind,
        outcome=Outcome.FOUND,
        source=STATED[kind],
        at=at,
        value=True,
    )


def undue(statuses: Iterable[MaterialStatus], demanded: Collection[str]) -> list[Objection]:
    """CM-03: an objection for each material that a register supplies and that is demanded all the same, by key."""
    return [
        _undue(status.material) for status in statuses if status.material.key in demanded and _register_supplies(status)
    ]


def _register_supplies(status: MaterialStatus) -> bool:
    return status.waived or all(isinstance(source, FromRegister) for source in status.material.sources)


def _asked_for(material: Material, answers: Mapping[str, str]) -> Material:
    """The material without registers that these answers leave out, unless none but one of them could bring it."""
    sources = tuple(
        source for source in material.sources if not isinstance(source, FromRegister) or source.need.is_chosen(answers)
    )
    return material if len(sources) in {0, len(material.sources)} else replace(material, sources=sources)


def _status(material: Material, evidence: Mapping[str, Evidence], provided: Provided) -> MaterialStatus:
    answers = [evidence.get(source.need.key) for source in material.sources if isinstance(source, FromRegister)]
    awaiting = any(item is None or _may_answer(item) for item in answers)
    read, denied = None, _denies(material, evidence)
    for source in material.sources:
        if isinstance(source, FromRegister):
            item = evidence.get(source.need.key)
            if item is not None and item.outcome is Outcome.FOUND:
                found = MaterialStatus(material=material, source=source, evidence=item)
                if not item.material:
                    return found
                read = found  # from a paper, be it this one, which then serves itself
        elif denied is None and provided.has(source, material.key):
            return MaterialStatus(material=material, source=source, awaiting=awaiting)
    if read is not None:
        return read
    offers = tuple(source for source in material.sources if not isinstance(source, FromRegister))
    unreachable = any(item is not None and _off_exchange(item) for item in answers)
    undecided = any(item is not None and item.reason == NOT_TYPED_YET for item in answers)
    return MaterialStatus(
        material=material,
        offers=offers,
        awaiting=awaiting,
        unreachable=unreachable,
        undecided=undecided,
        denied=denied,
    )


def _denies(material: Material, evidence: Mapping[str, Evidence]) -> Evidence | None:
    """That the paper handed in for a material shows no record of what it was to prove, and none of anything else."""
    read = [item for item in evidence.values() if item.material == material.key]
    if any(item.outcome is Outcome.FOUND for item in read):
        return None
    return next((item for item in read if item.outcome is Outcome.NONE), None)


def _may_answer(item: Evidence) -> bool:
    return item.outcome is Outcome.UNANSWERED and bool(item.asked_of)


def _off_exchange(item: Evidence) -> bool:
    return item.outcome is Outcome.UNANSWERED and not item.asked_of


def _unanswered(status: MaterialStatus) -> Objection:
    material = status.material
    also = f"；如不愿等待，也可{_ways(status)}" if status.offers else ""
    message = f"“{material.name}”通过数据共享核验，登记库暂未答复，不影响提交"
    return _told(material, message, remedy=f"答复后由工作人员继续办理{also}", severity=Severity.NOTICE)


def _unreachable(material: Material) -> Objection:
    message = f"“{material.name}”的登记机关尚未接入通办平台，不能查询"
    remedy = "由办理机关核对，现在不用提交；需要纸质材料的，由其另行告知"
    return _told(material, message, remedy=remedy, severity=Severity.NOTICE)


def _denied(material: Material, read: Evidence) -> Objection:
    message = f"提交或出示的“{material.name}”表明没有“{read.title}”，不能作为办理的依据"
    return _told(material, message, remedy="请核对填写的内容；确有登记的，请提交载明该登记的材料")


def _missing(status: MaterialStatus) -> Objection:
    material = status.material
    if status.offers:
        message, remedy = f"缺少材料“{material.name}”", f"请{_ways(status)}"
    else:
        message = f"登记库中没有“{material.name}”的记录"
        remedy = "请核对填写的内容；如确有记录，请联系登记机关更正后再申请"
    return _told(material, message, remedy=remedy)


def _not_had(status: MaterialStatus) -> Objection:
    material = status.material
    titles = dict.fromkeys(each.need.title for each in material.sources if isinstance(each, FromRegister))
    lacking = f"没有收到材料“{material.name}”"
    message = lacking if status.unreachable or not titles else f"登记库没有“{'、'.join(titles)}”的记录，也{lacking}"
    return _told(material, message, remedy=f"请核对填写的内容；重新申请时，请一并提交“{material.name}”")


def _told(material: Material, message: str, *, remedy: str, severity: Severity = Severity.BLOCKING) -> Objection:
    return Objection(
        rule=f"{OF_MATERIAL}{material.key}", message=message, field=material.key, remedy=remedy, severity=severity
    )


def _ways(status: MaterialStatus) -> str:
    return "，或".join(REMEDIES[type(source)] for source in status.offers)


def _undue(material: Material) -> Objection:
    return Objection(
        rule="CM-03",
        message=CM_03,
        field=material.key,
        basis=CM_03_BASIS,
        remedy=f"请从补正要求中去掉“{material.name}”，直接使用登记库的答复",
    )

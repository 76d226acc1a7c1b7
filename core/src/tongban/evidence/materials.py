"""Which source serves each material of an application, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tongban.evidence.items import Evidence, Outcome
from tongban.matters.basis import Basis
from tongban.matters.fields import Field, visible
from tongban.matters.materials import FromRegister, Material, Pledge, Source, Upload, WindowCheck
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection, Severity

CM_03 = "该材料可通过数据共享获取，不得要求申请人提供"
CM_03_BASIS = str(Basis("国务院关于在线政务服务的若干规定", "第七条"))
REMEDIES = {Upload: "上传该材料", Pledge: "签署告知承诺书", WindowCheck: "到窗口由工作人员现场核验"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialStatus:
    """One material of an application: the source that serves it, or those by which it can still be had.

    `awaiting` says that a register has not answered; `source` is None while nothing serves.
    """

    material: Material
    source: Source | None = None
    evidence: Evidence | None = None
    offers: tuple[Source, ...] = ()
    awaiting: bool = False

    @property
    def waived(self) -> bool:
        """Whether a register answered, so that nothing need be handed in (免提交)."""
        return isinstance(self.source, FromRegister)

    @property
    def objection(self) -> Objection | None:
        """What the applicant is told while the material is missing.

        Where nothing but the register can supply it, a register's silence never blocks handing in: a notice.
        """
        if self.source is not None:
            return None
        return _missing(self)


@dataclass(frozen=True, slots=True)
class Provided:
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
            case FromRegister():
                return False


def material_status(
    matter: Matter, answers: Mapping[str, str], evidence: Mapping[str, Evidence], provided: Provided
) -> list[MaterialStatus]:
    """The status of every material that these answers call for; the first of its sources that serves."""
    return [_status(material, evidence, provided) for material in matter.materials if _asked_for(material, answers)]


def missing(statuses: Iterable[MaterialStatus]) -> list[Objection]:
    """Everything that is still missing, all at once."""
    return [objection for status in statuses if (objection := status.objection)]


def undue(statuses: Iterable[MaterialStatus], demanded: Collection[str]) -> list[Objection]:
    """CM-03: an objection for each material that a register supplies and that is demanded all the same, by key."""
    return [_undue(status.material) for status in statuses if status.waived and status.material.key in demanded]


def _asked_for(material: Material, answers: Mapping[str, str]) -> bool:
    return visible(Field(material.name, shown_when=material.shown_when), answers)


def _status(material: Material, evidence: Mapping[str, Evidence], provided: Provided) -> MaterialStatus:
    offers: list[Source] = []
    awaiting = False
    for source in material.sources:
        if isinstance(source, FromRegister):
            item = evidence.get(source.need.key)
            if item is not None and item.outcome is Outcome.FOUND:
                return MaterialStatus(material=material, source=source, evidence=item)
            awaiting = awaiting or item is None or item.outcome is Outcome.UNANSWERED
        elif provided.has(source, material.key):
            return MaterialStatus(material=material, source=source, awaiting=awaiting)
        else:
            offers.append(source)
    return MaterialStatus(material=material, offers=tuple(offers), awaiting=awaiting)


def _missing(status: MaterialStatus) -> Objection:
    material = status.material
    ways = "，或".join(REMEDIES[type(source)] for source in status.offers)
    severity = Severity.BLOCKING
    if ways:
        message, remedy = f"缺少材料“{material.name}”", f"请{ways}"
    elif status.awaiting:
        severity = Severity.NOTICE
        message = f"“{material.name}”由登记库核验，暂未答复，不影响提交"
        remedy = "无需提交材料，答复后由工作人员继续办理"
    else:
        message = f"登记库中没有“{material.name}”的记录"
        remedy = "请核对填写的内容；如确有记录，请联系登记机关更正后再申请"
    return Objection(rule=f"MATERIAL:{material.key}", message=message, field=material.key, remedy=remedy, severity=severity)


def _undue(material: Material) -> Objection:
    return Objection(
        rule="CM-03",
        message=CM_03,
        field=material.key,
        basis=CM_03_BASIS,
        remedy=f"请从补正要求中去掉“{material.name}”，直接使用登记库的答复",
    )

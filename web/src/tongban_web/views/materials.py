"""The materials of an application as the form shows them: waived, handed in, promised, or still to be handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tongban.evidence.contents import LABELS
from tongban.evidence.materials import MaterialStatus
from tongban.evidence.uploads import StoredFile
from tongban.matters.materials import FromMandate, FromRegister, Pledge, Source, Upload, WindowCheck
from tongban_web import view_data as v
from tongban_web.views.objections import of_control
from tongban_web.views.places import PlaceNames
from tongban_web.views.provenance import NOT_CONNECTED, provenance

SILENT = "由系统查询登记库，尚未得到答复"
WAITING = f"{SILENT}，不影响提交"
UNREACHABLE = f"{NOT_CONNECTED}，由办理机关核对，现在不用提交；需要纸质材料的，由其另行告知"
WAIVED = "免提交："
"""Where the way is named beside it, what is said of a material does without."""
UNDECIDED = "免提交：填好上面的内容后由系统查询登记库"
OR_ELSE = "，查不到时再请您提供"
UNASKED = "免提交：您同意后由系统查询登记库"
SERVED: Mapping[type[Source], str] = {
    FromRegister: "免提交：登记库已查到，无需您提供",
    FromMandate: "免提交：单位给经办人的授权由平台核对，在窗口办理的由窗口核对",
    Upload: "已上传",
    Pledge: "已承诺",
    WindowCheck: "已当面核验",
}
UPLOADS: Final = "material-"
"""How the name of a control begins that takes a file; no other does."""
EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg,.jpeg", "image/png": ".png"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialItem:
    """One material: what is said of it, and the controls by which it can be handed in."""

    key: str
    name: str
    says: str
    done: bool
    provenance: v.Provenance | None
    files: tuple[StoredFile, ...]
    upload: v.Field | None
    pledge: v.Field | None
    objections: tuple[v.Objection, ...]


def upload_control(key: str) -> str:
    """The name of the control that takes a material's file."""
    return f"{UPLOADS}{key}"


def pledge_control(key: str) -> str:
    """The name of the check box by which a material is promised."""
    return f"pledge-{key}"


def material_item(
    status: MaterialStatus,
    files: Sequence[StoredFile],
    objections: Sequence[v.Objection],
    names: PlaceNames,
    *,
    waiting: str = WAITING,
    unreachable: str = UNREACHABLE,
) -> MaterialItem:
    """A material of the form; `waiting` says why a register has not answered yet, `unreachable` that it never will."""
    material = status.material
    own = tuple(file for file in files if file.material == material.key)
    mine = of_control(objections, upload_control(material.key))
    open_to_choice = not status.waived and not status.undecided
    return MaterialItem(
        key=material.key,
        name=material.name,
        says=_says(status, waiting, unreachable),
        done=status.source is not None,
        provenance=provenance(status.evidence, names) if status.evidence else None,
        files=own,
        upload=_upload(status, own) if open_to_choice else None,
        pledge=_pledge(status, mine) if open_to_choice else None,
        objections=mine,
    )


def _says(status: MaterialStatus, waiting: str, unreachable: str) -> str:
    if status.source is not None:
        return SERVED[type(status.source)]
    if status.undecided:
        return f"{UNDECIDED}{OR_ELSE if status.offers else ''}"
    ways = [_WAYS[type(offer)] for offer in status.offers]
    if status.awaiting:
        also = f"；也可以{'，或'.join(ways)}" if ways else ""
        return f"{waiting}{also}"
    return f"请{'，或'.join(ways)}" if ways else unreachable if status.unreachable else "登记库中没有查到记录"


_WAYS = {Upload: "上传照片或扫描件", Pledge: "书面承诺", WindowCheck: "到场时由工作人员现场核验，现在不用提交"}


def _upload(status: MaterialStatus, files: Sequence[StoredFile]) -> v.Field | None:
    for source in status.material.sources:
        if isinstance(source, Upload):
            kinds = "、".join(LABELS.get(kind, kind) for kind in source.types)
            return v.Field(
                name=upload_control(status.material.key),
                label=f"上传“{status.material.name}”",
                widget="upload",
                value=files[-1].name if files else "",
                hint=f"{kinds} 文件，不超过 {source.maximum_bytes // 1024 // 1024} MB",
                accept=",".join(EXTENSIONS.get(kind, "") for kind in source.types),
                required=len(status.offers) == 1 and not status.awaiting,
            )
    return None


def _pledge(status: MaterialStatus, objections: tuple[v.Objection, ...]) -> v.Field | None:
    """The box by which it is promised; where nothing else would do, what is said of the material is said there."""
    for source in status.material.sources:
        if isinstance(source, Pledge):
            ticked = isinstance(status.source, Pledge)
            return v.Field(
                name=pledge_control(status.material.key),
                label=source.text,
                widget="confirm",
                value="yes" if ticked else "",
                required=len(status.material.sources) == 1,
                objections=objections if len(status.material.sources) == 1 else (),
            )
    return None

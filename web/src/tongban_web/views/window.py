"""The window: who stands there and for whom, and which materials are checked in their presence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tongban.desk.assessment import Assessment
from tongban.identity.credit_code import Body
from tongban.identity.people import PartyKind, Role
from tongban.matters.materials import Material, WindowCheck
from tongban.matters.matter import Matter
from tongban_web import view_data as v
from tongban_web.views.objections import Target, Targets, of_control
from tongban_web.views.wards import checked_by, proofs

IDENTITY_CHECKED = "已当面核验居民身份证，持证人与证件一致"
CONSENT = "申请人当面同意（或授权委托书载明同意）为办理本事项查询有关登记信息"
BODIES = tuple(v.Option(body.value, body.value) for body in Body)
MAY_COME_ALONG = (Role.CO_APPLICANT,)
LABELS = {
    "matter": "事项",
    "capacity": "到场人是",
    "name": "到场人姓名",
    "number": "到场人公民身份号码",
    "principal_name": "申请人姓名",
    "principal_number": "申请人公民身份号码",
    "mobile": "手机号码",
    "organisation": "代表的单位",
    "body": "单位类型",
    "identity": "身份核验",
    "consent": "授权查询",
}


def targets() -> Targets:
    """Where each field stands on the page."""
    return {name: Target(name, label) for name, label in LABELS.items()}


def start_fields(
    matters: Sequence[Matter], typed: Mapping[str, str], objections: Sequence[v.Objection]
) -> tuple[v.Field, ...]:
    """What is asked before the form opens; `matters` are those that the office takes in."""
    options = tuple(v.Option(matter.id, matter.name, group=matter.guide.ministry) for matter in matters)
    firms = any(PartyKind.ORGANISATION in matter.applicants for matter in matters)
    fields = [
        v.Field(name="matter", label=LABELS["matter"], widget="select", required=True, options=options),
        v.Field(
            name="capacity",
            label=LABELS["capacity"],
            widget="choice",
            required=True,
            value="applicant",
            options=_capacities(matters),
        ),
        v.Field(name="name", label="到场人姓名", required=True, autocomplete="off", maximum_length=50),
        v.Field(name="number", label="到场人公民身份号码", widget="identity", required=True),
        v.Field(name="mobile", label=LABELS["mobile"], inputmode="tel", autocomplete="off", maximum_length=11),
        v.Field(
            name="principal_name",
            label=LABELS["principal_name"],
            required=None,
            autocomplete="off",
            maximum_length=50,
            hint="到场人是受托人或监护人的，填写委托人或被监护人；本人到场的留空",
        ),
        v.Field(name="principal_number", label=LABELS["principal_number"], widget="identity", required=None),
        v.Field(name="identity", label=IDENTITY_CHECKED, widget="confirm", required=True),
        v.Field(
            name="consent",
            label=CONSENT,
            widget="confirm",
            required=None,
            hint="需要查询登记信息的事项必须取得同意",
        ),
    ]
    if firms:
        hint = "代表单位办理时填写统一社会信用代码；须有单位的授权"
        fields[5:5] = [
            v.Field(name="organisation", label="代表的单位", required=None, hint=hint, maximum_length=18),
            v.Field(
                name="body",
                label=LABELS["body"],
                widget="select",
                required=None,
                options=BODIES,
                hint="照营业执照或登记证书选择，与代码核对；没有出示的可以不选",
            ),
        ]
    return tuple(_filled(field, typed, objections) for field in fields)


def _capacities(matters: Sequence[Matter]) -> tuple[v.Option, ...]:
    """As whom somebody may stand there; as a guardian where one of the matters knows how to see that."""
    registers = proofs(matters)
    guardian = (v.Option("guardian", "监护人", f"未成年人的监护人，{checked_by(registers)}"),) if registers else ()
    return (
        v.Option("applicant", "申请人本人（或单位的经办人）"),
        v.Option("agent", "受托人", "个人委托的代理人，须交验授权委托书原件"),
        *guardian,
    )


def _filled(field: v.Field, typed: Mapping[str, str], objections: Sequence[v.Objection]) -> v.Field:
    value = typed.get(field.name, "") or field.value
    return msgspec.structs.replace(field, value=value, objections=of_control(objections, field.name))


def check_control(key: str) -> str:
    """The name of the check box by which a material is checked in presence."""
    return f"check-{key}"


def checked(matter: Matter, posted: Mapping[str, object]) -> tuple[str, ...]:
    """The keys of the materials that the clerk has checked."""
    return tuple(material.key for material in _checkable(matter) if posted.get(check_control(material.key)) == "yes")


def window_checks(assessment: Assessment, ticked: Sequence[str]) -> dict[str, v.Field]:
    """A check box for each material that is to be checked in presence, by its key."""
    checkable = {material.key for material in _checkable(assessment.matter)}
    return {
        status.material.key: v.Field(
            name=check_control(status.material.key),
            label=f"已当面核验“{status.material.name}”",
            widget="confirm",
            value="yes" if status.material.key in ticked else "",
        )
        for status in assessment.materials
        if status.material.key in checkable and not status.waived
    }


def along_control(role: Role) -> str:
    """The name of the check box by which a further party is said to be there."""
    return f"along-{role}"


def came_along(posted: Mapping[str, object]) -> tuple[str, ...]:
    """The roles of the further parties whom the clerk has identified at the window and who agree."""
    return tuple(role.value for role in MAY_COME_ALONG if posted.get(along_control(role)) == "yes")


def coming_along(matter: Matter, present: Sequence[str]) -> tuple[v.Field, ...]:
    """A check box for each further party who may stand there; who does not confirms later under an own sign-in."""
    return tuple(
        v.Field(
            name=along_control(role),
            label=f"{role.label}也在场：已当面核验居民身份证，与所填姓名和号码一致，本人同意查询其有关登记信息",
            widget="confirm",
            value="yes" if role.value in present else "",
            hint=f"{role.label}不在场的不勾选；提交后由其本人登录确认，或再到窗口确认，确认前不查询其信息",
        )
        for role in MAY_COME_ALONG
        if matter.co_applicants
    )


def _checkable(matter: Matter) -> tuple[Material, ...]:
    return tuple(m for m in matter.materials if any(isinstance(source, WindowCheck) for source in m.sources))

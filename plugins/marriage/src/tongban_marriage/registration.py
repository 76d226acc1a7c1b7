"""The step of registration, its rules and the paper that follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from tongban import (
    Application,
    Breach,
    Breaches,
    IrrevocableStep,
    Line,
    Objection,
    Procedure,
    Result,
    Step,
    rule,
    spoken_day,
)
from tongban_marriage.couple import man_and_woman
from tongban_marriage.forms import MarriageForm, RegistrationForm
from tongban_marriage.rules import IN_PERSON

REGISTER = "register"

number_used = Objection(
    rule="MR-NUMBER",
    message="结婚证字号已用于另一对当事人的登记",
    field="certificate_number",
    remedy="请照民政部婚姻登记系统生成的字号重新填写",
)


@rule(
    "MR-TODAY",
    "登记日期应为双方到场登记的当日",
    basis=IN_PERSON,
    field="registered_on",
    remedy="请填写今天的日期",
)
def registered_today(application: Application[MarriageForm]) -> Breaches:
    """Registration is on the spot and never dated otherwise."""
    return Breach.when(application.entered(REGISTER, RegistrationForm).registered_on != application.today)


@rule(
    "MR-CLEARED",
    "登记日期应为放行的当日",
    basis=IN_PERSON,
    field="registered_on",
    remedy="当日已颁发结婚证的，请填写放行的日期；尚未颁发的，请先对本环节报告“未成功”，再重新放行，系统会再次核对双方婚姻状况",
)
def registered_when_cleared(application: Application[MarriageForm]) -> Breaches:
    """What the registers said on one day is no ground for certificates of another; a report may come later."""
    on = application.entered(REGISTER, RegistrationForm).registered_on
    return Breach.when(on != application.cleared.get(REGISTER, application.today))


def certificate_lines(application: Application[MarriageForm]) -> Sequence[Line]:
    """Names, numbers, date and certificate number; the paper itself names the office."""
    persons = man_and_woman(application)
    report = application.report(REGISTER, RegistrationForm)
    if persons is None or report is None:
        return ()
    man, woman = persons
    return (
        ("男方姓名", man.name),
        ("男方公民身份号码", man.number),
        ("女方姓名", woman.name),
        ("女方公民身份号码", woman.number),
        ("登记日期", spoken_day(report.registered_on)),
        ("结婚证字号", report.certificate_number),
        ("婚姻登记员", report.registrar),
        ("结婚证", "两本，双方各持一本"),
    )


# A certificate that is out is not taken back: the registers are asked on its day before it, and nothing after.
PROCEDURE = Procedure(
    IrrevocableStep(
        REGISTER,
        "予以登记，当场颁发结婚证",
        within="register_wd",
        form=RegistrationForm,
        rules=(registered_when_cleared,),
    )
)
PROCEDURE_2026_11 = Procedure(
    Step(REGISTER, "予以登记，当场颁发结婚证", within="register_wd", form=RegistrationForm, rules=(registered_today,))
)
CERTIFICATE = Result(key="marriage_registration", title="结婚登记证明信息", compose=certificate_lines)

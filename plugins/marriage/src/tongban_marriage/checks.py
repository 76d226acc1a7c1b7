"""What the registrar checks with both persons at the window, and what is said where it cannot be confirmed."""

from __future__ import annotations

from tongban import CheckItem, Objection
from tongban_marriage.rules import CIVIL_CODE, IN_PERSON

WILL = f"《{CIVIL_CODE}》第一千零四十六条"

CHECKS = (
    CheckItem(
        key="both_present",
        text="双方本人均到场",
        otherwise=Objection(
            rule="MR-02",
            message="须双方亲自到场办理",
            field="checks",
            basis=str(IN_PERSON),
            remedy="请未到场的一方本人到场后再办理",
        ),
    ),
    CheckItem(
        key="identity_cards",
        text="双方居民身份证原件已核验，人证一致",
        otherwise=Objection(
            rule="MR-05",
            message="双方须持本人有效居民身份证办理",
            field="checks",
            remedy="请补带本人有效居民身份证；无需户口簿",
        ),
    ),
    CheckItem(
        key="both_willing",
        text="已分别询问双方，双方理解结婚登记的意义并完全自愿",
        otherwise=Objection(
            rule="MR-06",
            message="非双方完全自愿，不予登记",
            field="checks",
            basis=WILL,
            remedy="任何一方不得受强迫；待双方均完全自愿后可以重新申请",
        ),
    ),
    CheckItem(
        key="declarations_signed",
        text="双方已当面签署《申请结婚登记声明书》，监誓人已见证",
        otherwise=Objection(
            rule="MR-07",
            message="未签署声明书",
            field="checks",
            basis="《婚姻登记条例》",
            remedy="请双方当面阅读并分别签署声明书",
        ),
    ),
    CheckItem(
        key="joint_photo",
        text="近期正面免冠半身合影符合要求",
        otherwise=Objection(
            rule="MR-PHOTO",
            message="合影照片须为双方共同拍摄，不得合成",
            field="checks",
            remedy="请重新拍摄双方合影，可以在登记机关现场拍摄",
        ),
    ),
)

"""What is asked of the couple, and what the registrar enters on registration."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from tongban import Choice, Day, Field, Flag, Form, Mobile, Number, Place, Prefill
from tongban_marriage.records import STATUS_LABELS, MaritalStatus

RESIDENT_CARD = "resident"
NO_KINSHIP = "none"
WALK_IN = "walk_in"

ID_TYPES = (
    (RESIDENT_CARD, "居民身份证"),
    ("hong_kong_macao", "港澳居民来往内地通行证"),
    ("taiwan", "台湾居民来往大陆通行证"),
    ("passport", "护照（外国人、华侨）"),
    ("permanent", "外国人永久居留身份证"),
)
SLOTS = (
    ("09:00", "9:00–10:00"),
    ("10:00", "10:00–11:00"),
    ("11:00", "11:00–12:00"),
    ("14:00", "14:00–15:00"),
    ("15:00", "15:00–16:00"),
    ("16:00", "16:00–17:00"),
    (WALK_IN, "不预约时段，当日到窗口取号"),
)
KINSHIP = (
    (NO_KINSHIP, "没有直系血亲或者三代以内旁系血亲关系"),
    ("lineal", "直系血亲（父母子女、祖孙等）"),
    ("siblings", "兄弟姐妹（含同父异母、同母异父）"),
    ("cousins", "堂兄弟姐妹、表兄弟姐妹"),
    ("uncle_aunt", "伯、叔、姑、舅、姨与侄（女）、甥（女）"),
)
SCHOOLING = (
    ("postgraduate", "研究生"),
    ("bachelor", "大学本科"),
    ("college", "大学专科"),
    ("vocational", "中等职业教育"),
    ("senior", "高中"),
    ("junior", "初中"),
    ("primary", "小学"),
    ("none", "其他"),
)
SEXES = (("男", "男"), ("女", "女"))
STATUSES = tuple((status.value, label) for status, label in STATUS_LABELS.items())

BOOKING = "预约"
OWN = "本人"
OTHER = "另一方"
DECLARED = "双方声明"
COMPARED = "与公民身份号码核对，可以不填"
AS_DECLARED = "仅作登记内容，可以不填"


class MarriageForm(Form, frozen=True, kw_only=True):
    """The appointment and both persons; the applicant's own name and number come from the sign-in."""

    office_division: Annotated[str, Place("登记机关所在县（市、区）", section=BOOKING, help="任选一地，不限户籍所在地")]
    day: Annotated[date, Day("预约日期", section=BOOKING, help="双方在这一天亲自到场")]
    slot: Annotated[str, Choice("预约时段", section=BOOKING, options=SLOTS)]
    own_id_type: Annotated[str, Choice("本人证件类型", section=OWN, options=ID_TYPES)]
    own_ethnicity: Annotated[str, Field("本人民族", section=OWN, sensitive=True, maximum_length=20)]
    own_hukou: Annotated[str, Place("本人户籍所在县（市、区）", section=OWN, help="仅作登记内容，无需提供户口簿")]
    own_schooling: Annotated[
        str | None,
        Choice("本人文化程度", section=OWN, options=SCHOOLING, sensitive=True, help=AS_DECLARED),
    ] = None
    own_status: Annotated[
        str,
        Choice(
            "本人婚姻状况",
            section=OWN,
            options=STATUSES,
            sensitive=True,
            prefill=Prefill(need="own_status", attribute="status"),
        ),
    ]
    other_name: Annotated[str, Field("对方姓名", section=OTHER, sensitive=True, maximum_length=50)]
    other_id_type: Annotated[str, Choice("对方证件类型", section=OTHER, options=ID_TYPES)]
    other_number: Annotated[
        str | None,
        Number(
            "对方公民身份号码",
            section=OTHER,
            help="对方须用本人身份登录确认预约",
            shown_when=("other_id_type", (RESIDENT_CARD,)),
            sex="other_sex",
            born="other_born",
        ),
    ] = None
    other_sex: Annotated[
        str | None,
        Choice("对方性别", section=OTHER, options=SEXES, sensitive=True, help=COMPARED),
    ] = None
    other_born: Annotated[date | None, Day("对方出生日期", section=OTHER, sensitive=True, help=COMPARED)] = None
    other_mobile: Annotated[str, Mobile("对方手机号码", section=OTHER, help="用于通知对方确认预约")]
    other_ethnicity: Annotated[str, Field("对方民族", section=OTHER, sensitive=True, maximum_length=20)]
    other_hukou: Annotated[str, Place("对方户籍所在县（市、区）", section=OTHER, help="仅作登记内容，无需提供户口簿")]
    other_schooling: Annotated[
        str | None,
        Choice("对方文化程度", section=OTHER, options=SCHOOLING, sensitive=True, help=AS_DECLARED),
    ] = None
    other_status: Annotated[str, Choice("对方婚姻状况", section=OTHER, options=STATUSES, sensitive=True)]
    kinship: Annotated[str, Choice("双方亲属关系", section=DECLARED, options=KINSHIP)]
    in_person: Annotated[bool, Flag("双方将亲自到场，不委托他人办理", section=DECLARED)]


class RegistrationForm(Form, frozen=True, kw_only=True):
    """What the registrar reports; the certificate's number is given out by the system of 民政部, never by Tongban."""

    registered_on: Annotated[date, Day("登记日期")]
    certificate_number: Annotated[
        str, Field("结婚证字号", help="照民政部婚姻登记系统生成的字号填写", maximum_length=40)
    ]
    registrar: Annotated[str, Field("婚姻登记员", maximum_length=50)]


def is_married(status: str) -> bool:
    """Whether a declared status is that of a person who is married."""
    return status == MaritalStatus.MARRIED

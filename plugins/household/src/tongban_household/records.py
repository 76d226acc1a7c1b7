"""What the registers of 户籍 hold, and what the matter needs to know from them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban import RECEIVING, Needs, Place, Role

SELF: Final = "本人"
SPOUSE: Final = "配偶"
# 民法典 第一千零四十五条第二款; what the relative is to the applicant.
NEAR_RELATIVES: Final = frozenset(
    {"配偶", "父亲", "母亲", "儿子", "女儿", "兄弟", "姐妹"}
    | {"祖父", "祖母", "外祖父", "外祖母", "孙子", "孙女", "外孙子", "外孙女"}
)


class Population(msgspec.Struct, frozen=True, kw_only=True):
    """The population base on one person: the division of the permanent hukou (6-digit code) and its full name."""

    name: Annotated[str, Meta(title="姓名")]
    hukou_place: Annotated[str, Place("户籍地代码")]
    hukou_place_name: Annotated[str, Meta(title="户籍地")]
    address: Annotated[str, Meta(title="户籍地址")]


class HouseholdRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The archive of the 户籍地 on one person, as asked for one kind of certificate.

    `relation` is what the person named is to the applicant ("本人" where nobody else is), empty where the archive knows
    of none; `relative_name` is that person's name as the archive has it; `fact` is empty where nothing is recorded or
    the applicant may not see it; `recorded_on` is None where the archive does not date it.
    """

    name: Annotated[str, Meta(title="姓名")]
    address: Annotated[str, Meta(title="户籍地址")]
    relation: Annotated[str, Meta(title="亲属与本人关系")] = ""
    relative_name: Annotated[str, Meta(title="户籍登记的亲属姓名")] = ""
    same_booklet: Annotated[bool, Meta(title="同一户口簿")] = False
    fact: Annotated[str, Meta(title="档案记载")] = ""
    source: Annotated[str, Meta(title="档案出处")] = ""
    recorded_on: Annotated[date | None, Meta(title="登记日期")] = None


def name_asked_about(record: HouseholdRecord) -> str:
    """The name that the archive has for the person asked about."""
    return record.name if record.relation == SELF else record.relative_name


POPULATION: Final = Needs(
    "household.population", "人口基础信息", Population, at=RECEIVING, purpose="核对户籍地，免填户籍地址"
)
CHILDREN: Final = frozenset({"儿子", "女儿"})
KINSHIP_CERTIFICATE: Final = "kinship"
PARENTHOOD: Final = Needs(
    "household.record",
    "监护关系（户籍档案）",
    HouseholdRecord,
    key="parenthood",
    about=Role.GUARDIAN,
    where={"cert_kind": KINSHIP_CERTIFICATE},
    naming={"relative_number": Role.APPLICANT},
    purpose="核对监护人与未成年申请人的父母子女关系",
)
ARCHIVE: Final = Needs(
    "household.record",
    "户籍档案",
    HouseholdRecord,
    key="archive",
    by=("cert_kind", "relative_number"),
    purpose="查阅户籍档案，出具户籍类证明",
)

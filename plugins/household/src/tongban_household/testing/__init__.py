"""Gherkin steps and builders of the matters of 户籍, loaded by pytest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from tongban.testing.samples import Sample

CHAPTER: Final = "户籍"

if TYPE_CHECKING:
    from tongban.testing.judging import Judging
    from tongban_household.records import HouseholdRecord, Population

pytest_plugins = (
    "tongban_household.testing.certificates",
    "tongban_household.testing.custody",
    "tongban_household.testing.journeys",
)

# Name: number, 户籍地 and its full name.
PEOPLE: Final = {
    "张建国": ("510104198503109997", "510104", "四川省成都市锦江区"),
    "李秋萍": ("500103199208259980", "500103", "重庆市渝中区"),
    "王小川": ("440106199611239974", "440106", "广东省广州市天河区"),
    "赵敏": ("33010619881201996X", "330106", "浙江省杭州市西湖区"),
    "张小雨": ("510104202006019922", "510104", "四川省成都市锦江区"),
    "张德福": ("51010419580206991X", "510104", "四川省成都市锦江区"),
}

SAMPLES: Final = (
    Sample(
        matter="hh.cert.hukou",
        by="张建国",
        answers={
            "cert_kind": "kinship",
            "purpose": "办理继承公证",
            "hukou_place": "510104",
            "relative_name": "张德福",
            "relative_number": PEOPLE["张德福"][0],
        },
    ),
)


def population(by: str) -> Population:
    """What the population base holds of a test person."""
    from tongban_household.records import Population

    _, place, place_name = PEOPLE[by]
    return Population(name=by, hukou_place=place, hukou_place_name=place_name, address=f"{place_name}某路1号")


def archive(by: str, *, relation: str = "本人", relative: str = "张德福") -> HouseholdRecord:
    """What the archive of the 户籍地 holds of a test person and perhaps a relative, without the fact asked for."""
    from tongban_household.records import SELF, HouseholdRecord

    related = "" if relation in {"", SELF} else relative
    return HouseholdRecord(name=by, address="某路1号", relation=relation, relative_name=related)


def recorded(
    by: str, fact: str = "籍贯某省某市", *, relation: str = "本人", relative: str = "张德福", booklet: str = ""
) -> HouseholdRecord:
    """An archive that holds a fact; `booklet` "同户" says that both stand on one 户口簿."""
    return msgspec.structs.replace(
        archive(by, relation=relation, relative=relative),
        fact=fact,
        source="常住人口登记表〔某地〕1号",
        recorded_on=date(1985, 3, 28),
        same_booklet=booklet == "同户",
    )


def asked(by: str, records: Mapping[str, msgspec.Struct | None], **typed: str) -> Judging:
    """An application for a certificate by a test person, with what the registers hold by need."""
    from tongban.testing.judging import Judging, person

    number, place, _ = PEOPLE[by]
    return Judging(
        plugin="household",
        matter_id="hh.cert.hukou",
        applicant=person(by, number),
        typed={"cert_kind": "origin", "purpose": "办理公证", "hukou_place": place, **typed},
        records=records,
    )

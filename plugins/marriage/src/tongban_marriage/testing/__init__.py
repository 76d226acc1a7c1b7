"""Builders and Gherkin steps of the matters of 婚姻登记, loaded by pytest."""

from __future__ import annotations

from typing import Final

from tongban.testing.samples import Sample

CHAPTER: Final = "婚姻登记"

pytest_plugins = (
    "tongban_marriage.testing.conditions",
    "tongban_marriage.testing.registry",
    "tongban_marriage.testing.outcomes",
)

SAMPLES: Final = (
    Sample(
        matter="mr.marry",
        by="吴浩",
        co_applicant="梁晓雯",
        received_in="500103",
        answers={
            "office_division": "500103",
            "day": "2026-11-23",
            "slot": "10:00",
            "own_id_type": "resident",
            "own_ethnicity": "汉族",
            "own_hukou": "610104",
            "own_status": "unmarried",
            "other_name": "梁晓雯",
            "other_id_type": "resident",
            "other_number": "500103199506189968",
            "other_mobile": "13800000000",
            "other_ethnicity": "汉族",
            "other_hukou": "500103",
            "other_status": "unmarried",
            "kinship": "none",
            "in_person": "on",
        },
        reports={
            "register": {"registered_on": "2026-11-23", "certificate_number": "测试字号-1", "registrar": "刘蓉"},
        },
    ),
)

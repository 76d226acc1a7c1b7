"""What a correction notice may ask for: nothing by which other people would be parties of the case."""

from __future__ import annotations

from typing import Any

import pytest

from tongban.desk.pointing import naming, of_notices
from tongban.testing.judging import matter_of


@pytest.mark.parametrize(
    ("matter", "answers", "named"),
    [
        ("hf.purchase", {"spouse_join": "no"}, ["spouse_join"]),
        ("hf.purchase", {"spouse_join": "yes"}, ["spouse_join", "spouse_name", "spouse_number"]),
        ("hf.close", {"close_reason": "left_job"}, []),
        ("hf.close", {"close_reason": "deceased"}, ["close_reason", "deceased_name", "deceased_number"]),
    ],
)
def test_what_brings_a_party_in_or_leaves_one_out_is_not_asked_for(
    matter: str, answers: dict[str, Any], named: list[str]
):
    declared = matter_of("housing_fund", matter)
    assert list(naming(declared, answers)) == named
    assert not {*named} & of_notices(declared, answers).keys()

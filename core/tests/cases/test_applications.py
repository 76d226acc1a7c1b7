"""What a place makes of the answers of a case: its own form's fields, whatever else a newer form asks."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from tongban.cases.applications import Work
from tongban.cases.dossier import Dossier
from tongban.cases.heads import Part
from tongban.cases.sheets import APPLICATION, Sheet
from tongban.testing.case_file import opened
from tongban.testing.example.matters import EXAMPLE

TODAY = date(2026, 11, 23)
ADDED = "asked_by_a_newer_form"


def _answers(told: dict[str, Any]) -> Any:
    file = opened()
    sheet = Part("", msgspec.Raw(msgspec.json.encode(Sheet(told, ()))))
    first = msgspec.structs.replace(file.facts[0], parts={**file.facts[0].parts, APPLICATION: sheet})
    work = Work(case=file.case, matter=EXAMPLE, dossier=Dossier([first, *file.facts[1:]]))
    return work.application({}, today=TODAY).answers


@pytest.mark.parametrize("told", [{}, {"place": "510104"}, {"remark": "示例", "place": "510104"}])
def test_a_field_that_only_a_newer_form_has_is_left_out(told: dict[str, Any]) -> None:
    answers = _answers({**told, ADDED: "2026-11-23"})
    assert answers == _answers(told)
    assert not hasattr(answers, ADDED)


def test_a_field_that_is_kept_from_here_is_none() -> None:
    assert _answers({ADDED: "1"}).place is None

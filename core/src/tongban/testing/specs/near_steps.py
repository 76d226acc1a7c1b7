"""Says, where a step matches nothing, at which line it stands and which steps come nearest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from tongban.testing.specs.step_index import KINDS, StepEntry, step_index

if TYPE_CHECKING:
    from pytest_bdd.exceptions import StepDefinitionNotFoundError
    from pytest_bdd.parser import Scenario, Step

SHOWN: Final = 3
LIKENESS: Final = 0.45

_FILLED_IN: Final = re.compile(r'"[^"]*"|“[^”]*”|<[^>]*>|\{[^}]*\}|\d+')


def pytest_bdd_step_func_lookup_error(scenario: Scenario, step: Step, exception: StepDefinitionNotFoundError) -> None:
    """Tell the tester in Chinese what pytest-bdd says of its own parts."""
    exception.args = (explained(scenario.feature.filename, step, step_index()),)


def explained(file: str, step: Step, index: Sequence[StepEntry]) -> str:
    """The place of the step, and what to write instead."""
    said = f"{file}:{step.line_number}: 没有这样的步骤：{step.keyword} {step.name}"
    other = [entry for entry in index if entry.kind != step.type and _skeleton(entry.text) == _skeleton(step.name)]
    if other:
        kinds = "、".join(sorted({f"“{entry.keyword}”" for entry in other}))
        return f"{said}\n这句话只能作{kinds}，这里用作了“{KINDS[step.type]}”"
    near = nearest(step, index)
    if not near:
        return f"{said}\n没有相近的步骤；用 tongban specs steps 加一两个字查找，或者请插件的开发人员增加"
    return "\n".join([said, "相近的步骤：", *(f"  {entry.keyword} {entry.text}（{entry.chapter}）" for entry in near)])


def nearest(step: Step, index: Sequence[StepEntry]) -> list[StepEntry]:
    """The steps of its kind most like one that is written, the likest first, apart from what is filled in."""
    skeleton = _skeleton(step.name)
    of_its_kind = [entry for entry in index if entry.kind == step.type]
    scored = sorted(
        ((SequenceMatcher(None, skeleton, _skeleton(entry.text)).ratio(), entry) for entry in of_its_kind),
        key=lambda each: -each[0],
    )
    return [entry for likeness, entry in scored[:SHOWN] if likeness >= LIKENESS]


def _skeleton(text: str) -> str:
    return _FILLED_IN.sub("", text).replace(" ", "")

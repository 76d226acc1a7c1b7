"""Finds step texts that more than one definition answers to, of which pytest-bdd would silently take the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path

from pytest_bdd.feature import get_features
from pytest_bdd.parser import Step
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry


def loaded_definitions() -> list[StepFunctionContext]:
    """List every step definition whose module this run has imported."""
    return list(step_function_context_registry.values())


def definition_of(step_func: Callable[..., object], step: Step) -> str:
    """The text of the definition that answers to a step, where a function has several."""
    texts = [
        each.parser.name
        for each in loaded_definitions()
        if each.step_func is step_func and each.type in {None, step.type} and each.parser.is_matching(step.name)
    ]
    return texts[0] if texts else ""


def place_of(definition: StepFunctionContext) -> str:
    """Name the file and line of a definition."""
    code = definition.step_func.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def equal_definitions(definitions: Iterable[StepFunctionContext]) -> Iterator[str]:
    """Describe each pair of definitions with the same text and kind."""
    for one, other in combinations(definitions, 2):
        if one.parser.name == other.parser.name and (one.type == other.type or None in {one.type, other.type}):
            yield f"“{one.parser.name}” is defined at {place_of(one)} and at {place_of(other)}"


def ambiguous_steps(files: Iterable[Path], definitions: Iterable[StepFunctionContext]) -> Iterator[str]:
    """Describe each written step that several definitions would answer to."""
    known = list(definitions)
    for path in files:
        for step in steps_of(path):
            answering = [one for one in known if one.type in {None, step.type} and one.parser.is_matching(step.name)]
            if len(answering) > 1:
                places = " and at ".join(place_of(one) for one in answering)
                yield f"{path}:{step.line_number}: “{step.name}” is answered at {places}"


def steps_of(path: Path) -> Iterator[Step]:
    """Walk through the steps of one specification, an outline once for each example."""
    for feature in get_features([str(path)]):
        for scenario in feature.scenarios.values():
            examples = [context for table in scenario.examples for context in table.as_contexts()]
            for example in examples or [{}]:
                yield from scenario.render(example).steps

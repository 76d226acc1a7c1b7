"""Reports how often specifications use each step of a plugin: `python -m scripts.step_uses housing_fund`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from pytest_bdd.steps import StepFunctionContext

from tongban.testing.step_texts import loaded_definitions, steps_of

PLUGINS = Path(__file__).parents[1] / "plugins"


def uses(files: Iterable[Path], definitions: Iterable[StepFunctionContext]) -> Counter[str]:
    """How many written steps each definition's text answers to, an outline once for each example."""
    known = list(definitions)
    counted = Counter({one.parser.name: 0 for one in known})
    for path in files:
        for step in steps_of(path):
            counted.update(
                {
                    one.parser.name
                    for one in known
                    if one.type in {None, step.type} and one.parser.is_matching(step.name)
                }
            )
    return counted


def main(plugins: list[str]) -> None:
    for plugin in plugins:
        package = f"tongban_{plugin}"
        for module in import_module(f"{package}.testing").pytest_plugins:
            import_module(module)
        definitions = [one for one in loaded_definitions() if one.step_func.__module__.startswith(f"{package}.")]
        counted = uses(sorted((PLUGINS / plugin).glob("src/*/features/*.feature")), definitions)
        for text, number in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
            print(f"{number:>5}  {text}")
        print(f"{counted.total():>5}  uses of {len(counted)} step texts: {counted.total() / len(counted):.1f} each")


if __name__ == "__main__":
    main(sys.argv[1:] or ["housing_fund"])

"""The plugin that is examined: what it declares, its source, and where in it a thing is written."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from tongban.errors import PluginError
from tongban.identity.seed import demo_people
from tongban.matters.forms import Form
from tongban.matters.matter import Matter
from tongban.matters.rules import Rule
from tongban.matters.shapes import misshapen
from tongban.plugin_sources import describe, enabled, folder_of, installed, load, place_of_line
from tongban.plugins import Plugin, Plugins, load_plugins
from tongban.testing.samples import Sample


@dataclass(frozen=True, slots=True)
class Source:
    """One module of the plugin, as written; `name` is the dotted one by which it is imported."""

    path: Path
    tree: ast.Module
    name: str

    @property
    def is_for_tests(self) -> bool:
        """Whether only tests import it: the module or package `testing`."""
        return "testing" in self.name.split(".")[1:]

    @property
    def package(self) -> str:
        """What a relative import in it begins at."""
        return self.name if self.path.stem == "__init__" else self.name.rpartition(".")[0]

    def place(self, node: ast.AST) -> str:
        """`file:line` of a piece of it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@dataclass(frozen=True, eq=False)
class Subject:
    """A loaded plugin: its package, the `entry` module with its hooks, the samples of its `testing` module."""

    name: str
    package: str
    folder: Path
    entry: Path
    plugins: Plugins
    plugin: Plugin
    samples: tuple[Sample, ...]
    tests_folder: Path | None = None

    @property
    def matters(self) -> tuple[Matter, ...]:
        """Its matters in every edition."""
        return self.plugin.matters

    @property
    def current(self) -> tuple[Matter, ...]:
        """Its matters in the edition now offered."""
        return self.plugins.matters

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every module of its package."""
        return _sources(self.folder, self.package)

    @cached_property
    def tests(self) -> tuple[Source, ...]:
        """Every module of its tests, where they are known: an installed plugin has left them behind."""
        return _sources(self.tests_folder, "tests") if self.tests_folder else ()

    def place(self, *quoted: str) -> str:
        """`file:line` of the first line that holds the first of some texts that is written anywhere, else of the hooks.

        In code it stands in quotation marks; of code, what a node runs comes before what is for tests.
        """
        for text in filter(None, quoted):
            for path, lines, is_code in self._written:
                wanted = (f'"{text}"', f"'{text}'") if is_code else (text,)
                for number, line in enumerate(lines, start=1):
                    if any(each in line for each in wanted):
                        return f"{path}:{number}"
        return f"{self.entry}:1"

    def code_line(self, wanted: Callable[[str], object]) -> str:
        """`file:line` of the first line of code that is wanted, or nothing."""
        lines = ((path, number, line) for path, lines, is_code in self._written if is_code
                 for number, line in enumerate(lines, start=1))  # fmt: skip
        return next((f"{path}:{number}" for path, number, line in lines if wanted(line)), "")

    @cached_property
    def _written(self) -> tuple[tuple[Path, tuple[str, ...], bool], ...]:
        """Each file with its lines and whether it is code, in the order in which `place` looks."""
        code = [source.path for source in sorted(self.sources, key=lambda each: each.is_for_tests)]
        files = [*((path, True) for path in code), *((path, False) for path in sorted(self.folder.rglob("*.yaml")))]
        return tuple((path, tuple(path.read_text("utf-8").splitlines()), is_code) for path, is_code in files)

    def rule_place(self, rule: Rule) -> str:
        """`file:line` of the function behind a rule, or of its id where that function is none of the plugin's."""
        return self.code_place(rule.check) or self.place(rule.id)

    def code_place(self, function: object) -> str:
        """`file:line` of a function, or nothing where it is none of the plugin's."""
        code = getattr(function, "__code__", None)
        if code is None or not Path(code.co_filename).is_relative_to(self.folder):
            return ""
        return f"{code.co_filename}:{code.co_firstlineno}"

    def field_place(self, form: type[Form], name: str) -> str:
        """`file:line` of a field in its form."""
        for source, made in self._classes.get(form.__name__, ()):
            for line in made.body:
                if isinstance(line, ast.AnnAssign) and ast.unparse(line.target) == name:
                    return source.place(line)
        return self.place(name)

    @cached_property
    def _classes(self) -> Mapping[str, list[tuple[Source, ast.ClassDef]]]:
        """Every class of the plugin by its name, with the module that it stands in."""
        found: dict[str, list[tuple[Source, ast.ClassDef]]] = {}
        for source in self.sources:
            for made in ast.walk(source.tree):
                if isinstance(made, ast.ClassDef):
                    found.setdefault(made.name, []).append((source, made))
        return found

    def forms(self) -> Iterator[tuple[Matter, type[Form]]]:
        """Each form with its matter: that of the application and those of the steps."""
        for matter in self.matters:
            yield matter, matter.form
            yield from ((matter, step.form) for step in matter.procedure.steps if step.form is not None)

    def rules(self) -> Iterator[tuple[Matter, Rule]]:
        """Each rule with its matter: those of the application and those of the steps."""
        for matter in self.matters:
            yield from ((matter, rule) for rule in matter.rules)
            yield from ((matter, rule) for step in matter.procedure.steps for rule in step.rules)

    def sample(self, matter: Matter) -> Sample | None:
        """The sample for a matter, or None; one by a stranger is none, and the check of samples says so."""
        return next((each for each in self.samples if each.matter == matter.id and not strangers_in(each)), None)


def _sources(folder: Path, package: str) -> tuple[Source, ...]:
    return tuple(
        Source(path, ast.parse(path.read_text("utf-8"), str(path)), _dotted(package, path.relative_to(folder)))
        for path in sorted(folder.rglob("*.py"))
    )


def _dotted(package: str, inside: Path) -> str:
    """The name of a module by its place in the package."""
    parts = inside.with_suffix("").parts
    return ".".join((package, *(parts[:-1] if parts[-1] == "__init__" else parts)))


@cache
def people() -> tuple[str, ...]:
    """The names of the test persons."""
    return tuple(person.name for person in demo_people())


def strangers_in(sample: Sample) -> tuple[str, ...]:
    """Who applies in a sample and is no test person."""
    return tuple(name for name in (sample.by, sample.co_applicant) if name and name not in people())


@cache
def subject_of(name: str, tests: Path | None = None) -> Subject:
    """The installed plugin of that name, with the folder of its tests where there are any.

    Raises `Misconfigured` and `PluginError`, whose messages hold the remedy.
    """
    plugins = load_plugins([name])
    (point,) = enabled([name], installed())
    module = load(point)
    package = module.__name__.partition(".")[0]
    return Subject(
        name=name,
        package=package,
        folder=folder_of(module),
        entry=Path(module.__file__ or folder_of(module)),
        plugins=plugins,
        plugin=next(each for each in plugins.loaded if each.name == name),
        samples=_samples(name, f"{package}.testing"),
        tests_folder=tests,
    )


def _samples(plugin: str, module: str) -> tuple[Sample, ...]:
    if find_spec(module) is None:
        return ()
    try:
        samples = tuple(getattr(import_module(module), "SAMPLES", ()))
    except Exception as error:
        raise PluginError(plugin, f"{module} cannot be imported: {describe(error)}; mend it") from error
    odd = next((each for each in samples if not isinstance(each, Sample)), None)
    wrong = f"SAMPLES holds {odd!r}; each must be Sample(…)" if odd else "; ".join(chain(*map(misshapen, samples)))
    if wrong:
        place = place_of_line(Path(import_module(module).__file__ or module), "SAMPLES")
        raise PluginError(plugin, f"{place}of a sample {wrong}")
    return samples

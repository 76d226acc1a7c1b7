"""A plugin stands on the public surface and on nothing else of ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

import tongban
from tongban.plugin_sources import did_you_mean, installed
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.subject import Source, Subject
from tongban.testing.kit import KIT, in_the_kit

FOR_TESTS: Final = frozenset({"pytest", "pytest_bdd", "hypothesis"})
BY_NAME: Final = frozenset({"import_module", "__import__"})


def _imported(source: Source) -> Iterator[tuple[ast.AST, str, str]]:
    """Each import as (where, module, name); the name is empty for `import module` and `import_module("module")`."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Import():
                yield from ((node, alias.name, "") for alias in node.names)
            case ast.ImportFrom():
                yield from ((node, _absolute(source, node), alias.name) for alias in node.names)
            case ast.Call(func=ast.Name(id=by) | ast.Attribute(attr=by), args=[ast.Constant(value=str(module)), *_]):
                if by in BY_NAME:
                    yield node, module, ""


def _absolute(source: Source, statement: ast.ImportFrom) -> str:
    """The module that names are imported from, also where it is written with leading dots."""
    if not statement.level:
        return statement.module or ""
    base = source.package.split(".")
    return ".".join(filter(None, (*base[: len(base) - statement.level + 1], statement.module)))


def public_surface(subject: Subject) -> Iterator[Fault]:
    """Names of `tongban` that are not public, and the site, which makes a matter's pages from what it declares."""
    for source in subject.sources:
        yield from _not_public(source)
        for statement, module, _ in _imported(source):
            for_tests = source.is_for_tests and module.startswith("tongban_web.testing")
            if module.partition(".")[0] == "tongban_web" and not for_tests:
                mend = "take it out: pages are made from what the matter declares, or ask for what you miss on them"
                yield Fault(source.place(statement), "the site is imported", mend)


def tests_public(subject: Subject) -> Iterator[Fault]:
    """The same of the plugin's tests, which would break with what they reach into."""
    for source in subject.tests:
        yield from _not_public(source)
        for statement, module, _ in _imported(source):
            if module.partition(".")[0] == "tongban_web" and not module.startswith("tongban_web.testing"):
                mend = "import from tongban_web.testing, as its Visitor"
                yield Fault(source.place(statement), f"{module} is not public", mend)


def _not_public(source: Source) -> Iterator[Fault]:
    for reached, module, name in _reached(source):
        if _is_kit(module):
            yield from _not_of_the_kit(source, reached, module, name)
        elif module == "tongban" and name not in {*tongban.__all__, "testing"}:
            yield Fault(source.place(reached), f"tongban.{name} is not public", _public(name))
    for statement, module, name in _imported(source):
        if _is_kit(module):
            yield from _not_of_the_kit(source, statement, module, name)
        else:
            yield from _not_listed(source, statement, module, name)


def _not_listed(source: Source, statement: ast.AST, module: str, name: str) -> Iterator[Fault]:
    if module == "tongban" and name not in {"", "testing", *tongban.__all__}:
        yield Fault(source.place(statement), f"tongban.{name} is not public", _public(name))
    elif module.startswith("tongban."):
        mend = f"write `from tongban import {name}`"
        if name not in tongban.__all__:
            mend = _public(name, ", in tests also of the kit, or ask for what you miss")
        yield Fault(source.place(statement), f"{module} is not public and may change any day", mend)


def _public(name: str, besides: str = "") -> str:
    """What to import instead, with the public name most like it."""
    return f"take a name of tongban.__all__{besides}{did_you_mean(name, tongban.__all__)}"


def _is_kit(module: str) -> bool:
    return f"{module}.".startswith("tongban.testing.")


def _not_of_the_kit(source: Source, reached: ast.AST, module: str, name: str) -> Iterator[Fault]:
    if not in_the_kit(module, name):
        what = f"{module}.{name}" if name else module
        mend = f"take what it has, {', '.join(KIT.get(module, KIT))}, or ask for what you miss"
        yield Fault(source.place(reached), f"{what} is no name of the kit and may change any day", mend)


def _reached(source: Source) -> Iterator[tuple[ast.Attribute, str, str]]:
    """Each name taken from a module of ours that is imported as a whole, such as `tb.matters` after `… as tb`."""
    called = dict(_whole(source))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in called:
            yield node, called[node.value.id], node.attr


def _whole(source: Source) -> Iterator[tuple[str, str]]:
    """What the modules of ours that are imported as a whole are called, each with its own name."""
    for statement in ast.walk(source.tree):
        match statement:
            case ast.Import():
                for alias in statement.names:
                    if alias.name.partition(".")[0] == "tongban":
                        yield (alias.asname, alias.name) if alias.asname else ("tongban", "tongban")
            case ast.ImportFrom(module="tongban.testing"):
                for alias in statement.names:
                    yield alias.asname or alias.name, f"tongban.testing.{alias.name}"


def kit_in_tests_only(subject: Subject) -> Iterator[Fault]:
    """The test kit, or the plugin's own module for tests, imported by what a node runs."""
    kits = ("tongban.testing", f"{subject.package}.testing")
    for source in subject.sources:
        if source.is_for_tests:
            continue
        for statement, module, name in _imported(source):
            reached = f"{module}.{name}"
            if module.partition(".")[0] in FOR_TESTS or any(f"{reached}.".startswith(f"{kit}.") for kit in kits):
                mend = f"move it to {subject.package}/testing.py, which only tests load"
                yield Fault(source.place(statement), "a node would load the test kit", mend)


def no_other_matter(subject: Subject) -> Iterator[Fault]:
    """Other plugins imported."""
    others = {point.value.partition(".")[0] for point in installed().values()} - {subject.package}
    for source in subject.sources:
        for statement, module, _ in _imported(source):
            if module.partition(".")[0] in others:
                mend = "ask its register with Needs(...), or say it by a case of its own"
                yield Fault(source.place(statement), f"{module} belongs to another matter", mend)


CHECKS = (
    Check(id="imports-public", sentence="it imports only what is public", find=public_surface),
    Check(id="imports-kit", sentence="what a node runs does not load the test kit", find=kit_in_tests_only),
    Check(id="imports-matters", sentence="it imports no other matter", find=no_other_matter),
)
CHECKS_OF_TESTS = (Check(id="imports-tests", sentence="its tests import only what is public", find=tests_public),)

"""A plugin stands on the public surface and on nothing else of ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import tongban
from tongban.plugin_sources import installed
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.subject import Source, Subject

PAGES = "pages"


def _imported(source: Source) -> Iterator[tuple[ast.stmt, str, str]]:
    """Each import as (statement, module, name); the name is empty for `import module`."""
    for statement in ast.walk(source.tree):
        if isinstance(statement, ast.Import):
            yield from ((statement, alias.name, "") for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            yield from ((statement, statement.module or "", alias.name) for alias in statement.names)


def public_surface(subject: Subject) -> Iterator[Fault]:
    """Names of `tongban` that are not public, and the site outside of its pages."""
    for source in subject.sources:
        yield from _not_public(source)
        for statement, module, _ in _imported(source):
            if module.partition(".")[0] == "tongban_web" and PAGES not in {source.path.stem, source.path.parent.name}:
                yield Fault(source.place(statement), "the site is imported", "only pages.py may import tongban_web")


def tests_public(subject: Subject) -> Iterator[Fault]:
    """The same of the plugin's tests, which would break with what they reach into."""
    for source in subject.tests:
        yield from _not_public(source)
        for statement, module, _ in _imported(source):
            if module.partition(".")[0] == "tongban_web" and not module.startswith("tongban_web.testing"):
                mend = "import from tongban_web.testing, as its Visitor"
                yield Fault(source.place(statement), f"{module} is not public", mend)


def _not_public(source: Source) -> Iterator[Fault]:
    listed = "a name of tongban.__all__ (docs/authors/names.md)"
    for reached, name in _reached(source):
        if name not in {*tongban.__all__, "testing"}:
            yield Fault(source.place(reached), f"tongban.{name} is not public", f"take {listed}")
    for statement, module, name in _imported(source):
        if module == "tongban" and name not in {"", "testing", *tongban.__all__}:
            yield Fault(source.place(statement), f"tongban.{name} is not public", f"import {listed}")
        elif module.startswith("tongban.") and not module.startswith("tongban.testing"):
            mend = f"write `from tongban import {name}`"
            if name not in tongban.__all__:
                mend = f"use {listed}, in tests also of tongban.testing, or ask for what you miss"
            yield Fault(source.place(statement), f"{module} is not public and may change any day", mend)


def _reached(source: Source) -> Iterator[tuple[ast.Attribute, str]]:
    """Each name taken from `tongban` where it is imported as a whole, such as `tb.matters` after `… as tb`."""
    called = {
        alias.asname or "tongban"
        for statement in ast.walk(source.tree)
        if isinstance(statement, ast.Import)
        for alias in statement.names
        if alias.name == "tongban" or (alias.name.startswith("tongban.") and not alias.asname)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in called:
            yield node, node.attr


def kit_in_tests_only(subject: Subject) -> Iterator[Fault]:
    """The test kit imported by what a node runs."""
    for source in subject.sources:
        if source.is_for_tests:
            continue
        for statement, module, name in _imported(source):
            if module.startswith("tongban.testing") or (module, name) == ("tongban", "testing"):
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

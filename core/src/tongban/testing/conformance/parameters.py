"""Numbers of law are dated, referenced, complete and used."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from datetime import date

from tongban.matters.parameters import Parameter
from tongban.plugin_sources import place_of_parameter
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.declarations import is_named
from tongban.testing.conformance.subject import Source, Subject
from tongban.testing.conformance.texts import Texts

READERS = frozenset({"integer", "decimal", "text", "flag"})
OLDEST = date(1949, 10, 1)


def dated(subject: Subject) -> Iterator[Fault]:
    """Values without a day or a document that set them."""
    for name, parameter in subject.plugin.layer.parameters.items():
        for keys, fault, mend in (*_undated(parameter), *_untried(subject, parameter)):
            yield Fault(place_of_parameter(subject.folder, name, *keys), f"parameter {name!r} {fault}", mend)


def _undated(parameter: Parameter) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Where in the parameter, what, and how to mend it."""
    if parameter.on(date.today()) is None:  # noqa: DTZ011 - the law of the day on which an author runs this
        yield ("values",), "has no value in force today", "add the value that is, with its date in since"
    for number, value in enumerate(parameter.values):
        here = ("values", number)
        if value.since < OLDEST:
            yield here, f"holds since {value.since}", "write the day on which the document came into force"
        if not is_named(value.reference):
            yield here, f"refers to {value.reference!r}", "name law and article, or the document with its number"


def _untried(subject: Subject, parameter: Parameter) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """That it has no value on the day of a sample, by which the matter is tried."""
    for sample in subject.samples:
        if parameter.on(sample.on) is None:
            what = f"has no value in force on {sample.on}, when the sample of {sample.matter} is handed in"
            yield ("values",), what, "add the value that was, or give that sample a later day: on=date(…)"


def named(subject: Subject) -> Iterator[Fault]:
    """Parameters that the code reads and no file has."""
    known = set(subject.plugin.layer.parameters)
    for source in subject.sources:
        owners = {"parameters", *_other_names(source)}
        for call in ast.walk(source.tree):
            if (name := _read(call, owners)) and name not in known:
                mend = f"add it to {subject.package}/parameters/*.yaml with since, value and reference"
                yield Fault(source.place(call), f"parameter {name!r} stands in no file", mend)


def _other_names(source: Source) -> Iterator[str]:
    """What a module also calls the parameters, as `law` in `law = application.parameters`."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(attr="parameters")):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Attribute(attr="parameters")):
                yield name


def _read(call: ast.AST, owners: Collection[str]) -> str:
    """The name in `….parameters.integer("name")` or `law.integer("name")`, or nothing."""
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in READERS):
        return ""
    whose = ast.unparse(call.func.value).rpartition(".")[2]
    literal = call.args[0] if call.args else None
    is_name = whose in owners and isinstance(literal, ast.Constant)
    return str(literal.value) if is_name and isinstance(literal, ast.Constant) else ""


def used(subject: Subject) -> Iterator[Fault]:
    """Parameters that nothing reads."""
    written = Texts.of(subject.sources)
    guides = {name for matter in subject.matters for name in matter.guide.parameters}
    for name in subject.plugin.layer.parameters:
        if name not in guides and not written.hold(name):
            place = place_of_parameter(subject.folder, name)
            yield Fault(place, f"parameter {name!r} is read nowhere", "use it or take it out")


CHECKS = (
    Check(id="parameters-dated", sentence="every value of law has its date and its document", find=dated),
    Check(id="parameters-named", sentence="every parameter that is read stands in a file", find=named),
    Check(id="parameters-used", sentence="every parameter in a file is read", find=used),
)

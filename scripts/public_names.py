"""The public surface as a page has it: every name of `tongban` with its sentence, taken from the code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from types import GenericAlias
from typing import Final, TypeGuard

import tongban
from tongban.testing.kit import GIVEN, KIT

SECTIONS: Final = {
    "The matter": ("matters.matter", "matters.basis", "matters.routes", "matters.parties", "matters.cities"),
    "Forms and fields": ("matters.forms", "matters.fields", "matters.people_fields", "labelled"),
    "Rules and parameters": (
        *("matters.rules", "matters.wordings", "matters.comparing", "matters.application", "matters.parameters"),
        *("matters.denials", "cases.terms"),
    ),
    "Amounts, days and numbers in words": (
        "matters.calculation",
        "matters.money",
        "matters.days",
        "matters.references",
    ),
    "Registers and materials": (
        "matters.needs",
        "matters.materials",
        "matters.on_file",
        "evidence.registers",
        "evidence.table_register",
        "evidence.name_register",
        "evidence.query_register",
    ),
    "Procedures and results": ("matters.procedures", "matters.results"),
    "Money that moves": ("matters.payment_forms", "matters.payments"),
    "What happens to a case, and effects": ("cases.facts", "cases.effects", "rows", "seed_rows", "sql_files"),
    "People": ("identity.people", "identity.names", "identity.numbers", "identity.providers"),
    "Channels and crypto suites": ("exchange.transport", "exchange.frame", "exchange.trust", "exchange.suites"),
    "Hooks and the node": ("hookspecs", "storage", "storage.errors", "storage.guard", "clock", "errors"),
}

WORLD: Final = (
    *(("tongban.testing.world", name) for name in ("World", "Province", "Handed", "Desk")),
    ("tongban.testing.any_matter", "ApplicationOnItsWay"),
)
"""What specifications between provinces speak to."""

OURS: Final = frozenset({"run", "close", "nodes", "publish", "actor", "person", "organisation"})
"""What of it reaches into nodes or serves core's own specifications, and may change any day."""

STARS: Final = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def listed() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Each section with its names: how a name is written, its sentence, and what it offers.

    Raises `LookupError` for a name that has no section or no sentence.
    """
    sections = {module: title for title, modules in SECTIONS.items() for module in modules}
    found: dict[str, list[tuple[str, str, str]]] = {title: [] for title in SECTIONS}
    for name in tongban.__all__:
        home, original = home_of(name)
        module = home.removeprefix("tongban.")
        if module not in sections:
            raise LookupError(f"tongban.{name}: give {module} a section in {__file__}")
        found[sections[module]].append(
            (written(name), sentence(home, original), ", ".join(f"`{each}`" for each in offers(getattr(tongban, name))))
        )
    yield from found.items()


def of_the_kit() -> Iterator[tuple[str, str, str]]:
    """Each name of the kit with its module and its sentence."""
    for module, names in KIT.items():
        for name in names:
            value = getattr(import_module(module), name)
            yield f"`{module}`", f"`{name}`" if name in GIVEN else called(name, value), sentence(module, name)


def of_the_world() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each type of what specifications between provinces speak to, with its calls and what each does.

    Raises `LookupError` for something without a sentence.
    """
    for module, name in WORLD:
        given = getattr(import_module(module), name)
        yield name, [(_member(given, each), _said(given, each)) for each in public_members(given)]


def public_members(value: type) -> list[str]:
    """What a class offers to specifications, in the order in which it is written."""
    members = ((name, each) for name, each in vars(value).items() if not name.startswith("_") and name not in OURS)
    return [name for name, each in members if inspect.isfunction(each) or isinstance(each, property)]


def _member(owner: type, name: str) -> str:
    return f"`{name}`" if isinstance(vars(owner)[name], property) else called(name, vars(owner)[name])


def _said(owner: type, name: str) -> str:
    told = inspect.getdoc(vars(owner)[name])
    if not told:
        raise LookupError(f"{owner.__name__}.{name} has no sentence: give it a docstring")
    return " ".join(told.partition("\n\n")[0].split())


def home_of(name: str) -> tuple[str, str]:
    """The module that a public name comes from, and what it is called there."""
    renamed: dict[str, tuple[str, str]] = tongban._RENAMED  # noqa: SLF001 - the table that the surface itself uses
    return renamed.get(name) or (tongban._HOME_OF[name], name)  # noqa: SLF001 - as above


def written(name: str) -> str:
    """A name with its arguments, where it takes any; those after the star are given by name."""
    return called(name, getattr(tongban, name))


def called(name: str, value: object) -> str:
    """How something of that name is called."""
    if not callable(value) or not _takes_arguments(value):
        return f"`{name}`"
    given = [each for each in inspect.signature(value).parameters.values() if each.name != "self"]
    words = [f"{STARS.get(each.kind, '')}{each.name}" for each in given]
    named = next((number for number, each in enumerate(given) if each.kind is each.KEYWORD_ONLY), None)
    if named is not None and not any(each.kind is each.VAR_POSITIONAL for each in given):
        words.insert(named, "*")
    return f"`{name}({', '.join(words)})`"


def _takes_arguments(value: object) -> bool:
    if not _is_class(value):
        return inspect.isfunction(value)
    told_by_members = issubclass(value, Enum) or getattr(value, "_is_protocol", False)
    return not told_by_members and not (issubclass(value, Exception) and "__init__" not in vars(value))


def _is_class(value: object) -> TypeGuard[type]:
    return isinstance(value, type) and not isinstance(value, GenericAlias)


def offers(value: object) -> list[str]:
    """The members of an enumeration, or the documented methods and properties of a class."""
    if not _is_class(value):
        return []
    if issubclass(value, Enum):
        return [each.name for each in value]
    members = ((name, each) for name, each in inspect.getmembers(value) if not name.startswith("_") and each.__doc__)
    return [f".{name}" for name, each in members if inspect.isfunction(each) or isinstance(each, property)]


def sentence(home: str, name: str) -> str:
    """The first sentence of a definition's docstring, or of the string below a constant; raises `LookupError`."""
    body = ast.parse(inspect.getsource(import_module(home))).body
    for node, after in zip(body, [*body[1:], None], strict=True):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if node.name == name:
                if told := ast.get_docstring(node):
                    return " ".join(told.partition("\n\n")[0].split())
            case ast.AnnAssign(target=ast.Name(id=found)) | ast.Assign(targets=[ast.Name(id=found)]) if found == name:
                if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                    return str(after.value.value)
            case ast.ImportFrom() if node.module and any(each.name == name for each in node.names):
                return sentence(node.module, name)
    raise LookupError(f"{home}.{name} has no sentence: give it a docstring, or a string below it")

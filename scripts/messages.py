"""Every text that a page can show, for translators: `python -m scripts.messages words.pot [package…]`.

Without packages it is those of core and of the site; a plugin's own are given by its package, as `tongban_marriage`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from jinja2 import nodes
from jinja2.ext import extract_from_ast

from tongban_web.templating import build_environment
from tongban_web.words import HAN

SITE: Final = ("tongban", "tongban_web")
UNSEEN: Final = frozenset({"testing", "demo", "demonstration", "journey", "template", "features", "specs"})
"""Folders and modules whose texts reach no page of a node: tests, demonstrations, the template of a plugin."""
UNSEEN_FILES: Final = frozenset({"styleguide.html", "styleguide_content.py", "demo_people.yaml"})
MARKS: Final = frozenset("、，；。：")
_NAME: Final = re.compile(r"[A-Za-z_]\w*")


def messages(packages: Iterable[str] = SITE) -> dict[str, list[tuple[str, int]]]:
    """Each text in Chinese with the places where it stands."""
    found: dict[str, list[tuple[str, int]]] = {}
    for package in packages:
        root = Path(str(resources.files(package)))
        for path in sorted(each for each in root.rglob("*") if _is_seen(each.relative_to(root))):
            for line, text in READERS[path.suffix](path.read_text(encoding="utf-8")):
                if HAN.search(text) or text in MARKS:
                    found.setdefault(text, []).append((f"{package}/{path.relative_to(root).as_posix()}", line))
    return found


def _is_seen(path: Path) -> bool:
    return path.suffix in READERS and not UNSEEN & set(path.with_suffix("").parts) and path.name not in UNSEEN_FILES


def of_python(source: str) -> Iterator[tuple[int, str]]:
    """Literals and f-strings but docstrings; an f-string names its values as its author did."""
    tree = ast.parse(source)
    passed = {id(part) for each in ast.walk(tree) for part in _said_otherwise(each)}
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, _template(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.Attribute) and node.attr == "join" and isinstance(node.value, ast.Constant):
            yield node.lineno, f"{{first}}{node.value.value}{{rest}}"


def _said_otherwise(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and the fixed parts of an f-string, which is one text."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield from (part for part in node.values if isinstance(part, ast.Constant))
    if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        yield node.format_spec


def _template(text: ast.JoinedStr) -> str:
    names: list[str] = []
    parts = []
    for part in text.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            names.append(_free_name(part.value, names))
            parts.append(f"{{{names[-1]}}}")
    return "".join(parts)


def _free_name(value: ast.expr, taken: list[str]) -> str:
    name = (_NAME.findall(re.sub(r"'[^']*'", "", ast.unparse(value))) or ["value"])[-1]
    return name if name not in taken else f"{name}{len(taken) + 1}"


def of_template(source: str) -> Iterator[tuple[int, str]]:
    """What `_("…")` marks, and what an expression says unmarked."""
    tree = build_environment(None, ()).parse(source)
    for line, _, text in extract_from_ast(tree, ("_", "gettext")):
        yield line, str(text)
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str):
            yield constant.lineno, constant.value


def of_yaml(source: str) -> Iterator[tuple[int, str]]:
    """The words of rules and guides, which are values."""
    return ((1, text) for text in _values(yaml.safe_load(source)))


def _values(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict | list):
        for each in held.values() if isinstance(held, dict) else held:
            yield from _values(each)


READERS: Final = {".py": of_python, ".html": of_template, ".yaml": of_yaml}


def write(path: Path, packages: Iterable[str]) -> int:
    """Write the template of a catalogue; how many texts it has."""
    catalogue = Catalog(project="Tongban", fuzzy=False)
    found = messages(packages)
    for text, places in found.items():
        catalogue.add(text, locations=places)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=False)
    return len(found)


if __name__ == "__main__":
    target, *named = sys.argv[1:]
    print(f"{write(Path(target), named or SITE)} texts in {target}")

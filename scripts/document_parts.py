"""Keeps the parts of docs/ that come from the code equal to it: `python -m scripts.document_parts` writes them anew.

A part stands between `<!-- code: path name -->` or `<!-- table: name -->` and `<!-- end -->`. Above code
stands the path of its file, for readers do not see comments.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from scripts.demo_walks import housing_fund_walks
from scripts.public_names import listed, of_the_kit, of_the_world
from scripts.walking.catalogue import every_walk
from tongban.cases.permissions import TABLE
from tongban.cases.state import STATE_LABELS, State
from tongban.checks import CORE_APP
from tongban.exchange.incident_table import INCIDENT_WORDS
from tongban.exchange.refusal_table import FixedBy
from tongban.exchange.refusals import REFUSALS
from tongban.operation.metrics import PEER_GAUGES, WORDS
from tongban.plugin_sources import installed
from tongban.plugins import load_plugins
from tongban.storage.personal import personal_columns, tables_of

ROOT: Final = Path(__file__).parents[1]
PART: Final = re.compile(r"^(<!-- (code|table): (.+?) -->)\n.*?^(<!-- end -->)$", re.MULTILINE | re.DOTALL)
LANGUAGES: Final = {"py": "python", "feature": "gherkin"}
FIXED_BY: Final = {
    FixedBy.SENDING_OPERATOR: "operator of the sender",
    FixedBy.RECEIVING_OPERATOR: "operator of the receiver",
    FixedBy.TRUST_OPERATOR: "keepers of the trust list",
    FixedBy.SENDING_OFFICER: "officer of the sender",
    FixedBy.TIME: "time",
}


def renewed(text: str) -> str:
    """A document with its parts as the code has them now."""
    return PART.sub(lambda part: f"{part[1]}\n{_part(part[2], part[3])}\n{part[4]}", text)


def _part(kind: str, name: str) -> str:
    return TABLES[name]() if kind == "table" else _code(*name.split())


def _code(path: str, *names: str) -> str:
    suffix = path.rpartition(".")[2]
    text = (ROOT / path).read_text("utf-8")
    shown = "\n\n\n".join(definition(text, name) for name in names) if names else text.strip()
    return f"`{path}`\n\n```{LANGUAGES.get(suffix, suffix)}\n{shown}\n```"


def definition(source: str, name: str) -> str:
    """The source of a top-level definition with its decorators; raises `LookupError`."""
    for node in ast.parse(source).body:
        if name in _names(node):
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
            return "\n".join(source.splitlines()[first - 1 : node.end_lineno])
    raise LookupError(name)


def _names(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case ast.Assign(targets=targets):
            return {each.id for each in targets if isinstance(each, ast.Name)}
    return set()


def refusals() -> str:
    """Every refusal code: whether it is final, who can remove the cause, what that person reads and does."""
    rows = [
        (f"`{each.code}`", "final" if each.final else "sent again", FIXED_BY[each.fixed_by], each.sentence, each.remedy)
        for each in REFUSALS.values()
    ]
    return _table(("code", "the letter is", "put right by", "what happened", "what to do"), rows)


def acts() -> str:
    """Every act: in which capacity it is taken, and in which states."""
    rows = [
        (f"`{act.__name__}`", _sentence(act), _by(allowed.by), _when(allowed.when)) for act, allowed in TABLE.items()
    ]
    return _table(("act", "meaning", "by", "in the states"), rows)


def states() -> str:
    """Every state with its Chinese label."""
    return _table(("state", "label"), [(f"`{state.value}`", label) for state, label in STATE_LABELS.items()])


def walks() -> str:
    """For each matter of the housing fund: whom to sign in as in the demonstration, and what to type."""
    return _table(("matter", "sign in as", "type"), housing_fund_walks())


def walked() -> str:
    """Every walk that `python -m scripts.walking` takes in a browser: its name, its way, by whom, to which end."""
    rows = ((f"`{walk.name}`", walk.title, walk.who, walk.end) for walk in every_walk())
    return _table(("walk", "way", "signed in as", "end"), rows)


def _sentence(act: type) -> str:
    return (act.__doc__ or "").partition("\n")[0]


def _by(capacities: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in sorted(capacities))


def _when(chosen: frozenset[State]) -> str:
    left_out = [state for state in State if state not in chosen]
    if not left_out:
        return "all"
    if len(left_out) < len(chosen):
        return f"all but {_labels(left_out)}"
    return _labels(state for state in State if state in chosen)


def _labels(chosen: Iterable[State]) -> str:
    return "、".join(state.label for state in chosen)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def incidents() -> str:
    """Every kind of incident: what the operator reads and does."""
    rows = [(f"`{code}`", words.happened, words.remedy) for code, words in INCIDENT_WORDS.items()]
    return _table(("code", "what happened", "what to do"), rows)


def metrics() -> str:
    """Every metric of a node."""
    told = {f"{name}{{peer}}": words for name, words, _ in PEER_GAUGES} | WORDS
    return _table(("metric", "tells"), [(f"`{name}`", words) for name, words in told.items()])


def conformance_checks() -> str:
    """What `tongban verify` looks at."""
    from tongban.testing.conformance.catalogue import checks, checks_of_tests

    rows = [(f"`{check.id}`", check.sentence) for check in checks()]
    of_tests = [
        (f"`{check.id}`", f"{check.sentence}; not looked at by `tongban verify`") for check in checks_of_tests()
    ]
    return _table(("check", "what holds"), [*rows, *of_tests])


def public_names() -> str:
    """Every public name, by what it is for."""
    head = ("name", "what it is", "offers")
    return "\n\n".join(f"## {title}\n\n{_table(head, rows)}" for title, rows in listed())


def kit_names() -> str:
    """Every name of the testing kit that a plugin's tests may import."""
    return _table(("import from", "name", "what it is"), list(of_the_kit()))


def world_members() -> str:
    """What each type offers that specifications between provinces speak to."""
    return "\n\n".join(f"### {title}\n\n{_table(('call', 'what it does'), rows)}" for title, rows in of_the_world())


def personal_data() -> str:
    """Every table with columns that hold personal data in the clear."""
    apps = (CORE_APP, *load_plugins(sorted(installed())).piccolo_apps)
    marked = {table: personal_columns(table) for table in tables_of(apps)}
    rows = [
        (f"`{table._meta.tablename}`", ", ".join(f"`{column}`" for column in columns))  # noqa: SLF001 - Piccolo's own
        for table, columns in marked.items()
        if columns
    ]
    return _table(("table", "columns"), rows)


TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "refusals": refusals,
    "acts": acts,
    "states": states,
    "conformance checks": conformance_checks,
    "incidents": incidents,
    "metrics": metrics,
    "kit names": kit_names,
    "personal data": personal_data,
    "public names": public_names,
    "walks": walks,
    "walked": walked,
    "world": world_members,
}


def documents() -> list[Path]:
    """Every document under docs/."""
    return sorted((ROOT / "docs").rglob("*.md"))


if __name__ == "__main__":
    for path in documents():
        path.write_text(renewed(path.read_text("utf-8")), "utf-8")

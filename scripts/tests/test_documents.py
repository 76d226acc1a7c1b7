"""What the documentation states is so: included code and tables, links, targets and commands."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from scripts.document_parts import ROOT, definition, documents, renewed
from scripts.list_steps import PAGE, steps_page

import tongban
from tongban.cases.calendar_files import read_notices
from tongban.cli import main
from tongban.identity.seed import demo_people, load_seed
from tongban.matters.parameters import resolve
from tongban.parameters_in_force import load_overlays
from tongban.plugins import load_plugins
from tongban.routing.agreement_files import load_agreements
from tongban.routing.divisions import load_divisions
from tongban.routing.offices import load_offices
from tongban.settings import Overlay, load_settings

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
ELSEWHERE = ("http://", "https://", "mailto:")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def pages() -> list[Path]:
    """Every page of the repository, without what tools have put beside it."""
    folders = [path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")]
    found = [*ROOT.glob("*.md"), *(page for folder in folders for page in folder.rglob("*.md"))]
    return sorted(page.relative_to(ROOT) for page in found)


each_page = pytest.mark.parametrize("page", pages(), ids=str)


def said(page: Path) -> str:
    return (ROOT / page).read_text("utf-8")


def commands(text: str) -> Iterator[str]:
    """Everything on a page that can be typed: lines of code blocks without comments, and code within sentences."""
    for block in FENCE.findall(text):
        yield from (line.partition(" #")[0].strip() for line in block.splitlines())
    yield from INLINE.findall(FENCE.sub("", text))


def slug(heading: str) -> str:
    """The address that a forge gives to a heading."""
    plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
    return plain.replace(" ", "-")


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_takes_from_the_code_is_as_in_the_code(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text == renewed(text), "run: python -m scripts.document_parts"


def test_the_list_of_steps_is_as_the_code_has_them() -> None:
    assert PAGE.read_text("utf-8") == steps_page(), "run: python -m scripts.list_steps"


def test_authors_find_every_public_name_with_a_sentence() -> None:
    rows = dict(re.findall(r"^\| `(\w+)[^`]*` \| (.*?) \|", said(Path("docs/authors/names.md")), re.MULTILINE))
    assert rows.keys() == set(tongban.__all__)
    assert [name for name, sentence in rows.items() if not sentence.endswith((".", "`."))] == []


def test_authors_find_every_name_of_the_kit_that_a_new_plugin_imports() -> None:
    listed = re.findall(r"^\| `(tongban\.testing\.\w+)` \| `(\w+)", said(Path("docs/authors/testing.md")), re.MULTILINE)
    template = Path(tongban.__file__).with_name("template")
    texts = [path.read_text("utf-8") for path in template.rglob("*.py.jinja")]
    imported = [found for text in texts for found in re.findall(r"from (tongban\.testing\.\w+) import (.*)", text)]
    assert imported
    assert {(module, name) for module, names in imported for name in names.split(", ")} <= set(listed)


STEPS = sorted(
    (
        *(ROOT / "core/src/tongban/template").glob("plugin/src/*/testing.py.jinja"),
        *(ROOT / "examples").glob("*/src/*/testing.py"),
    )
)


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.parts[-3])
def test_the_steps_that_authors_copy_ask_the_world_for_nothing_that_is_not_documented(path: Path) -> None:
    told = said(Path("docs/authors/testing.md")).partition("## Between provinces")[2].partition("\n## ")[0]
    documented = {*re.findall(r"^\| `(\w+)", told, re.MULTILINE), "id", "state", "label"}
    assert set(re.findall(r"`([a-z.]+)`", told)) >= {"id", "state.label"}
    tree = ast.parse(re.sub(r"{{.*?}}", "x", path.read_text("utf-8")))
    steps = [each for each in tree.body if isinstance(each, ast.FunctionDef) and takes(each, "world")]
    asked = {
        node.attr for step in steps for line in step.body for node in ast.walk(line) if isinstance(node, ast.Attribute)
    }
    assert asked - documented == set()


def takes(step: ast.FunctionDef, fixture: str) -> bool:
    """Whether a step takes a fixture."""
    return fixture in {argument.arg for argument in step.args.args}


def test_a_part_that_differs_from_the_code_is_replaced() -> None:
    old = "<!-- code: scripts/tests/test_documents.py slug -->\nold\n<!-- end -->\n"
    assert definition(Path(__file__).read_text("utf-8"), "slug") in renewed(old)
    assert "\n`scripts/tests/test_documents.py`\n" in renewed(old)


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [target for target in LINK.findall(FENCE.sub("", said(page))) if not leads(page, target)] == []


def leads(page: Path, target: str) -> bool:
    if target.startswith(ELSEWHERE):
        return outward(target)
    path, _, heading = target.partition("#")
    place = (ROOT / page).parent / path if path else ROOT / page
    if not place.exists():
        return False
    return not heading or heading in {slug(each) for each in HEADING.findall(place.read_text("utf-8"))}


def outward(target: str) -> bool:
    """Whether an address elsewhere has the form of one that anybody can follow; `make links` asks each."""
    address = urlsplit(target)
    if address.scheme == "mailto":
        return re.fullmatch(r"[^@]+@[^@]+\.[a-z]+", address.path) is not None
    host = address.hostname or ""
    return address.scheme == "https" and re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", host) is not None


@pytest.mark.parametrize(
    "target", ["http://example.org", "https://tongban", "https:///x", "https://a_b.cn", "mailto:me"]
)
def test_an_address_that_nobody_can_follow_is_no_link(target: str) -> None:
    assert not leads(Path("README.md"), target)
    assert leads(Path("README.md"), "https://www.gov.cn/zhengce/")


@each_page
def test_every_make_target_exists(page: Path) -> None:
    typed = [re.match(r"(?:\w+=\S+ )*make ((?:[A-Z]\w*=\S+ )*)([a-z-]+)$", line) for line in commands(said(page))]
    assert {match[2] for match in typed if match} <= TARGETS


@each_page
def test_every_command_of_the_operator_exists(page: Path) -> None:
    typed = [re.match(r"(?:sudo -u \w+ )?(?:\S*/)?tongban( .+|$)", line) for line in commands(said(page))]
    assert [match[0] for match in typed if match and fault_of(match[1])] == []


def fault_of(rest: str) -> str:
    """Why the words after `tongban` are no command; empty for one."""
    command: click.Command = main
    for word in shlex.split(rest):
        if word.startswith("-"):
            known = {flag for parameter in command.params for flag in parameter.opts} | {"--help", "--version", "-h"}
            if word.partition("=")[0] not in known:
                return f"no option {word}"
        elif isinstance(command, click.Group) and word in command.commands:
            command = command.commands[word]
        elif isinstance(command, click.Group) and word.isalpha():
            return f"no command {word}"
    return ""


def test_a_command_that_does_not_exist_is_found() -> None:
    assert fault_of(" keys new 510000 node.key") == ""
    assert fault_of(" clerks") == "no command clerks"
    assert fault_of(" trust make --from x") == "no option --from"


OPERATORS = ROOT / "docs" / "operators"
EVERY_PLUGIN = ("housing_fund", "household", "marriage")


def example(page: str, section: str, language: str) -> str:
    """The first code block in that language after a heading or a phrase of an operators' page."""
    after = (OPERATORS / page).read_text("utf-8").partition(section)[2]
    found = re.search(rf"^```{language}\n(.*?)^```$", after, re.MULTILINE | re.DOTALL)
    assert found, f"{page}: no {language} after {section}"
    return found[1]


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_authors_read_who_the_test_persons_are() -> None:
    assert f"({'、'.join(person.name for person in demo_people())})" in (ROOT / "docs/authors/testing.md").read_text(
        "utf-8"
    )


def test_testers_read_of_every_specification_of_the_platform() -> None:
    listed = said(Path("docs/testers/README.md"))
    missing = [path.stem for path in (ROOT / "features/platform").glob("*.feature") if path.stem not in listed]
    assert not missing


def test_the_wheels_of_the_installation_are_those_of_every_plugin() -> None:
    (line,) = (each for each in commands(said(Path("docs/operators/install.md"))) if "pip wheel" in each)
    assert {f"./{path.parent.relative_to(ROOT)}" for path in ROOT.glob("plugins/*/pyproject.toml")} <= set(line.split())


def test_the_settings_of_the_installation_can_be_read(tmp_path: Path) -> None:
    path = written(tmp_path, "tongban.toml", example("install.md", "## 2. Settings", "toml"))
    assert load_settings(path, {}).plugins == EVERY_PLUGIN


def test_the_example_of_a_provinces_values_can_be_used(tmp_path: Path) -> None:
    path = written(tmp_path, "sichuan.yaml", example("parameters.md", "## An overlay", "yaml"))
    overlay = Overlay(province="510000", plugin="housing_fund", file=path)
    in_force = load_overlays([overlay], load_plugins(EVERY_PLUGIN), load_divisions())
    values = resolve(in_force.layers("hf.transfer", "510104"), date(2026, 11, 23))
    assert (values.integer("tr_out_wd"), values.text("base_max")) == (8, "30500.00")


def test_the_example_of_an_agreement_can_be_used(tmp_path: Path) -> None:
    text = example("offices-and-agreements.md", "## Regional agreements", "yaml")
    agreements = load_agreements([written(tmp_path, "agreements.yaml", text)], load_plugins(EVERY_PLUGIN))
    pair = frozenset({"500000", "510000"})
    assert [each.id for each in agreements.between(pair, "hf.transfer", date(2026, 11, 23))] == ["cyu-housing"]


def test_the_examples_of_offices_and_staff_can_be_read(tmp_path: Path) -> None:
    page = "offices-and-agreements.md"
    offices = load_offices(written(tmp_path, "offices.yaml", example(page, "## Offices", "yaml")))
    seed = load_seed(written(tmp_path, "staff.yaml", example(page, "## Staff", "yaml")))
    assert {officer.office for officer in seed.officers} <= {office.code for office in offices}


def test_the_example_of_a_calendar_can_be_read() -> None:
    text = example("running.md", "**The calendar of a new year is missing.**", "yaml")
    assert [notice.year for notice in read_notices(text, place="running.md")] == [2027]


def test_every_event_worth_an_alarm_is_logged_somewhere() -> None:
    table = (OPERATORS / "running.md").read_text("utf-8").partition("## Logs")[2].partition("\n## ")[0]
    named = {
        name for line in table.splitlines() if line.startswith("| `") for name in INLINE.findall(line.split("|")[1])
    }
    members = ("*/src/**/*.py", "plugins/*/src/**/*.py")
    sources = "".join(path.read_text("utf-8") for member in members for path in ROOT.glob(member))
    assert named
    assert [name for name in named if f'"{name}"' not in sources] == []


def test_every_message_that_refuses_a_start_is_one_of_the_programme() -> None:
    table = (OPERATORS / "running.md").read_text("utf-8").partition("## When it does not start")[2]
    messages = [INLINE.findall(line.split("|")[1]) for line in table.splitlines() if line.startswith("| `")]
    pieces = {piece.strip(" ,") for cell in messages for message in cell for piece in re.split("…|[0-9]", message)}
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "core" / "src").rglob("*.py"))
    assert len(messages) > 10
    assert [piece for piece in pieces if len(piece) > 5 and piece not in sources] == []

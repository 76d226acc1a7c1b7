"""`tongban specs run`, as an operator types it, with a plugin installed as from a wheel."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from tongban.cli import main
from tongban.errors import Misconfigured, PluginError
from tongban.settings import Overlay, Settings, load_settings
from tongban.settings_page import EXAMPLE, OVERLAY
from tongban.testing.specs.at_a_node import as_the_node, require_usable
from tongban.testing.specs.shipped import features_of

Install = Callable[..., Path]
Write = Callable[..., Path]
Run = Callable[..., subprocess.CompletedProcess[str]]

FEATURE = """# language: zh-CN
功能: 号码
  场景: 有效的号码
    假如 填写的公民身份号码为 "{number}"
    当 核验公民身份号码
    那么 号码应通过核验
"""
VALID = "110101199003079999"
BETWEEN_PROVINCES = """# language: zh-CN
@跨省
功能: 送到外省
  场景: 广东收件，四川看得到
    假如 "张建国" 在 "广东" 申请示例事项，由 "四川" 办理
    当 申请在网上提交
    那么 "四川" 的办件状态应为 "收件"
"""

PACE = """
from __future__ import annotations

from typing import Annotated

from tongban import Basis, Delivery, Form, Kind, Matter, PartyKind, Place, Route, hookimpl


class PaceForm(Form):
    place: Annotated[str, Place("办理地")]


@hookimpl
def tongban_register_matters():
    return [
        Matter(
            id="pace.apply", name="快慢", edition="2026", kind=Kind.COMMITTED, form=PaceForm, promised_term="pace_wd",
            applicants=frozenset({PartyKind.PERSON}), authority="service_hall", basis=(Basis("示例条例", "第一条"),),
            route=lambda answers: Route(competent=answers.place, reason="办理地"), delivery=(Delivery.ELECTRONIC,),
        )
    ]
"""
DAYS = """pace_wd:
  title: 办理期限
  unit: 工作日
  values: [{{since: 2020-01-01, value: {days}, reference: 示例条例第二条}}]
"""
JUDGED = """# language: zh-CN
功能: 快慢
  场景: 三个工作日办结
    那么 快慢的办理期限应为 3 个工作日
"""
JUDGING = """
from __future__ import annotations

from datetime import date

from pytest_bdd import parsers, then

from tongban.testing.judging import parameters_of


@then(parsers.parse("快慢的办理期限应为 {days:d} 个工作日"))
def term(days):
    assert parameters_of("pace", "pace.apply", date(2026, 11, 23)).integer("pace_wd") == days
"""


def feature(number: str) -> str:
    return FEATURE.format(number=number)


@pytest.fixture
def settings_file(tmp_path: Path) -> Write:
    def write(*plugins: str, database: str = "sqlite:///node.db") -> Path:
        named = ", ".join(f'"{each}"' for each in plugins)
        text = EXAMPLE.replace('"housing_fund", "household", "marriage"', named).partition("[[overlays]]")[0]
        path = tmp_path / "tongban.toml"
        path.write_text(text.replace("sqlite:///node.db", database), "utf-8")
        return path

    return write


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Type the command in a shell that knows the distributions installed for this test."""

    def typed(plugin: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from tongban.cli import main; main()", "specs", "run", plugin],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONUTF8": "1", "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    return typed


def test_a_difference_names_file_line_and_step_and_an_unreadable_file_is_named(
    install_plugin: Install, settings_file: Write, run: Run
):
    files = {
        "号码": feature(VALID),
        "错号": feature("110101199003071234"),
        "坏": "# language: zh-CN\n功能: 坏\n  那么\n",
    }
    install_plugin("numbers", "", **{f"features/{name}.feature": text for name, text in files.items()})
    settings_file("numbers")
    done = run("numbers")
    assert done.returncode == 1
    assert "功能: 号码\n  ✓ 有效的号码\n" in done.stdout
    assert "  ✗ 有效的号码\n      错号.feature:6 那么 号码应通过核验\n" in done.stdout
    assert "✗ 不能读取 坏.feature" in done.stdout
    assert "共 2 个场景：一致 1，不一致 1，不能读取的文件 1\n" in done.stdout


@pytest.mark.parametrize("database", ["sqlite:///node.db", "postgresql://nobody@192.0.2.1/node"])
def test_provinces_run_on_the_nodes_kind_of_database_and_never_on_its_own(
    install_plugin: Install, settings_file: Write, run: Run, tmp_path: Path, database: str
):
    install_plugin("crossing", "", **{"features/送到外省.feature": BETWEEN_PROVINCES})
    settings_file("crossing", database=database)
    done = run("crossing")
    assert (done.returncode, done.stderr) == (0, "")
    assert "功能: 送到外省\n  ✓ 广东收件，四川看得到\n\n共 1 个场景：一致 1\n" in done.stdout
    assert ("SQLite" if database.startswith("sqlite") else "PostgreSQL") in done.stdout
    assert not (tmp_path / "node.db").exists()


def test_what_is_judged_without_a_node_goes_by_the_nodes_values(
    install_plugin: Install, settings_file: Write, run: Run, tmp_path: Path
):
    files = {"parameters/pace.yaml": DAYS.format(days=10), "features/快慢.feature": JUDGED}
    install_plugin("pace", PACE, **files, **{"features/conftest.py": JUDGING})
    path = settings_file("pace")
    assert "  ✗ 三个工作日办结\n" in run("pace").stdout
    (tmp_path / "sichuan.yaml").write_text(DAYS.format(days=3), "utf-8")
    overlay = OVERLAY.replace("housing_fund", "pace")
    path.write_text(f"{path.read_text('utf-8')}\n{overlay}", "utf-8")
    assert "共 1 个场景：一致 1\n" in run("pace").stdout


def test_a_plugin_that_the_node_does_not_enable_is_refused(settings_file: Write):
    typed = ["--settings", str(settings_file("household")), "specs", "run", "marriage"]
    refused = CliRunner().invoke(main, typed)
    assert refused.exit_code == 1
    assert "plugin 'marriage' is not enabled; add it to plugins (now: household)" in refused.output


def test_a_plugin_without_specifications_is_told_where_to_put_them(install_plugin: Install):
    package = install_plugin("silent", "")
    with pytest.raises(PluginError, match=r"it brings no specifications: put \.feature files into") as refused:
        features_of("silent")
    assert str(package / "features") in str(refused.value)


def test_a_missing_file_of_values_is_said_once_beforehand(settings_file: Write):
    settings = load_settings(settings_file(), {})
    lost = Overlay(province="510000", plugin="housing_fund", file=Path("lost.yaml"))
    with pytest.raises(Misconfigured, match=r"lost\.yaml does not exist"):
        require_usable(with_overlays(settings, lost, plugins=("housing_fund",)))


def with_overlays(settings: Settings, *overlays: Overlay, **changed: object) -> Settings:
    return msgspec.structs.replace(settings, overlays=overlays, **changed)


def overlay(province: str, file: str) -> Overlay:
    return Overlay(province=province, plugin="housing_fund", file=Path(file))


@pytest.mark.parametrize(
    ("province", "expected"),
    [("510000", ["own.yaml"]), ("500000", ["named.yaml"]), ("440000", ["own.yaml"])],
    ids=["the node's own province", "a province with values of its own", "another province"],
)
def test_the_nodes_values_hold_where_no_others_are_named(settings_file: Write, province: str, expected: list[str]):
    node = with_overlays(
        load_settings(settings_file("housing_fund"), {}),
        overlay("510000", "own.yaml"),
        overlay("500000", "named.yaml"),
    )
    there = as_the_node(with_overlays(node, node=province, plugins=("housing_fund",)), node)
    assert [each.file.name for each in there.overlays if each.province == province] == expected


def test_values_of_plugins_that_a_scenario_does_not_enable_are_left_out(settings_file: Write):
    node = with_overlays(load_settings(settings_file("housing_fund"), {}), overlay("510000", "own.yaml"))
    assert as_the_node(with_overlays(node, plugins=()), node).overlays == ()


def test_the_kind_of_database_is_the_urls(settings_file: Write):
    assert load_settings(settings_file(), {}).database_kind == "sqlite"
    assert load_settings(settings_file(database="postgresql://a@b/c"), {}).database_kind == "postgresql"

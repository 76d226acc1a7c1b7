"""What the template makes of answers that would not do, or not as they stand."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from tongban.cli import main
from tongban.yaml_files import read_yaml

ROOT = Path(__file__).parents[3]
PACKAGES = (
    package.parent.name for member in ("web", "plugins/*") for package in ROOT.glob(f"{member}/src/*/plugin.py")
)
TAKEN = sorted({"tongban", "platform", "web", *(package.removeprefix("tongban_") for package in PACKAGES)})


@pytest.mark.parametrize("name", TAKEN)
def test_a_name_whose_package_comes_with_tongban_is_refused(name: str, tmp_path: Path):
    result = CliRunner().invoke(main, ["new", str(tmp_path / "new"), "--defaults", "--answer", f"name={name}"])
    assert result.exit_code == 1
    allowed = "small letters and digits only" if "_" in name else f"{name} is a name of Tongban's own"
    assert allowed in result.output


@pytest.mark.parametrize("question", ["title", "law", "article"])
@pytest.mark.parametrize("text", ["老人\\卡", "老人卡\n", '老人"卡', " 老人卡", "elders"])
def test_an_answer_that_would_break_what_it_stands_in_is_refused(question: str, text: str, tmp_path: Path):
    result = CliRunner().invoke(main, ["new", str(tmp_path / "new"), "--defaults", "--answer", f"{question}={text}"])
    assert result.exit_code == 1, result.output
    assert "write it in Chinese" in result.output
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("title", ["老人'卡", "老人/卡", "老人{卡}"])
def test_a_title_that_would_break_a_step_is_refused(title: str, tmp_path: Path):
    result = CliRunner().invoke(main, ["new", str(tmp_path / "new"), "--defaults", "--answer", f"title={title}"])
    assert result.exit_code == 1, result.output
    assert "write it in Chinese" in result.output


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("name=sqlite", "SQLite keeps tables named sqlite_… to itself"),
        (f"name=a{'b' * 30}", "30 at most"),
        (f"title={'长' * 41}", "shorten it to 40 characters"),
    ],
)
def test_what_a_table_or_a_file_cannot_be_called_is_refused(answer: str, told: str, tmp_path: Path):
    result = CliRunner().invoke(main, ["new", str(tmp_path / "new"), "--defaults", "--answer", answer])
    assert result.exit_code == 1, result.output
    assert told in result.output


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(main, ["new", str(tmp_path / "file" / "new"), "--defaults"])
    assert result.exit_code == 1
    assert f"nothing can be written into {tmp_path / 'file'}: name another folder" in result.output


def test_signs_that_break_nothing_are_taken_and_stand_in_sound_code(tmp_path: Path):
    answers = ("title=老人%卡|（甲）#1: “乙”", "law=示例'省条例, 附则: 试行 #2", "article=第一条、第2款'")
    given = [word for answer in answers for word in ("--answer", answer)]
    result = CliRunner().invoke(main, ["new", str(tmp_path / "new"), "--defaults", *given])
    assert result.exit_code == 0, result.output
    package = tmp_path / "new" / "src" / "tongban_permit"
    for path in (tmp_path / "new").rglob("*.py"):
        ast.parse(path.read_text("utf-8"), str(path))
    for path in package.rglob("*.yaml"):
        read_yaml(path.read_text("utf-8"))
    tomllib.loads((tmp_path / "new" / "pyproject.toml").read_text("utf-8"))
    (feature,) = package.glob("features/*.feature")
    assert feature.stem == "老人%卡|（甲）#1: “乙”"


def test_a_law_with_a_comma_or_a_colon_is_cited_as_it_is_named(tmp_path: Path):
    folder, law = tmp_path / "new", "示例省条例, 附则: 试行 #2"
    result = CliRunner().invoke(main, ["new", str(folder), "--defaults", "--answer", f"law={law}"])
    assert result.exit_code == 0, result.output
    values = read_yaml((folder / "src/tongban_permit/parameters/permit.yaml").read_text("utf-8"))
    assert isinstance(values, dict)
    (value,) = values["permit_wd"]["values"]
    assert value["reference"] == f"《{law}》第二十四条"

"""What the template makes of answers that would not do, or not as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tongban.cli import main
from tongban.yaml_files import read_yaml

ROOT = Path(__file__).parents[3]
PACKAGES = (
    package.parent.name for member in ("web", "plugins/*") for package in ROOT.glob(f"{member}/src/*/plugin.py")
)
TAKEN = sorted({"web", *(package.removeprefix("tongban_") for package in PACKAGES)})


@pytest.mark.parametrize("name", TAKEN)
def test_a_name_whose_package_comes_with_tongban_is_refused(name: str, tmp_path: Path):
    result = CliRunner().invoke(main, ["new", str(tmp_path / "new"), "--defaults", "--answer", f"name={name}"])
    assert result.exit_code == 1
    allowed = "small letters and digits only" if "_" in name else f"tongban_{name} comes with Tongban"
    assert allowed in result.output


def test_a_law_with_a_comma_or_a_colon_is_cited_as_it_is_named(tmp_path: Path):
    folder, law = tmp_path / "new", "示例省条例, 附则: 试行 #2"
    result = CliRunner().invoke(main, ["new", str(folder), "--defaults", "--answer", f"law={law}"])
    assert result.exit_code == 0, result.output
    values = read_yaml((folder / "src/tongban_permit/parameters/permit.yaml").read_text("utf-8"))
    assert isinstance(values, dict)
    (value,) = values["permit_wd"]["values"]
    assert value["reference"] == f"《{law}》第二十四条"

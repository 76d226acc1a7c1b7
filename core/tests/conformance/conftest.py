"""A plugin made from the template, sound until a test spoils it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tongban.cli import main


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `tongban new` makes with every default."""
    folder = tmp_path_factory.mktemp("generated") / "permit"
    result = CliRunner().invoke(main, ["new", str(folder), "--defaults"])
    assert result.exit_code == 0, result.output
    return folder

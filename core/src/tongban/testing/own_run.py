"""A run of pytest that a command of ours starts: nothing in the environment or in a file changes what it does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

OPTIONS: Final = (
    *("-p", "tongban", "-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-c", os.devnull, "--import-mode=importlib"),
    *("-o", "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true"),
)


def run_by_ourselves(folder: Path, arguments: Sequence[str], listening: object) -> None:
    """Run what the arguments name, with `folder` as the root; `listening` is the plugin that hears how it ends.

    Variables such as PYTEST_ADDOPTS and PYTEST_PLUGINS could leave tests out or change what they find.
    """
    with pytest.MonkeyPatch.context() as surroundings:
        for name in [each for each in os.environ if each.startswith("PYTEST_")]:
            surroundings.delenv(name)
        pytest.main([*arguments, *OPTIONS, f"--rootdir={folder}"], plugins=[listening])

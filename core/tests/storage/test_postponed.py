"""A node at work does without what only authors of migrations need."""

from __future__ import annotations

import subprocess
import sys

LOADED = """
import sys
import tongban.node, piccolo.conf.apps
assert "blib2to3" not in sys.modules, "the whole of black is loaded"
import black
assert black.format_str("x  =  1", mode=black.FileMode()) == "x = 1\\n"
assert "blib2to3" in sys.modules
"""

BARE = """
import sys
import tongban.node
assert "rich" not in sys.modules, "what draws on a terminal is loaded"
import httpx, rich.console
assert httpx.AsyncClient and rich.console.Console
"""


def test_black_is_loaded_where_it_is_used() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_draws_on_a_terminal_is_left_out_and_can_still_be_had() -> None:
    done = subprocess.run([sys.executable, "-c", BARE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

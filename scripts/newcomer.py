"""The tutorial and `tongban new` as a new author would follow them: `make newcomer`.

In an empty folder and environment, the files of docs/authors/tutorial.md are written and its commands typed, in their
order and letter for letter; then, in another folder, the commands with which docs/authors/testing.md begins a plugin.
Ours comes from build/wheels, all else in the versions of the lock, from pip's index.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "authors" / "tutorial.md"
TESTING: Final = ROOT / "docs" / "authors" / "testing.md"
WHEELS: Final = ROOT / "build" / "wheels"
SOURCE: Final = "examples/tutorial/"
BLOCK: Final = re.compile(
    r"^(?:<!-- code: (?P<file>\S+) -->\n`\S+`\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


def constraints(lock: str) -> str:
    """The versions of the lock as constraints: without hashes and comments."""
    lines = (line.removesuffix("\\").strip() for line in lock.splitlines())
    return "".join(f"{line}\n" for line in lines if "==" in line and not line.startswith(("#", "--hash")))


def follow(page: str, folder: Path, environment: dict[str, str]) -> None:
    """Write each file and type each command where the page has it; raises `CalledProcessError`."""
    for block in BLOCK.finditer(page):
        if block["file"]:
            path = folder / block["file"].removeprefix(SOURCE)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], "utf-8")
        elif block["kind"] == "sh":
            print(f"\n$ {block['text'].strip()}", flush=True)
            subprocess.run(["bash", "-e", "-c", block["text"]], cwd=folder, env=environment, check=True)


def beginning(page: str) -> str:
    """The chapter of a page on how to begin."""
    return page.partition("\n## Begin\n")[2].partition("\n## ")[0]


def main() -> int:
    """Exit with 0 if every command did."""
    if not list(WHEELS.glob("tongban-*.whl")):
        sys.exit(f"{WHEELS} holds no wheel of tongban: make wheels")
    with tempfile.TemporaryDirectory(prefix="tongban-newcomer-") as folder:
        home = Path(folder)
        venv.create(home / "environment", with_pip=True)
        (home / "constraints.txt").write_text(constraints((ROOT / "requirements.lock").read_text("utf-8")), "utf-8")
        for each in ("plugin", "begun"):
            (home / each).mkdir()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
        environment = {
            **inherited,
            "PATH": f"{home / 'environment' / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "VIRTUAL_ENV": str(home / "environment"),
            "PIP_CONSTRAINT": str(home / "constraints.txt"),
            "PIP_FIND_LINKS": str(WHEELS),
            **{
                f"GIT_{who}_{what}": "author@example.org"
                for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")
            },
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_QUIET": "1",
        }
        began = time.monotonic()
        try:
            follow(PAGE.read_text("utf-8"), home / "plugin", environment)
            follow(beginning(TESTING.read_text("utf-8")), home / "begun", environment)
        except subprocess.CalledProcessError as failed:
            print(f"failed with {failed.returncode}: {failed.cmd[-1]}", file=sys.stderr)
            return 1
        print(f"\nfollowed in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

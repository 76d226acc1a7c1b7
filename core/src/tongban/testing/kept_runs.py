"""What a long run printed, kept in a page of the documentation with the commit and the command that it is of."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(slots=True)
class Kept:
    """Prints lines, and puts them where a page has a place for them: `<!-- run: name -->` to `<!-- end of run -->`."""

    name: str
    command: str
    lines: list[str] = field(default_factory=list)

    def tell(self, text: str) -> None:
        """Print it and keep it."""
        print(text, flush=True)  # noqa: T201 - for the terminal
        self.lines += text.splitlines()

    def save(self, page: Path | None) -> None:
        """Replace what the page holds of such a run; nothing where no page is named."""
        if page is None:
            return
        begin, end = f"<!-- run: {self.name} -->", "<!-- end of run -->"
        about = f"`{self.command}`, commit `{_commit()}`, {datetime.now(UTC).date().isoformat()}:"
        printed = "\n".join(["```text", *(line for line in self.lines if line), "```"])
        kept = f"{begin}\n{about}\n\n{printed}\n{end}"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        text, found = pattern.subn(lambda _: kept, page.read_text("utf-8"))
        if not found:
            raise SystemExit(f"{page} has no place for this run: put {begin} and {end} where it belongs")
        page.write_text(text, "utf-8")


def _commit() -> str:
    git = shutil.which("git")
    if git is None:
        return "unknown"
    asked = [git, "describe", "--always", "--dirty"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    return found.stdout.strip() or "unknown"

"""The table, on the terminal and in the page of the documentation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.measuring import Runs

HEADS = ("", "req/s", "limit", "ratio", "p50 ms", "p99 ms", "CPU ms", "limit's CPU ms", "statements")


BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


@dataclass(slots=True)
class Report:
    """What was found, told as it comes."""

    parts: list[str] = field(default_factory=list)

    def tell(self, heading: str, text: str) -> None:
        """Print a part and keep it."""
        part = f"{heading}\n\n{text}" if heading else text
        self.parts.append(part)
        print(f"\n{part}", flush=True)

    def save(self, page: Path) -> None:
        """Put everything between the marks of a page."""
        figures = "\n\n".join([BEGIN, *self.parts, END])
        pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
        text, found = pattern.subn(lambda _: figures, page.read_text("utf-8"))
        if not found:
            raise SystemExit(f"{page} has no place for figures: put {BEGIN} and {END} where they belong")
        page.write_text(text, "utf-8")


def table(titles: Sequence[str], runs: Mapping[tuple[str, str], Runs], limits: Mapping[tuple[str, str], Runs]) -> str:
    """One line for each kind of request; `limits` are those of the same rows on PostgreSQL."""
    lines = [_line(title, runs[title, "node"], limits[title, "limit"]) for title in titles]
    return "\n".join([_row(HEADS), _row(("---", *("---:" for _ in HEADS[1:]))), *map(_row, lines)])


def growth(title: str, few: Mapping[tuple[str, str], Runs], many: Mapping[tuple[str, str], Runs]) -> str:
    """How many times the time and the CPU of the same requests are when there are more cases.

    The two are measured minutes apart: where the limit ran beside, whose rows did not grow, what became of its p50
    says how much of a difference the machine made.
    """
    before, after = few[title, "node"], many[title, "node"]
    told = f"p50 {_times(before.p50, after.p50)}, CPU {_times(before.cpu, after.cpu)}"
    if (title, "limit") not in few:
        return told
    return f"{told}; the limit beside it, p50 {_times(few[title, 'limit'].p50, many[title, 'limit'].p50)}"


def _times(before: float, after: float) -> str:
    return f"{after:.2f} ms, not {before:.2f}: {after / before:.2f} times"


def _line(title: str, ours: Runs, limit: Runs) -> tuple[str, ...]:
    return (
        title,
        f"{ours.rate:.0f}",
        f"{limit.rate:.0f}",
        f"{ours.rate / limit.rate:.0%}",
        f"{ours.p50:.1f}",
        f"{ours.p99:.1f}",
        _cpu(ours),
        _cpu(limit),
        f"{median(ours.statements):.1f}",
    )


def _cpu(runs: Runs) -> str:
    return f"{median(runs.worker_cpu):.2f} + {median(runs.database_cpu):.2f}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

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
    """How many times the p50 of the same requests is when there are more cases.

    The two are measured minutes apart: where the limit ran beside, whose rows did not grow, what became of its p50 says
    how much of the difference the machine made.
    """
    ours = few[title, "node"].p50, many[title, "node"].p50
    told = f"p50 {ours[1]:.1f} ms, not {ours[0]:.1f}: {ours[1] / ours[0]:.2f} times"
    if (title, "limit") not in few:
        return told
    limit = few[title, "limit"].p50, many[title, "limit"].p50
    machine = limit[1] / limit[0]
    return f"{told}, {ours[1] / ours[0] / machine:.2f} beside the limit ({limit[1]:.1f} ms, not {limit[0]:.1f})"


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

"""The table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from bench.measuring import Runs

HEADS = ("", "req/s", "limit", "ratio", "p50 ms", "p99 ms", "CPU ms", "limit's CPU ms", "statements")


def table(titles: Sequence[str], runs: Mapping[tuple[str, str], Runs], limits: Mapping[tuple[str, str], Runs]) -> str:
    """One line for each kind of request; `limits` are those of the same rows on PostgreSQL."""
    lines = [_line(title, runs[title, "node"], limits[title, "limit"]) for title in titles]
    return "\n".join([_row(HEADS), _row(("---", *("---:" for _ in HEADS[1:]))), *map(_row, lines)])


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

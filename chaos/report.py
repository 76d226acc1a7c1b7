"""What a run comes to, in lines for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from chaos.running import Outcome

TARGET_SECONDS: Final = 10.0


def of_run(outcome: Outcome) -> Iterable[str]:
    """What befell the nodes on one kind of database."""
    verdict = outcome.verdict
    yield f"\n{outcome.dialect}"
    yield f"  starts: {outcome.starts}, " + ", ".join(f"{name}: {count}" for name, count in outcome.faults.items())
    rate = verdict.messages / outcome.seconds
    yield f"  messages: {verdict.messages} ({rate:.0f} a second), refused: {verdict.refused}"
    yield f"  the driver's retries: {outcome.retries}"
    yield f"  lost: {verdict.lost}, duplicated: {verdict.duplicated}, out of order: {verdict.out_of_order}"
    others = (verdict.invented, verdict.contradictions, verdict.untrue_receipts)
    yield "  invented: {}, contradictions: {}, untrue receipts: {}".format(*others)
    yield f"  broken databases: {', '.join(verdict.broken_databases) or 'none'}"
    rest = "never" if verdict.seconds is None else f"{verdict.seconds:.1f} s (target {TARGET_SECONDS:.0f} s)"
    yield f"  converged after the last fault, with {verdict.waiting} under way: {rest}"


def in_all(outcomes: Sequence[Outcome]) -> Iterable[str]:
    """What all runs come to."""
    messages = sum(outcome.verdict.messages for outcome in outcomes)
    faults = sum((outcome.faults for outcome in outcomes), Counter[str]())
    wrong = [
        sum(getattr(outcome.verdict, name) for outcome in outcomes) for name in ("lost", "duplicated", "out_of_order")
    ]
    yield f"\nin all: {messages} messages, {faults['kills']} kills, {faults['cuts']} cuts;"
    yield "  lost: {}, duplicated: {}, out of order: {}".format(*wrong)

"""Whether runs reached what they are for: a run in which nothing happened proves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chaos.report import TARGET_SECONDS
from chaos.running import OVERTAKEN, Outcome


@dataclass(frozen=True, slots=True)
class AtLeast:
    """What all runs together must come to."""

    messages: int = 1
    kills: int = 1


def missed(outcomes: Sequence[Outcome], at_least: AtLeast) -> list[str]:
    """What was not reached, in words; empty if all was."""
    messages = sum(outcome.verdict.messages for outcome in outcomes)
    kills = sum(outcome.faults["kills"] for outcome in outcomes)
    words = [f"{outcome.dialect}: {word}" for outcome in outcomes for word in _missed(outcome)]
    if messages < at_least.messages:
        words.append(f"{messages} messages of the {at_least.messages} asked for")
    if kills < at_least.kills:
        words.append(f"{kills} kills of the {at_least.kills} asked for")
    return words


def _missed(outcome: Outcome) -> Iterable[str]:
    verdict = outcome.verdict
    if not verdict.is_clean:
        yield "not clean"
    if verdict.seconds is not None and verdict.seconds > TARGET_SECONDS:
        yield f"at rest {verdict.seconds:.1f} s after the last fault, not within {TARGET_SECONDS:.0f} s"
    if not verdict.messages:
        yield "no message was sent"
    for kind in outcome.planned:
        if not outcome.faults[kind]:
            yield f"no {kind}: {_remedy(outcome.failed[kind])}"
    if OVERTAKEN in outcome.faults and not outcome.faults[OVERTAKEN]:
        yield f"no {OVERTAKEN}: let the storm last longer"


def _remedy(tries: int) -> str:
    if not tries:
        return "let the storm last longer"
    return (
        f"{tries} tries did not succeed, so this is no proof of that; let the storm last longer, "
        "or run it where a file system may be mounted or the files of the server's processes limited"
    )

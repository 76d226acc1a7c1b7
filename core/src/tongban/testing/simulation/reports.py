"""What a run of many seeds says: what broke, what happened how often, and what should have happened and did not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban.testing.simulation.faults import CUTS, DEATHS, DISK_FAULTS, RESTORES, UPGRADES, Fault, Happened
from tongban.testing.simulation.run import Outcome

ENOUGH: Final = 400
"""Seeds of which some bring about each kind of fault: even the rarest comes in one seed of twenty."""

GROUPS: Final = {
    "deaths": DEATHS,
    "cuts": CUTS,
    "disk faults": DISK_FAULTS,
    "upgrades": UPGRADES,
    "restores": RESTORES,
}


def broke(outcome: Outcome) -> str:
    """What one seed broke, and how to run it again."""
    head = f"seed {outcome.seed} ({outcome.nodes} nodes, trace {outcome.trace}) broke:"
    again = f"  again: make simulate FIRST={outcome.seed} SEEDS=1"
    return "\n".join([head, *(f"  {sentence}" for sentence in outcome.broken[:10]), again])


def happened_in(outcomes: Sequence[Outcome]) -> Happened:
    """How often each kind of fault took effect in all seeds together, those that never did among them."""
    total = Happened(dict.fromkeys(Fault, 0))
    for outcome in outcomes:
        total.update(outcome.happened)
    return total


def never(happened: Happened, *, seeds: int, enough: int = ENOUGH) -> str:
    """What to do about faults that so many seeds should have brought about; nothing where all did, or seeds are few."""
    missing = [fault.value for fault in Fault if not happened[fault]] if seeds >= enough else []
    if not missing:
        return ""
    return (
        f"NEVER HAPPENED in {seeds} seeds: {', '.join(missing)}; the run proves nothing of this: see in "
        "core/src/tongban/testing/simulation why it is brought about no more, or comes to nothing"
    )


def listed(happened: Happened) -> str:
    """Every kind of fault with its count, the rarest first."""
    rarest_first = sorted(happened.items(), key=lambda each: (each[1], each[0]))
    return "\n".join(["faults that took effect:", *(f"{count:>9} {fault}" for fault, count in rarest_first)])


def summary(outcomes: Sequence[Outcome], happened: Happened, *, failed: int, seconds: float) -> str:
    """All seeds in one line, and the rarest kind of fault in another."""
    rest = sorted(outcome.seconds_to_rest for outcome in outcomes if not outcome.may_rest_late) or [0.0]
    lost = max((outcome.seconds_to_rest for outcome in outcomes if outcome.has_lost), default=0.0)
    wrong = max((outcome.seconds_to_rest for outcome in outcomes if not outcome.clocks_were_right), default=0.0)
    counts = {name: sum(happened[fault] for fault in faults) for name, faults in GROUPS.items()}
    letters = sum(outcome.letters for outcome in outcomes)
    rarest = min(Fault, key=lambda fault: happened[fault])
    return (
        f"{len(outcomes)} seeds in {seconds:.0f} s, {failed} failed: {letters} letters, "
        + ", ".join(f"{count} {name}" for name, count in counts.items())
        + "; "
        f"at rest {rest[len(rest) // 2]:.1f} s (median), {rest[-1]:.1f} s (longest) after the last fault, "
        f"{wrong:.0f} s where clocks were wrong, {lost:.0f} s where received letters were lost\n"
        f"each of {len(Fault)} kinds of fault took effect {happened[rarest]} times or more; rarest: {rarest}"
    )

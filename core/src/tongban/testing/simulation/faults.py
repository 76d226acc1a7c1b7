"""The kinds of fault that a simulation brings about, each counted where it has taken effect."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """One kind; its value is what a report calls it.

    It is counted where somebody has got less, more or something else than without it, not where the dice fell: a fault
    that does nothing any more is then one that never happened.
    """

    DELIVERY_LOST = "deliveries lost"
    ANSWERS_LOST = "answers of a delivery lost"
    ITEM_LOST = "items lost from a delivery"
    ANSWER_LOST = "single answers lost"
    DELIVERY_CUT = "deliveries cut off"
    CUT_ONE_WAY = "deliveries cut off in one direction alone"
    ANSWERS_CUT = "answers cut off"
    PROBE_CUT = "probes cut off"
    REORDERED = "deliveries reordered"
    ANSWERS_REORDERED = "answers reordered"
    REPEATED = "deliveries repeated"
    DAMAGED = "items damaged"
    OVERZEALOUS = "refusals of damaged copies"
    TOO_SLOW = "deliveries too slow"
    NOBODY_THERE = "deliveries to nobody"
    FAILED_THERE = "deliveries at which the peer failed"
    CARRIED = "deliveries by carriers"
    CARRIED_BACK = "answers by carriers"
    CARRIED_AGAIN = "deliveries repeated by carriers"

    KILLED = "processes killed"
    KILLED_BETWEEN_STATEMENTS = "processes killed between statements"
    KILLED_ON_SQLITE = "processes killed between statements on SQLite"
    KILLED_BEHIND_EFFECT = "processes killed behind an effect"

    STATEMENT_FAILED = "statements failed"
    COMMIT_FAILED = "commits failed"
    COMMIT_TORN = "commits done and reported as failed"
    DISK_FULL = "commits to full disks"
    STATEMENT_FAILED_ON_SQLITE = "statements failed on SQLite"
    COMMIT_FAILED_ON_SQLITE = "commits failed on SQLite"
    COMMIT_TORN_ON_SQLITE = "commits done and reported as failed on SQLite"
    DISK_FULL_ON_SQLITE = "commits to full disks on SQLite"
    SENT_FORGOTTEN = "nodes that forgot what they sent"
    RECEIVED_FORGOTTEN = "nodes that forgot what they received"

    CLOCK_AHEAD = "clocks set ahead"
    CLOCK_BACK = "clocks set back"
    WEEKS_GONE = "weeks gone at once"

    KEY_REPLACED = "letters under a key replaced in time"
    KEY_UNHEARD_OF = "letters under a key not heard of yet"
    KEY_REVOKED = "letters under a revoked key"
    KEY_KNOWN_TO_OTHERS = "letters under a key known to others"
    KEY_OVER = "letters under a key that is over"
    LIST_LATE = "trust lists behind newer ones"

    UPGRADED = "processes ended for newer software"
    NEWER_LETTER = "letters of a newer version"
    NEWER_RECEIPT = "receipts of a newer version"

    UNWANTED = "letters refused by their handler"
    EFFECT_FAILED = "effects that failed"
    OWNER_SET_BACK = "facts of an epoch that is over"
    UNSERVED = "offers of what nobody decides"
    UNGRANTED = "offers without a grant"
    FORBIDDEN_ACT = "acts refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFaults:
    """What befalls one kind of store, counted apart: each has boundaries of its own, at which it may stop to happen."""

    statement: Fault
    commit: Fault
    torn: Fault
    full: Fault
    killed: Fault


IN_MEMORY: Final = StoreFaults(
    statement=Fault.STATEMENT_FAILED,
    commit=Fault.COMMIT_FAILED,
    torn=Fault.COMMIT_TORN,
    full=Fault.DISK_FULL,
    killed=Fault.KILLED_BETWEEN_STATEMENTS,
)
ON_SQLITE: Final = StoreFaults(
    statement=Fault.STATEMENT_FAILED_ON_SQLITE,
    commit=Fault.COMMIT_FAILED_ON_SQLITE,
    torn=Fault.COMMIT_TORN_ON_SQLITE,
    full=Fault.DISK_FULL_ON_SQLITE,
    killed=Fault.KILLED_ON_SQLITE,
)

DEATHS: Final = (Fault.KILLED, IN_MEMORY.killed, ON_SQLITE.killed, Fault.KILLED_BEHIND_EFFECT)
CUTS: Final = (Fault.DELIVERY_CUT, Fault.ANSWERS_CUT, Fault.PROBE_CUT)
DISK_FAULTS: Final = tuple(
    fault for each in (IN_MEMORY, ON_SQLITE) for fault in (each.statement, each.commit, each.torn, each.full)
)
UPGRADES: Final = (Fault.UPGRADED,)
RESTORES: Final = (Fault.SENT_FORGOTTEN, Fault.RECEIVED_FORGOTTEN)

Happened = Counter[Fault]
"""How often each has taken effect."""

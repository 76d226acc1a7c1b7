"""The kit: what tests of a plugin may import of `tongban.testing`, and what stays from one version to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KIT: Final[Mapping[str, tuple[str, ...]]] = {
    "tongban.testing.judging": (
        *("Judging", "Record", "Scalar", "Findings", "evaluate", "person", "fictitious_number"),
        *("fields_of", "matter_of", "parameters_of", "declared_parameters", "evidence_of"),
    ),
    "tongban.testing.samples": ("Sample",),
    "tongban.testing.effects": ("effect_of", "written", "COMPETENT", "NUMBER"),
    "tongban.testing.plugin_tables": ("migrated_database", "register_context", "run_statements"),
    "tongban.testing.databases": ("NewMigratedDatabase",),
    "tongban.testing.migrating": ("before_upgrade",),
    "tongban.testing.world": ("World", "Province", "Desk", "Handed"),
    "tongban.testing.any_matter": ("ApplicationOnItsWay", "matter_named"),
    "tongban.testing.acts": (
        *("Answer", "Ask", "AskCorrection", "Confirm", "ConfirmDelivery", "Correct", "Dispatch", "EndAgency"),
        *("Extend", "Offer", "PaperDecision", "Point", "ReceiveOriginal", "RecordDecision", "Resume"),
        *("ReturnOriginal", "SendOriginal", "Suspend", "TakeOriginal", "Withdraw"),
    ),
    "tongban.testing.conformance": ("conformance_of",),
    "tongban.testing.suites": ("SuiteContract",),
    "tongban.testing.transports": (
        *("TransportContract", "Join", "Recorder", "at_work", "answer_to", "NEAR", "FAR", "PATIENCE_SECONDS"),
    ),
}
"""By module, every name that a page documents."""

GIVEN: Final = frozenset({"World", "Province", "Desk", "Handed", "ApplicationOnItsWay", "Findings", "Recorder"})
"""Types of what fixtures give or others return: tests name them, and make none."""


def in_the_kit(module: str, name: str = "") -> bool:
    """Whether tests may import a module of `tongban.testing`, or a name from it."""
    if module == "tongban.testing":
        return not name or f"{module}.{name}" in KIT
    return module in KIT and (not name or name in KIT[module])

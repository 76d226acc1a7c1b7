"""Nodes with a bug: a storm over them must end badly, or it could not tell a good exchange from a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest
from chaos import node, notes
from core.tests.simulation.planted import in_rows, receipt_for_a_failed_effect

from tongban.exchange.stores import incoming


def losing(settings_file: Path, log_file: Path, port: int) -> None:
    """A letter whose effect failed counts as applied; effects fail often here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notes, "FAILS", 0.2)
        receipt_for_a_failed_effect(patch)
        node.main(settings_file, log_file, port)


def doubling(settings_file: Path, log_file: Path, port: int) -> None:
    """A process gives a letter its effect without regard to another that has just done so."""
    with pytest.MonkeyPatch.context() as patch:
        in_rows(incoming, "_SETTLE", " AND state = 'parked'", "")(patch)
        node.main(settings_file, log_file, port)

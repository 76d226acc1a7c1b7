"""What this plugin brings: one crypto suite."""

from __future__ import annotations

from collections.abc import Iterable

from tongban import CryptoSuite, hookimpl
from tongban_gm.suite import GmSuite


@hookimpl
def tongban_register_crypto_suites() -> Iterable[CryptoSuite]:
    """Suite GM-1; where the system has no SM2 it says so once one of its keys is used."""
    return [GmSuite()]

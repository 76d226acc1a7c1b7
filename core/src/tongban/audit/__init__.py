"""Audit: who did what, when, on which case and for which purpose, so that no change goes unnoticed."""

from __future__ import annotations

from tongban.audit.record import Audit
from tongban.audit.sealer import Sealer
from tongban.audit.verify import Checkpoint, Report, verify

__all__ = ["Audit", "Checkpoint", "Report", "Sealer", "verify"]

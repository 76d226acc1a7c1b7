"""The conformance suite: what every matter's plugin holds to, each as a test that says how to mend what is not so."""

from __future__ import annotations

from tongban.testing.conformance.as_tests import conformance_of
from tongban.testing.conformance.check import Check, Fault

__all__ = ["Check", "Fault", "conformance_of"]

"""A plugin that offers no matter, such as a crypto suite or a transport, is held to what concerns it and to no more."""

from __future__ import annotations

import pytest

from tongban.testing.conformance.catalogue import checks
from tongban.testing.conformance.subject import subject_of


@pytest.mark.parametrize("plugin", ["gm", "nats"])
def test_what_offers_no_matter_has_no_fault(plugin: str):
    subject = subject_of(plugin)
    assert not subject.matters
    told = [str(fault) for check in checks() if not check.fixture for fault in check.faults(subject)]
    assert told == []

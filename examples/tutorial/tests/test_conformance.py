"""What every plugin holds to; one test for each check."""

from __future__ import annotations

from tongban.testing.conformance import conformance_of

test_conformance = conformance_of("senior_card", tests=__file__)

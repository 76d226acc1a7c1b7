"""What every plugin holds to."""

from __future__ import annotations

from tongban.testing.conformance import conformance_of

test_conformance = conformance_of("housing_fund", tests=__file__)

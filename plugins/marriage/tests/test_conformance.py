"""What every plugin holds to."""

from __future__ import annotations

from tongban.testing.conformance import conformance_of

test_conformance = conformance_of("marriage", tests=__file__)

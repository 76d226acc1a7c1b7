"""What stands between an application and its handing in: everything at once."""

from __future__ import annotations

from typing import Any

import msgspec

from tongban.evidence.items import Evidence
from tongban.evidence.materials import MaterialStatus
from tongban.evidence.prefill import Prefilled, prefill
from tongban.identity.people import Party
from tongban.matters.calculation import Calculation
from tongban.matters.forms import Form
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection, Severity, Undetermined
from tongban.routing.choice import ChosenRoute


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """An application as it stands: `answers` is None while the form has faults, `route` while it is not known."""

    matter: Matter
    answers: Form | None
    values: dict[str, Any]
    route: ChosenRoute | None
    parties: tuple[Party, ...]
    evidence: dict[str, Evidence]
    materials: tuple[MaterialStatus, ...]
    objections: tuple[Objection, ...]
    undetermined: tuple[Undetermined, ...]
    calculation: Calculation | None = None

    @property
    def prefilled(self) -> Prefilled:
        """What registers fill in, by field name."""
        return prefill(self.matter.form, self.evidence)

    @property
    def out_of_reach(self) -> bool:
        """Whether a place that it needs cannot be reached from here, whatever else is mended."""
        return self.route is not None and bool(self.route.obstacles)

    @property
    def blocking(self) -> tuple[Objection, ...]:
        """What has to be mended before handing in."""
        return tuple(each for each in self.objections if each.severity is Severity.BLOCKING)

    @property
    def ready(self) -> bool:
        """Whether it can be handed in."""
        return self.answers is not None and self.route is not None and not self.blocking

"""The desks of a node: where applicants, clerks and officers do what pages and API offer them."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.assembly.foundation import Foundation
from tongban.cases.service import CaseService
from tongban.desk.applying import ApplicationDesk
from tongban.desk.chosen_routes import ChosenRoutes
from tongban.desk.collecting import Collecting
from tongban.desk.correcting import CorrectionDesk
from tongban.desk.custody import CustodyDesk
from tongban.desk.delivering import DeliveryDesk
from tongban.desk.establishing import EstablishingDesk
from tongban.desk.handling import CaseDesk
from tongban.desk.judging import Judging
from tongban.desk.mandating import MandateDesk
from tongban.desk.rulebook import Rulebook
from tongban.desk.stepping import StepDesk
from tongban.evidence.gather import Gatherer
from tongban.evidence.uploads import Uploads
from tongban.identity.checks import field_check
from tongban.identity.mandates import Mandates
from tongban.identity.names import NameChecks
from tongban.routing.agreements import Agreements
from tongban.routing.directory import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Desks:
    """Every desk of one node."""

    applications: ApplicationDesk
    judging: Judging
    handling: CaseDesk
    establishing: EstablishingDesk
    steps: StepDesk
    corrections: CorrectionDesk
    deliveries: DeliveryDesk
    custody: CustodyDesk
    representatives: MandateDesk


def desks_of(
    base: Foundation,
    *,
    cases: CaseService,
    gatherer: Gatherer,
    rulebook: Rulebook,
    agreements: Agreements,
    directory: Directory,
    uploads: Uploads,
    mandates: Mandates,
    names: NameChecks,
) -> Desks:
    """Put the desks together over what they share."""
    clock, plugins = base.clock, base.plugins
    check = lambda on: field_check(divisions=base.divisions, on=on)  # noqa: E731
    collecting = Collecting(mandates=mandates, divisions=base.divisions, clock=clock)
    judging = Judging(plugins=plugins, rulebook=rulebook, gatherer=gatherer, cases=cases, clock=clock)
    return Desks(
        applications=ApplicationDesk(
            plugins=plugins,
            rulebook=rulebook,
            routes=ChosenRoutes(directory, agreements, rulebook),
            directory=directory,
            gatherer=gatherer,
            cases=cases,
            clock=clock,
            check=check,
            names=names,
        ),
        judging=judging,
        handling=CaseDesk(judging=judging, rulebook=rulebook, cases=cases, clock=clock),
        establishing=EstablishingDesk(judging=judging, cases=cases, clock=clock, check=check),
        steps=StepDesk(judging=judging, cases=cases, clock=clock, check=check),
        corrections=CorrectionDesk(judging=judging, uploads=uploads, clock=clock, check=check),
        deliveries=DeliveryDesk(cases=cases, collecting=collecting),
        custody=CustodyDesk(cases=cases, collecting=collecting, rulebook=rulebook, clock=clock),
        representatives=MandateDesk(
            mandates=mandates,
            plugins=plugins,
            database=base.database,
            audit=base.audit,
            clock=clock,
            check=check,
            names=names,
        ),
    )

"""The applicant's desk: reads a draft, gathers evidence, says everything that is in the way, hands in."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import msgspec

from tongban.cases import facts as f
from tongban.cases.acts import Actor
from tongban.cases.planning import term_of
from tongban.cases.service import CaseService
from tongban.cases.state import Case
from tongban.cases.terms import Term
from tongban.clock import Clock, milliseconds
from tongban.desk.assessment import Assessment
from tongban.desk.chosen_routes import ChosenRoutes
from tongban.desk.consent import UNTIL_CONFIRMED, consent_of, consenting
from tongban.desk.draft_reading import Reading, given, partial, parties_of, places_of, sought
from tongban.desk.drafts import Application as Written
from tongban.desk.drafts import Draft, becoming
from tongban.desk.misnaming import name_fields, typed_for_others, wards
from tongban.desk.obstacles import already_open, confirm_by, obstacles, too_late_to_confirm
from tongban.desk.receiving_offices import receiving_office
from tongban.desk.representing import UNTIL_PROVEN, agents_of, capacity_of, is_proven, unfit, unproven
from tongban.desk.rulebook import Rulebook
from tongban.desk.submitting import Ready, submission
from tongban.errors import Refused
from tongban.evidence.gather import Asker, Gathered, Gatherer
from tongban.evidence.items import Evidence, SourceKind
from tongban.evidence.materials import MaterialStatus, Provided, material_status, missing
from tongban.evidence.questions import Grounds
from tongban.identity.checks import identity_objections, twofold_objections
from tongban.identity.guesses import Guesser, at_window
from tongban.identity.names import NameChecks
from tongban.identity.people import Party, PartyKind, Role
from tongban.matters.application import Application
from tongban.matters.calculation import working_of
from tongban.matters.forms import Check, Form, Parsed, parse
from tongban.matters.matter import Matter, TermStart
from tongban.matters.parameters import NO_PARAMETERS, Parameters
from tongban.matters.routes import UNDECIDED
from tongban.matters.rules import NOTHING_FOUND, Findings, Objection, Severity, evaluate
from tongban.plugins import Plugins
from tongban.routing.choice import ChosenRoute
from tongban.routing.directory import Directory
from tongban.routing.offices import Office
from tongban.storage import Insertion

HOUR = 3_600_000


class _Assessed(msgspec.Struct, frozen=True):
    """An assessment, what is to be written down of it, and the applicant if it is sure enough who that is.

    `application` is what was judged, if anything could be.
    """

    assessment: Assessment
    looked_up: Sequence[Insertion]
    applicant: Party | None
    application: Application[Any] | None

    def worked_out(self) -> Assessment:
        """The assessment with what comes of the calculation, for whoever still has to decide."""
        if self.application is None:
            return self.assessment
        calculation = working_of(self.assessment.matter, self.application)
        return msgspec.structs.replace(self.assessment, calculation=calculation)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDesk:
    """Everything between opening a form and the case it becomes."""

    plugins: Plugins
    rulebook: Rulebook
    routes: ChosenRoutes
    directory: Directory
    gatherer: Gatherer
    cases: CaseService
    clock: Clock
    check: Callable[[date], Check]
    names: NameChecks

    async def assess(self, draft: Draft, *, actor: Actor, uploads: Sequence[Evidence] = ()) -> Assessment:
        """Everything at once: form, route, evidence, materials, rules. Nothing is written but the look-ups."""
        return await self._told(draft, await self._assess(draft, actor, uploads))

    async def _assess(self, draft: Draft, actor: Actor, uploads: Sequence[Evidence]) -> _Assessed:
        written, today = draft.application, self.clock.today()
        matter = self.plugins.matter(written.matter, written.edition)
        parsed = parse(matter.form, written.typed, self.check(today))
        parties = parties_of(matter, written, parsed)
        route, refusals = self._route(matter, written, parsed, today)
        reading = Reading(
            draft=draft,
            matter=matter,
            parsed=parsed,
            parties=parties if parsed.answers else sought(matter, written, parsed),
            route=route,
            law=self._parameters(matter, route) if route else NO_PARAMETERS,
            today=today,
            calendar=self.cases.context.calendar,
        )
        others = matter.other_parties(parsed.answers) if matter.other_parties and parsed.answers else ()
        wrong = identity_objections(parties, divisions=self.directory.divisions, on=today)
        amiss = [*await self._misnamed(reading, actor)]
        amiss += unfit(matter, written, others if parsed.answers else agents_of(written))
        nobody = bool(amiss or wrong)  # about whom a register could be asked, or who could be judged
        gathered = Gathered({}, ()) if nobody else await self._gather(reading, actor)
        evidence = {**gathered.evidence, **given(matter, written, uploads, self.clock)}
        materials = self._materials(reading, evidence, uploads)
        if nobody:
            materials = [_not_asked_yet(status) for status in materials]
        application = None if wrong else self._application(reading, evidence)
        findings = evaluate(matter.rules, application) if application else NOTHING_FOUND
        if parsed.answers is None and not (wrong or refusals):
            findings = Findings(reading.objections_so_far(evidence))
        amiss += too_late_to_confirm(matter, written, parsed.answers, parties, self.clock.now())
        amiss += [*unproven(matter, written, evidence), *await self._wards_misnamed(reading, evidence, actor)]
        wrong += twofold_objections(parties)
        lacking = missing(materials, channel=written.channel)
        if route and route.obstacles:  # what does not hinder handing in is no comfort where nothing can be handed in
            lacking = [each for each in lacking if each.severity is Severity.BLOCKING]
        found = (*parsed.objections, *refusals, *obstacles(matter, written, route, parties), *amiss, *wrong)
        assessment = Assessment(
            matter=matter,
            answers=parsed.answers,
            values=dict(parsed.values),
            route=route,
            parties=parties,
            evidence=evidence,
            materials=tuple(materials),
            objections=(*found, *lacking, *findings.objections),
            undetermined=() if nobody else findings.undetermined,
        )
        applicant = None if nobody or amiss else parties[0]
        return _Assessed(assessment, gathered.record, applicant, application)

    async def submit(self, draft: Draft, *, actor: Actor, uploads: Sequence[Evidence] = ()) -> Case | Assessment:
        """The case that the draft becomes, or the assessment that says why not yet.

        A kept draft ends in the commit of its case; it becomes none where it was changed or deleted meanwhile.
        """
        assessed = await self._assess(draft, actor, uploads)
        assessment = assessed.assessment
        if not assessment.ready or assessment.answers is None or assessment.route is None:
            return await self._told(draft, assessed)
        ready = Ready(
            draft=draft,
            assessment=assessment,
            answers=assessment.answers,
            route=assessment.route,
            confirm_until=self._confirm_until(assessment.matter, assessment.route, assessment.answers),
            term=self._running_term(assessment.matter, assessment.route),
        )
        try:
            claims = [becoming(draft)] if draft.updated_at else []
            return await self.cases.submit(submission(ready, actor), looked_up=assessed.looked_up, claims=claims)
        except Refused as refused:
            told = assessed.worked_out()
            return msgspec.structs.replace(told, objections=(*told.objections, *refused.objections))

    async def _told(self, draft: Draft, assessed: _Assessed) -> Assessment:
        """What whoever still has to decide is told: what comes of the calculation, and of other open cases.

        Neither stops anybody, so handing in does without. That registers were asked is written down here, where no case
        takes it along.
        """
        await self.gatherer.write(assessed.looked_up)
        assessment, applicant = assessed.worked_out(), assessed.applicant
        if applicant is None or applicant.kind is not PartyKind.PERSON:
            return assessment
        matter, key = assessment.matter, self.cases.context.key_of(applicant.number)
        alike = already_open(matter, await self.cases.store.open_alike(key, matter.id, beside=draft.id))
        return msgspec.structs.replace(assessment, objections=(*assessment.objections, *alike))

    async def _misnamed(self, reading: Reading, actor: Actor) -> list[Objection]:
        typed = typed_for_others(reading.draft.application, reading.parties)
        if not typed:
            return []
        return await self.names.objections(typed, name_fields(reading.matter), by=self._guesser(actor))

    async def _wards_misnamed(
        self, reading: Reading, evidence: Mapping[str, Evidence], actor: Actor
    ) -> list[Objection]:
        ward = wards(reading.draft.application, reading.parties)
        if not ward or not is_proven(reading.matter, reading.application(evidence), evidence):
            return []
        return await self.names.objections(ward, name_fields(reading.matter), by=self._guesser(actor))

    def _guesser(self, actor: Actor) -> Guesser:
        """Whose guesses at names are counted: of whoever signed in, for all firms, or of the clerk."""
        party = actor.kind == "party"
        return Guesser(key=self.cases.context.key_of(actor.number)) if party else at_window(actor.officer)

    def _route(
        self, matter: Matter, written: Written, parsed: Parsed, today: date
    ) -> tuple[ChosenRoute | None, tuple[Objection, ...]]:
        answers = parsed.answers or partial(matter.form, parsed)
        try:
            office = self._office(matter, written)
            route = self.routes.choose(matter, cast("Form", answers), office=office, channel=written.channel, on=today)
        except Refused as refused:
            return None, refused.objections
        except UNDECIDED:
            if parsed.answers is not None:
                raise
            return None, ()  # the answers that decide the route are not there yet
        return route, ()

    def _office(self, matter: Matter, written: Written) -> Office:
        own = self.cases.context.has_office
        return receiving_office(written, matter, offices=self.directory.offices, own=own)

    async def _gather(self, reading: Reading, actor: Actor) -> Gathered:
        written = reading.draft.application
        if not reading.matter.needs or not written.consent:
            return Gathered({}, ())
        held = {key: item for key, item in written.evidence.items() if item.kind is SourceKind.REGISTER}
        grounds = Grounds(purpose=reading.matter.name, assurance=written.person.assurance, consent=consent_of(written))
        agreeing = consenting(written)
        withheld = {role: why for role, why in UNTIL_CONFIRMED.items() if role not in agreeing}
        ask = functools.partial(
            self.gatherer.gather,
            reading.matter,
            reading.application(held),
            places_of(reading.route) or self._receiving(reading),
            grounds=grounds,
            asker=Asker(id=actor.officer or actor.number, role=actor.kind, office=actor.office_name),
        )
        guardianship = reading.matter.guardianship if capacity_of(written) is Role.GUARDIAN else None
        if guardianship is None:
            return await ask(withheld=withheld)
        relation = await ask(keys={guardianship.need.key})
        if not is_proven(reading.matter, reading.application(held), relation.evidence):
            withheld[Role.APPLICANT] = UNTIL_PROVEN
        keys = {need.key for need in reading.matter.needs} - {guardianship.need.key}
        rest = await ask(keys=keys, withheld=withheld)
        return Gathered({**relation.evidence, **rest.evidence}, (*relation.record, *rest.record))

    def _receiving(self, reading: Reading) -> dict[str, f.PlaceRef]:
        """What is known before the answers that decide the route: its own registers can already fill in the form."""
        try:
            office = self._office(reading.matter, reading.draft.application)
        except Refused:
            return {}
        return {"receiving": self.directory.place_of(office, office.division)}

    def _materials(
        self, reading: Reading, evidence: dict[str, Evidence], uploads: Sequence[Evidence]
    ) -> list[MaterialStatus]:
        written = reading.draft.application
        provided = Provided(
            uploads={item.key for item in uploads},
            pledges=set(written.pledges),
            window_checks=set(written.window_checks),
        )
        dropped = reading.route.agreed.without if reading.route else frozenset()
        statuses = material_status(reading.matter, reading.parsed.values, evidence, provided)
        asked_for = [status for status in statuses if status.material.key not in dropped]
        # Without a route nobody knows which register to ask: only a register that was asked can have nothing.
        return (
            asked_for
            if reading.route
            else [msgspec.structs.replace(each, undecided=each.undecided or each.unreachable) for each in asked_for]
        )

    def _application(self, reading: Reading, evidence: dict[str, Evidence]) -> Application[Any] | None:
        """The application as it can be judged, or None until form and route are whole."""
        if reading.parsed.answers is None or reading.route is None:
            return None
        return reading.application(evidence)

    def _parameters(self, matter: Matter, route: ChosenRoute) -> Parameters:
        return self.rulebook.at(matter, "competent", places_of(route), self.clock.today())

    def _running_term(self, matter: Matter, route: ChosenRoute) -> Term | None:
        if matter.term_from is TermStart.ACCEPTANCE:
            return None
        return term_of(matter, self._parameters(matter, route))

    def _confirm_until(self, matter: Matter, route: ChosenRoute, answers: Form) -> int | None:
        if not matter.confirm_within:
            return None
        hours = self._parameters(matter, route).integer(matter.confirm_within)
        until = milliseconds(self.clock.now()) + hours * HOUR
        latest = confirm_by(matter, answers)
        return min(until, milliseconds(latest)) if latest else until


def _not_asked_yet(status: MaterialStatus) -> MaterialStatus:
    """No register is silent that nobody has asked."""
    return msgspec.structs.replace(status, undecided=status.undecided or status.awaiting or status.unreachable)

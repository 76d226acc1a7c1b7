"""What is handed in of an assessed draft: the first fact of a case, its sheets, parties and evidence."""

from __future__ import annotations

from typing import Any

import msgspec

from tongban.cases import facts as f
from tongban.cases.acts import Actor
from tongban.cases.service import Submission
from tongban.cases.sheets import Shown, addressed, as_parts
from tongban.cases.terms import Term, Unit
from tongban.desk.assessment import Assessment
from tongban.desk.audiences import audiences
from tongban.desk.draft_reading import places_of
from tongban.desk.drafts import Draft
from tongban.desk.obstacles import awaited
from tongban.desk.posting import postal_part
from tongban.matters.forms import Form, shown
from tongban.matters.matter import Delivery, Kind
from tongban.routing.choice import ChosenRoute


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A draft with nothing in its way: its answers, its route, and until when others have to confirm (Unix ms).

    `term` is the time for the decision where it runs from the application on.
    """

    draft: Draft
    assessment: Assessment
    answers: Form
    route: ChosenRoute
    confirm_until: int | None
    term: Term | None


def submission(ready: Ready, actor: Actor) -> Submission:
    """What becomes a case."""
    values: dict[str, Any] = msgspec.to_builtins(ready.answers)
    values = {name: value for name, value in values.items() if value is not None}
    matter = ready.assessment.matter
    lines = [Shown(*line) for line in shown(matter.form, msgspec.structs.asdict(ready.answers))]
    event = _submitted(ready, attend_by=str(values.get(matter.attend_on, "")))
    written = ready.draft.application
    by_post = postal_part(written.postal, ready.route, written.channel) if event.delivery == Delivery.POST else {}
    return Submission(
        id=ready.draft.id,
        event=event,
        sheets=as_parts(addressed(values, lines, audiences(matter, places_of(ready.route)))) | by_post,
        parties=ready.assessment.parties,
        evidence=tuple(ready.assessment.evidence.values()),
        actor=actor,
    )


def _submitted(ready: Ready, *, attend_by: str) -> f.Submitted:
    matter, written, route = ready.assessment.matter, ready.draft.application, ready.route
    roles = [party.role for party in ready.assessment.parties]
    awaits = awaited(written, ready.assessment.parties)
    return f.Submitted(
        number="",
        matter=matter.id,
        matter_name=matter.name,
        edition=matter.edition,
        channel=written.channel,
        modes=route.modes,
        receiving=route.receiving,
        competent=route.competent,
        cooperating=route.cooperating,
        route_reason=route.reason,
        roles=tuple(roles),
        delivery=written.delivery or matter.delivery[0],
        awaits=awaits if matter.co_applicants else (),
        confirm_until=ready.confirm_until,
        attend_by=attend_by,
        instant=matter.kind is Kind.INSTANT,
        term_from=matter.term_from,
        term_days=ready.term.length if ready.term else 0,
        term_unit=ready.term.unit if ready.term else Unit.WORKING,
    )

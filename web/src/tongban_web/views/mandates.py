"""The mandates of an organisation as lines, and the form for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.desk.mandating import MandateForm
from tongban.identity.mandates import Granted
from tongban.identity.people import Organisation
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection
from tongban_web import view_data as v
from tongban_web.views.form_fields import Filled, control
from tongban_web.views.objections import controls, of_control, shown_objections
from tongban_web.views.places import PlaceNames

MATTERS = "授权办理的事项"


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateLine:
    """One mandate that is not revoked; `standing` says whether it is in force."""

    id: str
    agent: str
    number: str
    matters: tuple[str, ...]
    since: str
    until: str
    standing: str
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatePage:
    """What the page shows of an organisation."""

    organisation: Organisation
    lines: tuple[MandateLine, ...]
    fields: tuple[v.Field, ...]
    objections: tuple[v.Objection, ...]


def mandate_page(
    organisation: Organisation,
    granted: Sequence[Granted],
    matters: Sequence[Matter],
    *,
    typed: Mapping[str, str],
    chosen: Sequence[str],
    objections: Sequence[Objection],
    names: PlaceNames,
    today: date,
) -> MandatePage:
    """The page, with what was typed and every objection at its field."""
    bounds = fields_of(MandateForm)
    labels = {bound.name: bound.field.label for bound in bounds} | {"matters": MATTERS}
    wrong = shown_objections(objections, controls(labels))
    filled = Filled(typed=typed, prefilled={}, objections=wrong, names=names)
    offered = v.Field(
        name="matters",
        label=MATTERS,
        widget="checks",
        value=tuple(chosen),
        required=True,
        options=tuple(v.Option(matter.id, matter.name) for matter in matters),
        objections=of_control(wrong, "matters"),
    )
    who, how_long = [control(bound, typed.get(bound.name, ""), filled) for bound in bounds[:2]], bounds[2:]
    titles = {matter.id: matter.name for matter in matters}
    return MandatePage(
        organisation=organisation,
        lines=tuple(_line(each, titles, today) for each in granted),
        fields=(*who, offered, *(control(bound, typed.get(bound.name, ""), filled) for bound in how_long)),
        objections=wrong,
    )


def _line(granted: Granted, titles: Mapping[str, str], today: date) -> MandateLine:
    mandate, on = granted.mandate, today.isoformat()
    ended = mandate.until < on
    return MandateLine(
        id=granted.id,
        agent=mandate.agent_name,
        number=mandate.agent,
        matters=tuple(titles.get(matter, matter) for matter in sorted(mandate.matters)),
        since=mandate.since,
        until=mandate.until,
        standing="已到期" if ended else "尚未生效" if mandate.since > on else "有效",
        ended=ended,
    )

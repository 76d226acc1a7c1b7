"""The catalogue and the guides, written by the matters themselves."""

from __future__ import annotations

from collections.abc import Iterator

from litestar import get
from litestar.params import FromPath
from msgspec import Struct

from tongban.evidence.established import can_be_read
from tongban.matters.fields import YES_NO, Choice, Field, Flag
from tongban.matters.forms import Bound, Form, fields_of
from tongban.matters.matter import Matter
from tongban.matters.parameters import Parameters, resolve
from tongban.matters.procedures import IrrevocableStep, Step
from tongban.matters.recorded import form_of, untypable
from tongban_web.api.bodies import MaterialBody
from tongban_web.api.matter_bodies import FieldBody, GuideBody, MatterLine, RecordBody, StepBody
from tongban_web.api.problems import declared
from tongban_web.requests import OwnNode
from tongban_web.routes import Routes


@get("/matters", operation_id="listMatters", summary="本节点开通的全部事项", responses=declared(), security=[])
async def list_matters(node: OwnNode) -> list[MatterLine]:
    """Every matter that the node offers."""
    return [_line(matter) for matter in node.plugins.matters]


@get(
    "/matters/{matter_id:str}",
    operation_id="readGuide",
    summary="一个事项的办事指南：条件、表单、材料、步骤、时限和结果",
    responses=declared(404),
    security=[],
)
async def read_guide(node: OwnNode, matter_id: FromPath[str]) -> GuideBody:
    """The guide of a matter: conditions, form, materials, steps, terms, result."""
    matter = node.plugins.matter(matter_id)
    values = resolve((node.plugins.layer(matter_id),), node.clock.today())
    return GuideBody(
        matter=_line(matter),
        applicants=tuple(sorted(kind.value for kind in matter.applicants)),
        conditions=matter.guide.conditions_by(values),
        basis=tuple(str(basis) for basis in matter.basis),
        term=_days(values, matter.promised_term),
        term_unit=_unit(values, matter.promised_term),
        term_from=matter.term_from.value,
        fee=matter.fee,
        delivery=tuple(way.value for way in matter.delivery),
        fields=_fields(matter.form),
        materials=tuple(
            MaterialBody(key=each.key, name=each.name, treatment=each.treatment, settled=each.waived)
            for each in matter.materials
        ),
        records=tuple(_records(matter)),
        checks=tuple((item.key, item.text) for item in matter.checks),
        steps=tuple(_step(step, values) for step in matter.procedure.steps),
        results=tuple(result.title for result in matter.results),
    )


def _records(matter: Matter) -> Iterator[RecordBody]:
    for need in matter.needs:
        papers = tuple(each.key for each in matter.materials if can_be_read(each, need))
        record: type[Struct] = need.record
        if papers and not untypable(record):
            yield RecordBody(need=need.key, title=need.title, materials=papers, fields=_fields(form_of(record)))


def _line(matter: Matter) -> MatterLine:
    return MatterLine(
        id=matter.id,
        name=matter.name,
        edition=matter.edition,
        kind=matter.kind.value,
        modes=tuple(mode.value for mode in matter.modes),
        channels=tuple(sorted(channel.value for channel in matter.channels)),
        life_event=matter.guide.life_event,
        ministry=matter.guide.ministry,
        summary=matter.guide.summary,
    )


def _fields(form: type[Form]) -> tuple[FieldBody, ...]:
    return tuple(_field(bound) for bound in fields_of(form))


def _field(bound: Bound) -> FieldBody:
    field = bound.field
    return FieldBody(
        name=bound.name,
        label=field.label,
        kind=field.widget,
        required=bound.required if field.widget == "flag" else bound.needed,
        help=field.help,
        section=field.section,
        options=_options(field),
        shown_when=field.shown_when,
    )


def _options(field: Field) -> tuple[tuple[str, str], ...]:
    """What may be answered, where that is a word of a few; a page has a box to tick for a flag."""
    if isinstance(field, Flag):
        return YES_NO
    return field.options if isinstance(field, Choice) else ()


def _step(step: Step, values: Parameters) -> StepBody:
    return StepBody(
        name=step.name,
        title=step.title,
        at=step.at,
        days=_days(values, step.within),
        unit=_unit(values, step.within),
        irrevocable=isinstance(step, IrrevocableStep),
        fields=_fields(step.form) if step.form else (),
    )


def _days(values: Parameters, name: str) -> int | None:
    return values.integer(name) if name in values.values else None


def _unit(values: Parameters, name: str) -> str:
    return values[name].unit if name in values.values else ""


def matters_router() -> Routes:
    """The catalogue; it needs no token."""
    return Routes(path="/", route_handlers=[list_matters, read_guide], tags=["事项"])

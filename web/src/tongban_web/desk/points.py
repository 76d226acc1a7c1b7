"""Points told to the applicant: which may be told, and which were ticked with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import msgspec

from tongban.cases.acts import Point
from tongban.cases.declining import LABELS, UNTRUE
from tongban.cases.reading import CaseView
from tongban.cases.rights import CAME_TO_NOTHING, UNREADABLE, of_rule, of_step, stopped_elsewhere
from tongban.desk.pointing import OTHER, naming
from tongban.errors import Refused
from tongban.evidence.items import Evidence, Outcome
from tongban.evidence.materials import OF_MATERIAL
from tongban.matters.fields import Place, visible
from tongban.matters.forms import fields_of
from tongban.matters.materials import FromMandate, FromRegister, Material
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection
from tongban_web.desk.kinds import Bench, Entered, PointRow

ANYTHING_ELSE = PointRow(OTHER, "其他")
NONE_OF_THE_FORM = PointRow(
    UNREADABLE,
    "填写的内容",
    reason="填写的内容与本事项的表单不符，无法据此办理",
    remedy="请重新申请",
    ticked=True,
    asks_basis=True,
)


def correctable(bench: Bench) -> tuple[PointRow, ...]:
    """Every field and material of the application but for who its parties are, and a row for anything else."""
    lasting = parties_named(bench)
    return (*(row for row in _fields(bench) if row.name not in lasting), *_materials(bench), ANYTHING_ELSE)


def parties_named(bench: Bench) -> dict[str, str]:
    """The fields that say who is a party, with their labels."""
    return naming(bench.matter, bench.view.dossier.answers()) if bench.matter else {}


def _fields(bench: Bench) -> Iterator[PointRow]:
    shown = {line.field: line.text for line in bench.view.dossier.shown()}
    typed = {name: str(value) for name, value in bench.view.dossier.answers().items()}
    if bench.matter is None:
        yield from (PointRow(line.field, line.label, line.text) for line in bench.view.dossier.shown())
        return
    for bound in fields_of(bench.matter.form):
        if visible(bound.field, typed):
            text = shown.get(bound.name, "未填写")
            is_place = isinstance(bound.field, Place)
            yield PointRow(bound.name, bound.field.label, bench.names.name(text) if is_place else text)


def _materials(bench: Bench) -> Iterator[PointRow]:
    """The materials of this application; one that a register has supplied may not be demanded (CM-03)."""
    evidence = bench.view.dossier.evidence()
    for material in asked_materials(bench.view, bench.matter):
        needs = [source.need.key for source in material.sources if isinstance(source, FromRegister)]
        if any(key in evidence and _is_supplied(evidence[key]) for key in needs) or _is_mandate(material):
            continue
        held = evidence.get(material.key)
        has = held is not None and held.outcome is Outcome.FOUND
        yield PointRow(material.key, material.name, "已提供" if has else material.treatment)


def _is_mandate(material: Material) -> bool:
    """Whether it is the mandate, without which there is no application: nobody can hand it in later."""
    return isinstance(material.sources[0], FromMandate)


def _is_supplied(item: Evidence) -> bool:
    """Whether a register supplies it: what was read from a paper may have to be shown again."""
    return item.outcome is Outcome.FOUND and not item.material


def asked_materials(view: CaseView, matter: Matter | None) -> tuple[Material, ...]:
    """The materials that the answers of a case call for."""
    typed = {name: str(value) for name, value in view.dossier.answers().items()}
    every = matter.materials if matter else ()
    return tuple(each for each in every if visible(each, typed))


def grounds(bench: Bench) -> tuple[PointRow, ...]:
    """What objects to the case, each as a reason ready to be told, and a row for another reason."""
    work = bench.work
    objections: Sequence[Objection] = ()
    unread: tuple[PointRow, ...] = ()
    basis = basis_of(bench)
    if work is not None:
        try:
            objections = bench.node.judging.objections(work)
        except msgspec.ValidationError:
            unread = (replace(NONE_OF_THE_FORM, basis=basis),) if is_right(bench) else ()
    labels = field_labels(bench.matter)
    rows = [
        PointRow(
            of_rule(each.rule),
            labels.get(each.field, "办理条件"),
            "" if each.rule.startswith(OF_MATERIAL) else each.rule,
            each.message,
            each.basis or basis,
            each.remedy,
            ticked=True,
            asks_basis=not each.basis,
        )
        for each in objections
    ]
    every = (step for step in bench.case.steps if step.status in CAME_TO_NOTHING)
    refused = stopped_elsewhere(bench.case) if is_right(bench) else every
    reports = bench.view.dossier.reports()
    for step in refused:
        points = reports[step.plan.name].points if step.plan.name in reports else ()
        reason = "；".join(point.reason for point in points) or step.status.label
        name, title = of_step(step.plan.name), step.plan.title
        rows.append(PointRow(name, title, step.status.label, reason, basis, ticked=True, asks_basis=True))
    return (*unread, *rows, PointRow(OTHER, "其他理由", basis=basis, told="理由", asks_basis=True))


def basis_of(bench: Bench) -> str:
    """The law that the case is decided by, on which a decision rests where the officer names no other."""
    found = bench.matter.basis_with(bench.view.dossier.answers()) if bench.matter else ()
    return "、".join(map(str, found))


def beside(bench: Bench, *of_its_own: str) -> tuple[PointRow, ...]:
    """What the rules and the steps object to, and unless people have a right to the matter any other reason.

    `of_its_own` are those that have words of their own.
    """
    *found, other = grounds(bench)
    return tuple(found) if is_right(bench) else (*found, *map(of_law, of_its_own), other)


def refusable(bench: Bench) -> tuple[PointRow, ...]:
    """The reasons of 不予: false materials among them."""
    return beside(bench, UNTRUE)


def is_right(bench: Bench) -> bool:
    """Whether people have a right to the matter."""
    return bench.matter is not None and bench.matter.is_right


def may_be_turned_down(bench: Bench) -> bool:
    """What people have a right to only where something is said against it."""
    return not is_right(bench) or bool(beside(bench))


def of_law(name: str) -> PointRow:
    """A reason that has words of its own and whose law the officer names."""
    return PointRow(name, LABELS[name], told=LABELS[name], asks_basis=True)


def field_labels(matter: Matter | None) -> dict[str, str]:
    """What a person calls each thing that a rule may point at."""
    if matter is None:
        return {}
    named = {material.key: material.name for material in matter.materials}
    return named | {bound.name: bound.field.label for bound in fields_of(matter.form)}


def chosen(bench: Bench, rows: Iterable[PointRow]) -> tuple[Point, ...]:
    """The points that were ticked or written at; raises `Refused` naming every one without a reason."""
    entered = bench.entered
    wanted = [
        row for row in rows if row.name in entered.choices("point") or (not row.ticked and _written_at(entered, row))
    ]
    bare = [row for row in wanted if not entered.text(f"reason-{row.name}")]
    if bare:
        raise Refused([_bare(row) for row in bare])
    return tuple(_point(bench, row) for row in wanted)


def _written_at(entered: Entered, row: PointRow) -> bool:
    return any(entered.text(f"{column}-{row.name}") for column in ("reason", "basis", "remedy"))


def _bare(row: PointRow) -> Objection:
    return Objection(
        rule="CM-05",
        message=f"请写明“{row.label}”的理由",
        field=f"reason-{row.name}",
        remedy=f"不需要告知的，请取消勾选，并清空这一行填写的{'依据和补救' if row.asks_basis else '补救'}",
    )


def _point(bench: Bench, row: PointRow) -> Point:
    entered = bench.entered
    return Point(
        field=row.name,
        label=row.told or row.label,
        reason=entered.text(f"reason-{row.name}"),
        basis=row.basis if not row.asks_basis else entered.text(f"basis-{row.name}"),
        remedy=entered.text(f"remedy-{row.name}") or row.remedy,
    )

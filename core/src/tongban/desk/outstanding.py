"""What a decision still lacks of the materials that registers were to supply: silent ones, and records not held."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tongban.evidence.items import Evidence, SourceKind
from tongban.evidence.materials import MaterialStatus, Provided, material_status
from tongban.matters.materials import FromRegister, Material
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection, Severity


def statuses(matter: Matter, answers: Mapping[str, Any], evidence: Mapping[str, Evidence]) -> list[MaterialStatus]:
    """The materials of a case as its evidence stands."""
    by_kind = {kind: {key for key, item in evidence.items() if item.kind is kind} for kind in SourceKind}
    provided = Provided(
        uploads=by_kind[SourceKind.UPLOAD],
        pledges=by_kind[SourceKind.PLEDGE],
        window_checks=by_kind[SourceKind.WINDOW],
    )
    return material_status(matter, {name: str(value) for name, value in answers.items()}, evidence, provided)


def unanswered(found: Sequence[MaterialStatus]) -> tuple[str, ...]:
    """The names of the materials that a register may still supply and nothing else does."""
    return tuple(each.material.name for each in found if each.source is None and each.awaiting)


def needs_unanswered(found: Sequence[MaterialStatus]) -> frozenset[str]:
    """The keys of the needs by which registers were to supply those."""
    silent = (each.material.sources for each in found if each.source is None and each.awaiting)
    return frozenset(each.need.key for sources in silent for each in sources if isinstance(each, FromRegister))


def not_held(
    found: Sequence[MaterialStatus], *, dropped: Collection[str], refused: Collection[str] = ()
) -> list[Objection]:
    """An objection for each material of which the register now says that it holds none, and nothing else serves.

    A rule says already what comes of it that a register has no record: of the needs in `refused` no more is said.
    """
    return [
        objection
        for each in found
        if each.material.key not in dropped and (needs := _needs_of(each.material)) and not needs & {*refused}
        if (objection := each.ground) is not None and objection.severity is Severity.BLOCKING
    ]


def needs_refused(matter: Matter, objections: Sequence[Objection]) -> frozenset[str]:
    """The needs of which rules that object say that there is no record (`Material.refused_by`)."""
    rules = {each.rule for each in objections}
    return frozenset().union(*(_needs_of(each) for each in matter.materials if each.refused_by in rules))


def _needs_of(material: Material) -> frozenset[str]:
    return frozenset(each.need.key for each in material.sources if isinstance(each, FromRegister))

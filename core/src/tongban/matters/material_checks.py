"""What is wrong with the materials of a matter and where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tongban.matters.forms import fields_of
from tongban.matters.materials import FromRegister, Material
from tongban.matters.matter import Matter
from tongban.matters.naming import doubles
from tongban.matters.parameters import Parameter


def material_faults(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    """Materials that are named as something else, or come from nowhere."""
    yield from doubles("material", (material.key for material in matter.materials))
    needs = {need.key for need in matter.needs}
    for material in matter.materials:
        if material.key in needs:
            yield f"material {material.key!r} has the key of a need, whose evidence it would hide; rename one"
    for key in sorted({material.key for material in matter.materials} & {each.name for each in fields_of(matter.form)}):
        yield f"material {key!r} has the name of a field, and objections could not tell them apart; rename one"
    for material in matter.materials:
        yield from _sources(material, matter)


def _sources(material: Material, matter: Matter) -> Iterator[str]:
    if not material.sources:
        yield f"material {material.key!r} has no source; name at least one, such as Upload()"
    elif material.waived and material.original:
        paper = "take original out, or put first the source that brings the paper"
        yield f"material {material.key!r} is waived, for a register supplies it, and original: {paper}"
    if material.refused_by not in {"", *(each.id for each in matter.rules)}:
        yield f"material {material.key!r} is refused by {material.refused_by!r}; name the id of a rule of the matter"
    for source in material.sources:
        if isinstance(source, FromRegister) and source.need not in matter.needs:
            yield f"material {material.key!r} comes from need {source.need.key!r}; add that need to the matter's needs"

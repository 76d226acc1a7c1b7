"""What is wrong with the forms of a matter: fields misshapen, shown or prefilled by nothing, or seen by too many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from tongban.matters.fields import Choice, FieldFault
from tongban.matters.forms import Bound, Form, fields_of
from tongban.matters.materials import Material
from tongban.matters.matter import Matter
from tongban.matters.parameters import Parameter
from tongban.matters.place_roles import OWN_ROLES
from tongban.matters.shapes import misshapen
from tongban.plugin_sources import did_you_mean


def form_faults(matter: Matter) -> Iterator[str]:
    """What every form of a matter, its own and those of its steps, has misshapen."""
    for form in _forms(matter):
        yield from _faults_of(form)


def audience_faults(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    """Answers reported in a step that ask for an audience of their own."""
    for form in {step.form for step in matter.procedure.steps if step.form is not None}:
        for bound in fields_of(form):
            if bound.field.audience != OWN_ROLES:
                where = f"{form.__name__}.{bound.name} has an audience of its own and is reported in a step"
                whole = "a report goes whole to receiving, competent, the step's place and those of the steps after it"
                yield f"{where}: {whole}; take audience out, and ask only for what all of these may see"


def prefill_faults(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    """Fields that are prefilled from what no need brings."""
    needs = {need.key: need for need in matter.needs}
    for bound in fields_of(matter.form):
        prefill = bound.field.prefill
        if prefill is None:
            continue
        if prefill.need not in needs:
            yield f"field {bound.name!r} is prefilled from need {prefill.need!r}, which the matter does not have"
            continue
        attributes = needs[prefill.need].record.__struct_fields__
        if prefill.attribute not in attributes:
            hint = did_you_mean(prefill.attribute, attributes)
            yield f"field {bound.name!r} is prefilled from {prefill.attribute!r}, which the record does not have{hint}"


def visibility_faults(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    """Fields, materials, needs and grounds that hang on an answer that no field has."""
    for form in _forms(matter):
        by_name = {bound.name: bound for bound in fields_of(form)}
        for bound in by_name.values():
            yield from _condition(f"field {bound.name!r}", bound.field.shown_when, by_name)
            yield from _left_out(bound)
    by_name = {bound.name: bound for bound in fields_of(matter.form)}
    for material in matter.materials:
        yield from _condition(f"material {material.key!r}", material.shown_when, by_name)
        yield from _read_otherwise(material, by_name)
    for basis in matter.basis:
        yield from _condition(f"basis {basis.law!r}", basis.shown_when, by_name)
    for need in matter.needs:
        yield from _condition(f"need {need.key!r}", need.asked_when, by_name)
        for name in set(need.apart or ()) - by_name.keys():
            yield f"need {need.key!r} is asked between {name!r}, which is no field{did_you_mean(name, by_name)}"


def _left_out(bound: Bound) -> Iterator[str]:
    """An optional field that could not be left out, or that says so in vain."""
    if bound.field.optional and bound.required:
        yield f"field {bound.name!r} is optional and has no default, so that it cannot be left out; give it one"
    elif bound.field.optional and bound.field.shown_when is None:
        yield f"field {bound.name!r} is optional by its default already; take optional out, or say shown_when too"


def _condition(what: str, condition: tuple[str, tuple[str, ...]] | None, by_name: Mapping[str, Bound]) -> Iterator[str]:
    if condition is None:
        return
    name, values = condition
    if name not in by_name:
        yield f"{what} is shown by {name!r}, which is no field{did_you_mean(name, by_name)}"
        return
    field = by_name[name].field
    options = dict(field.options) if isinstance(field, Choice) else dict.fromkeys(values, "")
    for value in values:
        if value not in options:
            yield f"{what} is shown when {name!r} is {value!r}, which is no option{did_you_mean(value, options)}"


def _read_otherwise(material: Material, by_name: Mapping[str, Bound]) -> Iterator[str]:
    """Values of the answer that a material hangs on that are read as no such text, and would never ask for it."""
    name, values = material.shown_when or ("", ())
    field = by_name[name].field if name in by_name else None
    if field is None or isinstance(field, Choice):
        return
    for value in values:
        try:
            read = field.parse(value)
        except FieldFault:
            read = None
        if read != value:
            told = f"material {material.key!r} is shown when {name!r} is {value!r}, which is read as {read!r}"
            yield f"{told}: it would never be asked for; let it hang on a Choice"


def _forms(matter: Matter) -> list[type[Form]]:
    return [matter.form, *(step.form for step in matter.procedure.steps if step.form is not None)]


@cache  # the editions of a matter mostly have one form
def _faults_of(form: type[Form]) -> tuple[str, ...]:
    name = f"{form.__module__}.{form.__name__}"
    try:
        return tuple(fault for bound in fields_of(form) for fault in misshapen(bound.field, f"{name}.{bound.name}: "))
    except TypeError as error:
        return (str(error),)
    except NameError as error:
        return (f"{name}: {error}; import it there",)

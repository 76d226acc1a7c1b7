"""What is wrong with a matter before any application is made: names that lead nowhere, doubles and gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from tongban.identity.people import Role
from tongban.matters.fields import Choice, Day
from tongban.matters.forms import Bound, Form, fields_of
from tongban.matters.materials import FromRegister, Material
from tongban.matters.matter import Kind, Matter
from tongban.matters.needs import COMPETENT, PLACE_ROLE, RECEIVING
from tongban.matters.parameters import HOURS, LONGEST, TERM_UNITS, Parameter
from tongban.matters.rules import Rule
from tongban.matters.shapes import misshapen

MATTER_ID = re.compile(r"[a-z][a-z0-9]*(\.[a-z][a-z0-9_]*)+")
OTHER_WORDS = {"个工作日": "工作日", "个月": "月", "天": "日", "自然日": "日"}
OWN_ROLES = frozenset({RECEIVING, COMPETENT})
Validate = Callable[[Matter, Mapping[str, Parameter]], Iterator[str]]


def faults(matter: Matter, parameters: Mapping[str, Parameter]) -> list[str]:
    """Every fault of a matter that is not misshapen, as a sentence with its remedy; none for a sound one.

    `parameters` are the plugin's own; a province or an agreement can only change values that the plugin declares.
    """
    found = [*_form_faults(matter)]
    if not found:
        for validate in VALIDATIONS:
            found += validate(matter, parameters)
    return found


def parameter_faults(parameters: Mapping[str, Parameter]) -> Iterator[tuple[str, str]]:
    """Parameters without a value or whose values cite no reference, each by its name."""
    for name, parameter in parameters.items():
        if not parameter.values:
            yield name, f"parameter {name!r} has no value; give it one"
        bare = [str(value.since) for value in parameter.values if not value.reference.strip()]
        if bare:
            yield name, f"parameter {name!r} cites no reference for {', '.join(bare)}; name the law or document"
        if right := OTHER_WORDS.get(parameter.unit):
            yield name, f"parameter {name!r} is counted in {parameter.unit!r}; write unit: {right}"


def term_faults(matter: Matter, parameters: Mapping[str, Parameter]) -> Iterator[tuple[str, str]]:
    """Parameters that a matter which is not misshapen takes for a term and that are none, each by its name."""
    for where, name, units in _named_as_terms(matter):
        parameter = parameters.get(name)
        if parameter is None:
            continue
        named = f"{where} names parameter {name!r}"
        yield from ((name, f"{named}, {fault}") for fault in length_faults(parameter))
        if parameter.unit not in units:
            known = " or ".join(units)
            yield name, f"{named}, counted in {parameter.unit!r}; write unit: {known}"


def terms_of(matter: Matter) -> frozenset[str]:
    """The parameters that a matter takes for a term."""
    return frozenset(name for _, name, _ in _named_as_terms(matter) if name)


def length_faults(parameter: Parameter) -> Iterator[str]:
    """What keeps the values of a parameter from being lengths of time that every place takes."""
    values = [each.value for each in parameter.values]
    longest = LONGEST * 24 if parameter.unit == HOURS else LONGEST
    if any(isinstance(each, bool) or not isinstance(each, int) for each in values):
        yield "whose values must be whole numbers"
    elif any(int(each) < 0 for each in values):
        yield "which has a value below nothing; mend it"
    elif too_long := [each for each in values if int(each) > longest]:
        most = f"at most {longest}{parameter.unit}"
        yield f"which has the value {too_long[0]}; give it {most}: other places refuse more"


def cooperating_roles(matter: Matter) -> frozenset[str]:
    """The cooperating place roles that the steps and needs of a matter name."""
    return frozenset({step.at for step in matter.procedure.steps} | {need.at for need in matter.needs}) - OWN_ROLES


def roles_called_for(matter: Matter, answers: object) -> frozenset[str]:
    """Those to which the route must give a place with these answers: of the steps, and of the needs then asked."""
    asked = {need.at for need in matter.needs if need.asked_with(answers)}
    return frozenset({step.at for step in matter.procedure.steps} | asked) - OWN_ROLES


def _identity(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    if not MATTER_ID.fullmatch(matter.id):
        yield f"its id {matter.id!r} must be like hf.transfer: the plugin's prefix, a full stop, a name"
    for name in ("applicants", "basis", "delivery", "channels", "authority", "edition"):
        if not getattr(matter, name):
            yield f"{name} is empty; give at least one"


def _named_as_terms(matter: Matter) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Where a term is named, by which parameter, and what its values may be counted in."""
    yield "promised_term", matter.promised_term, TERM_UNITS
    yield "statutory_term", matter.statutory_term, TERM_UNITS
    yield "confirm_within", matter.confirm_within, (HOURS,)
    yield from ((f"step {step.name!r}: within", step.within, TERM_UNITS) for step in matter.procedure.steps)


def _terms(matter: Matter, parameters: Mapping[str, Parameter]) -> Iterator[str]:
    for where, name, _ in _named_as_terms(matter):
        if name and name not in parameters:
            yield f"{where} names parameter {name!r}, which no parameters/*.yaml has{_nearest(name, parameters)}"
    if not matter.promised_term and matter.kind is Kind.COMMITTED:
        yield "a 承诺件 promises a term; name its parameter in promised_term"
    if matter.co_applicants and not matter.confirm_within:
        yield "co_applicants confirm within a time; name its parameter (in hours) in confirm_within"


def _steps(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    yield from _doubles("step", (step.name for step in matter.procedure.steps))
    earlier: set[str] = set()
    for step in matter.procedure.steps:
        for name in step.after:
            if name not in earlier:
                yield f"step {step.name!r} comes after {name!r}, which is no earlier step{_nearest(name, earlier)}"
        earlier.add(step.name)


def _guardianship(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    guardianship = matter.guardianship
    if guardianship is None:
        return
    if guardianship.need not in matter.needs:
        yield f"guardianship asks for {guardianship.need.key!r}, which is none of its needs; add it to needs"
    if guardianship.need.roles != (Role.GUARDIAN,):
        yield f"guardianship asks for {guardianship.need.key!r} about another than the guardian; say about=GUARDIAN"


def _effects(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    steps = {step.name for step in matter.procedure.steps}
    for moment in matter.effects:
        name = getattr(moment, "step", "")
        if name and name not in steps:
            yield f"effects name {name!r}, which is no step{_nearest(name, steps)}"


def _roles(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    named = cooperating_roles(matter)
    for role in sorted(named):
        meant = get_close_matches(role, OWN_ROLES, n=1, cutoff=0.75)
        if meant or not PLACE_ROLE.fullmatch(role):
            hint = f"; did you mean {meant[0]!r}?" if meant else ", of at most 32 of a-z, 0-9 and _, a letter first"
            yield f"{role!r} is no place role: write receiving, competent or the name of a cooperating place{hint}"
    for bound in fields_of(matter.form):
        for role in sorted(bound.field.audience - named - OWN_ROLES):
            where = f"the audience of {matter.form.__name__}.{bound.name}"
            yield f"{where} names {role!r}, a place role of no step and no need{_nearest(role, named | OWN_ROLES)}"


def _reports(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    for form in {step.form for step in matter.procedure.steps if step.form is not None}:
        for bound in fields_of(form):
            if bound.field.audience != OWN_ROLES:
                where = f"{form.__name__}.{bound.name} has an audience of its own and is reported in a step"
                whole = "a report goes whole to receiving, competent, the step's place and those of the steps after it"
                yield f"{where}: {whole}; take audience out, and ask only for what all of these may see"


def _needs(matter: Matter, parameters: Mapping[str, Parameter]) -> Iterator[str]:
    yield from _doubles("need", (need.key for need in matter.needs))
    answers = {bound.name for bound in fields_of(matter.form)}
    for need in matter.needs:
        for name in need.criteria.values():
            if name not in answers:
                yield f"need {need.key!r} is narrowed by {name!r}, which is no field{_nearest(name, answers)}"
        for name in need.stated.values():
            if name not in parameters:
                yield f"need {need.key!r} states {name!r}, which is no parameter{_nearest(name, parameters)}"


def _prefills(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
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
            hint = _nearest(prefill.attribute, attributes)
            yield f"field {bound.name!r} is prefilled from {prefill.attribute!r}, which the record does not have{hint}"


def _visibility(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    for form in _forms(matter):
        by_name = {bound.name: bound for bound in fields_of(form)}
        for bound in by_name.values():
            yield from _condition(f"field {bound.name!r}", bound.field.shown_when, by_name)
    by_name = {bound.name: bound for bound in fields_of(matter.form)}
    for material in matter.materials:
        yield from _condition(f"material {material.key!r}", material.shown_when, by_name)
    for need in matter.needs:
        yield from _condition(f"need {need.key!r}", need.asked_when, by_name)
        for name in set(need.apart or ()) - by_name.keys():
            yield f"need {need.key!r} is asked between {name!r}, which is no field{_nearest(name, by_name)}"


def _condition(what: str, condition: tuple[str, tuple[str, ...]] | None, by_name: Mapping[str, Bound]) -> Iterator[str]:
    if condition is None:
        return
    name, values = condition
    if name not in by_name:
        yield f"{what} is shown by {name!r}, which is no field{_nearest(name, by_name)}"
        return
    field = by_name[name].field
    options = dict(field.options) if isinstance(field, Choice) else dict.fromkeys(values, "")
    for value in values:
        if value not in options:
            yield f"{what} is shown when {name!r} is {value!r}, which is no option{_nearest(value, options)}"


def _materials(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    yield from _doubles("material", (material.key for material in matter.materials))
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
    for source in material.sources:
        if isinstance(source, FromRegister) and source.need not in matter.needs:
            yield f"material {material.key!r} comes from need {source.need.key!r}; add that need to the matter's needs"


def _rules(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    steps = matter.procedure.steps
    once_more = [rule for step in steps for rule in step.rules if rule not in matter.rules]
    yield from _doubles("rule", (rule.id for rule in (*matter.rules, *once_more)))
    materials = {material.key for material in matter.materials}
    yield from _rule_faults(matter.rules, {bound.name for bound in fields_of(matter.form)} | materials)
    for step in steps:
        yield from _rule_faults(step.rules, {bound.name for bound in fields_of(step.form)} if step.form else set())


def _rule_faults(rules: Iterable[Rule], known: set[str]) -> Iterator[str]:
    for rule in rules:
        code = getattr(rule.check, "__code__", None)
        place = f"{code.co_filename}:{code.co_firstlineno}: " if code else ""
        if not rule.id or not rule.message:
            yield f"{place}a rule needs an id and a message"
        if rule.field and rule.field not in known:
            yield f"{place}rule {rule.id!r} points at {rule.field!r}, no field or material{_nearest(rule.field, known)}"


def _papers(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    yield from _doubles("result", (result.key for result in matter.results))
    yield from _doubles("check", (item.key for item in matter.checks))


def _guide(matter: Matter, parameters: Mapping[str, Parameter]) -> Iterator[str]:
    for name in sorted(matter.guide.parameters - parameters.keys()):
        yield f"its guide names parameter {name!r}, which no parameters/*.yaml has{_nearest(name, parameters)}"


def _attendance(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    fields = {bound.name: bound.field for bound in fields_of(matter.form)}
    if matter.attend_on and not isinstance(fields.get(matter.attend_on), Day):
        yield f"attend_on names {matter.attend_on!r}, which is no Day field{_nearest(matter.attend_on, fields)}"


VALIDATIONS: tuple[Validate, ...] = (
    _identity, _terms, _steps, _guardianship, _effects, _roles, _reports, _needs, _prefills, _visibility, _materials,
    _rules, _papers, _guide, _attendance,
)  # fmt: skip


def _forms(matter: Matter) -> list[type[Form]]:
    return [matter.form, *(step.form for step in matter.procedure.steps if step.form is not None)]


def _form_faults(matter: Matter) -> Iterator[str]:
    for form in _forms(matter):
        yield from _faults_of(form)


@cache  # the editions of a matter mostly have one form
def _faults_of(form: type[Form]) -> tuple[str, ...]:
    name = f"{form.__module__}.{form.__name__}"
    try:
        return tuple(fault for bound in fields_of(form) for fault in misshapen(bound.field, f"{name}.{bound.name}: "))
    except TypeError as error:
        return (str(error),)
    except NameError as error:
        return (f"{name}: {error}; import it there",)


def _doubles(what: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"two of its {what}s are named {name!r}; rename one"
        seen.add(name)


def _nearest(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""

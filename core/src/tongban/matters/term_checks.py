"""What is wrong with the terms of a matter and the parameters that it takes for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tongban.matters.matter import Kind, Matter
from tongban.matters.parameters import HOURS, LONGEST, TERM_UNITS, Parameter
from tongban.plugin_sources import did_you_mean


def unnamed_terms(matter: Matter, parameters: Mapping[str, Parameter]) -> Iterator[str]:
    """Terms that are left out, or named by no parameter."""
    for where, name, _ in _named_as_terms(matter):
        if name and name not in parameters:
            yield f"{where} names parameter {name!r}, which no parameters/*.yaml has{did_you_mean(name, parameters)}"
    if not matter.promised_term and matter.kind is Kind.COMMITTED:
        yield "a 承诺件 promises a term; name its parameter in promised_term"
    if matter.co_applicants and not matter.confirm_within:
        yield "co_applicants confirm within a time; name its parameter (in hours) in confirm_within"


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


def _named_as_terms(matter: Matter) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Where a term is named, by which parameter, and what its values may be counted in."""
    yield "promised_term", matter.promised_term, TERM_UNITS
    yield "statutory_term", matter.statutory_term, TERM_UNITS
    yield "confirm_within", matter.confirm_within, (HOURS,)
    yield from ((f"step {step.name!r}: within", step.within, TERM_UNITS) for step in matter.procedure.steps)

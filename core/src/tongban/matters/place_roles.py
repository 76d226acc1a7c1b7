"""The roles that places have in a case: the two that every case has, and those that a matter names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.matters.needs import COMPETENT, PLACE_ROLE, RECEIVING
from tongban.matters.parameters import Parameter
from tongban.matters.sizes import MOST_COOPERATING
from tongban.plugin_sources import did_you_mean

OWN_ROLES: Final = frozenset({RECEIVING, COMPETENT})


def cooperating_roles(matter: Matter) -> frozenset[str]:
    """The cooperating place roles that the steps and needs of a matter name."""
    return frozenset({step.at for step in matter.procedure.steps} | {need.at for need in matter.needs}) - OWN_ROLES


def roles_called_for(matter: Matter, answers: object) -> frozenset[str]:
    """Those to which the route must give a place with these answers: of the steps, and of the needs then asked."""
    asked = {need.at for need in matter.needs if need.asked_with(answers)}
    return frozenset({step.at for step in matter.procedure.steps} | asked) - OWN_ROLES


def role_faults(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    """Place roles of steps, needs and audiences that are misspelt or have no part in the matter."""
    named = cooperating_roles(matter)
    if len(named) > MOST_COOPERATING:
        yield f"it names {len(named)} cooperating places; name at most {MOST_COOPERATING}: other places refuse more"
    for role in sorted(named):
        meant = get_close_matches(role, OWN_ROLES, n=1, cutoff=0.75)
        if meant or not PLACE_ROLE.fullmatch(role):
            hint = f"; did you mean {meant[0]!r}?" if meant else ", of at most 32 of a-z, 0-9 and _, a letter first"
            yield f"{role!r} is no place role: write receiving, competent or the name of a cooperating place{hint}"
    for bound in fields_of(matter.form):
        for role in sorted(bound.field.audience - named - OWN_ROLES):
            where = f"the audience of {matter.form.__name__}.{bound.name}"
            yield f"{where} names {role!r}, a place role of no step and no need{did_you_mean(role, named | OWN_ROLES)}"

"""The forms of an entrance, one for each way to sign in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongban.errors import Refused
from tongban.identity.providers import Audience, IdentityProvider, SignInField
from tongban_web import view_data as v
from tongban_web.views.objections import controls, of_control, shown_objections


@dataclass(frozen=True, slots=True, kw_only=True)
class EntranceForm:
    """One way to sign in."""

    title: str
    action: str
    fields: tuple[v.Field, ...]
    secrets: frozenset[str]


def entrance_forms(
    providers: Sequence[IdentityProvider],
    audience: Audience,
    *,
    tried: str = "",
    typed: Mapping[str, str],
    refusal: Refused | None = None,
) -> tuple[EntranceForm, ...]:
    """Every way that serves the entrance; `tried` keeps what was typed and shows why it was refused."""
    base = "/sign-in" if audience is Audience.PUBLIC else "/sign-in/staff"
    return tuple(
        EntranceForm(
            title=provider.title,
            action=f"{base}/{provider.id}",
            fields=tuple(
                _field(field, typed if provider.id == tried else {}, refusal if provider.id == tried else None)
                for field in fields
            ),
            secrets=frozenset(field.name for field in fields if field.secret),
        )
        for provider in providers
        if (fields := provider.fields(audience))
    )


def _field(field: SignInField, typed: Mapping[str, str], refusal: Refused | None) -> v.Field:
    objections = shown_objections(refusal.objections, controls({field.name: field.label})) if refusal else ()
    return v.Field(
        name=field.name,
        label=field.label,
        widget="select" if field.options else "text",
        value="" if field.secret else typed.get(field.name, ""),
        required=True,
        options=tuple(v.Option(option.value, option.label) for option in field.options),
        objections=of_control(objections, field.name),
    )

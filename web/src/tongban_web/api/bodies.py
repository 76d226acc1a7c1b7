"""What the bodies of the API share: dates are ISO legal dates, instants Unix milliseconds, divisions 6-digit codes."""

from __future__ import annotations

import msgspec

from tongban.cases.facts import PlaceRef
from tongban.evidence.uploads import StoredFile


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a caller sends; an unknown key is refused rather than ignored."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what a caller gets."""


class PlaceBody(Shown, frozen=True, kw_only=True):
    """A place of a case."""

    role: str
    office: str
    name: str
    division: str
    node: str


class MaterialBody(Shown, frozen=True, kw_only=True):
    """A material: how it is treated, and whether it is there."""

    key: str
    name: str
    treatment: str
    settled: bool


class FileBody(Shown, frozen=True, kw_only=True):
    """A file that was uploaded for a material; `digest` is over its bytes."""

    id: str
    material: str
    name: str
    type: str
    size: int
    digest: str


def shown_file(file: StoredFile) -> FileBody:
    """An uploaded file."""
    return FileBody(
        id=file.id, material=file.material, name=file.name, type=file.type, size=file.size, digest=file.digest
    )


def shown_places(places: dict[str, PlaceRef]) -> tuple[PlaceBody, ...]:
    """The places of a case by role."""
    return tuple(
        PlaceBody(role=role, office=place.office, name=place.name, division=place.division, node=place.node)
        for role, place in places.items()
    )

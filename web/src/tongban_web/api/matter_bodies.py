"""A matter as the API gives it: its line in the zone and its guide."""

from __future__ import annotations

from tongban_web.api.bodies import MaterialBody, Shown


class FieldBody(Shown, frozen=True, kw_only=True):
    """A field of a matter's form; `required` is what must be answered wherever `shown_when` asks for it."""

    name: str
    label: str
    kind: str
    required: bool
    help: str
    section: str
    options: tuple[tuple[str, str], ...]
    shown_when: tuple[str, tuple[str, ...]] | None


class MatterLine(Shown, frozen=True, kw_only=True):
    """A matter of the zone."""

    id: str
    name: str
    edition: str
    kind: str
    modes: tuple[str, ...]
    channels: tuple[str, ...]
    life_event: str
    ministry: str
    summary: str


class StepBody(Shown, frozen=True, kw_only=True):
    """A step of the procedure: at which place role, within how many days; `unit` is 工作日 or 日."""

    name: str
    title: str
    at: str
    days: int | None
    unit: str
    irrevocable: bool
    fields: tuple[FieldBody, ...]


class RecordBody(Shown, frozen=True, kw_only=True):
    """What a register is asked and the paper of one of these materials says too, to be read there by an officer."""

    need: str
    title: str
    materials: tuple[str, ...]
    fields: tuple[FieldBody, ...]


class GuideBody(Shown, frozen=True, kw_only=True):
    """The guide of a matter, generated from the matter itself; terms by the nation's values.

    `term_unit` says what `term` is counted in: 工作日 or 日, `term_from` from when it runs: acceptance or application;
    `records` are what may be established from a paper (`act` `establish`).
    """

    matter: MatterLine
    applicants: tuple[str, ...]
    conditions: tuple[str, ...]
    basis: tuple[str, ...]
    term: int | None
    term_unit: str
    term_from: str
    fee: str
    delivery: tuple[str, ...]
    fields: tuple[FieldBody, ...]
    materials: tuple[MaterialBody, ...]
    records: tuple[RecordBody, ...]
    checks: tuple[tuple[str, str], ...]
    steps: tuple[StepBody, ...]
    results: tuple[str, ...]

"""What the components show: the small frozen objects that views hand to templates, already worded for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

Tone = Literal["open", "waiting", "done", "refused", "stopped"]
Urgency = Literal["normal", "near", "overdue", "undetermined"]
Origin = Literal["register", "certificate", "own", "upload", "pledge", "window"]
ChipStage = Literal["sent", "stored", "applied", "failed"]
Widget = Literal[
    "text",
    "area",
    "identity",
    "money",
    "percent",
    "date",
    "choice",
    "checks",
    "confirm",
    "select",
    "division",
    "upload",
    "shown",
]
Area = Literal["zone", "cases", "window", "desk", "supervision", "operation"]


class Site(Struct, frozen=True):
    """The node as every page names it; `demo` shows the banner."""

    province: str
    office: str = ""
    contact: str = ""
    demo: bool = False


class Viewer(Struct, frozen=True):
    """Who looks at the page; `areas` are the parts of the navigation that person has; a guest has no name."""

    areas: Sequence[Area] = ("zone",)
    name: str = ""
    role: str = ""


class Link(Struct, frozen=True):
    """A link in a list of links."""

    label: str
    url: str


class Button(Struct, frozen=True):
    """A submit button (`name`, `value`) or, with `url`, a link that looks like one."""

    label: str
    look: Literal["primary", "plain", "grave"] = "plain"
    name: str = ""
    value: str = ""
    url: str = ""


class Provenance(Struct, frozen=True):
    """Where a value came from: the text beside it, in parts joined by `·`."""

    origin: Origin
    parts: Sequence[str]


class Objection(Struct, frozen=True):
    """Why something may not be done: `field` is the form name it belongs to ("" for none)."""

    message: str
    field: str = ""
    field_label: str = ""
    basis: str = ""
    remedy: str = ""
    rule: str = ""


class Option(Struct, frozen=True):
    """One option of a choice; those of one `group` stand together under it."""

    value: str
    label: str
    hint: str = ""
    group: str = ""


class Field(Struct, frozen=True):
    """One field of a form, for `ui.field(item=…)`; `value` is text in the `unit`, or the chosen values of `checks`."""

    name: str
    label: str
    widget: Widget = "text"
    value: str | Sequence[str] = ""
    hint: str = ""
    required: bool | None = False
    options: Sequence[Option] = ()
    objections: Sequence[Objection] = ()
    provenance: Provenance | None = None
    inputmode: str = ""
    autocomplete: str = ""
    accept: str = ""
    maximum_length: int = 0
    unit: str = ""


class MatterCard(Struct, frozen=True):
    """A matter in a zone, with what a person asks first: who may, how long, what it costs."""

    name: str
    url: str
    summary: str
    ministry: str
    modes: Sequence[str]
    term: str
    fee: str
    note: str = ""


class MaterialRow(Struct, frozen=True):
    """A material; `waived` says 免提交 and `why` says from where it is taken or why it must be handed in.

    `asked_when` is the field whose answers decide whether it is asked for, and how these read; of nobody else it is.
    """

    name: str
    waived: bool
    how: str
    why: str
    copies: str = ""
    asked_when: tuple[str, tuple[str, ...]] = ("", ())


class GuideStep(Struct, frozen=True):
    """One step of a guide: what is done, where, and by when."""

    name: str
    place: str
    term: str
    note: str = ""


class State(Struct, frozen=True):
    """The state of a case as a badge; `tone` colours what the label says."""

    label: str
    tone: Tone


class Deadline(Struct, frozen=True):
    """`text` says it in words (剩 2 个工作日), `on` the day (12月7日), `why` how it was counted."""

    urgency: Urgency
    text: str
    on: str = ""
    why: str = ""


class Chip(Struct, frozen=True):
    """How far a message to another place has come: 已发出, 对方已收, 对方已入库."""

    stage: ChipStage
    label: str
    at: str = ""


class Hop(Struct, frozen=True):
    """One act of the case's ledger; `mark` is the place's one-character name (粤), shown as its seal."""

    mark: str
    place: str
    act: str
    who: str
    at: str
    spent: str = ""
    lines: Sequence[Definition] = ()
    current: bool = False
    chips: Sequence[Chip] = ()


class CaseRow(Struct, frozen=True):
    """One case in a person's list or an officer's queue."""

    number: str
    url: str
    matter: str
    applicant: str
    places: str
    received: str
    state: State
    deadline: Deadline
    holder: str = ""
    note: str = ""


class Definition(Struct, frozen=True):
    """A term and its value in a list of facts; `lines` are the facts in place of a value, in one row."""

    term: str
    value: str = ""
    provenance: Provenance | None = None
    numeric: bool = False
    lines: Sequence[Definition] = ()


class Column(Struct, frozen=True):
    """The head of a column; numbers are set to the right."""

    label: str
    numeric: bool = False


class Message(Struct, frozen=True):
    """A question or an answer on a case."""

    who: str
    place: str
    at: str
    text: str
    own: bool = False


class WorkingLine(Struct, frozen=True):
    """One line of a calculation that a person can check."""

    label: str
    amount: str
    total: bool = False


class Paper(Struct, frozen=True):
    """A 文书 as it was issued: `office` signs it, `lines` name and say, `digest` is the stored paper's.

    `code` is what anybody verifies it by.
    """

    office: str
    title: str
    number: str
    addressee: str
    body: Sequence[str]
    issued: str
    digest: str
    lines: Sequence[Definition] = ()
    basis: Sequence[str] = ()
    working: Sequence[WorkingLine] = ()
    items: Sequence[str] = ()
    remedy: str = ""
    case_number: str = ""
    code: str = ""


class Tile(Struct, frozen=True):
    """A figure of an overview, with the list behind it."""

    label: str
    value: str
    note: str = ""
    url: str = ""
    urgency: Urgency = "normal"


class PairCell(Struct, frozen=True):
    """Cases of one pair of regions; `level` 0–4 shades the cell, the number says it."""

    count: int
    level: Literal[0, 1, 2, 3, 4]
    overdue: int = 0
    url: str = ""


class PairRow(Struct, frozen=True):
    """One row of the table of regions."""

    place: str
    cells: Sequence[PairCell]

"""An act as staff meet it: its words, its form, and how what was entered becomes the act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import msgspec

from tongban.cases.acts import Actor, AnyAct
from tongban.cases.applications import Work
from tongban.cases.intents import Pending
from tongban.cases.options import Option
from tongban.cases.reading import CaseView
from tongban.cases.state import Case
from tongban.desk.legible import Legible, legible
from tongban.errors import Refused
from tongban.matters.application import Application
from tongban.matters.forms import FILL_IN
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web import view_data as v
from tongban_web.views.places import PlaceNames

Done = Case | Pending


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point that may be told to the applicant: a field, a material or a finding, with what stands there now.

    `told` is what the applicant reads it called, where that is not its label; `asks_basis` says that the officer names
    the law, and that it is the `basis` where nothing is named.
    """

    name: str
    label: str
    now: str = ""
    reason: str = ""
    basis: str = ""
    remedy: str = ""
    ticked: bool = False
    told: str = ""
    asks_basis: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: texts by name, and the chosen values of check boxes."""

    texts: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text of a control, "" where there is none."""
        return self.texts.get(name, "").strip()

    def choices(self, name: str) -> tuple[str, ...]:
        """The ticked values of a group."""
        return self.chosen.get(name, ())


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A case in front of somebody: what forms are made from and acts are taken on."""

    node: Node
    view: CaseView
    matter: Matter | None
    actor: Actor
    about: str
    names: PlaceNames
    seen: int = 0
    entered: Entered = field(default_factory=Entered)

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.view.case

    @cached_property
    def work(self) -> Work | None:
        """The case with its matter, or None where this node does not know the matter."""
        if self.matter is None:
            return None
        return Work(case=self.view.case, matter=self.matter, dossier=self.view.dossier)

    @cached_property
    def application(self) -> Application[Any] | None:
        """The application as the deciding place judges it, or None where its answers are none of the matter's form.

        None too where this node does not know the matter.
        """
        if self.work is None:
            return None
        try:
            return self.node.judging.application(self.work)
        except msgspec.ValidationError:
            return None

    @cached_property
    def readable(self) -> tuple[Legible, ...]:
        """What may be read from the papers of the case; an act's page asks for it in several places."""
        if self.work is None or self.application is None:
            return ()
        try:
            return legible(self.work, self.application)
        except msgspec.ValidationError:
            return ()

    async def take(self, act: AnyAct) -> Done:
        """Take an act that concerns no matter."""
        return await self.node.cases.act(self.case.id, act, self.actor, seen=self.seen)


def no_fields(bench: Bench) -> tuple[v.Field, ...]:
    """An act that needs no form: one button on the case."""
    return ()


def no_rows(bench: Bench) -> tuple[PointRow, ...]:
    """An act that tells no points."""
    return ()


def nothing_to_check(bench: Bench) -> tuple[v.Definition, ...]:
    """An act that rests on nothing which its page would have to show."""
    return ()


def no_papers(bench: Bench) -> tuple[v.Link, ...]:
    """An act that rests on no file."""
    return ()


def always(bench: Bench) -> bool:
    """An act offered wherever its option is."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way to take an act: `name` is its address, `act` the tag of the act it leads to.

    `key` is the access key; `grave` marks what cannot be undone; `consequences` are told on its page, which shows what
    the officer is `to_check`, and the `papers` to read it from. `faults` are those of what was entered, told beside a
    statement that was not ticked; where there are none, those of fields left empty.
    """

    name: str
    act: str
    label: str
    perform: Callable[[Bench], Awaitable[Done]]
    fields: Callable[[Bench], Sequence[v.Field]] = no_fields
    rows: Callable[[Bench], Sequence[PointRow]] = no_rows
    to_check: Callable[[Bench], Sequence[v.Definition]] = nothing_to_check
    papers: Callable[[Bench], Sequence[v.Link]] = no_papers
    offered: Callable[[Bench], bool] = always
    faults: Callable[[Bench], Iterable[Objection]] | None = None
    key: str = ""
    look: Literal["primary", "plain", "grave"] = "plain"
    lead: str | Callable[[Bench], str] = ""
    statement: str = ""
    consequences: tuple[str, ...] = ()

    def worded(self, about: str = "", *, returned: str = "退回") -> str:
        """Its label for what it is about; `returned` is what the step calls that what was done comes back."""
        return self.label.format(about=about, returned=returned)

    def wrong(self, bench: Bench) -> Iterable[Objection]:
        """What is wrong with what was entered, as far as its form shows."""
        return self.faults(bench) if self.faults else left_empty(bench.entered, self.fields(bench))

    def told_first(self, bench: Bench) -> str:
        """What its page tells before anything is entered, for the case as it stands."""
        return self.lead if isinstance(self.lead, str) else self.lead(bench)

    @property
    def at_once(self) -> bool:
        """Whether it is one button on the case, without a page of its own."""
        return self.fields is no_fields and self.rows is no_rows and not self.statement


class Offer(msgspec.Struct, frozen=True):
    """A kind of act offered on a case: with what it is about, in words, and why it would be refused now.

    `key` is its access key, which one of several offers of a kind has.
    """

    kind: Kind
    option: Option
    label: str
    key: str = ""


def lacking(message: str, field_name: str, *, remedy: str) -> Refused:
    """A refusal for something left out."""
    return Refused([missing(message, field_name, remedy=remedy)])


def missing(message: str, field_name: str, *, remedy: str) -> Objection:
    """Something left out, told beside all else that is."""
    return Objection(rule="DESK", message=message, field=field_name, remedy=remedy)


def require(entered: Entered, fields: Sequence[v.Field]) -> None:
    """Raise `Refused` naming every field that must be filled in and is not."""
    if empty := list(left_empty(entered, fields)):
        raise Refused(empty)


def left_empty(entered: Entered, fields: Sequence[v.Field]) -> Iterator[Objection]:
    """An objection to every field that must be filled in and is not; how to fill it in stands beside it."""
    for each in fields:
        if each.required and not (entered.text(each.name) or entered.choices(each.name)):
            yield missing(_left_out(each), each.name, remedy=FILL_IN)


def _left_out(field: v.Field) -> str:
    return f"请选择{field.label}" if field.widget in {"choice", "select", "checks"} else f"请填写{field.label}"

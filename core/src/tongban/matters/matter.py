"""A matter: everything that belongs to one government service, as one frozen object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tongban.identity.people import Assurance, Party, PartyKind
from tongban.matters.basis import Basis
from tongban.matters.fields import visible
from tongban.matters.forms import Form
from tongban.matters.guides import Guide
from tongban.matters.materials import Material
from tongban.matters.needs import Needs
from tongban.matters.parties import Guardianship
from tongban.matters.procedures import Procedure
from tongban.matters.routes import Route
from tongban.matters.rules import Objection, Rule

if TYPE_CHECKING:
    from tongban.cases.effects import Effects
    from tongban.matters.calculation import Calculate
    from tongban.matters.results import Compose, Result


class Kind(StrEnum):
    """即办件 is decided on the spot, 承诺件 within a promised time."""

    INSTANT = "instant"
    COMMITTED = "committed"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"instant": "即办件", "committed": "承诺件"}[self.value]


class TermStart(StrEnum):
    """From which day the term for the decision runs: 自受理之日起 or 自申请之日起, as the basis has it."""

    ACCEPTANCE = "acceptance"
    APPLICATION = "application"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"acceptance": "自受理之日起", "application": "自申请之日起"}[self.value]


class Channel(StrEnum):
    """How an application comes in."""

    ONLINE = "online"
    WINDOW = "window"


class Mode(StrEnum):
    """The four modes of 跨省通办; derived from channel, place of decision and cooperation."""

    ONLINE = "online"
    PROXY = "proxy"
    JOINT = "joint"
    ANYWHERE = "anywhere"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return MODE_LABELS[self]


MODE_LABELS = {
    Mode.ONLINE: "全程网办",
    Mode.PROXY: "异地代收代办",
    Mode.JOINT: "多地联办",
    Mode.ANYWHERE: "异地无差别办理",
}


class Delivery(StrEnum):
    """How the result reaches the applicant; delivery is confirmed before a case closes."""

    ELECTRONIC = "electronic"
    POST = "post"
    WINDOW = "window"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"electronic": "电子送达", "post": "邮寄", "window": "窗口领取"}[self.value]


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One item of the formal check or identity check that a window clerk confirms.

    `otherwise` is what the applicants are told where it cannot be confirmed. `shown_when` names an answer and the
    values with which it is asked for, always without.
    """

    key: str
    text: str
    otherwise: Objection | None = None
    shown_when: tuple[str, tuple[str, ...]] | None = None

    def asked_with(self, answers: Mapping[str, Any]) -> bool:
        """Whether it is to be confirmed, given these answers."""
        return self.shown_when is None or str(answers.get(self.shown_when[0], "")) in self.shown_when[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter in one edition; registered by its plugin and used by the generic pages, desks, API and specs.

    `promised_term` and `statutory_term` name parameters in 工作日 or 日, `term_from` says from which day the promised
    one runs; `authority` is the kind of office that decides; `co_applicants` says that a second person applies together
    and confirms under an own sign-in.
    `confirm_within` names the parameter (in hours) after which an unconfirmed joint application lapses, `confirm_by`
    gives when it does so at the latest (without a zone: in China), as the answers have it, and `attend_on` the answer
    (a day) by whose end an application lapses that nobody came to the window for.
    `other_parties` names the further parties that the answers speak of; `guardianship` is how a register shows who may
    apply for a ward, where a guardian may. `calculation` works out an amount, shown with
    its working to the applicant before handing in and to the officer. `grants` says what the decision grants (label and
    value of each line), where that is not the amount calculated. `regions` are ids of regional agreements ("cyu"),
    within one of which alone the matter is offered. `is_right` says that whoever applies has a right to it:
    it is declined or refused only on what its own rules object to. `guide` is read from the plugin's `guides.yaml`.
    """

    id: str
    name: str
    edition: str
    authority: str
    basis: tuple[Basis, ...]
    promised_term: str
    form: type[Form]
    route: Callable[[Any], Route]
    kind: Kind = Kind.COMMITTED
    applicants: frozenset[PartyKind] = frozenset({PartyKind.PERSON})
    rules: tuple[Rule, ...] = ()
    delivery: tuple[Delivery, ...] = (Delivery.ELECTRONIC, Delivery.WINDOW)
    statutory_term: str = ""
    term_from: TermStart = TermStart.ACCEPTANCE
    channels: frozenset[Channel] = frozenset({Channel.ONLINE, Channel.WINDOW})
    assurance: Assurance = Assurance.L3
    needs: tuple[Needs[Any], ...] = ()
    materials: tuple[Material, ...] = ()
    procedure: Procedure = Procedure()
    checks: tuple[CheckItem, ...] = ()
    results: tuple[Result, ...] = ()
    effects: Effects = field(default_factory=dict)
    calculation: Calculate | None = None
    grants: Compose | None = None
    anywhere: bool = False
    is_right: bool = False
    co_applicants: bool = False
    other_parties: Callable[[Any], tuple[Party, ...]] | None = None
    guardianship: Guardianship | None = None
    confirm_within: str = ""
    confirm_by: Callable[[Any], datetime] | None = None
    attend_on: str = ""
    fee: str = ""
    guide: Guide = Guide()
    regions: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def plugin_prefix(self) -> str:
        """The first part of the id, like `hf` in `hf.transfer`."""
        return self.id.partition(".")[0]

    def need(self, key: str) -> Needs[Any]:
        """The need with that key; raises `LookupError`."""
        for need in self.needs:
            if need.key == key:
                return need
        raise LookupError(key)

    def basis_with(self, answers: Mapping[str, Any]) -> tuple[Basis, ...]:
        """The grounds on which these answers are decided; all of them where the answers call for none."""
        typed = {name: str(value) for name, value in answers.items()}
        return tuple(each for each in self.basis if visible(each, typed)) or self.basis

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The modes in which this matter can be handled, for the zone and the guide."""
        return possible_modes(self)


def possible_modes(matter: Matter) -> tuple[Mode, ...]:
    """The modes that the matter's channels, steps and competence allow."""
    if matter.anywhere:
        return (Mode.ANYWHERE,)
    cooperates = any(step.at not in {"competent", "receiving"} for step in matter.procedure.steps)
    modes = [Mode.JOINT] if cooperates else []
    if Channel.ONLINE in matter.channels:
        modes.append(Mode.ONLINE)
    if Channel.WINDOW in matter.channels:
        modes.append(Mode.PROXY)
    return tuple(modes)


def modes_of(
    *, anywhere: bool, channel: Channel, decided_elsewhere: bool, cooperation: Sequence[str]
) -> tuple[Mode, ...]:
    """The modes a case shows, derived from what is independent: channel, place of decision, cooperation."""
    if anywhere:
        return (Mode.ANYWHERE,)
    modes = [Mode.JOINT] if cooperation else []
    if channel is Channel.ONLINE:
        modes.append(Mode.ONLINE)
    elif decided_elsewhere:
        modes.append(Mode.PROXY)
    return tuple(modes)

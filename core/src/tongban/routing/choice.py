"""Choosing the route of an application: which offices receive, decide and cooperate, in which modes, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.cases.facts import PlaceRef
from tongban.errors import PluginError, Refused
from tongban.matters.forms import Form
from tongban.matters.matter import Channel, Matter, Mode, modes_of
from tongban.matters.parameters import Layer
from tongban.matters.place_roles import roles_called_for
from tongban.matters.routes import Route
from tongban.matters.rules import Objection
from tongban.routing.agreements import Agreements, Applicable
from tongban.routing.directory import Absence, AbsenceKind, Directory, acting_roles
from tongban.routing.offices import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenRoute:
    """Where a case goes. `reason` is what a person reads, with any agreement and the note on 跨省通办 (CM-01).

    `acting` are the cooperating roles that have a step to do: of the others only the registers are asked. `absences` is
    by the role of those that act: what the exchange does not reach. `note` is empty for a case between provinces.
    """

    receiving: PlaceRef
    competent: PlaceRef
    cooperating: dict[str, PlaceRef]
    channel: Channel
    modes: tuple[Mode, ...]
    reason: str
    note: str
    agreed: Applicable
    acting: frozenset[str]
    absences: Mapping[str, Absence]

    @property
    def crosses_provinces(self) -> bool:
        """Whether the case counts as 跨省通办 (CM-01)."""
        return self.receiving.province != self.competent.province

    @property
    def off_exchange(self) -> bool:
        """Whether no node serves the competent place, so that it is reached by post through the window."""
        return not self.competent.node

    @property
    def obstacles(self) -> tuple[Absence, ...]:
        """The absences for which the application cannot be handed in here; post through a window passes one by."""
        by_post = self.channel is Channel.WINDOW and not self.acting and Mode.ANYWHERE not in self.modes
        return tuple(
            absence
            for role, absence in self.absences.items()
            if not (by_post and role == "competent" and absence.kind is AbsenceKind.NO_NODE)
        )


def choose_route(
    matter: Matter,
    answers: Form,
    *,
    receiving_office: Office,
    channel: Channel,
    on: date,
    directory: Directory,
    agreements: Agreements,
    layers: Sequence[Layer],
) -> ChosenRoute:
    """The route of an application handed in at an office, or online at the portal that the office stands for.

    `layers` are the parameters in force without agreements. Raises `Refused` where nobody can decide or a place lies
    outside the matter's regions, `PluginError` where the matter's route function leaves a cooperating place out.
    """
    route = _route_of(matter, answers)
    receiving, competent = _receiving_and_competent(matter, route, receiving_office, directory)
    cooperating = {role: directory.place(matter.authority, code) for role, code in route.cooperating.items()}
    places = {"receiving": receiving, "competent": competent, **cooperating}
    if not agreements.admit(matter, frozenset(place.province for place in places.values()), on):
        raise Refused([_outside(matter, agreements.named(matter))])
    provinces = frozenset(place.province for place in (competent, *cooperating.values()))
    agreed = agreements.applicable(matter, provinces=provinces, receiving=receiving.province, on=on, layers=layers)
    note = _note(receiving, competent, directory)
    # A register that does not answer blocks nothing, so only who has a step to do has to be within reach.
    acting = acting_roles(matter).intersection(cooperating)
    needed = {"competent": competent, **{role: place for role, place in cooperating.items() if role in acting}}
    return ChosenRoute(
        receiving=receiving,
        competent=competent,
        cooperating=cooperating,
        channel=channel,
        modes=modes_of(
            anywhere=matter.anywhere,
            channel=channel,
            decided_elsewhere=receiving.office != competent.office,
            cooperation=tuple(cooperating),
        ),
        reason="；".join([route.reason, *agreed.reasons, *([note] if note else [])]),
        note=note,
        agreed=agreed,
        acting=acting,
        absences=_absences(matter, receiving, needed, directory, on),
    )


def _route_of(matter: Matter, answers: Form) -> Route:
    route = matter.route(answers)
    missing = roles_called_for(matter, answers) - route.cooperating.keys() - route.own
    if missing:
        message = (
            f"the route of {matter.id} gives no division for {', '.join(sorted(missing))}, named by a step or need"
        )
        raise PluginError(matter.plugin_prefix, f"{message}; add it to Route(cooperating=…)")
    return route


def _receiving_and_competent(
    matter: Matter, route: Route, receiving_office: Office, directory: Directory
) -> tuple[PlaceRef, PlaceRef]:
    receiving = directory.place_of(receiving_office, receiving_office.division)
    competent = _competent(matter, route, receiving_office, directory)
    # 无差别受理: the office chosen is both, unless it lies with another node than the portal used.
    if matter.anywhere and competent.node == receiving.node:
        return competent, competent
    return receiving, competent


def _competent(matter: Matter, route: Route, receiving_office: Office, directory: Directory) -> PlaceRef:
    offices = directory.offices.competent(matter.authority, route.competent)
    chosen = receiving_office if receiving_office in offices else next(iter(offices), None)
    place = directory.place_of(chosen, route.competent)
    if place.node and not place.office:
        raise Refused([_nobody(matter, directory.divisions.full_name(route.competent) or route.competent)])
    return place


def _nobody(matter: Matter, place: str) -> Objection:
    return Objection(
        rule="CM-06",
        message=f"{place}没有登记办理“{matter.name}”的机构，暂不能通过平台申请",
        remedy="请核对所填地点，或拨打当地12345政务服务热线查询",
    )


def _outside(matter: Matter, region: str) -> Objection:
    return Objection(
        rule="CM-06",
        message=f"“{matter.name}”只在{region}内通办，所选地点不都在其中",
        remedy="请核对所填地点；在区域以外的，请向当地主管部门申请，或拨打当地12345政务服务热线查询",
    )


def _note(receiving: PlaceRef, competent: PlaceRef, directory: Directory) -> str:
    if receiving.province != competent.province:
        return ""
    province = directory.divisions.full_name(competent.province)
    if receiving.division == competent.division:
        return f"收件地与业务属地同在{directory.divisions.full_name(competent.division)}，按本地办理，不计入跨省通办"
    return f"收件地与业务属地同在{province}，按省内通办办理，不计入跨省通办"


def _absences(
    matter: Matter, receiving: PlaceRef, places: Mapping[str, PlaceRef], directory: Directory, on: date
) -> dict[str, Absence]:
    """What is out of reach: the receiving place tells the competent one, which tells those that cooperate."""
    owner = places["competent"].node
    tellers = {role: receiving.node if role == "competent" else owner for role in places}
    found = {
        role: directory.absence(matter, place.division)
        or directory.ungranted(matter, place.division, teller=tellers[role], on=on)
        for role, place in places.items()
    }
    return {role: absence for role, absence in found.items() if absence is not None}

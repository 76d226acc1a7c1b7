"""Who serves a matter and on which terms, as far as this node's trust list and agreements tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongban.matters.matter import Channel, Matter
from tongban.matters.parameters import Parameters, resolve
from tongban.node import Node
from tongban.routing.offices import Office
from tongban_web.views.places import mark_of


@dataclass(frozen=True, slots=True)
class Serving:
    """A province that handles a matter: its seal, its name, whether it is the reader's own."""

    mark: str
    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a typed place would be handled, or why it would not: a sentence either way."""

    reachable: bool
    sentence: str


def national(node: Node, matter: Matter) -> Parameters:
    """The parameters in force today at this node's own province, without agreements."""
    return resolve(node.rulebook.layers(matter, node.settings.node), node.clock.today())


def provinces_serving(node: Node, matter: Matter) -> tuple[str, ...]:
    """The names of the provinces whose nodes handle the matter, this node's own first."""
    return tuple(serving.name for serving in servings(node, matter))


def servings(node: Node, matter: Matter) -> tuple[Serving, ...]:
    """The provinces whose nodes handle the matter, this node's own first."""
    found = [
        Serving(mark_of(other.id), other.name, other.id == node.settings.node)
        for other in node.trust.current.document.nodes
        if other.status == "active"
        and matter.edition in other.matters.get(matter.id, ())
        and offered(node, matter, other.id)
    ]
    return tuple(sorted(found, key=lambda serving: not serving.here))


def offered(node: Node, matter: Matter, province: str) -> bool:
    """Whether the matter is offered in a province: in all of them, or in those of its regions."""
    return node.rulebook.agreements.admit(matter, frozenset({province}), node.clock.today())


def agreed_sentences(node: Node, matter: Matter) -> tuple[str, ...]:
    """What regional agreements of this province change for the matter, a sentence each, nothing said twice."""
    today, own = node.clock.today(), node.settings.node
    sentences: list[str] = []
    for agreement in node.rulebook.agreements.regions(own):
        layers = node.rulebook.layers(matter, own)
        for other in agreement.members:
            if other != own:
                pair = frozenset({own, other})
                found = node.rulebook.agreements.applicable(matter, provinces=pair, on=today, layers=layers)
                sentences += found.reasons
    return tuple(dict.fromkeys(sentences))


def reach(node: Node, matter: Matter, place: str) -> Reach:
    """Whether the place (6-digit code) can be reached for the matter."""
    if told := _out_of_reach(node, matter, place):
        return Reach(reachable=False, sentence=told)
    name = node.divisions.full_name(place)
    if office := node.directory.offices.find(matter.authority, place):
        return Reach(reachable=True, sentence=f"{name}可以通过本平台办理，由{office.whereabouts}办理")
    if below := _served_within(node, matter, place):
        told = f"{name}有可以通过本平台办理的地方，请写全地名再查询，如“{below[0]}”"
        return Reach(reachable=True, sentence=told)
    return Reach(reachable=False, sentence=f"{name}没有登记办理“{matter.name}”的机构，请拨打当地12345查询")


def _out_of_reach(node: Node, matter: Matter, place: str) -> str:
    own, today = node.settings.node, node.clock.today()
    if node.divisions.is_outside(place):
        return f"{node.divisions.full_name(place)}不在跨省通办范围内"
    if not node.rulebook.agreements.admit(matter, frozenset({own, f"{place[:2]}0000"}), today):
        return f"“{matter.name}”只在{node.rulebook.agreements.named(matter)}内通办，该地不在其中"
    absence = node.directory.absence(matter, place) or node.directory.ungranted(matter, place, teller=own, on=today)
    return absence.sentence if absence else ""


def _served_within(node: Node, matter: Matter, place: str) -> list[str]:
    """The places within a division that have an office of their own for the matter."""
    divisions = node.divisions
    return [
        divisions.full_name(office.division)
        for office in node.directory.offices
        if matter.authority in office.authorities and divisions.covers(place, office.division)
    ]


def by_parameter(node: Node, matter: Matter, sentences: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The sentences of agreements by the parameter whose title they name."""
    titles = {name: parameter.title for name, parameter in node.plugins.layer(matter.id).parameters.items()}
    return {name: tuple(each for each in sentences if f"{title}由" in each) for name, title in titles.items()}


def windows(node: Node, matter: Matter) -> tuple[Office, ...]:
    """The counters of this province where the matter is handed in."""
    if Channel.WINDOW not in matter.channels:
        return ()
    if not matter.anywhere:
        return node.directory.offices.windows(node.settings.node)
    return tuple(
        office
        for office in node.directory.offices
        if matter.authority in office.authorities and node.divisions.covers(node.settings.node, office.division)
    )

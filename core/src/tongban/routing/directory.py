"""Who serves what: the trust list, read as divisions, matters and offices, and what is absent said in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from tongban.cases.facts import PlaceRef
from tongban.clock import CHINA, milliseconds
from tongban.matters.matter import Channel, Matter
from tongban.matters.place_roles import OWN_ROLES
from tongban.routing.divisions import Divisions
from tongban.routing.offices import Office, OfficeDirectory

if TYPE_CHECKING:
    from tongban.exchange.trust import TrustList
    from tongban.exchange.trust_documents import TrustNode

CODE_DIGITS = 6


class AbsenceKind(StrEnum):
    """Why a place cannot be reached through the exchange for a matter."""

    NO_NODE = "no_node"
    NOT_SERVED = "not_served"
    PLUGIN_MISSING = "plugin_missing"
    PLUGIN_OLDER = "plugin_older"
    NOT_GRANTED = "not_granted"


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """What is absent at a place, told before the form opens: a sentence that names the office and its address.

    `node` is empty where no node serves the division; `office` where none is known.
    """

    kind: AbsenceKind
    sentence: str
    division: str
    node: str = ""
    office: str = ""


@dataclass(slots=True)
class Directory:
    """The nodes of the trust list with the offices and divisions that routing finds them by."""

    trust: TrustList
    offices: OfficeDirectory
    divisions: Divisions

    def renew(self, trust: TrustList, offices: OfficeDirectory) -> None:
        """Goes by a newer trust list from now on."""
        self.trust, self.offices = trust, offices

    def node_serving(self, division: str) -> TrustNode | None:
        """The active node that serves a division (6, 9 or 12 digits)."""
        return self.trust.node_serving(division)

    def is_served_by(self, node: str, division: str) -> bool:
        """Whether a node may have places in a division of six digits."""
        return self.trust.is_served_by(node, division)

    def place(self, authority: str, division: str) -> PlaceRef:
        """The place that decides or acts for a division: office and node, each empty where there is none."""
        return self.place_of(self.offices.find(authority, division), division)

    def place_of(self, office: Office | None, division: str) -> PlaceRef:
        """The place of an office, or of a bare division where the office is not known."""
        node = self.node_serving(office.division if office else division)
        return PlaceRef(
            node=node.id if node else "",
            office=office.code if office else "",
            name=office.name if office else self.divisions.full_name(division),
            division=(office.division if office else division)[:CODE_DIGITS],
            province=self.divisions.province(division)[:CODE_DIGITS],
        )

    def absence(self, matter: Matter, division: str, *, edition: str = "") -> Absence | None:
        """What is absent at the place that would decide or act, or None where the exchange reaches it.

        `edition` is that of the matter object unless given.
        """
        kind = self._kind(matter.id, edition or matter.edition, division)
        if kind is None:
            return None
        office = self.offices.find(matter.authority, division)
        node = self.node_serving(division)
        return Absence(
            kind=kind,
            sentence=self._sentence(kind, matter, division, office),
            division=division,
            node=node.id if node else "",
            office=office.code if office else "",
        )

    def ungranted(self, matter: Matter, division: str, *, teller: str, on: date) -> Absence | None:
        """The absence of a grant by which `teller` may open a case of the matter at the place, to the end of a day."""
        node = self.node_serving(division)
        if node is None or not teller or teller == node.id:
            return None
        about = {"sender": teller, "receiver": node.id, "matter": matter.id}
        if self.trust.grants(**about, kind="letters", at=milliseconds(datetime.combine(on, time.max, CHINA))):
            return None
        office = self.offices.find(matter.authority, division)
        return Absence(
            kind=AbsenceKind.NOT_GRANTED,
            sentence=self._sentence(AbsenceKind.NOT_GRANTED, matter, division, office),
            division=division,
            node=node.id,
            office=office.code if office else "",
        )

    def _kind(self, matter_id: str, edition: str, division: str) -> AbsenceKind | None:
        node = self.node_serving(division)
        if node is None:
            return AbsenceKind.NO_NODE
        if matter_id in node.matters:
            return None if edition in node.matters[matter_id] else AbsenceKind.PLUGIN_OLDER
        prefix = matter_id.partition(".")[0]
        has_plugin = any(served.partition(".")[0] == prefix for served in node.matters)
        return AbsenceKind.NOT_SERVED if has_plugin else AbsenceKind.PLUGIN_MISSING

    def _sentence(self, kind: AbsenceKind, matter: Matter, division: str, office: Office | None) -> str:
        place = self.divisions.full_name(division) or division
        by_post = kind is AbsenceKind.NO_NODE and goes_by_post(matter)
        first = _BY_POST if by_post else _FIRST.get(kind, "")
        return f"{_WHY[kind].format(place=place, matter=matter.name)}。{first}请直接向{_whereabouts(office)}申请"


def goes_by_post(matter: Matter) -> bool:
    """Whether a window can post an application to a place that no node serves (异地代收代办, off the exchange)."""
    return Channel.WINDOW in matter.channels and not matter.anywhere and not acting_roles(matter)


def acting_roles(matter: Matter) -> frozenset[str]:
    """The cooperating roles that have a step to do; of another only the registers are asked."""
    return frozenset(step.at for step in matter.procedure.steps) - OWN_ROLES


_WHY = {
    AbsenceKind.NO_NODE: "{place}尚未接入通办平台，“{matter}”不能通过平台转办",
    AbsenceKind.NOT_SERVED: "{place}已接入通办平台，但未开通“{matter}”",
    AbsenceKind.PLUGIN_MISSING: "{place}已接入通办平台，但尚未开通“{matter}”所属的业务",
    AbsenceKind.NOT_GRANTED: "{place}已接入通办平台，但双方之间还没有办理“{matter}”的互通授权",
    AbsenceKind.PLUGIN_OLDER: "{place}办理“{matter}”使用的版本与本平台不同，暂不能通过平台办理",
}
_BY_POST = "可以到本地窗口交件，由窗口寄送办理；不便前往窗口的，"
_FIRST = {AbsenceKind.PLUGIN_OLDER: "请稍后再试；急需办理的，"}


def _whereabouts(office: Office | None) -> str:
    return office.whereabouts if office else "当地主管机关（可拨打当地12345政务服务热线查询）"

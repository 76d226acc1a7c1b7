"""Where a node takes in applications: its portals for what comes online, its counters for who stands there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tongban.cases.wording import offered
from tongban.desk.drafts import Application
from tongban.errors import Refused
from tongban.matters.matter import Channel, Matter
from tongban.matters.rules import Objection
from tongban.routing.offices import Office, OfficeDirectory

NAMED: Final = 5


def takes_in(office: Office, matter: Matter, channel: Channel) -> bool:
    """Whether an office takes in the matter: for other places (异地代收), or as the one that decides it on the spot.

    At its own counter an office takes in all that it decides.
    """
    decides = matter.authority in office.authorities
    if channel is Channel.WINDOW:
        return decides or (office.windows and not matter.anywhere)
    return office.windows or (decides and matter.anywhere)


def receiving_office(
    written: Application, matter: Matter, *, offices: OfficeDirectory, own: Callable[[str], bool]
) -> Office:
    """The office that an application is handed in at; raises `Refused` for one that does not take it in here.

    `own` says of the code of an office whether it is one of this node: no other could find the case again.
    """
    office = offices.office(written.office)
    if office is not None and own(office.code) and takes_in(office, matter, written.channel):
        return office
    here = [each for each in offices if own(each.code) and takes_in(each, matter, written.channel)]
    raise Refused([_nowhere(matter, office.name if office else written.office, here)])


def _nowhere(matter: Matter, named: str, here: list[Office]) -> Objection:
    offices = offered({office.code: office.name for office in here[:NAMED]})
    return Objection(
        rule="OFFICE",
        field="office",
        message=f"“{named[:40]}”不是本平台收取“{matter.name}”申请的收件地" if named else "尚未选择收件地",
        remedy=f"请另选收件地，例如：{offices}" if here else "请拨打当地12345政务服务热线查询收件地",
    )

"""On whose consent registers are asked: everybody's own, given under an own sign-in or in person at the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tongban.desk.drafts import Application
from tongban.identity.people import Role
from tongban.matters.matter import Channel, Matter

CONSENT: Final = "在线授权"
BY_WINDOW: Final = "窗口当面授权"
BY_MANDATE: Final = "授权委托书载明同意查询，窗口已核对"
BY_GUARDIAN: Final = "监护人同意"
UNTIL_CONFIRMED: Final[Mapping[Role, str]] = {
    Role.CO_APPLICANT: "待共同申请人本人确认并同意后查询",
    Role.DECEASED: "由办理机关受理时依法核验",
}
"""Why nobody is asked about a party before the case is accepted."""
CONFIRMED: Final = "共同申请人已确认同意，由办理机关受理时查询"
"""Why nobody has been asked yet about one who has confirmed since."""


def consenting(written: Application) -> frozenset[Role]:
    """The parties who agreed to being asked about: who applies, and at the window whoever came along and agreed."""
    there = {Role(role) for role in written.present} if written.channel is Channel.WINDOW else set[Role]()
    return frozenset({Role.APPLICANT, Role.AGENT, Role.GUARDIAN} | there)


def consent_of(written: Application) -> str:
    """How whoever applies has agreed: themselves, by the 委托书 that their agent brings, or through the guardian."""
    given = BY_WINDOW if written.channel is Channel.WINDOW else CONSENT
    if written.principal is None:
        return given
    return BY_MANDATE if written.capacity is Role.AGENT else f"{BY_GUARDIAN}（{given}）"


def purposes(matter: Matter, role: Role) -> tuple[str, ...]:
    """What registers are asked for about a party of that role."""
    return tuple(dict.fromkeys(need.purpose or need.title for need in matter.needs if need.roles[0] is role))

"""How surely the parties of a case were known when they acted, and how surely they have to be. Pure."""

from __future__ import annotations

from typing import Final

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.dossier import Acted, Dossier
from tongban.cases.wording import refuse
from tongban.identity.people import Assurance
from tongban.matters.matter import Matter

BINDING: Final = (a.Confirm, a.Correct, a.Withdraw)
"""What binds a party as the application itself does."""
NAMES: Final = {Assurance.L1: "手机号登录", Assurance.L2: "实名核验", Assurance.L3: "实人认证"}


def require_level(matter: Matter | None, act: a.Act, actor: a.Actor) -> None:
    """Whoever signed in binds themselves only at the level of the matter; raises `Refused`.

    Whoever stands at a window has shown the identity card there.
    """
    if matter is None or actor.kind != "party" or not isinstance(act, BINDING) or actor.assurance >= matter.assurance:
        return
    asked = f"{matter.assurance.name}（{NAMES[matter.assurance]}）"
    held = f"L{actor.assurance}" if actor.assurance else "未经认证的"
    raise refuse(
        "SIGN-IN",
        f"“{matter.name}”须以{asked}等级登录后才能确认、补正或撤回，您现在是{held}级",
        remedy="请提升认证等级：退出后以更高的认证等级重新登录；也可以持居民身份证到窗口办理",
    )


def level_of(dossier: Dossier) -> Assurance:
    """The lowest level at which a party handed the application in or confirmed it, as far as it was recorded."""
    binding = (head.seq for head in dossier.heads if isinstance(head.event, f.Submitted | f.Confirmed))
    return min((_level(dossier.actor(seq)) for seq in binding), default=Assurance.L3)


def _level(acted: Acted) -> Assurance:
    if acted.kind != "party" or not acted.assurance:
        return Assurance.L3
    # What another node wrote may be a level that is none here: it is read as the nearest that is.
    return Assurance(min(max(acted.assurance, Assurance.L1), Assurance.L3))

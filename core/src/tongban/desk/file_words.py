"""What somebody reads who opens a file that has to be brought: from where, by which way, since when, or why not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from tongban.clock import CHINA
from tongban.desk.arriving_files import NOT_KEPT, SPOILT
from tongban.desk.file_letters import UNREADABLE
from tongban.desk.uploaded import NOT_AS_HANDED_IN
from tongban.desk.wants import Want
from tongban.errors import OnItsWay
from tongban.exchange.transport import Manner

LATER: Final = "一小时后再次打开即重新调取"
REASONS: Final = {
    SPOILT: NOT_AS_HANDED_IN,
    NOT_KEPT: "文件已收到而本地未能保存，请联系本地系统管理员",
    "no_grant": "未获授权取得该事项的材料，请先办理授权",
    "unknown_case": "收件地没有此办件或本地不是其办理地，请联系收件地核实",
    "part_missing": "收件地没有所要的文件，请联系收件地重新上传",
    UNREADABLE: "收件地暂时读不出该文件，请联系收件地的系统管理员",
    "over_quota": "收件地以信件提供的文件暂已达到上限",
    "not_served": "收件地的系统版本较旧，还不能以信件提供文件，请联系收件地升级或线下调取",
}
LATER_OR_TOMORROW: Final = f"{LATER}；当日总量已满的，须待明日"
NO_REASON: Final = "收件地退回了调取请求，请联系收件地核实"


def how_it_comes(want: Want, *, place: str, manner: Manner) -> OnItsWay:
    """A file that was asked for and is not here yet."""
    way = "由对方定时来取信件" if manner.fetched else "由人工或网闸定时摆渡文件"
    when = "下次交换后" if manner.fetched else "往返各一次交换后"
    asked = datetime.fromtimestamp(want.asked_at / 1000, UTC).astimezone(CHINA)
    since = f"{asked.month}月{asked.day}日{asked:%H:%M}"
    came = f"，已收到{100 * want.have // want.size}%" if want.have else ""
    return OnItsWay(
        f"该文件存放在{place}，已于{since}向其调取，尚未全部到达{came}",
        remedy=f"两地之间{way}，{when}即可打开。请届时重新打开，不必重复调取。",
    )


def why_not(want: Want) -> str:
    """Why a file that was asked for does not come."""
    when = LATER_OR_TOMORROW if want.code == "over_quota" else LATER
    return f"取不到该文件：{REASONS.get(want.code, NO_REASON)}；{when}"

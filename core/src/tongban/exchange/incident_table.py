"""The kinds of incidents: what each means and what an operator does about it, in plain Chinese."""

from __future__ import annotations

from typing import Final, NamedTuple


class IncidentWords(NamedTuple):
    """What happened, and what to do."""

    happened: str
    remedy: str


INCIDENT_WORDS: Final[dict[str, IncidentWords]] = {
    "peer_lost_letters": IncidentWords(
        "对方丢失了已经确认收到的信，本节点已自动重发。",
        "一般是对方恢复了旧备份。请联系对方运维确认，并核对死信台有无新的退信，然后关闭。",
    ),
    "heads_differ": IncidentWords(
        "同一办件的同一封信，两地所存的内容不同。",
        "请保留双方数据库和日志，会同对方运维查明哪一方被改动或恢复过，由审计人员确认后关闭。",
    ),
    "totals_differ": IncidentWords(
        "一日之内双方往来信件的总数或总摘要不一致。",
        "请等下一次夜间核对：一致后自动关闭。连续两夜不一致的，会同对方运维逐件核对。",
    ),
    "day_not_compared": IncidentWords(
        "一周前某日发给对方的信中仍有未经确认的，当日总数没有核对。",
        "请在死信台查看发往对方、尚未办完的信，按“怎么办”处理；信件都经确认后，夜间核对时自动关闭。",
    ),
    "refusal_taken_back": IncidentWords(
        "对方曾退回一封信，后又确认同一封信已办理；本节点仍按已退回处理。",
        "一般是对方恢复旧备份后重新作了判断。请会同对方运维查看该办件在两地的状态，由经办人员更正后关闭。",
    ),
    "effect_taken_back": IncidentWords(
        "对方曾确认办理一封信，后又退回同一封信；本节点仍按已办理处理。",
        "一般是对方恢复旧备份后重新作了判断。请会同对方运维查看该办件在两地的状态，由经办人员更正后关闭。",
    ),
    "much_refused": IncidentWords(
        "当日退回对方来信过多，已达上限：对方新办件的来信当日暂缓接收；前一封来信已经办理的，"
        "以及本节点曾在该办件中去信的，照常接收（退回达上限十倍的，只接收前者）。",
        "请在死信台查看退回的原因，会同对方运维查明：一般是双方系统版本或授权不一致。确属正常业务的，"
        "请调高 refusals_a_day 或 refused_megabytes_a_day（十倍的上限随之提高）后重启；次日自动恢复接收，查明后关闭。",
    ),
    "much_taken": IncidentWords(
        "当日接收对方来信的总量已达上限：对方的来信当日都暂缓接收，留在其发件箱，次日自动重发。",
        "请会同对方运维查明来信为何如此之多，防止磁盘写满。确属正常业务的，请调高 letter_megabytes_a_day 后重启；"
        "次日自动恢复接收，查明后关闭。",
    ),
    "much_parked": IncidentWords(
        "对方来信在本节点存放而尚未办理的过多（一万封或256MB），已达上限：须等前面的信到齐才能办理的新来信暂缓接收，"
        "尚未办成的也过多时，对方新办件的来信也暂缓接收；对方的信留在其发件箱，自动重发。",
        "请在死信台查看“本节点没有办成的来信”：出错的，按“怎么办”处理后再次办理；前面的信尚未到齐的，请会同对方运维查明。"
        "降到上限以下即自动恢复接收，查明后关闭。",
    ),
    "facts_refused": IncidentWords(
        "对方不接收办件进展，该办件在对方处停在原地。",
        "请在死信台查看原因，按“怎么办”处理后再次发送全部台账，再关闭。",
    ),
    "case_not_reckoned": IncidentWords(
        "一个办件的台账在本节点不能重新计算，其期限和待办停在原处；其他办件不受影响。",
        "请按办件编号把日志中 case_not_reckoned 的原因告知系统维护方，其间由经办人员自行掌握该办件的期限；"
        "系统升级或载入新的工作日历时自动重算，核对期限后关闭。",
    ),
}

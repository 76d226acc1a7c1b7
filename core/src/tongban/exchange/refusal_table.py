"""The refusal codes: what each means and what whoever can put it right does about it, in plain Chinese."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class FixedBy(StrEnum):
    """Who can remove the cause of a refusal."""

    SENDING_OPERATOR = "sending_operator"
    RECEIVING_OPERATOR = "receiving_operator"
    TRUST_OPERATOR = "trust_operator"
    SENDING_OFFICER = "sending_officer"
    TIME = "time"


FINAL: Final = (  # code, who, what happened, what to do
    (
        "wrong_receiver",
        FixedBy.SENDING_OPERATOR,
        "此信不是发给本节点的，请核对收件节点后重新发送。",
        "请核对信任名录中对方的节点代码；名录无误的，请把编号和时间告知系统维护方。",
    ),
    (
        "no_grant",
        FixedBy.TRUST_OPERATOR,
        "发送方未获授权向本节点发送该事项的内容，请先办理授权。",
        "请在信任名录中为双方办理该事项的授权（tongban trust grant），名录更新后在死信台再次发送。",
    ),
    (
        "id_conflict",
        FixedBy.SENDING_OPERATOR,
        "同一编号先后出现两份不同的内容，后一份未予接收，已记安全事件。",
        "请保留双方日志，会同对方运维查明是否从旧备份恢复过数据库；查明前不要再次发送。",
    ),
    (
        "seq_conflict",
        FixedBy.SENDING_OPERATOR,
        "同一办件的同一序号先后出现两封不同的信，后一封未予接收，已记安全事件。",
        "请保留双方日志，会同对方运维查明是否从旧备份恢复过数据库；查明前不要再次发送。",
    ),
    (
        "broken_chain",
        FixedBy.SENDING_OPERATOR,
        "此信与前一封信的摘要不衔接，可能有信件被替换，已记安全事件。",
        (
            "请会同对方运维核对该办件的台账；确认本地台账无误的，在死信台再次发送全部台账。"
            "仍被退回的，由双方商定结果，按商定办结后搁置此信。"
        ),
    ),
    (
        "stale_epoch",
        FixedBy.SENDING_OFFICER,
        "此办件已由其他地方接手办理，按旧归属发出的内容不再接受；请刷新办件后处理。",
        "请刷新办件，按现在的办理地重新办理。",
    ),
    (
        "not_owner",
        FixedBy.SENDING_OFFICER,
        "发送方不是此办件当前的办理地，不能改变办件状态。",
        "请刷新办件，向现在的办理地提出。",
    ),
    (
        "unknown_case",
        FixedBy.SENDING_OPERATOR,
        "本节点没有此办件，无法处理所发内容。",
        (
            "请核对对方是否恢复过旧备份。对方收件的办件在对方丢失的，无法补回，由本地继续办理并告知申请人；"
            "其余办件五分钟后在死信台再次发送全部台账，所提请求由经办人员重新提出。"
        ),
    ),
    (
        "business_rule",
        FixedBy.SENDING_OFFICER,
        "按办理规则不能接受此项请求。",
        "请打开办件，按所示原因改正后重新办理。",
    ),
    (
        "not_served",
        FixedBy.RECEIVING_OPERATOR,
        "本地尚未开通该事项或版本较旧，不能受理；可改走代收代办或等待开通。",
        "请与对方运维约定开通日期；等不及的，请窗口告知申请人向该地线下机关申请。",
    ),
    (
        "unknown_office",
        FixedBy.SENDING_OPERATOR,
        "本节点没有信中所写的办理机关；请更新信任名录后按机关名录重新提交。",
        "请执行 tongban trust fetch 更新信任名录，再请窗口在办件中再次移交。",
    ),
    (
        "refused_before",
        FixedBy.SENDING_OFFICER,
        "此信先前已被本节点退回，不再办理；因本节点恢复过旧备份，对方按原退回结果补发存档。",
        "无须处理：先前的退回理由仍然有效，请按该理由办理。",
    ),
    (
        "not_a_party",
        FixedBy.SENDING_OFFICER,
        "只能查询本办件当事人的信息。",
        "请核对查询对象，只查询本办件的当事人。",
    ),
    (
        "over_quota",
        FixedBy.TIME,
        "今日查询的次数或者调取文件的数量已达上限，请明日再试；确有需要的，请与本节点商定更高的上限。",
        "明日自动恢复；确需更多的，请对方运维调高 questions_a_day（查询）或 file_megabytes_a_day（以信件调取文件）。",
    ),
    (
        "unknown_register",
        FixedBy.RECEIVING_OPERATOR,
        "本节点没有所查询的登记库。",
        "请核对 plugins 是否启用了该登记库的插件；没有该登记库的，请告知对方不再查询。",
    ),
    (
        "part_missing",
        FixedBy.SENDING_OFFICER,
        "所要的内容不在本节点，请联系收件地重新提供。",
        "请联系收件地重新上传该材料，再打开办件查看。",
    ),
    (
        "bad_body",
        FixedBy.SENDING_OPERATOR,
        "正文解不开，或与签名中的摘要不符，或不是可读的内容，未予接收。",
        "请核对双方系统版本和密钥；版本一致仍出现的，请把编号和时间告知系统维护方。",
    ),
    (
        "too_large",
        FixedBy.SENDING_OPERATOR,
        "信件超过大小或层级上限，不能办理；此信不再重发。",
        "请把编号和时间告知系统维护方；附件不随信发送，正文不应这样大。更正后，办件进展在死信台再次发送，其余由经办人重新办理。",
    ),
    (
        "replayed",
        FixedBy.SENDING_OPERATOR,
        "此查询已经答复过，不再重复答复；请重新发起查询。",
        "请重新发起查询；反复出现的，请检查代理是否重复转发请求。",
    ),
)

RETRIED: Final = (
    (
        "malformed",
        FixedBy.SENDING_OPERATOR,
        "收到的内容不是本交换协议的信件，无法读取；系统将自动重发。",
        "一般是途中设备改动了内容：请检查代理、网闸是否改写请求体，无须手工重发。",
    ),
    (
        "bad_signature",
        FixedBy.SENDING_OPERATOR,
        "签名核验不通过，内容可能在途中被改动；系统将自动重发。",
        "一般是途中设备改动了内容：请检查代理、网闸是否改写请求体；只有一个对方如此的，请核对其密钥。",
    ),
    (
        "unknown_sender",
        FixedBy.TRUST_OPERATOR,
        "发送方或其密钥不在信任名录中；请在名录登记后自动重发。",
        "请名录管理员核对发送方的密钥是否在名录中且有效；已更换密钥的，等名录生效即可。",
    ),
    (
        "no_encryption_key",
        FixedBy.TRUST_OPERATOR,
        "信任名录中没有对方可用的加密密钥，不能加密，故未发出；名录更新后自动发出。",
        "请名录管理员为对方登记加密密钥；名录更新后自动发出。",
    ),
    (
        "unknown_key",
        FixedBy.RECEIVING_OPERATOR,
        "本节点没有此件加密所用的密钥；恢复密钥文件后自动办理。",
        "请从备份恢复 node.key（不得删除旧密钥）；恢复后自动办理。",
    ),
    (
        "trust_expired",
        FixedBy.RECEIVING_OPERATOR,
        "本节点的信任名录过期已超过72小时，不能核验来件；更新名录后自动办理。",
        "请执行 tongban trust fetch 取得最新名录；取不到的，请名录管理员签发新版本。",
    ),
    (
        "suspended",
        FixedBy.TRUST_OPERATOR,
        "发送方节点已被暂停交换；恢复后自动重发。",
        "请向名录管理员了解暂停原因；恢复后自动重发。",
    ),
    (
        "sender_mismatch",
        FixedBy.SENDING_OPERATOR,
        "签名的节点与信中所写的发送方不一致，未予接收。",
        "请核对 settings 中的 node 与 key 是否属于同一节点。",
    ),
    (
        "schema",
        FixedBy.SENDING_OPERATOR,
        "信件的字段不完整或格式不符；请双方核对系统版本，随后自动重发。",
        "请双方核对系统版本，版本较低的一方升级。",
    ),
    (
        "version",
        FixedBy.RECEIVING_OPERATOR,
        "本节点不支持此信的协议版本；升级后自动重发。",
        "请升级本节点；升级后自动办理。",
    ),
    (
        "clock_skew",
        FixedBy.SENDING_OPERATOR,
        "发送方时钟比本节点快五分钟以上；校准时钟后自动重发。",
        "请校准本机时钟（如启用 chrony）；校准后自动重发。",
    ),
    (
        "over_share",
        FixedBy.TIME,
        "发送方尚未处理的来件已占满本节点给每个节点的份额，此次来件未读取；请稍后再发，系统将自动重发。",
        "一般会自行恢复；经常如此的，请双方运维核对是否重复发送，或者由接收方增加进程。",
    ),
    (
        "unavailable",
        FixedBy.RECEIVING_OPERATOR,
        "本节点暂时不能处理，请稍后再试。",
        "一般会自行恢复；持续一小时以上的，请联系对方运维。",
    ),
)

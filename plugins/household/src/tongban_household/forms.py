"""The form of 开具户籍类证明."""

from __future__ import annotations

from typing import Annotated, Final

from tongban import Choice, Field, Form, Number, Place, Prefill

KINSHIP: Final = "kinship"
UNNATURAL_DEATH: Final = "unnatural_death"
ISSUED: Final = (
    (KINSHIP, "亲属关系证明"),
    ("change", "户口登记项目变更证明"),
    ("former_name", "曾用名证明"),
    ("origin", "籍贯、出生地证明"),
    (UNNATURAL_DEATH, "非正常死亡证明"),
    ("cancellation", "户口注销证明"),
)
# 公通字〔2016〕21号: a valid certificate shows the fact, so the police station issues nothing.
NO_LONGER_ISSUED: Final = (
    ("identity", "公民身份证明"),
    ("residence", "户籍地址证明"),
    ("marriage", "结婚事实证明"),
    ("birth", "出生事实证明"),
    ("schooling", "学历证明"),
)
KINDS: Final = dict((*ISSUED, *NO_LONGER_ISSUED))
ABOUT_A_RELATIVE: Final = (KINSHIP, UNNATURAL_DEATH, "cancellation")
ABOUT_SOMEBODY_ELSE: Final = ("cert_kind", ABOUT_A_RELATIVE)
BY_AGENT: Final = ("handed_by", ("agent",))


class HouseholdCertificateForm(Form, frozen=True, kw_only=True):
    """What is to be certified, for what use, about whom, and where the archive lies."""

    cert_kind: Annotated[
        str,
        Choice(
            "证明种类",
            options=(*ISSUED, *NO_LONGER_ISSUED),
            help="能用身份证、户口簿、结婚证等证件证明的事项，请直接出示证件，不用再开证明",
            section="证明事项",
        ),
    ]
    purpose: Annotated[str, Field("用途", help="例如：办理继承公证", section="证明事项", maximum_length=100)]
    hukou_place: Annotated[
        str,
        Place(
            "户籍地",
            help="保管您户籍档案的县（市、区）；由该地公安派出所查档并出具证明",
            section="证明事项",
            prefill=Prefill(need="population", attribute="hukou_place"),
        ),
    ]
    relative_name: Annotated[
        str | None,
        Field(
            "亲属姓名", section="亲属", shown_when=("cert_kind", ABOUT_A_RELATIVE), sensitive=True, maximum_length=50
        ),
    ] = None
    relative_number: Annotated[
        str | None,
        Number(
            "亲属证件号码",
            help="亲属的公民身份号码；户籍地据此核对您与该亲属的关系",
            section="亲属",
            shown_when=ABOUT_SOMEBODY_ELSE,
        ),
    ] = None
    handed_by: Annotated[
        str,
        Choice(
            "由谁递交",
            options=(("self", "本人递交"), ("agent", "委托他人在窗口递交")),
            help="在网上办理的，由本人递交",
            section="递交",
        ),
    ] = "self"
    agent_name: Annotated[
        str | None,
        Field("受托人姓名", section="递交", shown_when=BY_AGENT, sensitive=True, maximum_length=50),
    ] = None
    agent_number: Annotated[str | None, Number("受托人证件号码", section="递交", shown_when=BY_AGENT)] = None

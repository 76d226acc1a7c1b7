"""What the applicant is asked."""

from __future__ import annotations

from typing import Annotated

from tongban import Field, Form, Mobile, Place


class GasForm(Form, frozen=True, kw_only=True):
    """Which account, and how to reach the applicant; whose the home is, the register knows."""

    place: Annotated[str, Place("用气地址所在地", help="由该县（市、区）的燃气主管单位办理，您不必前往")]
    account: Annotated[str, Field("燃气用户编号", help="在燃气缴费单上，例如：CD10234567", maximum_length=20)]
    mobile: Annotated[str, Mobile("手机号码", help="仅用于通知办理进度")]

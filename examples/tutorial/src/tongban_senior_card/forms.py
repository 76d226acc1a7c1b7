"""What the applicant is asked."""

from __future__ import annotations

from typing import Annotated

from tongban import Choice, Form, Mobile, Place

KINDS = (("new", "首次申领"), ("again", "遗失补领"))


class SeniorCardForm(Form, frozen=True, kw_only=True):
    """Where to apply, for what, and how to reach the applicant; the age is in the identity number."""

    place: Annotated[str, Place("户籍地", help="由户籍所在县（市、区）决定，您不必前往")]
    kind: Annotated[str, Choice("申领类型", options=KINDS)]
    mobile: Annotated[str, Mobile("手机号码", help="仅用于通知办理进度")]

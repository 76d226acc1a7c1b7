"""What the rules ask of registers."""

from __future__ import annotations

from tongban import Needs, Role
from tongban_marriage.records import SlotRecord, StatusRecord

STATUS_REGISTER = "marriage.status"
SLOT_REGISTER = "marriage.slot"
WHETHER_MARRIED = "核验是否已有配偶"

own_status = Needs(STATUS_REGISTER, "本人婚姻状况", StatusRecord, key="own_status", purpose=WHETHER_MARRIED)
other_status = Needs(
    STATUS_REGISTER,
    "对方婚姻状况",
    StatusRecord,
    key="other_status",
    about=Role.CO_APPLICANT,
    purpose=WHETHER_MARRIED,
)
slot = Needs(
    SLOT_REGISTER,
    "预约时段",
    SlotRecord,
    by=("office_division", "day", "slot"),
    purpose="核对预约时段是否开放、是否约满",
)
STATUS_OF = {Role.APPLICANT: own_status, Role.CO_APPLICANT: other_status}

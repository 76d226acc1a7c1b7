"""What the rules ask of registers."""

from __future__ import annotations

from tongban import COMPETENT, Needs, Role
from tongban_marriage.records import SlotRecord, StatusRecord

STATUS_REGISTER = "marriage.status"
SLOT_REGISTER = "marriage.slot"

own_status = Needs(
    key="own_status",
    register=STATUS_REGISTER,
    title="本人婚姻状况",
    at=COMPETENT,
    record=StatusRecord,
    purpose="核验是否已有配偶",
)
other_status = Needs(
    key="other_status",
    register=STATUS_REGISTER,
    title="对方婚姻状况",
    at=COMPETENT,
    record=StatusRecord,
    about=Role.CO_APPLICANT,
    purpose="核验是否已有配偶",
)
slot = Needs(
    key="slot",
    register=SLOT_REGISTER,
    title="预约时段",
    at=COMPETENT,
    record=SlotRecord,
    by=("office_division", "day", "slot"),
    purpose="核对预约时段是否开放、是否约满",
)
STATUS_OF = {Role.APPLICANT: own_status, Role.CO_APPLICANT: other_status}

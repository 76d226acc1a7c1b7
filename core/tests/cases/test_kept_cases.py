"""A case is kept without the fields that have their default, and read with the default that they had then."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from tongban.cases.heads import encode
from tongban.cases.state import Case
from tongban.cases.store import decode_case
from tongban.testing.case_file import at_window

KEPT_AS: Final[dict[str, Any]] = {
    "instant": False,
    "awaits": (),
    "confirmed_on": "",
    "confirm_until": None,
    "attend_by": "",
    "received_on": "",
    "notice_days": 5,
    "offered": False,
    "offer_refused": "",
    "offer_code": "",
    "opened_on": "",
    "forwarded_on": "",
    "correction": None,
    "accepted_on": "",
    "term_from": "acceptance",
    "term_since": "",
    "term_days": 0,
    "term_unit": "个工作日",
    "term_reason": "",
    "deemed": False,
    "unsettled": (),
    "extended_days": 0,
    "pauses": (),
    "before_suspension": None,
    "steps": (),
    "questions": (),
    "originals": {},
    "required": (),
    "posted": (),
    "decision": "",
    "decided_on": "",
    "delivery_days": 10,
    "dispatched": "",
    "dispatched_in": 0,
    "delivered": "",
    "ended_on": "",
    "why_ended": "",
    "former": (),
    "held_since": {},
    "senders": {},
}
"""A new field comes to these; none of these ever becomes another, and no field loses its default."""


def test_no_default_changes_that_cases_are_kept_by() -> None:
    fields, case = msgspec.structs.fields(Case), at_window().case
    bare = Case(**{each.name: getattr(case, each.name) for each in fields if each.required})
    kept = msgspec.json.decode(encode(bare))
    assert [each.name for each in fields if not each.required] == list(KEPT_AS)
    assert not kept.keys() & KEPT_AS.keys()
    assert decode_case(msgspec.json.encode({**kept, **KEPT_AS})) == bare


def test_a_case_that_was_kept_with_every_field_is_read_as_one_without_them() -> None:
    case = at_window().case
    assert decode_case(msgspec.json.encode(msgspec.structs.asdict(case))) == case
    assert decode_case(encode(case)) == case

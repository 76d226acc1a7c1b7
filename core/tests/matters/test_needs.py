"""What a need asks a register with."""

from __future__ import annotations

import msgspec

from tongban.matters.needs import COMPETENT, Needs


class Found(msgspec.Struct, frozen=True):
    name: str


def need(by: tuple[str, ...] | dict[str, str]) -> Needs[Found]:
    return Needs(key="one", register="some.register", title="登记", at=COMPETENT, record=Found, by=by)


def test_a_tuple_narrows_by_answers_under_their_own_names() -> None:
    assert need(("city",)).criteria == {"city": "city"}


def test_a_mapping_gives_answers_the_names_that_the_register_knows() -> None:
    assert need({"city": "out_city"}).criteria == {"city": "out_city"}


def test_a_need_with_a_mapping_can_be_kept_in_a_set() -> None:
    assert len({need({"city": "out_city"}), need({"city": "out_city"})}) == 1

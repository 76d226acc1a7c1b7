"""Records made up for the conformance suite: of every constraint that an author may write, none breaks the suite."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from tongban.testing.conformance.generated import record_of


class Constrained(msgspec.Struct, frozen=True):
    """A record whose fields have lengths, bounds and patterns."""

    name: Annotated[str, Meta(min_length=1)]
    reference: Annotated[str, Meta(min_length=24)]
    short: Annotated[str, Meta(max_length=1)]
    division: Annotated[str, Meta(pattern=r"^\d{6}$")]
    licence: Annotated[str, Meta(pattern=r"^JY\d{14}$", examples=["JY15101040000019"])]
    count: Annotated[int, Meta(ge=1, le=3)]
    amount: Annotated[Decimal, Meta(description="元")]
    remark: Annotated[str, Meta(min_length=2)] | None
    lines: tuple[Annotated[str, Meta(min_length=3)], ...]


class Unguessable(msgspec.Struct, frozen=True):
    """A record whose author gives no example of a pattern that no guess fits."""

    licence: Annotated[str, Meta(pattern=r"^JY\d{14}$")]


def test_what_is_made_up_fits_every_constraint() -> None:
    chance = random.Random(1)
    made = [record for record in (record_of(Constrained, chance) for _ in range(60)) if record is not None]
    assert made
    for record in made:
        assert msgspec.convert(msgspec.to_builtins(record), Constrained) == record
    assert {record.licence for record in made} == {"JY15101040000019"}
    assert any(record.remark for record in made)
    assert len({record.name for record in made}) > 1


def test_where_nothing_fits_the_author_is_told_which_field_and_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"Unguessable\.licence: no made-up value fits .* examples=") as raised:
        for seed in range(20):
            record_of(Unguessable, random.Random(seed))
    assert not isinstance(raised.value, msgspec.ValidationError)

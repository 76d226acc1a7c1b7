from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from tongban.clock import SystemClock
from tongban.demonstration.clock import clock_of
from tongban.errors import Misconfigured


class _Settings(msgspec.Struct):
    node: str
    demo: bool


def test_a_demonstration_told_a_day_starts_there_and_runs_on():
    clock = clock_of(_Settings("510000", demo=True), {"TONGBAN_CLOCK": "2026-11-23T09:00:00+08:00"})
    first = clock.now()
    assert datetime(2026, 11, 23, 1, tzinfo=UTC) <= first < datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert clock.now() > first


def test_nodes_given_the_same_instant_and_machine_time_agree():
    variable = {"TONGBAN_CLOCK": "2026-11-23T09:00:00+08:00@1000000000"}
    one, other = (clock_of(_Settings(node, demo=True), variable) for node in ("510000", "500000"))
    before, between, after = one.now(), other.now(), one.now()
    assert before <= between <= after
    assert before > datetime(2030, 1, 1, tzinfo=UTC)


def test_without_the_variable_a_node_has_the_machines_clock():
    assert isinstance(clock_of(_Settings("510000", demo=True), {}), SystemClock)


def test_a_node_that_is_no_demonstration_refuses_another_clock():
    with pytest.raises(Misconfigured, match="unset TONGBAN_CLOCK"):
        clock_of(_Settings("510000", demo=False), {"TONGBAN_CLOCK": "2026-11-23T09:00:00+08:00"})


@pytest.mark.parametrize("written", ["yesterday", "2026-11-23T09:00:00", "2026-11-23T09:00:00+08:00@noon"])
def test_an_instant_that_cannot_be_read_is_told(written: str):
    with pytest.raises(Misconfigured, match="2026-11-23T09:00:00"):
        clock_of(_Settings("510000", demo=True), {"TONGBAN_CLOCK": written})

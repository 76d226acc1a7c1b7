"""Whoever guesses is stopped: at an account after a few failures, at an address after more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tongban.clock import FixedClock
from tongban.errors import Refused
from tongban.identity.attempts import BY_ACCOUNT, BY_ADDRESS, MOST_KEYS, Attempts


@pytest.fixture
def attempts(clock: FixedClock) -> Attempts:
    return Attempts(clock)


def test_an_account_is_closed_for_a_quarter_of_an_hour_after_five_failures(
    attempts: Attempts, clock: FixedClock
) -> None:
    for index in range(BY_ACCOUNT):
        attempts.begin(account="a", address=f"192.0.2.{index}")
        clock.advance(timedelta(minutes=1))
    with pytest.raises(Refused, match="登录失败次数过多，请在10分钟后再试"):
        attempts.begin(account="a", address="192.0.2.99")
    attempts.begin(account="b", address="192.0.2.99")
    clock.advance(timedelta(minutes=10))
    attempts.begin(account="a", address="192.0.2.99")


def test_an_address_that_tries_many_accounts_is_closed(attempts: Attempts) -> None:
    for index in range(BY_ADDRESS):
        attempts.begin(account=f"a{index}", address="192.0.2.1")
    with pytest.raises(Refused, match="登录失败次数过多"):
        attempts.begin(account="another", address="192.0.2.1")
    attempts.begin(account="another", address="192.0.2.2")


def test_a_refused_attempt_does_not_prolong_the_wait(attempts: Attempts, clock: FixedClock) -> None:
    for _ in range(BY_ACCOUNT):
        attempts.begin(account="a", address="")
    for _ in range(3):
        clock.advance(timedelta(minutes=4))
        with pytest.raises(Refused):
            attempts.begin(account="a", address="")
    clock.advance(timedelta(minutes=3))
    attempts.begin(account="a", address="")


def test_who_signs_in_rightly_is_never_stopped(attempts: Attempts) -> None:
    for _ in range(BY_ADDRESS + 1):
        attempts.begin(account="a", address="192.0.2.1")
        attempts.succeeded(account="a", address="192.0.2.1")


def test_what_is_kept_is_bounded(attempts: Attempts) -> None:
    for index in range(MOST_KEYS):
        attempts.begin(account=f"a{index}", address=f"h{index}")
    assert len(attempts._failed) <= MOST_KEYS + 2

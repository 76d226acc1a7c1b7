"""Salts, ids and keyed hashes, which nobody else is given and anybody else can check."""

from __future__ import annotations

import hmac
import os
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tongban.chance import AT_ONCE, dated_id, salt
from tongban.keyed_hash import keyed_hash


def test_no_salt_is_given_out_twice_not_even_to_threads() -> None:
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda _: salt(), range(20 * AT_ONCE)))
    assert len(set(drawn)) == len(drawn)
    assert {len(each) for each in drawn} == {16}


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_draws_its_own() -> None:
    salt()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, salt())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 16) not in {salt() for _ in range(AT_ONCE)}


def test_an_id_is_a_uuid_of_its_version_and_grows_with_time() -> None:
    text = dated_id(1_795_665_600_123)
    assert (uuid.UUID(text).version, uuid.UUID(text).variant) == (7, uuid.RFC_4122)
    assert uuid.UUID(text).int >> 80 == 1_795_665_600_123
    assert dated_id(1) < dated_id(2) < text


def test_a_keyed_hash_is_the_hmac_of_purpose_and_text() -> None:
    expected = hmac.digest(b"secret", b"person key\0" + b"x", "sha256")
    assert keyed_hash(b"secret", b"person key", b"x") == expected == keyed_hash(b"secret", b"person key", b"x")
    assert keyed_hash(b"secret", b"audit actor", b"x") != expected
    assert keyed_hash(b"other", b"person key", b"x") != expected

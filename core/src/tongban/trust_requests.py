"""What a node hands the keepers of the trust list: itself and its keys, with the proof that it holds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from tongban.clock import milliseconds
from tongban.errors import Misconfigured
from tongban.exchange import signatures
from tongban.exchange.keys import OwnKeys, PublicKey, owner_of
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey, VerifyingKey
from tongban.exchange.suites import SuiteError, Suites
from tongban.trust_files import Member

TYP: Final = "tongban-join+jws"
POSSESSION_TYP: Final = "tongban-possession+jws"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """The payload: `possession` holds a signature by each signature key over its own id; `at` is Unix milliseconds."""

    member: Member
    at: int
    possession: tuple[str, ...]


class CheckedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request whose signatures hold, and the key that signed it as a whole."""

    member: Member
    at: int
    signer: PublicKey


def make(member: Member, *, own: OwnKeys, signer: SigningKey, now: datetime) -> bytes:
    """The request of a node; `signer` is its only signature key when it joins, the one in use when it changes keys."""
    possession = tuple(
        signatures.sign(key.kid.encode(), key=key, typ=POSSESSION_TYP).decode("ascii") for key in own.signing
    )
    request = Request(member=member, at=milliseconds(now), possession=possession)
    return signatures.sign(msgspec.json.encode(request), key=signer, typ=TYP)


def read(token: bytes, suites: Suites) -> CheckedRequest:
    """A request, held against itself; raises `Misconfigured`. Whose keys they are, only people can tell one another."""
    try:
        return _checked(token, suites)
    except (Refused, SuiteError, ValueError, msgspec.MsgspecError) as problem:
        raise Misconfigured(f"the request cannot be used: {problem}; have the node make it again") from None


def _checked(token: bytes, suites: Suites) -> CheckedRequest:
    signer = signatures.read_header(token).kid
    request = msgspec.json.decode(signatures.payload_of(token), type=Request)
    keys = {key.kid: key for key in request.member.keys}
    if any(owner_of(kid) != request.member.node for kid in keys) or signer not in keys:
        raise Refused("sender_mismatch", signer)
    signatures.verify(token, key=_verifying(keys[signer], suites), typ=TYP)
    _check_possession(request, suites)
    return CheckedRequest(member=request.member, at=request.at, signer=keys[signer])


def _check_possession(request: Request, suites: Suites) -> None:
    proofs: Sequence[bytes] = [proof.encode("ascii", "replace") for proof in request.possession]
    by_key = {signatures.read_header(proof).kid: proof for proof in proofs}
    for key in request.member.keys:
        if key.use == "sig":
            proof = by_key.get(key.kid)
            if proof is None:
                raise Refused("bad_signature", f"no proof that the node holds {key.kid}")
            said = signatures.verify(proof, key=_verifying(key, suites), typ=POSSESSION_TYP)
            if said != key.kid.encode():
                raise Refused("bad_signature", f"the proof is not about {key.kid}")


def _verifying(key: PublicKey, suites: Suites) -> VerifyingKey:
    return VerifyingKey(key.kid, suites.require(key.suite), key.jwk)

"""The passport itself: a signed record of one version of a plugin and of what it was found to hold to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import Distribution, version
from typing import Final

import msgspec

from tongban.errors import PluginError
from tongban.exchange import signatures
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey, VerifyingKey
from tongban.passports import installed
from tongban.passports.reasons import Reason

TYPE: Final = "tongban-passport"


class Passport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a signer vouches for; `digest` is that of the installed RECORD, `checks` map ids to passed or a reason.

    `matters` are the ids of those it offers; a crypto suite, a transport or a register's connection offers none.
    `specifications` counts them by outcome; `databases` are those on which all of it was tried; `issued` is an ISO
    moment.
    """

    plugin: str
    distribution: str
    version: str
    tongban: str
    digest: str
    dependencies: tuple[str, ...]
    matters: tuple[str, ...]
    checks: dict[str, str]
    specifications: dict[str, int]
    databases: tuple[str, ...]
    issued: str


class Unaccepted(Exception):
    """A passport that a node does not go by, with the reason."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(str(reason))


def passport_of(
    plugin: str,
    distribution: Distribution,
    *,
    matters: tuple[str, ...],
    checks: Mapping[str, str],
    specifications: Mapping[str, int],
    databases: tuple[str, ...],
    now: datetime,
) -> Passport:
    """The passport of a plugin as installed here; raises `PluginError` where it is not a wheel as it was built."""
    changed = list(installed.tampered(plugin, distribution))
    if changed:
        raise PluginError(plugin, str(Reason.of("files", *changed)))
    return Passport(
        plugin=plugin,
        distribution=distribution.name,
        version=distribution.version,
        tongban=version("tongban"),
        digest=installed.digest(plugin, distribution),
        dependencies=installed.dependencies(distribution),
        matters=matters,
        checks=dict(checks),
        specifications=dict(specifications),
        databases=databases,
        issued=now.isoformat(timespec="seconds"),
    )


def signed(passport: Passport, key: SigningKey) -> bytes:
    """The passport as it is handed on."""
    return signatures.sign(msgspec.json.encode(passport), key=key, typ=TYPE)


def read(token: bytes, signers: Mapping[str, VerifyingKey]) -> Passport:
    """A passport signed by one of the signers, by key id; raises `Unaccepted`."""
    try:
        kid = signatures.read_header(token.strip()).kid
        if kid not in signers:
            raise Unaccepted(Reason.of("stranger", signer=kid))
        payload = signatures.verify(token.strip(), key=signers[kid], typ=TYPE)
        return msgspec.json.decode(payload, type=Passport)
    except (Refused, msgspec.MsgspecError):
        raise Unaccepted(Reason("damaged")) from None

"""A trust list in words, for whoever keeps or signs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from tongban.exchange import trust_successions
from tongban.exchange.suites import thumbprint
from tongban.exchange.trust_documents import TrustDocument, TrustKey


def described(document: TrustDocument) -> Iterator[str]:
    """One line after another; instants in UTC."""
    yield f"version {document.version}, issued {_day(document.issued)}, expires {_day(document.expires)}"
    for node in document.nodes:
        suspended = ", SUSPENDED" if node.status == "suspended" else ""
        yield one_line(f"{node.id} {node.name} {node.url}{suspended}")
        yield f"  divisions: {', '.join(node.divisions)}"
        yield f"  matters: {', '.join(node.matters) or 'none'}"
        yield from (f"  {_key(key)}" for key in node.keys)
    for grant in document.grants:
        what = f"{', '.join(grant.kinds)}: {', '.join(grant.matters)}"
        yield f"grant {grant.sender} -> {grant.receiver} until {_day(grant.until)}: {what}"
    for step in document.successions:
        yield from roots_described(bytes(step))
    yield f"{len(document.offices)} offices"
    yield from (f"  {_office(bytes(office))}" for office in document.offices)


def one_line(text: str) -> str:
    """Text that others wrote, without what could make a line of its own of it."""
    return "".join(character if character.isprintable() else "?" for character in text)


def roots_described(step: bytes) -> Iterator[str]:
    """A change of roots in words."""
    newer = trust_successions.read_unverified(step)
    yield f"roots since {_day(newer.issued)}, {newer.threshold} of {len(newer.roots)} sign:"
    yield from (f"  {key.suite}  {key.kid}  {thumbprint(key.jwk)}" for key in newer.roots)


def _office(office: bytes) -> str:
    said = msgspec.json.decode(office)
    held = ", ".join(said.get("authorities", ()))
    return one_line(f"{said.get('division', '')} {said.get('code', '')} {said.get('name', '')}: {held}")


def _key(key: TrustKey) -> str:
    span = f"from {_day(key.nbf)}" + (f" to {_day(key.exp)}" if key.exp is not None else "")
    gone = f", compromised since {_day(key.compromised_at)}" if key.compromised_at is not None else ""
    return f"{key.use} {key.status} {key.suite} {span}{gone}  {key.kid}  {thumbprint(key.jwk)}"


def _day(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M")

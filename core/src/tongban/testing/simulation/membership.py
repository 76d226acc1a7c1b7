"""Who takes part in a simulation: the keys of all nodes and the list that names them."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from tongban.clock import milliseconds
from tongban.exchange import keys, trust
from tongban.exchange.encryption import OpeningKey
from tongban.exchange.keys import OwnKeys
from tongban.exchange.signatures import SigningKey
from tongban.exchange.trust import TrustList
from tongban.exchange.trust_documents import Grant, TrustDocument, TrustKey, TrustNode
from tongban.testing.simulation.people import SERVED, UNSERVED
from tongban.testing.simulation.province import START
from tongban.testing.simulation.suite import SUITE, SUITES


class Membership:
    """Keys and list, which change while the nodes run."""

    def __init__(self, nodes: int) -> None:
        self.own: dict[str, OwnKeys] = {}
        self._root = keys.generate("root", SUITE)
        for number in range(nodes):
            node = str(110_000 + 10_000 * number)
            self.own[node] = keys.generate_pair(node, SUITE)
        self._listed = {node: tuple(_listed(key, nbf=0) for key in own.all) for node, own in self.own.items()}
        self.current = self._issue(1)

    def rotate(self, node: str, *, at: int) -> OwnKeys:
        """Another signature key for a node beside those it has."""
        fresh = keys.generate(node, SUITE)
        self.own[node] = OwnKeys((*self.own[node].signing, fresh), self.own[node].opening)
        self._listed[node] = (*self._listed[node], _listed(fresh, nbf=at + 30_000))
        self.current = self._issue(self.current.document.version + 1)
        return self.own[node]

    def expire(self, node: str, *, until: int) -> OwnKeys:
        """New keys for a node that count at once, while those it has end soon: nobody may hear of it in time."""
        fresh = keys.generate_pair(node, SUITE)
        ending = [msgspec.structs.replace(key, exp=min(until, key.exp or until)) for key in self._listed[node]]
        before = self.own[node]
        self.own[node] = OwnKeys((*before.signing, *fresh.signing), (*before.opening, *fresh.opening))
        self._listed[node] = (*ending, *(_listed(key, nbf=0) for key in fresh.all))
        self.current = self._issue(self.current.document.version + 1)
        return self.own[node]

    def revoke(self, node: str, *, at: int, is_known_to_others: bool) -> OwnKeys:
        """New keys for a node that count at once, in place of all that it has."""
        fresh, lost_at = keys.generate_pair(node, SUITE), at if is_known_to_others else None
        gone = [msgspec.structs.replace(key, status="revoked", compromised_at=lost_at) for key in self._listed[node]]
        before = self.own[node]
        self.own[node] = OwnKeys((*before.signing, *fresh.signing), (*before.opening, *fresh.opening))
        self._listed[node] = (*gone, *(_listed(key, nbf=0) for key in fresh.all))
        self.current = self._issue(self.current.document.version + 1)
        return self.own[node]

    def _issue(self, version: int) -> TrustList:
        nodes = tuple(
            TrustNode(id=node, name=node, url=f"https://{node}.example", divisions=(node[:2],), keys=listed)
            for node, listed in self._listed.items()
        )
        issued, expires = milliseconds(START), milliseconds(START + timedelta(days=365))
        until = milliseconds(START + timedelta(days=3650))
        pairs = [(here, there) for here in self._listed for there in self._listed if here != there]
        grants = tuple(
            Grant(sender=here, receiver=there, matters=(*SERVED, UNSERVED), kinds=("letters", "files"), until=until)
            for here, there in pairs
        )
        document = TrustDocument(version=version, issued=issued, expires=expires, nodes=nodes, grants=grants)
        roots = {self._root.kid: keys.verifying(self._root)}
        signed = trust.sign(document, [self._root])
        return TrustList.load(signed, roots=roots, threshold=1, now=START, suites=SUITES)


def _listed(key: SigningKey | OpeningKey, *, nbf: int) -> TrustKey:
    public = keys.public(key)
    return TrustKey(kid=public.kid, jwk=dict(public.jwk), use=public.use, suite=public.suite, nbf=nbf)

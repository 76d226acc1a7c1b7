"""The keys with which a node signs and opens now: its own, as far as the trust list in use says so."""

from __future__ import annotations

from tongban.exchange.encryption import OpeningKey, Sealed, key_id, open_sealed
from tongban.exchange.keys import OwnKeys
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey
from tongban.exchange.trust import Trust


class Keyring:
    """Changes its signature key by itself once a newer one is listed, and opens with any key it has."""

    def __init__(self, node: str, own: OwnKeys, trust: Trust) -> None:
        self.node = node
        self.trust = trust
        self._own = own

    @property
    def own(self) -> OwnKeys:
        """All keys of the node."""
        return self._own

    def replace(self, own: OwnKeys) -> None:
        """Takes up the keys that the key file now has; keys that it lacks stay usable until the node stops."""
        signing = {key.kid: key for key in (*self._own.signing, *own.signing)}
        opening = {key.kid: key for key in (*self._own.opening, *own.opening)}
        self._own = OwnKeys(tuple(signing.values()), tuple(opening.values()))

    def signing(self, *, at: int) -> SigningKey:
        """The newest own key that the list lets sign at an instant; one that is not listed if there is none better."""
        held = {key.kid: key for key in self._own.signing}
        for kid in self.trust.current.signs_with(self.node, at=at):
            if kid in held:
                return held[kid]
        return self._own.signing[-1]

    def lacks(self, sealed: Sealed) -> str | None:
        """The key that a text is encrypted to, where this node has none of that name; None where it names none."""
        try:
            kid = key_id(sealed)
        except Refused:
            return None
        return kid if self._opening(kid) is None else None

    def open(self, sealed: Sealed, *, sender: str) -> bytes:
        """What another node encrypted to this one; raises Refused (unknown_key, bad_body)."""
        kid = key_id(sealed)
        key = self._opening(kid)
        if key is None:
            raise Refused("unknown_key", kid[:64])
        return open_sealed(sealed, key=key, sender=sender, receiver=self.node)

    def _opening(self, kid: str) -> OpeningKey | None:
        return next((held for held in self._own.opening if held.kid == kid), None)

"""The check character MOD 37,36 of GB/T 17710 (ISO 7064), which certificates and case numbers carry."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_AFTER = {
    character: tuple(((product + value) % 36 or 36) * 2 % 37 for product in range(37))
    for value, character in enumerate(ALPHABET)
}
"""For each character what it makes of the product so far."""


def mod_37_36(body: str) -> str:
    """Computes the check character of digits and capital letters; raises ValueError for anything else."""
    product = 36
    try:
        for character in body:
            product = _AFTER[character][product]
    except KeyError as error:
        raise ValueError(f"{error} is neither a digit nor a capital letter") from None
    return ALPHABET[(37 - product) % 36]

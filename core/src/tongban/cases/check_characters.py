"""The check character MOD 37,36 of GB/T 17710 (ISO 7064), which certificates and case numbers carry."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def mod_37_36(body: str) -> str:
    """Computes the check character of digits and capital letters; raises ValueError for anything else."""
    product = 36
    for character in body:
        product = (product + ALPHABET.index(character)) % 36 or 36
        product = product * 2 % 37
    return ALPHABET[(37 - product) % 36]

"""The check character MOD 37,36 of GB/T 17710 (ISO 7064), which certificates and case numbers carry."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def mod_37_36(body: str) -> str:
    """Computes the check character of digits and capital letters; raises ValueError for anything else."""
    product = 36
    try:
        for character in body:
            product = ((product + _VALUES[character]) % 36 or 36) * 2 % 37
    except KeyError as error:
        raise ValueError(f"{error} is neither a digit nor a capital letter") from None
    return ALPHABET[(37 - product) % 36]

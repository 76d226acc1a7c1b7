"""What is no text of ours."""

from __future__ import annotations


class Given(str):
    """What a person or a register said: it stands as it is, whichever language a page is in."""

    __slots__ = ()

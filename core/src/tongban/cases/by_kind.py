"""Choosing what to do by the kind of a fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tongban.cases.facts import Event

if TYPE_CHECKING:
    from functools import _SingleDispatchCallable

Result = TypeVar("Result")


def of_kind(dispatched: _SingleDispatchCallable[Result], event: Event) -> Callable[..., Result]:
    """The function that a `singledispatch` calls for an event of exactly a registered kind, as every one is.

    By itself it looks through weak references, which takes longer than what most of these functions do.
    """
    return dispatched.registry.get(type(event), dispatched)

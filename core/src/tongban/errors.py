"""Errors that Tongban raises, each telling its reader what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.matters.rules import Objection


class TongbanError(Exception):
    """Base of every error that Tongban raises on purpose."""


class Refused(TongbanError):
    """What a person asked for may not be done, with every reason at once."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        self.objections = tuple(objections)
        super().__init__("；".join(objection.message for objection in self.objections))


class NotFound(TongbanError):
    """The thing does not exist, or not for this person."""


class OnItsWay(TongbanError):
    """What was asked for is being brought from another place; says from where and how, `remedy` when to look again."""

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class Conflict(TongbanError):
    """Somebody else acted first; the reader should look at the present state and decide again."""


class Misconfigured(TongbanError):
    """A setting keeps the node from starting; the message names the setting and the remedy."""


class PluginError(TongbanError):
    """A plugin is broken; the message names the plugin, the place and the remedy."""

    def __init__(self, plugin: str, message: str) -> None:
        self.plugin = plugin
        super().__init__(f"plugin {plugin!r}: {message}")

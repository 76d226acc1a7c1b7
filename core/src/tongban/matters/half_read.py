"""Answers to a form of which some could not be read: they give the others, and stop whoever asks for those. Pure."""

from __future__ import annotations

from functools import cache
from typing import NoReturn

import msgspec

from tongban.matters.fields import Number
from tongban.matters.forms import Form, Parsed, fields_of


class Unread(Exception):
    """Raised where something is asked for that hangs on an answer that could not be read: it is not known yet.

    It is no `AttributeError`, so that `getattr(answers, name, default)` is stopped too.
    """


def half_read(form: type[Form], parsed: Parsed) -> Form:
    """The answers that could be read, as an instance of the form; each of the others raises `Unread`."""
    kind, unread = _wanting(form), unread_in(form, parsed)
    known = {name: value for name, value in parsed.values.items() if name not in unread}
    answers = kind(**dict.fromkeys(unread), **known)
    for name in unread:
        getattr(kind, name).__delete__(answers)
    return answers


def unread_in(form: type[Form], parsed: Parsed) -> frozenset[str]:
    """The fields that could not be read, and those of which nobody knows whether they are to be filled in.

    Where a number says something else than other fields, any of them may be the wrong one.
    """
    bounds = fields_of(form)
    unread = {each.field for each in parsed.objections}
    unread |= {bound.name for bound in bounds if bound.required} - parsed.values.keys()
    for field in [bound.field for bound in bounds if bound.name in unread & parsed.values.keys()]:
        if isinstance(field, Number):
            unread |= {each for each in (field.born, field.sex, field.body) if each}
    while hanging := {bound.name for bound in bounds if _hangs_on(bound.field.shown_when, unread)} - unread:
        unread |= hanging
    return frozenset(unread & {bound.name for bound in bounds})


def _hangs_on(shown_when: tuple[str, tuple[str, ...]] | None, unread: set[str]) -> bool:
    return shown_when is not None and shown_when[0] in unread


class _Wanting:
    """How answers behave of which some are not there."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """What a form does with all of its answers is not done with some."""

    def __getattr__(self, name: str) -> NoReturn:
        raise Unread(name) if name in getattr(type(self), "__struct_fields__", ()) else AttributeError(name)

    def __eq__(self, other: object) -> NoReturn:
        raise Unread

    __ne__ = __eq__
    __hash__ = None  # type: ignore[assignment]


@cache
def _wanting(form: type[Form]) -> type[Form]:
    """The form as one whose answers may be wanting, with the fields, properties and methods that it has."""
    return msgspec.defstruct(form.__name__, (), bases=(_Wanting, form), frozen=True, kw_only=True)  # type: ignore[return-value]

"""Whether what an author writes has the types that its classes declare, so that a forgotten comma is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from reprlib import repr as short
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from tongban.cases.effects import Effects
from tongban.matters.application import Application
from tongban.matters.calculation import Calculate
from tongban.matters.needs import Needs
from tongban.matters.results import Compose, Result
from tongban.matters.rules import Rule

# What the classes name in their annotations without importing it.
NAMED: Final = {
    "Application": Application, "Needs": Needs, "Result": Result, "Effects": Effects, "Calculate": Calculate,
    "Compose": Compose,
}  # fmt: skip
UNIONS: Final = frozenset({Union, UnionType})
TAKEN: Final[dict[Any, Any]] = {Any: object, None: NoneType, frozenset: AbstractSet, float: int | float}
"""What is taken for a type, where that is more than its own instances."""
WORDS: Final[dict[Any, str]] = {
    str: 'a text "…"', bool: "True or False", int: "a whole number", Callable: "a function",
}  # fmt: skip


HOLDING: Final[dict[Any, str]] = {
    tuple: "({}), with a comma after each",
    frozenset: "frozenset({{{}}})",
    Sequence: "a sequence of {}",
    Mapping: "a mapping {{…}} of {}",
}


Fits = Callable[[Any], bool]


def misshapen(made: Any, within: str = "") -> Iterator[str]:
    """Every attribute, of a matter or of what it is made of, that is of another type than its class declares."""
    for name, hint, fitting in _shape(made.__class__):
        value = getattr(made, name)
        if not fitting(value):
            yield f"{within}{name} {_odd(value, hint)}"
            continue
        for each in value if isinstance(value, tuple) else (value,):
            if _has_shape(each.__class__):
                yield from (f"{within}{_called(each)}: {wrong}" for wrong in misshapen(each))


@cache
def _has_shape(made: type[Any]) -> bool:
    return is_dataclass(made)


@cache
def _shape(made: type[Any]) -> tuple[tuple[str, Any, Fits], ...]:
    """The attributes of a class with what they are declared as."""
    hints = get_type_hints(made, localns=NAMED)
    return tuple((each.name, hints[each.name], _fitting(hints[each.name])) for each in fields(made))


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type, as far as can be seen without calling it."""
    return _fitting(hint)(value)


@cache  # a node looks at some ten thousand values before it starts, and at few types
def _fitting(hint: Any) -> Fits:
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind in UNIONS:
        either = tuple(map(_fitting, inner))
        return lambda value: any(fitting(value) for fitting in either)
    if kind is type:
        base = inner[0] if isinstance(inner[0], type) else getattr(inner[0], "__bound__", None) or object
        return lambda value: isinstance(value, type) and issubclass(value, base)
    if kind is tuple and inner:
        return _fitting_tuple(inner)
    if kind is Mapping and inner:
        key, held = map(_fitting, inner)
        return lambda value: isinstance(value, Mapping) and all(key(each) and held(of) for each, of in value.items())
    if kind in {frozenset, Sequence}:
        is_one, fitting = _being(kind), _fitting(inner[0])
        return lambda value: is_one(value) and not isinstance(value, str) and all(map(fitting, value))
    return _being(kind)


def _fitting_tuple(inner: tuple[Any, ...]) -> Fits:
    if inner[1:] == (...,):
        fitting = _fitting(inner[0])
        return lambda value: isinstance(value, tuple) and all(map(fitting, value))
    each = tuple(map(_fitting, inner))
    return lambda value: (
        isinstance(value, tuple)
        and len(value) == len(each)
        and all(fitting(one) for fitting, one in zip(each, value, strict=True))
    )


def _being(kind: Any) -> Fits:
    taken = TAKEN.get(kind, kind)
    return (lambda value: isinstance(value, taken)) if isinstance(taken, type | UnionType) else (lambda _: True)


def _odd(value: Any, hint: Any) -> str:
    """What a value is, and what to write instead."""
    inner = get_args(hint)
    if get_origin(hint) is tuple and isinstance(value, tuple) and inner[1:] == (...,):
        other = next(each for each in value if not fits(each, inner[0]))
        unmarked = "; is there no @rule(…) above it?" if inner[0] is Rule and callable(other) else ""
        return f"holds {short(other)}; each must be {spelt(inner[0])}{unmarked}"
    return f"is {short(value)}; write {spelt(hint)}"


def spelt(hint: Any) -> str:
    """A type as an author writes a value of it."""
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind in UNIONS:
        return " or ".join(spelt(each) for each in inner if each is not NoneType)
    if kind in HOLDING:
        return HOLDING[kind].format(", ".join("…" if each is ... else spelt(each) for each in inner))
    if kind is type:
        return f"a class made from {getattr(getattr(inner[0], '__bound__', None) or inner[0], '__name__', '')}"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"{kind.__name__}.{next(iter(kind)).name} or a like"
    return WORDS.get(kind, f"{getattr(kind, '__name__', kind)}(…)")


def _called(made: object) -> str:
    """An object of the matter's as people name it: its class, and what it is called."""
    names = (getattr(made, name, "") for name in ("id", "key", "name", "label"))
    return f"{type(made).__name__} {next((repr(each) for each in names if each), '')}".strip()

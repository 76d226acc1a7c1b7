"""YAML as data files hold it, read in C where libyaml is installed, and the lines on which it says what."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from tongban.errors import Misconfigured

Entry = TypeVar("Entry")
_FASTEST: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FASTEST):  # type: ignore[misc, valid-type]  # known when it runs
    """One that says where a day stands that no calendar has, such as 2026-02-30, and where a key stands twice."""


def _day(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        problem = f"{node.value} is no date: {error}"
        raise yaml.constructor.ConstructorError(problem=problem, problem_mark=node.start_mark) from error


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Iterator[object]:
    seen: set[str] = set()
    for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
        if key.value in seen:
            problem = f"{key.value} stands there twice, and only the last would count: keep one"
            raise yaml.constructor.ConstructorError(problem=problem, problem_mark=key.start_mark)
        seen.add(key.value)
    yield from loader.construct_yaml_map(node)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


@lru_cache(maxsize=64)  # nodes of one process have most of their files in common
def read_yaml(text: str) -> object:
    """Plain data, to be converted and never changed; raises `yaml.YAMLError` with line and column."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - both are safe loaders


def read_entries(path: Path, kind: type[Entry], *, mend: str) -> dict[str, Entry]:
    """What a file holds under each of its keys; raises `Misconfigured` with the line that cannot be read and `mend`."""
    try:
        data = msgspec.convert(read_yaml(path.read_text("utf-8")) or {}, dict[str, Any])
    except yaml.YAMLError as error:
        raise Misconfigured(f"{_place_of_fault(path, error)}: it cannot be read: {_said(error)}; {mend}") from error
    except (OSError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise Misconfigured(f"{path}:1: it cannot be read: {error}; {mend}") from error
    return {key: _entry(path, key, written, kind, mend) for key, written in data.items()}


def _entry(path: Path, key: str, written: object, kind: type[Entry], mend: str) -> Entry:
    try:
        return msgspec.convert(written, kind)
    except msgspec.ValidationError as error:
        raise Misconfigured(f"{place_in(path, key)}: {key!r} cannot be read: {error}; {mend}") from error


def _place_of_fault(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{path}:{mark.line + 1 if mark else 1}"


def _said(error: yaml.YAMLError) -> str:
    """What YAML objects to, without where, of which it knows no file."""
    return str(getattr(error, "problem", None) or error)


def place_in(path: Path, *keys: str | int) -> str:
    """`file:line` of what a YAML file holds under these keys, or of the last of them that it has."""
    line = 1
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    except (OSError, yaml.YAMLError):
        return f"{path}:{line}"
    for key in keys:
        marked, node = _under(node, key)
        if marked is None:
            break
        line = marked.start_mark.line + 1
    return f"{path}:{line}"


def _under(node: yaml.Node | None, key: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The node that a line is marked by, a key or an item, and what it holds."""
    if isinstance(node, yaml.MappingNode):
        return next(((name, held) for name, held in node.value if name.value == str(key)), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None, None

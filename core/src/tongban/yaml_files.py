"""YAML as data files hold it, read in C where libyaml is installed, and the lines on which it says what."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=64)  # nodes of one process have most of their files in common
def read_yaml(text: str) -> object:
    """Plain data, to be converted and never changed; raises `yaml.YAMLError` with line and column."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are safe loaders


def place_in(path: Path, *keys: str | int) -> str:
    """`file:line` of what a YAML file holds under these keys, or of the last of them that it has."""
    line = 1
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_LOADER)
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

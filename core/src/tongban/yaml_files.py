"""YAML as data files hold it, read in C where libyaml is installed."""

from __future__ import annotations

import yaml

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> object:
    """Plain data; raises `yaml.YAMLError` with line and column."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are safe loaders

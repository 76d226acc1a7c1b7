"""The page that explains every setting, made from their declaration."""

from __future__ import annotations

from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_origin

import msgspec

from tongban.settings import FROM_ENVIRONMENT, Settings, default_of, described

EXAMPLE: Final = """\
node = "510000"
name = "四川省"
url = "http://127.0.0.1:8051"
port = 8051
demo = true
database = "sqlite:///node.db"
plugins = ["housing_fund", "household", "marriage"]
identity_providers = ["development"]
key = "node.key"
audit_secret = "audit.secret"
trust_list = "trust.json"
trust_roots = ["root-a.key.public", "root-b.key.public", "root-c.key.public"]
"""

OVERLAY: Final = """\
[[overlays]]
province = "510000"
plugin = "housing_fund"
file = "sichuan.yaml"
"""

TRANSPORT: Final = """\
[transports.files]
incoming = "/srv/tongban/incoming"
outgoing = "/srv/tongban/outgoing"
"""

HEAD: Final = """\
# Settings of a node

A node reads one file, `tongban.toml` in the working directory or the one named by `tongban --settings` or
`TONGBAN_SETTINGS`. Paths are relative to that file. `TONGBAN_URL`, `TONGBAN_PORT` and `TONGBAN_DATABASE` come before
what the file says. A key that is not listed here is refused.

This page is printed by `tongban settings`; a test holds it to the code.

| key | type | default | meaning |
|---|---|---|---|
"""

TAIL: Final = """
## Example

```toml
{example}```

A province's own values stand at the end of the file, in a file of the same shape as the plugin's `parameters/*.yaml`:

```toml
{overlay}```

Which transports reach a node stands in the trust list; what this one needs for them, at the end of its file:

```toml
{transport}```

## From nothing to a running node

```
tongban keys new 510000 node.key          # sends nothing; node.key.public is for the keepers of the trust list
tongban keys secret audit.secret
tongban trust new-root root-a root-a.key  # demonstrations only: real roots are with three keepers, who sign the list
tongban trust new-root root-b root-b.key
tongban trust new-root root-c root-c.key
tongban trust make --root root-a.key --root root-b.key --to trust.json tongban.toml
tongban migrate
tongban check                             # says every problem at once, each with its remedy
tongban run
```
"""


def settings_page() -> str:
    """docs/operators/settings.md as it should be."""
    return (
        HEAD
        + "".join(_row(field) for field in msgspec.structs.fields(Settings))
        + TAIL.format(example=EXAMPLE, overlay=OVERLAY, transport=TRANSPORT)
    )


def _row(field: msgspec.structs.FieldInfo) -> str:
    name = f"`{field.name}`" + (f", `TONGBAN_{field.name.upper()}`" if field.name in FROM_ENVIRONMENT else "")
    default = "required" if field.required else f"`{_written(default_of(field))}`"
    return f"| {name} | {_type(field.type)} | {default} | {described(field)} |\n"


def _type(annotation: Any) -> str:
    bare = annotation.__origin__ if hasattr(annotation, "__metadata__") else annotation
    if isinstance(bare, UnionType):
        return _type(get_args(bare)[0])
    if get_origin(bare) in {tuple, frozenset}:
        return f"list of {_type(get_args(bare)[0])}"
    return {str: "text", int: "number", bool: "true or false", Path: "path"}.get(bare, "table")


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{}"
    if value is None or isinstance(value, tuple | frozenset):
        return "none" if value is None else str(list(value)).replace("'", '"')
    return str(value).lower() if isinstance(value, bool) else str(value)

"""Compiled templates, shared by the sites of one process: a test run opens hundreds, a node one."""

from __future__ import annotations

from functools import cache

from jinja2.bccache import Bucket, BytecodeCache


class CompiledTemplates(BytecodeCache):
    """Bytecode in memory; what was compiled from another source is compiled anew (Jinja compares the digests).

    Shared only by environments with the same options, filters and language, as `build_environment` makes them.
    """

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if its template is held."""
        held = self._held.get(bucket.key)
        if held is not None:
            bucket.bytecode_from_string(held)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Hold a template that was just compiled."""
        self._held[bucket.key] = bucket.bytecode_to_string()


@cache
def compiled_templates() -> CompiledTemplates:
    """Those of this process."""
    return CompiledTemplates()

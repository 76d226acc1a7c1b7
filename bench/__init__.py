"""Measures a node beside the least that the same work could cost: `python -m bench`."""

from __future__ import annotations

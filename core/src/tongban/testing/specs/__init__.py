"""Specifications as such: where they lie, what came of running them, the steps they are written with, their tags."""

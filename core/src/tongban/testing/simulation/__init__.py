"""Deterministic simulation: many nodes running the production code, one seed deciding everything that goes wrong."""

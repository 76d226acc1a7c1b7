"""Matters of 户籍."""

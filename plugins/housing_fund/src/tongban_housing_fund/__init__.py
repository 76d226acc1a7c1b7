"""Matters of 住房公积金."""

"""Tongban web."""

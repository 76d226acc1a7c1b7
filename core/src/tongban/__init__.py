"""Tongban core."""

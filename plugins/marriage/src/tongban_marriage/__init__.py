"""Matters of 婚姻登记."""

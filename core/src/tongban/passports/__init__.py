"""Passports of plugins: what was installed, what it was found to hold to, and who says so."""

"""Example: a centre's own system answers in place of the tables of the plugin `housing_fund`."""

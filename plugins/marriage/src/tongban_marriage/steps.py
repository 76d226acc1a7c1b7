"""Gherkin steps of 结婚登记."""

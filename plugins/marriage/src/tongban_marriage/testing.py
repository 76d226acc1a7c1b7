"""Gherkin steps and builders of the matters of 婚姻登记, loaded by pytest."""

"""Gherkin steps and builders of the matters of 户籍, loaded by pytest."""

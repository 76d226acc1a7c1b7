"""Gherkin steps and builders of the matters of 住房公积金, loaded by pytest."""

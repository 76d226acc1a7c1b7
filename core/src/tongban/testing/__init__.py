"""What tests of Tongban and of its plugins share: databases, Gherkin collection, guards."""

"""Cases: facts, decisions, the legal clock and papers."""

"""Cases: append-only facts, what may happen next, and what they add up to."""

"""The exchange: opaque letters in ordered streams between nodes, never lost, doubled, reordered or forged."""

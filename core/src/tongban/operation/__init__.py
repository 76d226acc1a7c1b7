"""Operation: what whoever runs a node sees of the exchange, and what may be done about it."""

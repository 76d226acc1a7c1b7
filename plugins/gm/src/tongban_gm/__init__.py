"""The national algorithms for the exchange: crypto suite GM-1."""

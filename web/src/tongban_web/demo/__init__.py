"""Three provinces on one machine, each a process of its own: what `make demo` and `make journey` start."""

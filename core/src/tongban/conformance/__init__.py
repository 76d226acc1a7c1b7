"""The conformance run: what another node must do, and must not be made to do, checked over the network."""

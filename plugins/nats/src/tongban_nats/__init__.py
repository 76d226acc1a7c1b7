"""NATS JetStream as a transport between nodes."""

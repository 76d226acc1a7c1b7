"""`make chaos`: nodes in real processes that are killed, stopped and cut off, and what became of every letter."""

"""The pytest plugin of Tongban."""

"""Chinese steps that specifications of every matter share."""

"""What staff do on a case: one entry for each act, with its form and how the form becomes the act."""

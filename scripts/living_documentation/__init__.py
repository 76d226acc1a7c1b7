"""A site of all specifications with their last result, by matter, by clause of the policy and by law."""

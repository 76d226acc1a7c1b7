"""老年人优待证: the matter that the tutorial writes."""

"""Who people and organisations are, and what they may do for whom."""

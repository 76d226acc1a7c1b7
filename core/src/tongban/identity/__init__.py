"""Who acts: identity numbers, people, organisations, officers."""

<<<<<<< HEAD
"""Who people and organisations are, and what they may do for whom."""
=======
"""Who acts: identity numbers, people, organisations, officers."""
>>>>>>> numbers

"""单位: one module for each matter of an employer, on what they share."""

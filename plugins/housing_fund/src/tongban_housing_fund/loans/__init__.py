"""贷款: one module for each matter of a loan, on what they share."""

"""贷款: the matters of a loan, those that differ little in one module, on what they share."""

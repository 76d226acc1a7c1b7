"""个人账户: proofs, queries and voluntary accounts, one module for each matter."""

"""个人账户: queries and voluntary accounts, one module for each matter."""

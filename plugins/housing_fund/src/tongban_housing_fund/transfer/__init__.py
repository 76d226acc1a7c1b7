"""`hf.transfer`: 住房公积金异地转移接续."""

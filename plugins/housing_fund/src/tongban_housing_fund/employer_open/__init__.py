"""`hf.employer_open`: 住房公积金单位登记开户."""

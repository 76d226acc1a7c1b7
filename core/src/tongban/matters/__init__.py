"""What a matter is: forms, rules, procedures and the catalogue."""

"""Evidence: what registers, uploads, pledges and windows say, each with source, time and digest."""

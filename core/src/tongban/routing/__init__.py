"""Where a case belongs: divisions, offices and routes."""

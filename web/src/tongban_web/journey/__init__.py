"""Every matter from application to close between three real nodes, through their pages: what `make journey` runs."""

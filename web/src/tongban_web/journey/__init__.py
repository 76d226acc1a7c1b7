"""Every matter from application to close between three real nodes, driven through their pages: what `make journey` runs."""

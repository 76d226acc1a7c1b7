"""Views: what core knows, worded and shaped for the components of a page. Pure."""

"""For tests of pages: a visitor, what every page must be, a real browser, and the page checks of the suite."""

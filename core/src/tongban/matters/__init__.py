"""What a matter is: pure, frozen objects that a plugin declares."""

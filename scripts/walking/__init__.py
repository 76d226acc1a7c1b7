"""The demonstration walked in a browser, every page photographed: `python -m scripts.walking build/walks`."""

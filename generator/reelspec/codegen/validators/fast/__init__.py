"""Straight-line code that decides most bodies: `is_valid`, the quick `errors`, and whether a warning is possible."""

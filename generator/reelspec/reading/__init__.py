"""Specs into the contract: every keyword gets its place or is refused by name and place. `reading.providers` is the entrance."""

"""Specs into the contract: every keyword gets its place or is refused by name and place. `load` is the entrance."""

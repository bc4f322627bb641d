"""Specs into the contract: every keyword gets its place or is refused by name and place. `language.parser.providers` is the entrance."""

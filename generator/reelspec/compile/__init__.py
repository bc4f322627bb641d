"""A model's schema and rules into Python source: a tree of statements, printed in one room. Called by `emit.validators`."""

"""What the contract's conditions mean: truth of an instance, simpler forms that mean the same, JSON Schema, words."""

"""Regular expressions of JSON Schema (ECMA-262, `u` flag) for code that has only Python's `re`; for the contract's
checks and the validator emitter. Public: `ecma`, `backtracking`, `simple`; the other modules serve these three."""

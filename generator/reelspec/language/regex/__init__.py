"""JSON Schema's regular expressions (ECMA-262, `u` flag) in terms of Python's `re`; for checks and emitters.

Public are `ecma`, `backtracking` and `simple`; the other modules serve these three.
"""

"""Half a request: which choices still lead to a legal one. Tables of what rules tie, and the code that reads them in Python and
JavaScript."""

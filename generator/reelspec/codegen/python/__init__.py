"""Python source: the printer of `codegen.tree`, text from specs as literals, and source taken apart."""

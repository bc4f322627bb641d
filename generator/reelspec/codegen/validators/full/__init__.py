"""Code that finds every violation of any body, however broken: what `validate` calls."""

"""The walk that collects: finds every violation of any body, however broken. What `errors` and `validate` call."""

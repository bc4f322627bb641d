"""Schemas as Python types: what datamodel-code-generator is fed, and what becomes of its answer. Called by emitters."""

"""The generated clients of a provider, and the runtime that all of them share."""

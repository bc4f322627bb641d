"""The contract as a static site: an index and a page for each model, with its judge in it, which asks no host for anything."""

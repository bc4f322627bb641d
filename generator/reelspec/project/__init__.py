"""A repository with specs/ as a whole: the lists of emitters and of checks, and everything that generated/ should hold."""

"""`is_valid`: straight-line code that says yes or no, and leaves what it cannot tell to the walk that collects."""

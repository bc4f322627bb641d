"""A report of verify as text, JSON and JUnit XML."""

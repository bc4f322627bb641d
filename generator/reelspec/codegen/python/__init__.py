"""Python source as data: expressions, statements, and the one place that prints them."""

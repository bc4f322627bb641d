"""Text as people are shown it: what others wrote made safe, counts and tables in words. It imports no other room."""

"""The language of specs: the files that people write, the contract they become, and what its rules mean. Knows no output."""

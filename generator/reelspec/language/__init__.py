"""The language of specs: the files that people write, the contract they become, what its rules mean. It makes no output."""

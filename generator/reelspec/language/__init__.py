"""The language of specs: reading the files that people write into the contract, and what the contract's rules mean. Knows no output."""

"""The frame of the generated distribution, its README, and all its public names."""

"""The contract: what the specs say, as frozen values that know their places. Everything after reading works from it alone."""

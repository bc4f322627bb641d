"""The ground: text for people, digests, keys of caches. Imports nothing else of this program."""

"""Tests of others' code by the contract: a mock provider, a verifier of servers, mutation, fixtures for pytest."""

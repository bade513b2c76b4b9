"""Nouns and rules. Pure: no clock, no randomness, no network, no vendor, nothing asynchronous."""

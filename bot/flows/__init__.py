"""Conversations: pure functions from state and input to a new state, messages and effects."""

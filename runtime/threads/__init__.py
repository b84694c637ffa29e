"""Conversations as a client's people see them: one thread, and what is done in it."""

"""Telling people what happened: the bell, a letter, and each person's own choice of both."""

"""Draws the messages tab; conversations themselves are ``runtime.threads``."""

from runtime.threads.views import messages_tab

__all__ = ["messages_tab"]

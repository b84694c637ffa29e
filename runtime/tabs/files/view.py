"""Draws the files tab; the list itself is ``runtime.files``."""

from runtime.files.views import files_tab

__all__ = ["files_tab"]

"""Draws the team tab; the list itself is ``runtime.team``."""

from runtime.team.views import team_tab

__all__ = ["team_tab"]

"""Putting a checklist away."""

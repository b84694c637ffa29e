"""The text widget."""

"""The messages widget."""

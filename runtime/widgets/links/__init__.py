"""The links widget."""

"""The recent files widget."""

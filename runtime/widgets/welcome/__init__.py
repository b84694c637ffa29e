"""The welcome widget."""

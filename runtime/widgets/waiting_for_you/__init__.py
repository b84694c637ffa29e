"""The waiting for you widget."""

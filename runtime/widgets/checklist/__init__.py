"""The checklist widget."""

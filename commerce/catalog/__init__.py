"""What a viewer may see and order."""

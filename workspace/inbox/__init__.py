"""What waits for somebody of the seller."""

"""What a new member is welcomed with."""

"""What happens while a page of a portal is open."""

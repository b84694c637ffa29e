"""Ways to pay, one folder a kind."""

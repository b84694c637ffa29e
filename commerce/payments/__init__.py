"""Money for an order: attempts, gateways and transfers."""

"""Daily work on the orders of one tenant: the board, the list, an order's page."""

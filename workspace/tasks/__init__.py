"""Staff's to-dos on orders and clients."""
